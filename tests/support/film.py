"""A film for Chromium's fake camera: MJPEG is JPEG pictures one after another."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps

SIZE = (640, 480)
EMPTY_FRAMES = 5
CARD_FRAMES = 20
DEGREES_A_FRAME = 9
WALL = 150


@dataclass(frozen=True, kw_only=True)
class Scene:
    """How a card is held up to the camera.

    `height` is how large it is in the picture of 640 x 480; `light` darkens everything,
    1.0 is a bright room; `inverted` is a phone that swaps black and white; `leaning`
    is a card that leans back, so that its upper edge looks shorter.
    """

    height: int = 400
    light: float = 1.0
    inverted: bool = False
    leaning: bool = False


def write_film(
    path: Path, picture: Image.Image | None = None, scene: Scene = Scene()
) -> Path:
    """Film a grey wall, then the picture held up to it, turning, a little blurred.

    Chromium plays the file in a loop and reads it when a page starts the camera; it
    must be there when Chromium starts, if only with the wall.
    """
    with path.open("wb") as film:
        for frame in _frames(picture, scene):
            frame.point(lambda value: value * scene.light).convert("RGB").save(
                film, "JPEG", quality=85
            )
    return path


def _frames(picture: Image.Image | None, scene: Scene) -> Iterator[Image.Image]:
    wall = Image.new("L", SIZE, WALL)
    yield from (wall for _ in range(EMPTY_FRAMES))
    if picture is None:
        return
    card = picture.convert("L")
    card.thumbnail((scene.height, scene.height), Image.Resampling.LANCZOS)
    if scene.inverted:
        card = ImageOps.invert(card)
    if scene.leaning:
        card = _lean(card)
    for number in range(CARD_FRAMES):
        yield _held_up(card, degrees=number * DEGREES_A_FRAME)


def _lean(card: Image.Image) -> Image.Image:
    """The card leaning back: lower than it was, and its upper edge shorter."""
    width, height = card.size
    inset = width / 6
    source = (-inset, 0, 0, height, width, height, width + inset, 0)
    return card.transform(
        (width, round(height * 0.7)),
        Image.Transform.QUAD,
        source,
        resample=Image.Resampling.BICUBIC,
        fillcolor=WALL,
    )


def _held_up(card: Image.Image, *, degrees: int) -> Image.Image:
    turned = card.rotate(
        degrees, expand=True, fillcolor=WALL, resample=Image.Resampling.BICUBIC
    )
    frame = Image.new("L", SIZE, WALL)
    left, top = (SIZE[0] - turned.width) // 2, (SIZE[1] - turned.height) // 2
    frame.paste(turned, (left, top))
    return frame.filter(ImageFilter.GaussianBlur(1.2))
