"""Draws the home screen's pictures from the favicon: python -m tests.support.icons."""

from typing import Final

from playwright.sync_api import Browser, sync_playwright

from fablab.config import ROOT
from tests.support.chromium import find_chromium

IMAGES: Final = ROOT / "static" / "img"
PAPER: Final = "#fffaf3"
ICONS: Final = (
    ("icon-192", 192, 1.0, "transparent"),
    ("icon-512", 512, 1.0, "transparent"),
    ("icon-maskable-512", 512, 0.6, PAPER),
    ("apple-touch-icon", 180, 0.8, PAPER),
)


def main() -> None:
    """Draw every icon anew."""
    mark = (IMAGES / "favicon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        for name, size, share, paper in ICONS:
            draw_icon(chromium, mark, name, size=size, share=share, paper=paper)
        chromium.close()


def draw_icon(
    chromium: Browser, mark: str, name: str, *, size: int, share: float, paper: str
) -> None:
    """One square PNG of `size` pixels; the mark takes `share` of it, in the middle."""
    page = chromium.new_page(viewport={"width": size, "height": size})
    side = int(size * share)
    page.set_content(
        f"<style>html {{ background: {paper} }}"
        f"body {{ margin: 0; display: grid; place-items: center; height: {size}px }}"
        f"svg {{ display: block; width: {side}px; height: {side}px }}</style>{mark}"
    )
    page.screenshot(path=IMAGES / f"{name}.png", omit_background=True)
    page.close()


if __name__ == "__main__":
    main()
