"""The teacher's documents, and the figures."""

from fablab.reports.pdf.pupil import pupil_pdf
from fablab.reports.pdf.pupil_design import (
    NoteDesign,
    PupilDesign,
    Section,
    StripDesign,
)

__all__ = ["NoteDesign", "PupilDesign", "Section", "StripDesign", "pupil_pdf"]
