"""What the database keeps of certificates, one file a subject."""

from fablab.certificates.models.certificates import Certificate
from fablab.certificates.models.designs import (
    CertificatePicture,
    Orientation,
    PictureKind,
    SeriesWording,
    SiteDesign,
    Texts,
)
from fablab.certificates.models.papers import SignedPaper

__all__ = [
    "Certificate",
    "CertificatePicture",
    "Orientation",
    "PictureKind",
    "SeriesWording",
    "SignedPaper",
    "SiteDesign",
    "Texts",
]
