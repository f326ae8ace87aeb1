"""The one blueprint of the feature."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
