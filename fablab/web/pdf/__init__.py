"""What the PDF documents share: letters, text that always fits, codes, pictures."""

from fablab.web.pdf.drawing import (
    Align,
    box,
    colour,
    draw_picture,
    draw_qr,
    draw_shapes,
    finish,
    new_document,
    picture_shape,
    write,
)
from fablab.web.pdf.lettering import (
    HEAVY,
    REGULAR,
    Fitted,
    UncoveredLetters,
    fit,
    legible,
    printable,
    text_width,
)

__all__ = [
    "HEAVY",
    "REGULAR",
    "Align",
    "Fitted",
    "UncoveredLetters",
    "box",
    "colour",
    "draw_picture",
    "draw_qr",
    "draw_shapes",
    "finish",
    "fit",
    "legible",
    "new_document",
    "picture_shape",
    "printable",
    "text_width",
    "write",
]
