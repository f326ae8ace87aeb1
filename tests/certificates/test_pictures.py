"""Pictures that coordinators send, made in every way that cameras and jokers do."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from fablab.certificates.errors import UnusablePicture
from fablab.certificates.models import PictureKind
from fablab.certificates.pictures import MOST_BYTES, tidy_picture
from tests.certificates.designs import draw_logo

LOGO, SIGNATURE = PictureKind.LOGO, PictureKind.SIGNATURE


def drawn(
    size: tuple[int, int], colour: str = "#145aa0", kind: str = "PNG", **options: object
) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, kind, **options)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def seen_at(picture: Image.Image, x: int, y: int) -> int:
    """From 0, see-through, to 255."""
    level = picture.getchannel("A").getpixel((x, y))
    assert isinstance(level, int)
    return level


def test_a_picture_is_drawn_anew_small_and_without_hidden_data() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken in the bedroom"
    photo = drawn((3000, 1500), kind="JPEG", exif=exif)

    kept = tidy_picture(photo, LOGO)

    assert opened(kept).size == (600, 300)
    assert opened(kept).format == "PNG"
    assert b"bedroom" not in kept
    assert not opened(kept).getexif()


def test_texts_in_a_png_are_left_behind() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Jan Kowalski")

    kept = tidy_picture(drawn((80, 40), pnginfo=info), LOGO)

    assert b"Kowalski" not in kept
    assert opened(kept).info == {}


def test_a_photo_that_lies_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    kept = tidy_picture(drawn((200, 100), kind="JPEG", exif=exif), LOGO)

    assert opened(kept).size == (100, 200)


def test_see_through_parts_stay_so_and_empty_edges_go() -> None:
    picture = Image.new("RGBA", (400, 400))
    ImageDraw.Draw(picture).ellipse((100, 150, 300, 250), fill="#ffb400")
    written = BytesIO()
    picture.save(written, "PNG")

    kept = opened(tidy_picture(written.getvalue(), LOGO))

    assert kept.size == (201, 101)
    assert seen_at(kept, 0, 0) == 0


def test_a_signature_on_grey_paper_becomes_ink_on_nothing() -> None:
    photo = Image.new("RGB", (800, 400), "#d8d4c8")
    ImageDraw.Draw(photo).line([(200, 250), (400, 150), (600, 250)], "#20304a", 9)
    written = BytesIO()
    photo.save(written, "JPEG", quality=85)

    kept = opened(tidy_picture(written.getvalue(), SIGNATURE))

    assert kept.size[0] < 420
    assert seen_at(kept, 5, 5) < 40
    assert seen_at(kept, kept.width // 2, 6) > 200


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Choose a picture"),
        (b"<svg onload='alert(1)'/>", "We cannot read this file"),
        (b"%PDF-1.7", "We cannot read this file"),
        (draw_logo()[:200], "We cannot read this file"),
        (b"\x89PNG" + b"0" * MOST_BYTES, "larger than 900 kB"),
        (drawn((10, 10)), "too narrow"),
        (drawn((2000, 30)), "too narrow"),
        (drawn((6000, 4000)), "We cannot read this file"),
    ],
    ids=["none", "svg", "pdf", "torn", "heavy", "tiny", "thin", "huge"],
)
def test_what_cannot_be_printed_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(UnusablePicture, match=message):
        tidy_picture(data, LOGO)


@pytest.mark.parametrize("kind", PictureKind)
def test_a_picture_of_nothing_is_refused(kind: PictureKind) -> None:
    blank = BytesIO()
    Image.new("RGBA", (100, 50)).save(blank, "PNG")

    with pytest.raises(UnusablePicture, match="nothing to be seen"):
        tidy_picture(blank.getvalue(), kind)


def test_a_gif_and_a_bomb_are_no_pictures_of_ours() -> None:
    gif = drawn((100, 50), kind="GIF")

    with pytest.raises(UnusablePicture, match="We cannot read"):
        tidy_picture(gif, LOGO)
