"""Issuing certificates by rule, one by one or in bulk, and ending them."""

from fablab.certificates.services.batches import follow_up, start_batch, try_again
from fablab.certificates.services.credentials import (
    SignedCredential,
    drop_refused_credentials,
    keep_credentials,
    renew_signature,
)
from fablab.certificates.services.ended import certificate_ended, when_ended
from fablab.certificates.services.ending import (
    forget_certificates,
    reissue_certificate,
    revoke_certificate,
)
from fablab.certificates.services.issuing import issue_certificates
from fablab.certificates.services.marking import note_projects, waive_rules

__all__ = [
    "SignedCredential",
    "certificate_ended",
    "drop_refused_credentials",
    "follow_up",
    "forget_certificates",
    "issue_certificates",
    "keep_credentials",
    "note_projects",
    "reissue_certificate",
    "renew_signature",
    "revoke_certificate",
    "start_batch",
    "try_again",
    "waive_rules",
    "when_ended",
]
