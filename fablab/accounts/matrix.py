"""Who may do what, as data: the tests drive every route with it."""

from enum import StrEnum
from types import MappingProxyType

from fablab.accounts.models import Role


class Right(StrEnum):
    """One kind of thing that a role may do; which objects is in the queries."""

    SEE_FAMILY = "see_family"
    ENTER_WORKSPACE = "enter_workspace"
    EDIT_SERIES = "edit_series"
    EDIT_RUBRICS = "edit_rubrics"
    SEE_REGISTRATIONS = "see_registrations"
    TAKE_ATTENDANCE = "take_attendance"
    OBSERVE = "observe"
    ISSUE_CERTIFICATES = "issue_certificates"
    ENROL_KIOSKS = "enrol_kiosks"
    PUBLISH_FIGURES = "publish_figures"
    READ_SCHOOL_REPORTS = "read_school_reports"
    SEE_PROCESSING = "see_processing"
    RUN_INSTALLATION = "run_installation"


_STAFF = {Role.FACILITATOR, Role.COORDINATOR}

ROLES = MappingProxyType(
    {
        Right.SEE_FAMILY: {Role.GUARDIAN},
        Right.ENTER_WORKSPACE: _STAFF | {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
        Right.EDIT_SERIES: {Role.COORDINATOR},
        Right.EDIT_RUBRICS: {Role.COORDINATOR},
        Right.SEE_REGISTRATIONS: {Role.COORDINATOR},
        Right.TAKE_ATTENDANCE: _STAFF,
        Right.OBSERVE: _STAFF,
        Right.ISSUE_CERTIFICATES: {Role.COORDINATOR},
        Right.ENROL_KIOSKS: {Role.COORDINATOR},
        Right.PUBLISH_FIGURES: {Role.COORDINATOR},
        Right.READ_SCHOOL_REPORTS: {Role.TEACHER},
        Right.SEE_PROCESSING: {Role.PRIVACY_OFFICER},
        Right.RUN_INSTALLATION: {Role.ADMINISTRATOR},
    }
)
