"""The page of agreeing: what it asks this guardian, and what it shows."""

from datetime import datetime

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.consent.models import PHOTOS, Purpose
from fablab.consent.queries import (
    WordedText,
    current_texts,
    purposes_for,
    shared_words,
    word_text,
)
from fablab.kernel import clock
from fablab.people.models import Guardian
from fablab.people.queries import has_health_note
from fablab.people.queries.collectors import collectors_of
from fablab.people.wording import COLLECTOR_NAMES
from fablab.registrations.forms.agreeing import AgreementForm
from fablab.registrations.models import Registration, RegistrationStatus, Starter
from fablab.registrations.services import ANSWER_WITHIN
from fablab.series.queries import live_meetings, text_of
from fablab.web.language import current_language


def form_for(
    registration: Registration, guardian: Guardian
) -> tuple[AgreementForm, dict[Purpose, WordedText]]:
    """The form with the questions for this pupil, and the words of each.

    What is missing of the guardian is asked along: a number, whom else to call.
    """
    pupil, site = registration.pupil, registration.series.site
    purposes = (Purpose.TAKING_PART, *purposes_for(pupil))
    current = current_texts(purposes, current_language())
    texts = {
        purpose: word_text(
            current[purpose],
            pupil=pupil.given_name,
            site=site.name,
            school=pupil.school.name if pupil.school else "",
        )
        for purpose in purposes
    }
    first = min((m.starts_at for m in live_meetings(registration.series)), default=None)
    form = AgreementForm()
    form.ask(texts, alone_day=first.astimezone(site.zone).date() if first else None)
    form.leave_out(
        note=has_health_note(pupil),
        phone=bool(guardian.phone),
        emergency=registration.started_by is not Starter.PUPIL,
        country=site.country,
    )
    return form, texts


def show_page(
    registration: Registration,
    guardian: Guardian,
    form: AgreementForm,
    texts: dict[Purpose, WordedText],
    *,
    link: str | None = None,
) -> ResponseReturnValue:
    """The page, with every answer that was given; 422 if something is to be mended.

    Args:
        registration: what is agreed to.
        guardian: who agrees.
        form: as `form_for` made it.
        texts: the words of each question.
        link: of the letter; None for who is signed in.
    """
    photos = [texts[purpose] for purpose in PHOTOS]
    page = render_template(
        "consent/answer.html",
        registration=registration,
        pupil=registration.pupil,
        series=registration.series,
        text=text_of(registration.series, current_language()),
        meetings=live_meetings(registration.series),
        guardian=guardian,
        collectors=collectors_of(
            registration.pupil,
            today=clock.now().astimezone(registration.series.site.zone).date(),
        ),
        words=COLLECTOR_NAMES,
        has_note=has_health_note(registration.pupil),
        form=form,
        texts=texts,
        photos=photos,
        photo_words=shared_words(photos),
        heading=_("Check, agree and you are in"),
        action=url_for(".consent", link=link)
        if link
        else url_for(".answer", public_id=registration.public_id),
        decline_action=url_for(".decline", link=link) if link else None,
        wait_action=url_for(".wait", link=link) if link else None,
        wait_until=_kept_until(registration),
    )
    return make_response(page, 422 if form.errors else 200)


def _kept_until(registration: Registration) -> datetime | None:
    """Until when the place is kept for who asks for time; None if it is already."""
    if registration.status is not RegistrationStatus.HELD or registration.confirmed_at:
        return None
    return (registration.asked_at or clock.now()) + ANSWER_WITHIN
