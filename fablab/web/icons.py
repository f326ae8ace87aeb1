"""Icons as inline SVG, drawn in the colour of the text beside them."""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

LUCIDE = Path(__file__).parents[2] / "static" / "vendor" / "lucide"

DECORATION = Markup('aria-hidden="true" focusable="false"')


def icon(name: str, *, label: str | None = None) -> Markup:
    """Draw an icon; size and stroke come from the class ``icon``.

    Args:
        name: the file's name in ``static/vendor/lucide`` without its ending.
        label: what the icon says where no text stands beside it.

    Raises:
        FileNotFoundError: no icon of this name is vendored.
    """
    role = Markup('role="img" aria-label="{}"').format(label) if label else DECORATION
    return Markup('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>').format(
        role, shapes(name)
    )


@cache
def shapes(name: str) -> Markup:
    """What is inside the icon's ``<svg>``, on one line."""
    svg = (LUCIDE / f"{name}.svg").read_text(encoding="utf-8")
    inside = svg.partition("<svg")[2].partition(">")[2].partition("</svg>")[0]
    return Markup(re.sub(r">\s+<", "><", inside.strip()).replace(" />", "/>"))  # noqa: S704 - our own vendored file
