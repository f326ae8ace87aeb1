"""Reading certificates: who may get one, who has one, what a number stands for."""

from fablab.certificates.queries.batches import (
    BatchState,
    running_batch,
    staff_batch,
    state_of,
)
from fablab.certificates.queries.lookup import (
    NOTHING,
    OwnCertificate,
    Status,
    Verification,
    by_code,
    certificates_of,
    family_certificate,
    is_valid,
    staff_certificate,
)
from fablab.certificates.queries.proposals import (
    Proposal,
    is_over,
    proposals_of,
    set_aside,
)

__all__ = [
    "NOTHING",
    "BatchState",
    "OwnCertificate",
    "Proposal",
    "Status",
    "Verification",
    "by_code",
    "certificates_of",
    "family_certificate",
    "is_over",
    "is_valid",
    "proposals_of",
    "running_batch",
    "set_aside",
    "staff_batch",
    "staff_certificate",
    "state_of",
]
