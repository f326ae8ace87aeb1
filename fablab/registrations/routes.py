"""Pages of the feature."""

from flask import Blueprint

bp = Blueprint("registrations", __name__)
