"""Photos of the work: checked, drawn anew in two sizes, and sealed.

It takes its time, so it is done before the unit of work.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from fablab.kernel.codes import new_public_id
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.errors import N_, UnusableFile
from fablab.kernel.pictures import JPEG, as_jpeg, on_white, open_picture

MOST_BYTES: Final = 10 * 1024 * 1024
LONGEST_SIDE: Final = 1600
SMALL_SIDE: Final = 480
"""Of what lists and the sheet on paper show."""


@dataclass(frozen=True, kw_only=True)
class SealedPhoto:
    """A photo as it may be kept; only the key and its id open it again."""

    public_id: str
    media_type: str
    sha256: str
    sealed: bytes
    sealed_small: bytes


def seal_photo(data: bytes, *, cipher: FieldCipher) -> SealedPhoto:
    """The photo without anything of the camera, at most 1600 points a side, sealed.

    Raises:
        UnusableFile: it is empty, larger than 10 MB, or no picture.
    """
    if not data:
        raise UnusableFile(N_("The file is empty. Please choose another one."))
    if len(data) > MOST_BYTES:
        raise UnusableFile(
            N_("The photo is larger than 10 MB. Take a smaller one, please.")
        )
    refusal = UnusableFile(
        N_("We cannot read this file. Choose a photo as JPEG, PNG or WebP.")
    )
    picture = on_white(open_picture(data, longest_side=LONGEST_SIDE, refusal=refusal))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    large = as_jpeg(picture)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE))
    public_id = new_public_id()
    return SealedPhoto(
        public_id=public_id,
        media_type=JPEG,
        sha256=hashlib.sha256(large).hexdigest(),
        sealed=cipher.seal_file(large, context=context_of(public_id)),
        sealed_small=cipher.seal_file(
            as_jpeg(picture), context=context_of(public_id, small=True)
        ),
    )


def context_of(public_id: str, *, small: bool = False) -> str:
    """What a sealed photo is bound to."""
    return f"work_photo{'|small' if small else ''}|{public_id}"
