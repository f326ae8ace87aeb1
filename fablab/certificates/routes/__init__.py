"""Pages of the feature: verifying for everybody, files, and the coordinator's work."""

from fablab.certificates.routes import files, issuing, verifying
from fablab.certificates.routes.blueprint import bp

__all__ = ["bp", "files", "issuing", "verifying"]
