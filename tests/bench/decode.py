"""How long Chromium takes to look for a code in one picture of the camera."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from fablab.checkin.pdf import SheetDesign, SmallCard, card_sheets_pdf
from tests.support.chromium import find_chromium
from tests.support.paper import draw_page

SIZE = (1280, 720)
LOOKS = 40
FIRST_CARD = (114, 80, 619, 399)  # pixels on a sheet of 150 dpi
LOOK = """async ([png, looks, reader]) => {
  const { prepareZXingModule, readBarcodes } = await import(`${reader}index.js`);
  prepareZXingModule({ overrides: { locateFile: (file) => reader + file } });
  const bytes = Uint8Array.from(atob(png), (sign) => sign.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const times = [];
  let text = "";
  for (let look = 0; look < looks; look += 1) {
    const began = performance.now();
    context.drawImage(picture, 0, 0);
    const frame = context.getImageData(0, 0, picture.width, picture.height);
    const options = { formats: ["QRCode"], maxNumberOfSymbols: 1 };
    const [code] = await readBarcodes(frame, options);
    times.push(performance.now() - began);
    text = code?.text ?? "";
  }
  return [text, times.slice(1).sort((one, other) => one - other)];
}"""


@dataclass(frozen=True)
class Looked:
    """What was read, and the median and the slowest twentieth in milliseconds."""

    text: str
    median: float
    p95: float


def decode(url: str, *, code: str) -> tuple[Looked, Looked]:
    """Look many times at a wall, and at a wall with a card held up in front of it."""
    wall = Image.new("RGB", SIZE, (150, 150, 150))
    card = SmallCard(name="Zosia K.", code=code)
    sheet = SheetDesign(
        language="en", title="Card", site_name="FabLab", hint="", cards=(card,)
    )
    held_up = wall.copy()
    drawn = draw_page(card_sheets_pdf(sheet), dpi=150).crop(FIRST_CARD)
    held_up.paste(drawn.rotate(20, expand=True, fillcolor=(150, 150, 150)), (300, 100))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(f"{url}/kiosk/")
        found = (_look(page, wall), _look(page, held_up))
        browser.close()
    return found


def _look(page: Page, picture: Image.Image) -> Looked:
    file = BytesIO()
    picture.save(file, "PNG")
    script = page.locator("script[type=module]").first.get_attribute("src") or ""
    reader = script.replace("checkin/app.js", "vendor/zxing/reader/")
    png = b64encode(file.getvalue()).decode()
    text, times = page.evaluate(LOOK, [png, LOOKS, reader])
    return Looked(text, times[len(times) // 2], times[len(times) * 95 // 100])
