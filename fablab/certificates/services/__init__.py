"""Rules of certificates: issuing, revoking, keeping fingerprints."""

from fablab.certificates.services.issuing import (
    issue_certificates,
    keep_fingerprints,
    revoke_certificate,
)

__all__ = ["issue_certificates", "keep_fingerprints", "revoke_certificate"]
