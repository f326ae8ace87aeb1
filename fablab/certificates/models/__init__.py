"""What the database keeps of certificates, one file a subject."""

from fablab.certificates.models.certificates import Certificate

__all__ = ["Certificate"]
