"""What must be said beside every level, and other words that reports share."""

from types import MappingProxyType

from fablab.assessments.models import Occasion
from fablab.assessments.statistics import Verdict
from fablab.checkin.models import AttendanceStatus
from fablab.kernel.errors import N_
from fablab.reports.queries.reading import Form

LIMITS = (
    N_("Levels describe what facilitators saw in the FabLab. They are no marks."),
    N_(
        "Creativity and self-reliance have no common total or average, "
        "and pupils are not ranked."
    ),
    N_(
        "The groups are far too small to compare schools, classes, series, "
        "or girls and boys."
    ),
    N_(
        "A change does not prove that the workshops caused it: there was no group "
        "to compare with."
    ),
    N_("Levels do not foretell talent and are no diagnosis."),
    N_(
        "What may be said, for example: at the last meeting facilitators saw more "
        "pupils work without prompts than at the second."
    ),
)
"""What may not be read from levels, and what may; part of every report."""

ATTENDANCE = MappingProxyType(
    {
        AttendanceStatus.PRESENT: N_("present"),
        AttendanceStatus.LATE: N_("late"),
        AttendanceStatus.EXCUSED: N_("excused"),
        AttendanceStatus.ABSENT: N_("absent"),
    }
)
"""How a meeting went for a pupil."""

OCCASIONS = MappingProxyType(
    {
        Occasion.BEFORE: N_("At the beginning"),
        Occasion.AFTER: N_("At the end"),
        Occasion.RETROSPECTIVE: N_("Looking back"),
    }
)
"""When a pupil looked at themself."""

SELF_REPORT_LIMIT = N_(
    "What pupils say of themselves is their own view on that day. A higher answer is "
    "no higher ability, and first answers are often too high."
)
"""What must be said beside every self-report."""

FORMS = MappingProxyType(
    {
        Form.PAGE: N_("page"),
        Form.PDF: N_("report (PDF)"),
        Form.CLASS: N_("class overview"),
        Form.WORKBOOK: N_("Excel file"),
        Form.CSV: N_("CSV files"),
        Form.TABLE: N_("table to copy"),
        Form.ONEROSTER: N_("OneRoster file"),
        Form.SHEETS: N_("growth sheet (PDF)"),
    }
)
"""In which form somebody read about a pupil."""

AGREEMENT_WORDS = MappingProxyType(
    {
        Verdict.RELIABLE: N_("observers agree well"),
        Verdict.TENTATIVE: N_("good enough for careful conclusions"),
        Verdict.UNRELIABLE: N_("observers do not agree well enough to rely on it"),
    }
)
"""What may be said of an agreement, from forty shared observations on."""
