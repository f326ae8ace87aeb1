"""The blueprint that all pages of the feature belong to."""

from flask import Blueprint

bp = Blueprint("series", __name__)
