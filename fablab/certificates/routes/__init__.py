"""Pages of the feature: verifying for everybody, files, and the coordinator's work."""

from fablab.certificates.routes import (
    batches,
    celebrating,
    credentials,
    designing,
    ending,
    files,
    handed_in,
    issuing,
    projects,
    published,
    series_words,
    verifying,
)
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services import drop_refused_credentials
from fablab.certificates.work import issue_waiting, sign_waiting
from fablab.mail.clockwork import every_minute

__all__ = [
    "batches",
    "bp",
    "celebrating",
    "credentials",
    "designing",
    "ending",
    "files",
    "handed_in",
    "issue_waiting",
    "issuing",
    "projects",
    "published",
    "series_words",
    "sign_waiting",
    "verifying",
]

every_minute("drop_refused_credentials")(drop_refused_credentials)
