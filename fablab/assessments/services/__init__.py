"""The rules of assessing: rubrics, what is watched, and recording levels."""

from fablab.assessments.services.rubrics import load_rubrics

__all__ = ["load_rubrics"]
