"""The teacher's documents, and the figures."""

from fablab.reports.pdf.class_design import Chart, ChartRow, ClassDesign, PupilRow
from fablab.reports.pdf.pupil import pupil_pdf
from fablab.reports.pdf.pupil_design import (
    NoteDesign,
    PupilDesign,
    Section,
    StripDesign,
)
from fablab.reports.pdf.school_class import class_pdf

__all__ = [
    "Chart",
    "ChartRow",
    "ClassDesign",
    "NoteDesign",
    "PupilDesign",
    "PupilRow",
    "Section",
    "StripDesign",
    "class_pdf",
    "pupil_pdf",
]
