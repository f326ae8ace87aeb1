"""Pages of the feature."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
