"""Pages of the feature."""

from flask import Blueprint

bp = Blueprint("assessments", __name__)
