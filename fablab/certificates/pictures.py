"""Logos and signatures: checked, and drawn anew so that nothing else stays in them."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from fablab.certificates.errors import UnusablePicture
from fablab.certificates.models import PictureKind
from fablab.kernel.errors import N_

MOST_BYTES: Final = 900_000
MOST_PIXELS: Final = 20_000_000
LARGEST: Final = {PictureKind.LOGO: (600, 300), PictureKind.SIGNATURE: (800, 300)}
LEAST_SIDE: Final = 24
WIDEST: Final = 8
"""How many times as wide as tall, or the other way round, a picture may be."""

_INK: Final = (29, 27, 58)
_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_SEEN: Final = 16  # of 255: what is fainter is paper


def tidy_picture(data: bytes, kind: PictureKind) -> bytes:
    """The picture as it may be kept: a small PNG without anything but its points.

    A signature becomes ink on nothing, whatever paper it was photographed on.

    Raises:
        UnusablePicture: it is empty, too large, too small, blank or no picture.
    """
    if not data:
        raise UnusablePicture(N_("Choose a picture: PNG, JPEG or WebP."))
    if len(data) > MOST_BYTES:
        raise UnusablePicture(
            N_("The picture is larger than 900 kB. Choose a smaller one.")
        )
    picture = _opened(data)
    _check_shape(picture)
    if kind is PictureKind.SIGNATURE:
        picture = _ink_of(picture)
    seen = picture.convert("RGBA")
    if (box := seen.getchannel("A").point(_is_seen).getbbox()) is None:
        raise UnusablePicture(N_("There is nothing to be seen in this picture."))
    seen = seen.crop(box)
    _check_shape(seen)
    seen.thumbnail(LARGEST[kind])
    kept = BytesIO()
    Image.frombytes("RGBA", seen.size, seen.tobytes()).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _opened(data: bytes) -> Image.Image:
    refusal = UnusablePicture(
        N_("We cannot read this file. Choose a picture as PNG, JPEG or WebP.")
    )
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refusal
            return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refusal from error


def _check_shape(picture: Image.Image) -> None:
    shorter, longer = sorted(picture.size)
    if shorter < LEAST_SIDE or longer > shorter * WIDEST:
        raise UnusablePicture(
            N_(
                "The picture is too narrow. Each side must have at least 24 points, "
                "and none may be more than eight times as long as the other."
            )
        )


def _ink_of(picture: Image.Image) -> Image.Image:
    """Dark strokes as ink, in front of nothing."""
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    strokes = ImageOps.autocontrast(ImageOps.invert(paper.convert("L")), cutoff=(50, 1))
    ink = Image.new("RGB", picture.size, _INK)
    ink.putalpha(strokes)
    return ink


def _is_seen(level: int) -> int:
    return 255 if level > _SEEN else 0
