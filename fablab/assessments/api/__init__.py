"""This feature's part of the public API: what tablets fetch and hand over."""

from fablab.assessments.api import compass, levels, photos
from fablab.assessments.api.blueprint import bp

__all__ = ["bp", "compass", "levels", "photos"]
