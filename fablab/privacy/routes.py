"""Pages of the feature."""

from flask import Blueprint

bp = Blueprint("privacy", __name__)
