"""The forms of certificates."""

from fablab.certificates.forms.certificates import (
    IssueForm,
    NameForm,
    NumberForm,
    ProjectsForm,
    ReissueForm,
    RevokeForm,
    WaiverForm,
)

__all__ = [
    "IssueForm",
    "NameForm",
    "NumberForm",
    "ProjectsForm",
    "ReissueForm",
    "RevokeForm",
    "WaiverForm",
]
