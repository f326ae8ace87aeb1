from collections.abc import Callable
from datetime import datetime

import pytest

from fablab.accounts.models import Account, Role
from fablab.assessments.models import Rubric, RubricChoice, RubricDraft
from fablab.audit.models import AuditEvent
from fablab.config import LANGUAGES
from fablab.kernel.db import db, unit_of_work
from fablab.sites.models import Site
from tests.assessments.factories import make_own_rubric, make_rubric
from tests.factories import OPENING_DAY, make_account, make_site, sign_in_as
from tests.support.pages import Browser, Page

SetClock = Callable[[datetime], None]
LIST = "/staff/rubrics/"
SHIPPED = "/staff/rubrics/fablab-cs-6/1.0"
PUBLISH = "Publish this version"
HOSTILE = '<img src=x onerror="alert(1)"> {{ 7*7 }} %(name)s'
CODES = ["CR1", "CR2", "CR3", "SR1", "SR2", "SR3"]


@pytest.fixture
def site() -> Site:
    """A site whose main language is Polish."""
    site = make_site()
    with unit_of_work():
        db.session.merge(site).language = "pl"
    return site


@pytest.fixture
def celina(site: Site, clock_at: SetClock) -> Account:
    clock_at(OPENING_DAY)
    make_rubric()
    return make_account(Role.COORDINATOR, site=site, name="Celina Wilk")


@pytest.fixture
def desk(browser: Browser, celina: Account) -> Browser:
    """The browser of somebody who runs the site."""
    sign_in_as(browser, celina)
    return browser


def copied(desk: Browser) -> str:
    """The address of a fresh copy of the shipped version."""
    page = desk.submit(desk.get(SHIPPED), "form[action*=copy]", follow=True)
    assert page.status == 200
    return page.url


def write(desk: Browser, url: str, **words: str) -> Page:
    return desk.submit(desk.get(url), "main form", follow=True, **words)


def draft() -> RubricDraft:
    return db.session.query(RubricDraft).order_by(RubricDraft.id.desc()).first() or (
        pytest.fail("no draft")
    )


def codes(found: RubricDraft | Rubric) -> list[str]:
    if isinstance(found, Rubric):
        return [one.code for one in found.dimensions]
    return [one["code"] for one in found.content["dimensions"]]


def add(desk: Browser, url: str, title: str = "Płynność") -> Page:
    """Add a dimension of one's own."""
    page = desk.get(f"{url}/new")
    return desk.submit(page, "main form", domain="creativity", title=title)


def publish(desk: Browser, url: str) -> Page:
    return desk.submit(desk.get(f"{url}/check"), button=PUBLISH, follow=True)


def actions() -> list[str]:
    found = db.session.query(AuditEvent).order_by(AuditEvent.id)
    return [one.action for one in found if one.action.startswith("rubric.")]


