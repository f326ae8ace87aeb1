"""Recording levels at a meeting, on the facilitator's tablet."""

from fablab.assessments.routes import (
    dimension,
    focus,
    held,
    overview,
    photos,
    pictures,
    table,
)
from fablab.assessments.routes.blueprint import bp

__all__ = [
    "bp",
    "dimension",
    "focus",
    "held",
    "overview",
    "photos",
    "pictures",
    "table",
]
