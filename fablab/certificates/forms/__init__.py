"""The forms of certificates."""

from fablab.certificates.forms.certificates import (
    IssueForm,
    NameForm,
    NumberForm,
    RevokeForm,
    tidy_number,
)

__all__ = ["IssueForm", "NameForm", "NumberForm", "RevokeForm", "tidy_number"]
