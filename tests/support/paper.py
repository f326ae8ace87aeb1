"""PDF documents as a test sees them: their text, fonts and pictures."""

import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
from PIL import Image, ImageChops, ImageFilter, ImageStat
from pypdf import PageObject, PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from fablab.web.pdf import text_width
from tests.support.plugin import lack

TILE = 24
BLACK = 16  # darker than the ink of the outlines: only a QR code is
DPI_OF_REVIEW = 45


class Words(NamedTuple):
    """One line of text and where its baseline begins, in points."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def only_page(pdf: bytes) -> PageObject:
    """The page of a one-page document."""
    (page,) = PdfReader(BytesIO(pdf)).pages
    return page


def text_of(pdf: bytes) -> str:
    """The text of the only page, its line breaks as spaces."""
    return " ".join(only_page(pdf).extract_text().split())


def fonts_of(pdf: bytes) -> set[str]:
    """The names of every font anywhere in the document, subset tags left out."""
    reader = PdfReader(BytesIO(pdf))
    numbers = reader.xref[0]
    found = (reader.get_object(IndirectObject(n, 0, reader)) for n in numbers)
    return {
        str(item["/BaseFont"]).removeprefix("/").split("+")[-1]
        for item in found
        if isinstance(item, DictionaryObject) and "/BaseFont" in item
    }


def fonts_without_a_file(pdf: bytes) -> set[str]:
    """The names of fonts anywhere in the document whose letters it does not carry."""
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item
        ]
        return {
            str(font.BaseFont)
            for font in fonts
            if "/FontFile2" not in font.get("/FontDescriptor", pikepdf.Dictionary())
        }


def fonts_by_poppler(pdf: bytes) -> dict[str, bool]:
    """The fonts that poppler's `pdffonts` finds, and whether each is embedded."""
    if (program := shutil.which("pdffonts")) is None:
        lack("no pdffonts on this machine (apt-get install poppler-utils)")
    done = subprocess.run([program, "-"], input=pdf, capture_output=True, check=True)
    names, lines, *fonts = done.stdout.decode().splitlines()
    embedded = names.index("emb")
    return {
        font[: lines.index(" ")].strip().split("+")[-1]: font[embedded:].startswith(
            "yes"
        )
        for font in fonts
    }


def words_of(pdf: bytes) -> list[Words]:
    """Every written line with its extent, measured in the font it is set in."""
    found: list[Words] = []

    def note(
        text: str,
        matrix: list[float],
        text_matrix: list[float],
        font: dict[str, str] | None,
        size: float,
    ) -> None:
        if font and (line := text.strip("\n")):
            left = matrix[4] + text_matrix[4]
            face = font["/BaseFont"].split("+")[-1]
            right = left + text_width(line, face, size)
            baseline = matrix[5] + text_matrix[5]
            found.append(Words(line, left, right, baseline, size))

    only_page(pdf).extract_text(visitor_text=note)
    return found


def files_in(pdf: bytes) -> dict[str, tuple[str, bytes]]:
    """The files that the document carries along: name, relationship, content."""
    with pikepdf.open(BytesIO(pdf)) as document:
        associated = document.Root.get("/AF", pikepdf.Array()).as_list()
        relations = {str(f.UF): str(f.AFRelationship) for f in associated}
        return {
            name: (relations[name], file.get_file().read_bytes())
            for name, file in document.attachments.items()
        }


def metadata_of(pdf: bytes) -> str:
    """The document's metadata as they stand in the file."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return document.Root.Metadata.read_bytes().decode()


def draw_page(pdf: bytes, *, dpi: int) -> Image.Image:
    """The first page as poppler draws it; the test is skipped where it is missing."""
    if (program := shutil.which("pdftoppm")) is None:
        lack("no pdftoppm on this machine (apt-get install poppler-utils)")
    done = subprocess.run(
        [program, "-r", str(dpi), "-png", "-singlefile", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return Image.open(BytesIO(done.stdout)).convert("RGB")


def qr_in(picture: Image.Image, *, modules: int) -> list[list[bool]]:
    """Read the modules of the only QR code, at the centre of each.

    Nothing else in the picture is as black, so its corners are the code's corners.
    """
    brightest = ImageChops.lighter(
        ImageChops.lighter(*picture.split()[:2]), picture.split()[2]
    )
    black = brightest.point(lambda value: 255 if value < BLACK else 0)
    left, top, right, bottom = black.getbbox() or (0, 0, 0, 0)
    across, down = (right - left) / modules, (bottom - top) / modules
    return [
        [
            black.getpixel(
                (int(left + (x + 0.5) * across), int(top + (y + 0.5) * down))
            )
            == 255
            for x in range(modules)
        ]
        for y in range(modules)
    ]


def difference(picture: Image.Image, reviewed: Image.Image) -> float:
    """How much the most different part differs: 0 for equal, 1 for black and white.

    Both are blurred a little, so that another poppler's smoothing is no difference.
    """
    if picture.size != reviewed.size:
        return 1
    soft = [
        image.filter(ImageFilter.GaussianBlur(1.5)) for image in (picture, reviewed)
    ]
    change = ImageChops.difference(*soft)
    return max(
        max(ImageStat.Stat(change.crop(tile)).mean) / 255
        for tile in _tiles(change.size)
    )


def _tiles(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    for left in range(0, size[0], TILE):
        for top in range(0, size[1], TILE):
            yield left, top, min(left + TILE, size[0]), min(top + TILE, size[1])


def assert_looks_as_reviewed(picture: Image.Image, reviewed: Path, seen: Path) -> None:
    """Compare the page with a picture that a person has looked at and approved.

    Args:
        picture: the page, drawn with `DPI_OF_REVIEW`.
        reviewed: the approved picture.
        seen: a folder where the page as it is now is kept for looking at.
    """
    picture.quantize(256).save(seen / reviewed.name)
    assert reviewed.is_file(), f"look at {seen / reviewed.name}; if good, keep it"
    with Image.open(reviewed) as approved:
        distance = difference(picture, approved.convert("RGB"))
    assert distance < 0.075, f"{seen / reviewed.name} differs: {distance:.3f}"
