"""The blueprint that all pages of the feature share."""

from flask import Blueprint

bp = Blueprint("assessments", __name__, url_prefix="/staff/meetings/<public_id>/levels")
