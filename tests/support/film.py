"""A film for Chromium's fake camera: MJPEG is JPEG pictures one after another."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageFilter

SIZE = (640, 480)
EMPTY_FRAMES = 5
CARD_FRAMES = 20
DEGREES_A_FRAME = 9
WALL = 150
CARD_HEIGHT = 400


def write_film(path: Path, picture: Image.Image | None = None) -> Path:
    """Film a grey wall, then the picture held up to it, turning, a little blurred.

    Chromium plays the file in a loop and reads it when a page starts the camera; it
    must be there when Chromium starts, if only with the wall.
    """
    with path.open("wb") as film:
        for frame in _frames(picture):
            frame.convert("RGB").save(film, "JPEG", quality=85)
    return path


def _frames(picture: Image.Image | None) -> Iterator[Image.Image]:
    wall = Image.new("L", SIZE, WALL)
    yield from (wall for _ in range(EMPTY_FRAMES))
    if picture is None:
        return
    card = picture.convert("L")
    card.thumbnail((CARD_HEIGHT, CARD_HEIGHT), Image.Resampling.LANCZOS)
    for number in range(CARD_FRAMES):
        yield _held_up(card, degrees=number * DEGREES_A_FRAME)


def _held_up(card: Image.Image, *, degrees: int) -> Image.Image:
    turned = card.rotate(
        degrees, expand=True, fillcolor=WALL, resample=Image.Resampling.BICUBIC
    )
    frame = Image.new("L", SIZE, WALL)
    left, top = (SIZE[0] - turned.width) // 2, (SIZE[1] - turned.height) // 2
    frame.paste(turned, (left, top))
    return frame.filter(ImageFilter.GaussianBlur(1.2))
