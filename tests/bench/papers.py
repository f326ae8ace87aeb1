"""Certificates as files: ours, beside the page that reportlab draws by itself."""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from fablab.certificates.pdf import CertificateDesign, certificate_pdf
from fablab.web.pdf import HEAVY, REGULAR
from fablab.web.pdf.lettering import FONTS
from tests.certificates.designs import LAMP

ROUNDS = 5
EACH = 40
BARE = {REGULAR: "Bare-Regular", HEAVY: "Bare-ExtraBold"}


def papers_per_second(folder: Path) -> tuple[float, float]:
    """How many files a core writes in a second: ours, and bare ones of the same kind.

    Each is of another child with another number; they are drawn in turn, and the
    median of the rounds counts.
    """
    for name, own in BARE.items():
        pdfmetrics.registerFont(TTFont(own, FONTS / f"{name}.ttf"))
    draw = {"ours": certificate_pdf, "bare": bare_pdf}
    found: dict[str, list[float]] = {name: [] for name in draw}
    for number in range(ROUNDS):
        for name, function in draw.items():
            found[name].append(_write(folder / name, function, number * EACH))
    return statistics.median(found["ours"]), statistics.median(found["bare"])


def bare_pdf(design: CertificateDesign) -> bytes:
    """The same words and code, as reportlab's manual would have them drawn."""
    canvas = Canvas("", pagesize=landscape(A4), pageCompression=1)
    canvas.setTitle(design.heading)
    canvas.roundRect(26, 32, 790, 535, 24)
    words = (
        *(design.site_name, design.topic_label, design.heading, design.lead),
        *(design.pupil_name, design.intro, design.series_title, *design.done),
        *(part for fact in design.facts for part in (fact.label, fact.value)),
        *(design.signers[0].name, design.signers[0].role, design.number),
        *(design.verify_label, design.verify_note, design.watermark),
    )
    for number, text in enumerate(words):
        canvas.setFont(BARE[HEAVY if number % 2 else REGULAR], 14)
        canvas.drawString(60, 540 - 20 * number, text)
    code = Drawing(100, 100)
    code.add(QrCodeWidget(design.verify_url, barLevel="M"))
    renderPDF.draw(code, canvas, 660, 56)
    canvas.showPage()
    return bytes(canvas.getpdfdata())  # type: ignore[no-untyped-call]  # no stub


def _write(
    folder: Path, draw: Callable[[CertificateDesign], bytes], first: int
) -> float:
    folder.mkdir(exist_ok=True)
    began = time.process_time()
    for number in range(first, first + EACH):
        code = f"7K3D9BCDFGHJKLMNPQRT{number:05}"
        design = replace(
            LAMP,
            pupil_name=f"Łucja Żółć-Święcicka {number}",
            number=code,
            verify_url=f"https://fablab.example.org/verify/{code}",
        )
        (folder / f"{code}.pdf").write_bytes(draw(design))
    return EACH / (time.process_time() - began)
