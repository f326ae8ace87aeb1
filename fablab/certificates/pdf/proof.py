"""What makes the certificate trustworthy: who signs, its number, its code."""

from reportlab.pdfgen.canvas import Canvas

from fablab.certificates.pdf.design import CertificateDesign
from fablab.certificates.pdf.layout import SEAL, SEAL_FOOT, Layout
from fablab.web.pdf import (
    HEAVY,
    REGULAR,
    box,
    colour,
    draw_picture,
    draw_qr,
    fit,
    write,
)

SIGNATURE_HEIGHT = 36.0


def draw_signers(canvas: Canvas, layout: Layout, design: CertificateDesign) -> None:
    """Draw place and date, and a line for each signature with the name below."""
    issued = ", ".join(filter(None, (design.city, design.issued_on)))
    where = fit(issued, font=REGULAR, width=200, size=11.5, floor=9, lines=2)
    write(canvas, where, layout.text_left, SEAL_FOOT + SEAL - 2)
    width = (200 - 14 * (len(design.signers) - 1)) / max(len(design.signers), 1)
    for number, signer in enumerate(design.signers):
        x = layout.text_left + number * (width + 14)
        if signer.signature:
            room = (width, SIGNATURE_HEIGHT)
            draw_picture(canvas, signer.signature, x, SEAL_FOOT + 37, room)
        canvas.setStrokeColor(colour("ink"))
        canvas.setLineWidth(1.2)
        canvas.line(x, SEAL_FOOT + 36, x + width, SEAL_FOOT + 36)
        name = fit(signer.name, font=HEAVY, width=width, size=11, floor=9, lines=2)
        top = write(canvas, name, x, SEAL_FOOT + 32)
        role = fit(signer.role, font=REGULAR, width=width, size=9, floor=8, lines=2)
        write(canvas, role, x, top, ink="ink-2")


def draw_seal(canvas: Canvas, layout: Layout, design: CertificateDesign) -> None:
    """Draw the code that leads to the verification page, and the number beside it."""
    x = layout.text_left + layout.text_width - SEAL
    box(canvas, x, SEAL_FOOT, (SEAL, SEAL), fill="white", radius=12)
    draw_qr(
        canvas, design.verify_url, x + 5, SEAL_FOOT + 5, SEAL - 10, error_correction="M"
    )
    canvas.linkURL(
        design.verify_url, (x, SEAL_FOOT, x + SEAL, SEAL_FOOT + SEAL), relative=0
    )
    width = x - 12 - (layout.text_left + 200 + 18)
    label = fit(design.verify_label, font=HEAVY, width=width, size=10, floor=8, lines=2)
    number = fit(design.number, font=HEAVY, width=width, size=11.5, floor=9.5, lines=3)
    note = fit(
        design.verify_note,
        font=REGULAR,
        width=width,
        size=8.5,
        floor=8.5,
        lines=4,
        balance=False,
    )
    top = SEAL_FOOT + (SEAL + label.height + number.height + note.height + 8) / 2
    for text, ink in ((label, "ink-2"), (number, "ink"), (note, "ink-2")):
        top = write(canvas, text, x - 12, top, ink=ink, align="right") - 4
