"""What proves an answer: scans of signed papers and signatures, checked and sealed.

Pictures are drawn anew, so that nothing of the camera (place, owner, hidden data)
stays in them; documents are kept as they are. Only the key opens what is stored.
"""

import binascii
import hashlib
from base64 import b64decode
from datetime import datetime
from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image

from fablab.consent.errors import NothingSigned
from fablab.consent.models import Evidence, EvidenceKind
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.errors import N_, UnusableFile
from fablab.kernel.pictures import JPEG, PNG, as_jpeg, on_white, open_picture
from fablab.people.models import Pupil

MOST_BYTES: Final = 5 * 1024 * 1024
LONGEST_SIDE: Final = 2000
SIGNATURE_SIDE: Final = 1200
SIGNATURE_BYTES: Final = 300_000
LEAST_INK: Final = 40
"""Dark points of a signature: fewer are a slip of the finger."""

PDF: Final = "application/pdf"
ENDINGS: Final = {PDF: "pdf", JPEG: "jpg", PNG: "png"}

_DATA_URL = "data:image/png;base64,"
_DARK = 128


class Tidied(NamedTuple):
    """A file as it may be kept."""

    media_type: str
    data: bytes


def tidy_scan(data: bytes) -> Tidied:
    """The scan or photo of a paper as it may be kept: a PDF, or a JPEG drawn anew.

    Raises:
        UnusableFile: it is empty, larger than 5 MB, or neither a PDF nor a picture.
    """
    if not data:
        raise UnusableFile(N_("The file is empty. Please choose another one."))
    if len(data) > MOST_BYTES:
        raise UnusableFile(
            N_("The file is larger than 5 MB. Take a smaller photo or scan it again.")
        )
    if data.startswith(b"%PDF"):
        return Tidied(PDF, data)
    flat = on_white(_opened(data))
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return Tidied(JPEG, as_jpeg(flat))


def tidy_signature(data_url: str) -> Tidied:
    """The signature that the tablet drew, as black on white.

    Args:
        data_url: `data:image/png;base64,…` of the canvas, see-through but for the ink.

    Raises:
        NothingSigned: there is no signature.
        UnusableFile: what came is no picture of ours.
    """
    encoded = data_url.removeprefix(_DATA_URL)
    if not encoded:
        raise NothingSigned(N_("Please sign in the box, with a finger or a pen."))
    try:
        data = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or len(data) > SIGNATURE_BYTES:
        raise UnusableFile(N_("The signature did not arrive. Please sign once more."))
    ink = _opened(data).convert("RGBA")
    paper = Image.new("RGBA", ink.size, "white")
    paper.alpha_composite(ink)
    drawn = paper.convert("L")
    drawn.thumbnail((SIGNATURE_SIDE, SIGNATURE_SIDE))
    if sum(drawn.histogram()[:_DARK]) < LEAST_INK:
        raise NothingSigned(N_("Please sign in the box, with a finger or a pen."))
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return Tidied(PNG, kept.getvalue())


def seal_evidence(
    file: Tidied,
    *,
    kind: EvidenceKind,
    pupil: Pupil,
    cipher: FieldCipher,
    now: datetime,
) -> Evidence:
    """The file as a row to be added in the unit of work; sealing takes its time.

    Args:
        file: of `tidy_scan` or `tidy_signature`.
        kind: what it is.
        pupil: whom the answers are about.
        cipher: seals it.
        now: the aware instant.
    """
    evidence = Evidence(
        pupil=pupil,
        kind=kind,
        media_type=file.media_type,
        sealed=b"",
        sha256=hashlib.sha256(file.data).hexdigest(),
        stored_at=now,
    )
    evidence.sealed = cipher.seal_file(file.data, context=_context(evidence))
    return evidence


def open_evidence(evidence: Evidence, *, cipher: FieldCipher) -> bytes:
    """The file as it was stored.

    Raises:
        CannotUnseal: wrong key, wrong row, or damaged data.
    """
    return cipher.unseal_file(evidence.sealed, context=_context(evidence))


def _context(evidence: Evidence) -> str:
    return f"evidence|{evidence.public_id}"


def _opened(data: bytes) -> Image.Image:
    refusal = UnusableFile(
        N_("We cannot read this file. Choose a PDF, or a photo as JPEG, PNG or WebP.")
    )
    return open_picture(data, longest_side=LONGEST_SIDE, refusal=refusal)
