"""What a pupil made, in photos, on the family's pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from fablab.assessments.models import PhotoKind, WorkPhoto
from fablab.kernel.db import db
from fablab.people.models import Guardian, Standing
from fablab.registrations.models import Registration
from tests.assessments.factories import make_facilitator
from tests.assessments.photos import make_photo, picture
from tests.checkin.factories import make_place
from tests.factories import OPENING_DAY, make_series
from tests.family.factories import limit
from tests.support.pages import Browser, Page


def url(place: Registration, rest: str = "") -> str:
    return f"/family/registrations/{place.public_id}/photos{rest}"


def add(family: Browser, place: Registration, data: bytes, words: str = "") -> Page:
    page = family.get(url(place))
    return family.submit(page, photo=(BytesIO(data), "lamp.jpg"), caption=words)


def test_a_pupil_adds_a_photo_tells_of_it_in_other_words_and_takes_it_away(
    family: Browser, placed: Registration, guardian: Guardian
) -> None:
    own = family.get(f"/family/registrations/{placed.public_id}")
    page = family.click(own, "What I made")
    assert page.texts(".notice") == ["There is no photo yet."]
    assert "Photograph the work, not the child." in page.text("#photo-hint")
    assert add(family, placed, picture(), "My lamp\nis a fish").status == 303

    page = family.get(url(placed))
    assert page.texts(".photo b") == ["My lamp is a fish"]
    assert "own photo" in page.text(".photo .hint")
    kept = db.session.query(WorkPhoto).one()
    assert (kept.kind, kept.added_by) == (PhotoKind.OWN, guardian.account)

    page = family.click(page, "Change or delete: My lamp is a fish")
    assert page.text("#caption") == "My lamp is a fish"
    page = family.submit(page, follow=True, caption="It glows = 100%")
    assert page.texts(".photo b") == ["It glows = 100%"]

    page = family.click(page, "Change or delete: It glows = 100%")
    page = family.submit(page, form="[action$=withdraw]", follow=True)

    assert page.texts(".photo") == []
    assert "The photo is gone." in page.texts(".notice")


def test_photos_of_the_fablab_are_shown_and_stay(
    family: Browser, placed: Registration
) -> None:
    photo = make_photo(placed, make_facilitator(), caption="Nine parts, one robot")

    page = family.get(url(placed))

    assert page.texts(".photo b") == ["Nine parts, one robot"]
    assert "taken at the FabLab" in page.text(".photo .hint")
    assert "Ewa Lis" not in page.text("main")
    assert page.soup.select(".photo .link") == []
    refused = family.get(url(placed, f"/{photo.public_id}"))
    assert refused.status == 403
    assert "This photo was taken at the FabLab" in refused.text("main")


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_picture_is_for_the_family_alone(
    family: Browser, placed: Registration, size: str
) -> None:
    photo = make_photo(placed, make_facilitator())
    stranger = make_place(series=make_series())
    other = make_photo(stranger, make_facilitator("Jan Nowak"))

    answer = family.get(url(placed, f"/{photo.public_id}/{size}"))

    assert (answer.status, answer.data[:3]) == (200, b"\xff\xd8\xff")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert family.get(url(stranger, f"/{other.public_id}/{size}")).status == 404
    assert family.get(url(placed, f"/{other.public_id}/{size}")).status == 404
    assert family.get(url(stranger)).status == 404


def test_what_is_no_photo_is_refused_and_the_words_stay(
    family: Browser, placed: Registration
) -> None:
    for data, refusal in (
        (b"", "Take or choose a photo (again, if you did)"),
        (b"GIF89a", "We cannot read this file. Choose a photo as JPEG, PNG or WebP."),
    ):
        page = add(family, placed, data, "My lamp")

        assert page.status == 422
        assert page.texts(".error-summary li") == [refusal]
        assert page.text("#caption") == "My lamp"
    page = add(family, placed, picture(), "x" * 201)
    assert page.texts(".error-summary li") == ["Keep the caption under 200 characters."]
    assert db.session.query(WorkPhoto).count() == 0


def test_a_guardian_who_may_only_look_sees_photos_and_changes_none(
    family: Browser, placed: Registration, guardian: Guardian
) -> None:
    photo = make_photo(placed, guardian.account, kind=PhotoKind.OWN, caption="My lamp")
    page = family.get(url(placed))
    limit(guardian, placed.pupil, Standing.INFORMED)

    seen = family.get(url(placed))

    assert seen.texts(".photo b") == ["My lamp"]
    assert "The other guardian decides." in seen.text("main")
    assert seen.soup.select("main form, .photo .link") == []
    sent = family.submit(page, photo=(BytesIO(picture()), "a.jpg"))
    assert sent.status == 403
    assert family.get(url(placed, f"/{photo.public_id}")).status == 403
    assert db.session.query(WorkPhoto).one().caption == "My lamp"


def test_the_portfolio_has_a_strip_of_the_newest_photos(
    family: Browser,
    placed: Registration,
    clock_at: Callable[[datetime], None],
    guardian: Guardian,
) -> None:
    for number in range(5):
        make_photo(
            placed,
            guardian.account,
            kind=PhotoKind.OWN,
            caption=f"Lamp {number}",
            now=OPENING_DAY + timedelta(minutes=number),
        )
    clock_at(OPENING_DAY + timedelta(days=300))

    page = family.get(f"/family/pupils/{placed.pupil.public_id}/portfolio")

    shown = [str(one["alt"]) for one in page.soup.select(".photo-strip img")]
    assert shown == ["Lamp 4", "Lamp 3", "Lamp 2", "Lamp 1"]
    assert family.click(page, "Photos and own words").texts(".photo b")[0] == "Lamp 4"
