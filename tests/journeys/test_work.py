"""Photos of the work in Chromium: taken without a network, small, sealed, then sent."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, Request, expect

from fablab.assessments.models import HeldLevel, ObservedLevel, WorkPhoto
from fablab.assessments.queries.photos import photo_bytes
from fablab.kernel.db import db
from fablab.web.current import current_installation
from tests.journeys.tablet import (
    IN_CHROMIUM,
    Door,
    all_sent,
    check_screen,
    events_in,
    kept,
    type_code,
)
from tests.journeys.test_levels import (
    LABELS,
    begin,
    give,
    is_given,
    let_in,
    levels,
    pin,
)

__all__ = ["pin"]

pytestmark = IN_CHROMIUM

LONGEST = 1600
NAMES_KEPT = """async () => {
  const open = indexedDB.open("kiosk");
  const database = await new Promise((done) => {
    open.onsuccess = () => done(open.result);
  });
  const names = database.transaction("kept").objectStore("kept").getAllKeys();
  const found = await new Promise((done) => {
    names.onsuccess = () => done(names.result);
  });
  database.close();
  return found;
}"""


def of_a_camera(size: tuple[int, int] = (3000, 2000)) -> FilePayload:
    """A photo as large as a tablet's camera takes them, with where it was taken."""
    file, camera = BytesIO(), Image.Exif()
    camera[0x010E] = "taken at 49.82 N 19.04 E"
    Image.new("RGB", size, "orange").save(file, "JPEG", exif=camera)
    return {"name": "work.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def take(page: Page, photo: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#work-photo").click()
    chooser.value.set_files(photo)


def pictures(page: Page) -> int:
    """How many pictures lie on the tablet."""
    names: list[str] = page.evaluate(NAMES_KEPT)
    return len([name for name in names if name.startswith("picture:")])


def photos(count: int) -> list[WorkPhoto]:
    db.session.rollback()
    found = db.session.query(WorkPhoto).order_by(WorkPhoto.id).all()
    assert len(found) == count
    return found


def test_photo_taken_offline_stands_for_the_note_and_is_sent_before_its_level(
    page: Page, context: BrowserContext, door: Door, pin: str
) -> None:
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    let_in(page, door, "Jan", "Zosia")
    begin(page, pin)
    context.set_offline(offline=True)

    give(page, "Jan N.", LABELS[3])
    expect(page.locator("#level-note")).to_contain_text("The work, not the child.")
    take(page, of_a_camera())
    expect(page.locator("#work-preview")).to_be_visible()
    page.locator("#level-note").get_by_role("button", name="Save").click()
    is_given(page, "Jan N.", LABELS[3])
    expect(page.locator("#levels-people .work .number").first).to_have_text("1")
    give(page, "Zosia K.", "With prompts")
    is_given(page, "Zosia K.", "With prompts")
    page.locator("label[for=view-of-list]").click()
    type_code(page, door.cards["Oleksandra"].code)
    assert pictures(page) == 1
    assert "/9j/" not in str(kept(page))
    page.reload()
    expect(page.locator("#status")).to_have_attribute("data-waiting", "4")
    page.on("request", note)
    context.set_offline(offline=False)
    all_sent(page)

    ways = [each for each in sent if each.method == "POST"]
    names = [each.url.rpartition("/")[2] for each in ways]
    assert names[-2:] == ["photos", "assessments"]
    assert set(names[:-2]) == {"scans", "assessments"}
    [event] = events_in(ways[-2])
    assert len(event["data"]) < 200_000
    assert sorted(levels(2)) == [
        ("Jan", "CR1", 4, ""),
        ("Zosia", "CR1", 2, ""),
    ]
    assert db.session.query(HeldLevel).count() == 0
    [photo] = photos(1)
    assert photo.registration.pupil.given_name == "Jan"
    data = photo_bytes(photo, cipher=current_installation().cipher)
    with Image.open(BytesIO(data)) as picture:
        assert max(picture.size) == LONGEST
        assert not picture.getexif()
    assert pictures(page) == 0
    assert kept(page)["outbox"] == []


def test_photo_at_any_time_and_no_note_is_asked_for_afterwards(
    page: Page, door: Door, pin: str
) -> None:
    let_in(page, door, "Jan")
    begin(page, pin)
    page.get_by_role("button", name="Photo of the work of Jan N.").click()
    dialog = page.locator("#level-note")
    expect(dialog.get_by_label("What did you see?")).to_be_hidden()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("Take a photo first.")
    take(page, {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(dialog.get_by_role("alert")).to_contain_text("cannot be read")
    take(page, of_a_camera((300, 200)))
    expect(page.locator("#work-preview")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()

    give(page, "Jan N.", LABELS[3])

    is_given(page, "Jan N.", LABELS[3])
    all_sent(page)
    assert len(photos(1)) == 1
    assert db.session.query(ObservedLevel).one().level == 4


def test_photo_that_was_not_saved_is_gone(page: Page, door: Door, pin: str) -> None:
    let_in(page, door, "Jan")
    begin(page, pin)
    give(page, "Jan N.", LABELS[3])
    take(page, of_a_camera((300, 200)))
    expect(page.locator("#work-preview")).to_be_visible()
    check_screen(page)
    page.locator("#level-note").get_by_role("button", name="Cancel").click()

    give(page, "Jan N.", LABELS[3])
    expect(page.locator("#work-preview")).to_be_hidden()
    page.get_by_role("button", name="Lock this tablet").dispatch_event("click")
    expect(page.locator("#locked")).to_be_visible()
    expect(page.locator("#level-note")).to_be_hidden()
    assert photos(0) == []


@pytest.mark.parametrize("answers", [500, 503])
def test_scans_do_not_wait_for_photos_that_cannot_be_sent(
    page: Page, door: Door, pin: str, answers: int
) -> None:
    let_in(page, door, "Jan")
    begin(page, pin)
    page.route(
        "**/api/v1/kiosk/photos",
        lambda route: route.fulfill(status=answers, body="{}"),
    )
    give(page, "Jan N.", LABELS[3])
    take(page, of_a_camera((300, 200)))
    expect(page.locator("#work-preview")).to_be_visible()
    page.locator("#level-note").get_by_role("button", name="Save").click()
    is_given(page, "Jan N.", LABELS[3])

    page.locator("label[for=view-of-list]").click()
    type_code(page, door.cards["Zosia"].code)
    expect(page.locator("#status")).to_have_attribute(
        "data-waiting", "2", timeout=20_000
    )
    expect(page.locator("#count")).to_have_text("2 of 4 here")

    page.unroute("**/api/v1/kiosk/photos")
    all_sent(page)
    assert len(photos(1)) == 1
    assert len(levels(1)) == 1
