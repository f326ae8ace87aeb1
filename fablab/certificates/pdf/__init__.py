"""The certificate as a PDF: one A4 page for the wall, in the family's language."""

from collections.abc import Mapping
from dataclasses import replace

from fablab.certificates.models import Orientation
from fablab.certificates.pdf.body import draw_text
from fablab.certificates.pdf.complete import complete
from fablab.certificates.pdf.design import CertificateDesign, Fact, Signer
from fablab.certificates.pdf.layout import layout_of
from fablab.certificates.pdf.panel import draw_frame, draw_panel
from fablab.certificates.pdf.proof import draw_seal, draw_signers
from fablab.web.pdf import REGULAR, UncoveredLetters, finish, fit, new_document, write
from fablab.web.topic_art import topic_art

__all__ = [
    "CertificateDesign",
    "Fact",
    "Orientation",
    "Signer",
    "UncoveredLetters",
    "certificate_pdf",
]


def certificate_pdf(
    design: CertificateDesign, attachments: Mapping[str, bytes] | None = None
) -> bytes:
    """Draw the certificate; equal designs and attachments give equal bytes.

    Args:
        design: all that is printed.
        attachments: files the certificate carries along, by their names.

    Raises:
        UncoveredLetters: a text has letters the typeface cannot show.
    """
    layout, art = layout_of(design.orientation), topic_art(design.topic)
    art = replace(art, colour=design.colour or art.colour)
    title = f"{design.heading} – {design.series_title}"
    canvas = new_document(
        size=layout.page,
        title=title,
        author=design.site_name,
        language=design.language,
    )
    draw_frame(canvas, layout, art.colour)
    draw_panel(canvas, layout, design, art)
    draw_text(canvas, layout, design, art)
    draw_signers(canvas, layout, design)
    draw_seal(canvas, layout, design)
    if design.watermark:
        width = layout.frame.width
        mark = fit(design.watermark, font=REGULAR, width=width, size=8.5, floor=8.5)
        write(canvas, mark, layout.page[0] / 2, 20, ink="ink-2", align="centre")
    return complete(
        finish(canvas),
        title=title,
        author=design.site_name,
        language=design.language,
        attachments=attachments or {},
    )
