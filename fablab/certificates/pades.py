"""Signing the file itself (PAdES B-B, ETSI EN 319 142-1), where an installation does.

The signature proves to a reader of PDFs that no byte was changed. Whose it is depends
on who knows the certificate: a self-signed one is "unknown" to most programs. The
number and the credential are what anybody can check.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fablab.config import Settings
from fablab.kernel import clock
from fablab.web.current import current_settings
from fablab.web.health import Check

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD: Final = "FabLab"
WARNS_BEFORE: Final = timedelta(days=30)


class UnusableKey(Exception):
    """The key cannot sign; the text tells an administrator why."""


@dataclass(frozen=True)
class Seal:
    """A key that can sign, and until when its certificate is valid."""

    signer: "SimpleSigner"
    begins_at: datetime
    ends_at: datetime

    def sign(self, pdf: bytes) -> bytes:
        """The file with an invisible signature over every byte that it had."""
        from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415 -- see _read
            IncrementalPdfFileWriter,
        )
        from pyhanko.sign import fields, signers  # noqa: PLC0415 -- see _read

        signed = BytesIO()
        signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
            ),
            signer=self.signer,
        )
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        with ThreadPoolExecutor(1) as alone:  # it starts an event loop of its own
            alone.submit(signer.sign_pdf, writer, output=signed).result()
        return signed.getvalue()


def seal_of(settings: Settings, *, now: datetime) -> Seal | None:
    """The seal of the installation; None where no key is set.

    Raises:
        UnusableKey: a file is missing or no key, the passphrase is wrong, or the
            certificate is not valid now.
    """
    if not settings.signing_key:
        return None
    seal = _read(
        _bytes_of(settings.signing_key, "FABLAB_SIGNING_KEY"),
        _bytes_of(settings.signing_passphrase, "FABLAB_SIGNING_PASSPHRASE").strip(),
    )
    if not seal.begins_at <= now < seal.ends_at:
        raise UnusableKey(
            f"the certificate is valid from {seal.begins_at:%Y-%m-%d} to "
            f"{seal.ends_at:%Y-%m-%d} only"
        )
    return seal


def check_seal() -> Check:
    """Whether files are signed; degraded if they ought to be and are not."""
    now = clock.now()
    try:
        seal = seal_of(current_settings(), now=now)
    except UnusableKey as reason:
        words = f"certificates are issued without a signature: {reason}"
        return Check(name="paper_signature", state="degraded", detail=words)
    if seal is None:
        return Check(name="paper_signature", state="ok", detail="not used")
    state = "degraded" if seal.ends_at - now < WARNS_BEFORE else "ok"
    return Check(
        name="paper_signature", state=state, detail=f"until {seal.ends_at:%Y-%m-%d}"
    )


def _bytes_of(path: str, variable: str) -> bytes:
    try:
        return Path(path).read_bytes() if path else b""
    except OSError as error:
        raise UnusableKey(f"{variable}: {error.strerror}") from error


@lru_cache(4)
def _read(archive: bytes, passphrase: bytes) -> Seal:
    # Loaded when it is needed: it takes a second, and most installations do not sign.
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    try:
        signer = SimpleSigner.load_pkcs12_data(
            archive, other_certs=[], passphrase=passphrase or None
        )
        validity = signer.signing_cert
        return Seal(signer, validity.not_valid_before, validity.not_valid_after)
    except Exception as error:
        raise UnusableKey(
            "FABLAB_SIGNING_KEY is no PKCS#12 file that the passphrase opens"
        ) from error