def test_coordinator_copies_changes_publishes_and_uses_words_of_their_own(
    desk: Browser,
) -> None:
    home = desk.get("/staff/")
    page = desk.click(home, "Words of the levels")
    assert page.texts(".panel .chip") == ["used from the beginning"]
    url = desk.submit(page, "form[action*=copy]", follow=True).url

    page = write(desk, f"{url}/words?words=en", level_3="Alone", rule_1="One rule")
    assert page.text("h1") == "Generating ideas"
    write(desk, f"{url}/dimensions/SR1?words=en", level_2="Makes a plan when asked")
    page = publish(desk, url)

    assert page.text(".notice.ok") == (
        "own-bielsko-biala 1.0 is published. Its words never change now. "
        "Use it when you are ready."
    )
    assert "Makes a plan when asked" in page.text("main")
    assert "Licence: CC BY 4.0. The words are adapted from fablab-cs-6 1.0." in (
        page.text(".facts")
    )
    page = desk.submit(page, "form[action*=use]", follow=True)
    assert page.text(".notice.ok") == (
        "From now on, workshops that have no levels yet use own-bielsko-biala 1.0."
    )
    assert page.texts(".panel .chip") == ["used since 1 Sept 2026"]
    own = db.session.query(Rubric).filter(Rubric.site_id.is_not(None)).one()
    assert (own.made_from and own.made_from.name) == "fablab-cs-6 1.0"
    assert actions() == [
        "rubric.stored",
        "rubric.draft_started",
        "rubric.published",
        "rubric.chosen",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_of_a_version_can_be_read_in_every_language(
    desk: Browser, language: str
) -> None:
    page = desk.get(f"{SHIPPED}?words={language}")

    assert len(page.soup.select(".rubric-words > li")) == 6 * 4
    assert page.texts("main .chip.warn") == []
    assert page.text("main .tabs [aria-current]").endswith("48/48")
    spoken = {tag["lang"] for tag in page.soup.select(".rubric-words [lang]")}
    assert spoken == {language}


def test_copying_twice_makes_one_draft_until_it_is_changed(desk: Browser) -> None:
    url = copied(desk)
    assert copied(desk) == url

    write(desk, f"{url}/words?words=en", title="Our words")

    assert copied(desk) != url
    assert db.session.query(RubricDraft).count() == 2


def test_words_are_written_beside_the_words_of_another_language(desk: Browser) -> None:
    url = copied(desk)

    polish = desk.get(f"{url}/dimensions/CR1?words=pl")
    english = desk.get(f"{url}/dimensions/CR1?words=en")

    assert polish.text(".rubric-source") == "Generating ideas"
    assert polish.value("#title") == "Tworzenie pomysłów"
    assert polish.one("#title")["lang"] == "pl"
    assert english.text(".rubric-source") == "Tworzenie pomysłów"


def test_two_who_write_the_same_words_at_once_do_not_lose_any_silently(
    desk: Browser,
) -> None:
    url = copied(desk)
    mine = desk.get(f"{url}/dimensions/CR1?words=en")
    write(desk, f"{url}/dimensions/CR1?words=en", title="Having ideas")

    refused = desk.submit(mine, "main form", title="Finding ideas", cue="How many?")

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        (
            "Somebody has changed this while you had it open. "
            "Look at what stands there now; your own words are still in the form."
        )
    ]
    assert refused.value("#title") == "Finding ideas"
    assert refused.value("#cue") == "How many?"
    assert "Stands there now: Having ideas" in refused.texts(".notice.warn")
    assert draft().content["dimensions"][0]["title"]["en"] == "Having ideas"
    assert desk.submit(refused, "main form").status == 303
    assert draft().content["dimensions"][0]["title"]["en"] == "Finding ideas"


def test_two_who_write_other_words_at_once_both_keep_theirs(desk: Browser) -> None:
    url = copied(desk)
    english = desk.get(f"{url}/dimensions/CR1?words=en")
    german = desk.get(f"{url}/dimensions/CR1?words=de")

    desk.submit(english, "main form", title="Having ideas")
    desk.submit(german, "main form", title="Einfälle haben")

    title = draft().content["dimensions"][0]["title"]
    assert (title["en"], title["de"]) == ("Having ideas", "Einfälle haben")


def test_words_that_are_sent_twice_are_written_once(desk: Browser) -> None:
    page = desk.get(f"{copied(desk)}/words?words=en")

    answers = [desk.submit(page, "main form", title="Ours").status for _ in range(2)]

    assert answers == [303, 303]
    assert draft().content["title"]["en"] == "Ours"


def test_hostile_words_stay_words(desk: Browser) -> None:
    url = copied(desk)
    write(desk, f"{url}/words?words=en", title=HOSTILE[:80], level_4=HOSTILE[:40])
    write(desk, f"{url}/dimensions/CR1?words=en", level_1=HOSTILE)

    pages = [
        desk.get(url),
        desk.get(f"{url}/check"),
        desk.get(f"{url}/dimensions/CR1?words=en"),
        publish(desk, url),
        desk.get(LIST),
    ]

    assert [page.soup.select("img[onerror]") for page in pages] == [[]] * 5
    assert HOSTILE in pages[3].text("main")


def test_words_that_are_too_long_are_refused_and_stay_in_the_form(
    desk: Browser,
) -> None:
    page = desk.get(f"{copied(desk)}/words?words=en")

    refused = desk.submit(page, "main form", level_1="x" * 41, title="Ours")

    assert refused.status == 422
    assert refused.texts(".error-summary li") == ["Use 40 characters at most"]
    assert (refused.value("#title"), refused.value("#level_1")) == ("Ours", "x" * 41)


def test_dimensions_are_moved_left_out_put_back_and_added(desk: Browser) -> None:
    page = desk.get(copied(desk))
    page = desk.submit(page, "form[action$='move/CR3']", follow=True)
    page = desk.submit(page, "form[action$='leave-out/SR2']", follow=True)
    assert codes(draft()) == ["CR1", "CR3", "CR2", "SR1", "SR3"]

    page = desk.submit(page, "form[action$='put-back/SR2']", follow=True)
    new = desk.click(page, "Add a dimension")
    page = desk.submit(
        new, "main form", domain="creativity", title="Płynność", follow=True
    )

    assert page.text("h1") == "Płynność"
    assert codes(draft()) == ["CR1", "CR3", "CR2", "OWN1", "SR1", "SR3", "SR2"]
    assert (
        desk.submit(new, "main form", domain="creativity", title="Płynność").status
        == 303
    )
    assert len(codes(draft())) == 7


