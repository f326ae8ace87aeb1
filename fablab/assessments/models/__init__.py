"""What assessments keep: rubrics, levels, and what waits to be looked at."""

from fablab.assessments.models.compass import (
    NotCounted,
    Occasion,
    SelfAnswer,
    SelfReport,
)
from fablab.assessments.models.held import HeldLevel, HeldReason
from fablab.assessments.models.levels import Assessment, ObservedLevel
from fablab.assessments.models.own_rubrics import RubricChoice, RubricDraft
from fablab.assessments.models.photos import PhotoKind, WorkPhoto
from fablab.assessments.models.rubric import Dimension, Domain, Focus, Rubric

__all__ = [
    "Assessment",
    "Dimension",
    "Domain",
    "Focus",
    "HeldLevel",
    "HeldReason",
    "NotCounted",
    "ObservedLevel",
    "Occasion",
    "PhotoKind",
    "Rubric",
    "RubricChoice",
    "RubricDraft",
    "SelfAnswer",
    "SelfReport",
    "WorkPhoto",
]
