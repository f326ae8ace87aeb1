"""Pages of the feature: verifying for everybody, files, and the coordinator's work."""

from fablab.certificates.routes import (
    batches,
    designing,
    ending,
    files,
    issuing,
    projects,
    series_words,
    verifying,
)
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.work import issue_waiting

__all__ = [
    "batches",
    "bp",
    "designing",
    "ending",
    "files",
    "issue_waiting",
    "issuing",
    "projects",
    "series_words",
    "verifying",
]
