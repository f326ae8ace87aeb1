"""Pages of the feature: verifying for everybody, files, and the coordinator's work."""

from fablab.certificates.routes import (
    designing,
    files,
    issuing,
    series_words,
    verifying,
)
from fablab.certificates.routes.blueprint import bp

__all__ = ["bp", "designing", "files", "issuing", "series_words", "verifying"]
