"""The blueprint that the feature's pages share."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
