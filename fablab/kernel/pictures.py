"""Pictures that people send: opened with care, and drawn anew before they are kept.

What is drawn anew holds nothing of the camera: no place, no owner, no hidden data.
"""

from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from fablab.kernel.errors import DomainError

MOST_PIXELS: Final = 60_000_000
"""Of a JPEG, which is made smaller while it is read; of other pictures half of it."""
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"

_PICTURES = ("JPEG", "PNG", "WEBP")
_QUALITY = 80


def open_picture(
    data: bytes, *, longest_side: int, refusal: DomainError
) -> Image.Image:
    """The picture, upright; only its size is read before it is known to be small.

    Args:
        data: the file as it came.
        longest_side: in points; a larger picture is made smaller.
        refusal: what is raised if it is none, or too large to be unpacked.
    """
    try:
        with Image.open(BytesIO(data), formats=_PICTURES) as picture:
            most = MOST_PIXELS if picture.format == "JPEG" else MOST_PIXELS // 2
            if picture.width * picture.height > most:
                raise refusal
            picture.draft("RGB", (longest_side, longest_side))
            picture.thumbnail((longest_side, longest_side))  # before any copy is made
            return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise refusal from error


def on_white(picture: Image.Image) -> Image.Image:
    """A copy without anything but its points; what one could see through is white."""
    flat = Image.new("RGB", picture.size, "white")
    seen = picture.convert("RGBA")
    flat.paste(seen, mask=seen.getchannel("A"))
    return flat


def as_jpeg(picture: Image.Image) -> bytes:
    """The picture as a JPEG file."""
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=_QUALITY, optimize=True)
    return kept.getvalue()
