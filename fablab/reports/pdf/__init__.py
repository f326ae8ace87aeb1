"""The teacher's and the family's documents, and the figures."""

from fablab.reports.pdf.class_design import Chart, ChartRow, ClassDesign, PupilRow
from fablab.reports.pdf.compass_design import CompassDesign, ScaleDesign
from fablab.reports.pdf.pupil import pupil_pdf
from fablab.reports.pdf.pupil_design import (
    NoteDesign,
    PupilDesign,
    Section,
    StripDesign,
)
from fablab.reports.pdf.school_class import class_pdf
from fablab.reports.pdf.sheet import sheets_pdf
from fablab.reports.pdf.sheet_design import LaneDesign, PhotoDesign, SheetDesign

__all__ = [
    "Chart",
    "ChartRow",
    "ClassDesign",
    "CompassDesign",
    "LaneDesign",
    "NoteDesign",
    "PhotoDesign",
    "PupilDesign",
    "PupilRow",
    "ScaleDesign",
    "Section",
    "SheetDesign",
    "StripDesign",
    "class_pdf",
    "pupil_pdf",
    "sheets_pdf",
]
