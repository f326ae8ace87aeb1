"""What the pages and papers of the desk share: questions with their names filled in."""

from collections.abc import Iterable

from flask_babel import gettext as _

from fablab.accounts.access import current_actor
from fablab.accounts.models import Account
from fablab.consent.models import ConsentText, Purpose
from fablab.consent.queries import WordedText, word_text
from fablab.kernel.db import db
from fablab.registrations.pdf import PaperDesign, PaperQuestion
from fablab.registrations.queries.desk import Case, Paper
from fablab.series.queries import live_meetings, text_of
from fablab.sites.models import School
from fablab.web.current import current_settings
from fablab.web.language import current_language
from fablab.web.times import day

Worded = tuple[ConsentText, WordedText]


def worded_for(
    case: Case, texts: Iterable[ConsentText], *, school: School | None = None
) -> list[Worded]:
    """The texts with the names of the case filled in.

    Args:
        case: whom they are about.
        texts: in the order of the page.
        school: the one that the paper names, if it is not the pupil's present one.
    """
    named = school or case.pupil.school
    return [
        (
            text,
            word_text(
                text,
                pupil=case.pupil.given_name,
                site=case.site.name,
                school=named.name if named else "",
            ),
        )
        for text in texts
    ]


def whoever_asks() -> Account:
    """The account of the member of staff."""
    account = db.session.get(Account, current_actor().account_id)
    assert account is not None  # noqa: S101 -- signed in
    return account


def recorded(case: Case) -> str:
    """That the answers are kept."""
    words = _(
        "The answers of %(guardian)s for %(pupil)s are recorded.",
        guardian=case.guardian.account.name,
        pupil=case.pupil.given_name,
    )
    return str(words)


def said_no() -> str:
    """What to do when a guardian does not want the pupil to take part."""
    words = _(
        "The guardian said no to taking part. That alone ends nothing: cancel the "
        "registration, so that somebody else gets the place."
    )
    return str(words)


def paper_design(paper: Paper) -> PaperDesign:
    """The form as it is printed, in the language that holds at the moment."""
    form, case = paper.form, paper.case
    name = case.guardian.account.name
    questions = worded_for(case, paper.texts, school=form.school)
    site, demo = case.site, current_settings().demo
    return PaperDesign(
        language=current_language(),
        code=form.code,
        title=_("Consent form"),
        site_name=site.name,
        people=((_("Pupil"), case.pupil.full_name), (_("Guardian"), name)),
        intro=_(
            "Please tick one box in each question. What is left open counts as no. "
            "Your answers change nothing about the place or its price, and you can "
            "change them at any time."
        ),
        questions=tuple(_question(words, case) for _text, words in questions),
        date_label=_("Date"),
        signature_label=_("Signature: %(name)s", name=name),
        give_back=_(
            "Please give the signed form to our team: %(place)s",
            place=f"{site.name}, {site.address}, {site.city}",
        ),
        page_label=_(
            "Page %(current)s of %(total)s", current="{number}", total="{all}"
        ),
        watermark=_("Demonstration – all data are fictitious") if demo else "",
    )


def _question(words: WordedText, case: Case) -> PaperQuestion:
    alone = words.purpose is Purpose.LEAVING_ALONE
    return PaperQuestion(
        title=words.title,
        body=tuple(words.body),
        question=words.question,
        yes=words.yes,
        no=words.no,
        note=_about(case) if words.purpose is Purpose.TAKING_PART else "",
        details=(_("From which day on:"), _("From what time on:")) if alone else (),
    )


def _about(case: Case) -> str:
    """Which workshops the agreement is about, with the day they begin."""
    names = []
    for registration in case.to_agree:
        series = registration.series
        title, meetings = (
            text_of(series, current_language()).title,
            live_meetings(series),
        )
        starts = day(meetings[0].starts_at, series.site.zone) if meetings else ""
        names.append(f"{title} ({starts})" if starts else title)
    return " · ".join(names)