def test_order_that_somebody_changed_meanwhile_is_shown_before_it_is_changed_again(
    desk: Browser,
) -> None:
    page = desk.get(copied(desk))
    desk.submit(page, "form[action$='move/CR2']")

    refused = desk.submit(page, "form[action$='move/CR2']")

    assert refused.status == 422
    assert refused.text(".error-summary li").startswith("Somebody has changed this")
    assert codes(draft()) == ["CR2", "CR1", "CR3", "SR1", "SR2", "SR3"]


def test_the_last_dimension_of_an_area_cannot_be_left_out(desk: Browser) -> None:
    page = desk.get(copied(desk))
    for code in ("CR1", "CR2"):
        page = desk.submit(page, f"form[action$='leave-out/{code}']", follow=True)

    refused = desk.submit(page, "form[action$='leave-out/CR3']")

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        (
            "One dimension of creativity and one of self-reliance have to stay: "
            "add another one first."
        )
    ]
    assert codes(draft()) == ["CR3", "SR1", "SR2", "SR3"]


def test_there_are_never_more_than_eight_dimensions(desk: Browser) -> None:
    url = copied(desk)
    new = desk.get(f"{url}/new")
    for title in ("Fluency", "Courage"):
        add(desk, url, title)

    refused = desk.submit(new, "main form", domain="creativity", title="Too many")

    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        "Eight dimensions are the most that can be observed: leave one out."
    ]
    assert refused.value("#title") == "Too many"
    assert len(codes(draft())) == 8
    assert "Add a dimension" not in desk.get(url).text("main")


def test_what_is_missing_in_the_main_language_is_listed_and_stops_publishing(
    desk: Browser,
) -> None:
    url = copied(desk)
    add(desk, url)

    page = desk.get(f"{url}/check")
    refused = desk.submit(page, button=PUBLISH)

    assert page.texts("[aria-labelledby=reasons] .notice") == [
        "Some words are missing in the main language of the FabLab."
    ]
    assert page.texts("[aria-labelledby=reasons] li a") == [
        f"Płynność: {what}"
        for what in (
            "What to look for, as a question",
            *(f"Level {number} looks like this" for number in range(1, 5)),
        )
    ]
    assert refused.status == 422
    assert refused.texts(".error-summary li") == [
        "Some words are missing in the main language of the FabLab."
    ]
    assert db.session.query(Rubric).count() == 1


def test_a_copy_that_says_the_same_is_not_published(desk: Browser) -> None:
    page = publish(desk, copied(desk))

    assert page.status == 422
    assert page.texts(".error-summary li") == [
        "It says the same as the version that it was made from."
    ]


def test_the_difference_is_shown_word_by_word_with_languages_that_did_not_follow(
    desk: Browser,
) -> None:
    url = copied(desk)
    write(desk, f"{url}/words?words=en", level_3="On my very own")
    desk.submit(desk.get(url), "form[action$='leave-out/SR3']")
    desk.submit(desk.get(url), "form[action$='move/CR2']")

    page = desk.get(f"{url}/check")

    assert page.texts("[aria-labelledby=difference] > ul li") == [
        "Left out: Organising work and using help",
        "The order of the dimensions is another one.",
    ]
    assert page.texts(".panel h3") == ["Words for all dimensions: Name of level 3"]
    assert page.text(".rubric-changes dd") == "On my very own"
    assert page.texts(".rubric-changes ins") == ["very"]
    assert page.texts(".panel a") == [
        f"Unchanged in {language}: does it still say the same?"
        for language in ("Polski", "Deutsch", "Українська")
    ]


def test_what_was_changed_since_it_was_checked_is_not_published(desk: Browser) -> None:
    url = copied(desk)
    write(desk, f"{url}/words?words=en", title="Ours")
    checked = desk.get(f"{url}/check")
    write(desk, f"{url}/words?words=en", title="Theirs")

    refused = desk.submit(checked, button=PUBLISH)

    assert refused.status == 422
    assert "Theirs" in refused.text("[aria-labelledby=difference]")
    assert db.session.query(Rubric).count() == 1
    assert desk.submit(refused, button=PUBLISH).status == 303


