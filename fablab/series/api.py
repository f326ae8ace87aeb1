"""The feature's part of the public API."""

from flask_smorest import Blueprint

bp = Blueprint("series_api", __name__, url_prefix="/api/v1")
