"""Where things stand on the page, in points from its lower left corner."""

from typing import Final

from reportlab.lib.pagesizes import A4, landscape

PAGE: Final = landscape(A4)
LEFT, FOOT, WIDTH, HEIGHT = 26.0, 32.0, PAGE[0] - 52, PAGE[1] - 60
PANEL: Final = 232.0
TEXT_LEFT: Final = LEFT + PANEL + 40
TEXT_WIDTH: Final = LEFT + WIDTH - 36 - TEXT_LEFT
SEAL: Final = 100.0  # the side of the QR, and the height of the row it stands in
SEAL_FOOT: Final = FOOT + 24
FACT_PADDING: Final = 20.0
