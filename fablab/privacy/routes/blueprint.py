"""The feature's blueprint, alone so that its pages can share it."""

from flask import Blueprint

bp = Blueprint("privacy", __name__)