def test_publishing_twice_makes_one_version_and_the_draft_is_closed(
    desk: Browser,
) -> None:
    url = copied(desk)
    write(desk, f"{url}/words?words=en", title="Ours")
    page = desk.get(f"{url}/check")
    words = desk.get(f"{url}/words?words=en")

    found = {desk.submit(page, button=PUBLISH).location for _ in range(2)}

    assert found == {"/staff/rubrics/own-bielsko-biala/1.0?site=bielsko-biala"}
    assert db.session.query(Rubric).count() == 2
    assert desk.get(url, follow=True).text("h1") == "Ours"
    refused = desk.submit(words, "main form", title="Later")
    assert refused.texts(".error-summary li") == [
        (
            "This draft was published or dropped meanwhile. "
            "Start a new copy to change the words."
        )
    ]
    assert (refused.status, refused.value("#title")) == (422, "Later")
    own = db.session.query(Rubric).filter(Rubric.site_id.is_not(None)).one()
    assert own.content["title"]["en"] == "Ours"


def test_own_versions_are_numbered_by_themselves_and_copied_again(
    desk: Browser,
) -> None:
    url = copied(desk)
    write(desk, f"{url}/words?words=en", title="Ours")
    first = publish(desk, url)
    url = desk.submit(first, "form[action*=copy]", follow=True).url
    write(desk, f"{url}/words?words=en", title="Ours again")

    second = publish(desk, url)

    assert second.url.startswith("/staff/rubrics/own-bielsko-biala/2.0")
    assert "The words are adapted from fablab-cs-6 1.0." in second.text(".facts")
    assert "Made from own-bielsko-biala 1.0 by" in second.text(".facts")


def test_own_dimension_without_a_translation_is_read_in_the_main_language_and_marked(
    desk: Browser,
) -> None:
    url = copied(desk)
    assert add(desk, url).status == 303
    levels = {f"level_{number}": f"Poziom {number}" for number in range(1, 5)}
    write(desk, f"{url}/dimensions/OWN1?words=pl", cue="Ile?", **levels)

    page = publish(desk, url)

    english = desk.get(page.url.partition("?")[0] + "?words=en")
    own = english.one("#dimension-OWN1")
    assert own.select_one("h2 [lang=pl]")
    assert english.texts("#dimension-OWN1 .chip.warn") == ["only in Polski"] * 6


def test_dropped_draft_is_gone_from_the_list_and_stays_so(desk: Browser) -> None:
    url = copied(desk)
    page = desk.get(url)

    for _ in range(2):
        told = desk.submit(page, "form[action$=drop]", follow=True)

    assert told.texts(".notice.ok") == ["The draft is dropped."]
    assert "In work" not in told.texts("h2")
    assert actions()[1:] == ["rubric.draft_started", "rubric.draft_dropped"]
    assert desk.get(url, follow=True).texts(".notice.warn") == [
        "This draft was dropped."
    ]


def test_using_an_earlier_version_again_is_kept_with_who_and_when(
    desk: Browser, site: Site
) -> None:
    own = make_own_rubric(site)
    page = desk.get(LIST)
    page = desk.submit(page, f"form[action*='{own.code}'][action*=use]", follow=True)
    page = desk.submit(page, "form[action*='fablab-cs-6'][action*=use]", follow=True)

    assert page.texts("[aria-labelledby=history] li") == [
        "Tue, 1 Sept 2026, 10:00: fablab-cs-6 1.0, by Celina Wilk",
        f"Tue, 1 Sept 2026, 10:00: {own.name}, by Celina Wilk",
    ]
    assert db.session.query(RubricChoice).count() == 2


def test_other_sites_neither_read_nor_change_nor_use_what_is_a_site_s_own(
    desk: Browser,
) -> None:
    other = make_site("ventosa")
    own, url = make_own_rubric(other), copied(desk)
    with unit_of_work():
        draft().site = db.session.merge(other)
    token = desk.get(LIST).csrf_token
    pages = ("words", "dimensions/CR1", "new", "check")
    acts = ("drop", "move/CR2", "leave-out/CR1", "put-back/CR1", "check")
    foreign = f"/staff/rubrics/{own.code}/{own.version}"
    acting = [f"{url}/{act}" for act in acts]
    acting += [f"{foreign}/use", f"{foreign}/copy", f"{SHIPPED}/use?site=ventosa"]

    found = [desk.get(f"{url}/{page}").status for page in pages]
    found += [desk.get(each).status for each in (url, foreign)]
    found += [desk.post(each, csrf_token=token).status for each in acting]

    assert set(found) == {404}
    assert own.name not in desk.get(LIST).text("main")


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.ADMINISTRATOR])
def test_the_words_are_the_coordinators(
    browser: Browser, celina: Account, site: Site, role: Role
) -> None:
    assert celina
    at = site if role is Role.FACILITATOR else None
    sign_in_as(browser, make_account(role, site=at))

    assert browser.get(LIST).status == 403
