"""The words of the levels: which there are, which are used, and writing one's own."""

from fablab.assessments.routes.rubrics import checking, shaping, versions, writing
from fablab.assessments.routes.rubrics.blueprint import bp

__all__ = ["bp", "checking", "shaping", "versions", "writing"]
