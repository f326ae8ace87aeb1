"""What is printed on a certificate."""

from dataclasses import dataclass, field

from fablab.certificates.models import Orientation


@dataclass(frozen=True)
class Fact:
    """A short label and what it says: "Hours", "12"."""

    label: str
    value: str


@dataclass(frozen=True)
class Signer:
    """Who answers for the certificate, and as what; the signature is a picture."""

    name: str
    role: str = ""
    signature: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True)
class CertificateDesign:
    """Everything printed on a certificate, worded in its language.

    `heading`, `lead`, the name, `intro` and the title read as one text: "Certificate /
    awarded to / Łucja Żółć / who completed the workshop series / Laser-cut lamps".
    `done` has up to three lines, `facts` up to four, `signers` up to two. Without a
    `colour` of its own it has the topic's; colours are names of the palette or
    `#rrggbb`. `logo` is a picture, empty for none.
    """

    language: str
    topic: str
    topic_label: str
    site_name: str
    city: str
    issued_on: str
    heading: str
    pupil_name: str
    intro: str
    series_title: str
    done: tuple[str, ...]
    facts: tuple[Fact, ...]
    signers: tuple[Signer, ...]
    number: str
    verify_url: str
    verify_label: str
    verify_note: str
    lead: str = ""
    watermark: str = ""
    orientation: Orientation = Orientation.LANDSCAPE
    colour: str = ""
    accent: str = "sun"
    logo: bytes = field(default=b"", repr=False)
