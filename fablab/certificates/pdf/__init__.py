"""The certificate as a PDF: one A4 page for the wall, in the family's language."""

from fablab.certificates.pdf.body import draw_text
from fablab.certificates.pdf.design import CertificateDesign, Fact, Signer
from fablab.certificates.pdf.layout import PAGE, WIDTH
from fablab.certificates.pdf.panel import draw_frame, draw_panel
from fablab.certificates.pdf.proof import draw_seal, draw_signers
from fablab.web.pdf import REGULAR, UncoveredLetters, finish, fit, new_document, write
from fablab.web.topic_art import topic_art

__all__ = ["CertificateDesign", "Fact", "Signer", "UncoveredLetters", "certificate_pdf"]


def certificate_pdf(design: CertificateDesign) -> bytes:
    """Draw the certificate; equal designs give equal bytes.

    Raises:
        UncoveredLetters: a text has letters the typeface cannot show.
    """
    art = topic_art(design.topic)
    canvas = new_document(
        size=PAGE,
        title=f"{design.heading} – {design.series_title}",
        author=design.site_name,
        language=design.language,
    )
    draw_frame(canvas, art)
    draw_panel(canvas, design, art)
    draw_text(canvas, design, art)
    draw_signers(canvas, design)
    draw_seal(canvas, design)
    if design.watermark:
        mark = fit(design.watermark, font=REGULAR, width=WIDTH, size=8.5, floor=8.5)
        write(canvas, mark, PAGE[0] / 2, 20, ink="ink-2", align="centre")
    return finish(canvas)
