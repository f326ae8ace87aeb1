"""What the database keeps about certificates, each kind of thing in its own file."""

from fablab.certificates.models.batches import Batch, BatchItem, ItemState
from fablab.certificates.models.certificates import Certificate, RevokeKind
from fablab.certificates.models.credentials import Credential, StatusEntry
from fablab.certificates.models.designs import (
    CertificatePicture,
    Orientation,
    PictureKind,
    SeriesWording,
    SiteDesign,
    Texts,
)
from fablab.certificates.models.names import NameTry
from fablab.certificates.models.papers import SignedPaper
from fablab.certificates.models.rules import ProjectMark, Waiver

__all__ = [
    "Batch",
    "BatchItem",
    "Certificate",
    "CertificatePicture",
    "Credential",
    "ItemState",
    "NameTry",
    "Orientation",
    "PictureKind",
    "ProjectMark",
    "RevokeKind",
    "SeriesWording",
    "SignedPaper",
    "SiteDesign",
    "StatusEntry",
    "Texts",
    "Waiver",
]
