"""The file of a certificate: drawn, signed where an installation does, handed out."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from fablab.certificates.models import Certificate
from fablab.certificates.pades import UnusableKey, seal_of
from fablab.certificates.pdf import certificate_pdf
from fablab.certificates.queries.papers import signed_paper
from fablab.certificates.services.papers import keep_signed
from fablab.certificates.wording import design_of
from fablab.web.current import current_settings

_log = structlog.get_logger("fablab.certificates")


@dataclass(frozen=True, kw_only=True)
class DrawnPaper:
    """A file that was made for the first time; `carries` tells its attachments."""

    data: bytes
    carries: str
    is_signed: bool

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return hashlib.sha256(self.data).hexdigest()

    def keep(self, certificate: Certificate, *, now: datetime) -> None:
        """In a unit of work: keep what cannot be drawn again."""
        if self.is_signed:
            keep_signed(certificate, carries=self.carries, data=self.data, now=now)


def draw_paper(
    certificate: Certificate,
    attachments: Mapping[str, bytes] | None = None,
    *,
    now: datetime,
) -> DrawnPaper:
    """Draw the file as it is to be issued. It takes its time: call it without a lock.

    Where the key cannot sign, the file is issued without a signature, which `/ready`
    tells; nobody's certificate waits for it.
    """
    pdf = certificate_pdf(design_of(certificate), attachments)
    signed = _signed(pdf, now=now)
    return DrawnPaper(
        data=signed or pdf, carries=_carried(attachments), is_signed=bool(signed)
    )


def issued_paper(
    certificate: Certificate, attachments: Mapping[str, bytes] | None = None
) -> bytes:
    """The file as it was issued, byte for byte: kept if signed, else drawn again."""
    kept = signed_paper(certificate, carries=_carried(attachments))
    return kept or certificate_pdf(design_of(certificate), attachments)


def _signed(pdf: bytes, *, now: datetime) -> bytes:
    try:
        seal = seal_of(current_settings(), now=now)
        return seal.sign(pdf) if seal else b""
    except UnusableKey as reason:
        _log.warning("paper not signed", reason=str(reason))
    except Exception:  # noqa: BLE001 -- logged; the number still proves the paper
        _log.exception("paper not signed")
    return b""


def _carried(attachments: Mapping[str, bytes] | None) -> str:
    """Tell attachments apart by their names and contents."""
    if not attachments:
        return ""
    whole = hashlib.sha256()
    for name, content in sorted(attachments.items()):
        whole.update(hashlib.sha256(name.encode()).digest())
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()
