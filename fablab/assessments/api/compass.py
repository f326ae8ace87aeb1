"""The compass at a tablet: the questions and who may answer, and what was answered."""

from typing import Any

from flask import Response, request
from flask_babel import force_locale
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.accounts.queries import actor_of
from fablab.assessments.api.blueprint import bp
from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import instrument
from fablab.assessments.queries.handed import Asked, asked_today, languages_at
from fablab.assessments.schemas.compass import CompassSchema, ReportSchema
from fablab.assessments.services.handed import Handed, ReportAnswer, store_reports
from fablab.assessments.wording import NOT_COUNTED_WORDS, PUPIL_WORDS
from fablab.checkin.errors import WrongPin
from fablab.checkin.models import ScanOutcome
from fablab.checkin.schemas import ProblemSchema
from fablab.checkin.services.passes import holder_of_pass
from fablab.checkin.tablets import (
    ACTS_BY,
    MOST_EVENTS,
    PROBLEM,
    current_kiosk,
    kiosk_only,
    read_items,
    results_of,
)
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_
from fablab.web.language import current_language
from fablab.web.mishaps import problem

_PLACES = {name: "{" + name + "}" for name in ("name", "current", "total")}
_report_schema = ReportSchema()


@bp.get("/kiosk/compass")
@public
@kiosk_only
@bp.response(200, CompassSchema)
@bp.alt_response(401, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
def compass() -> dict[str, object]:
    """The compass in every language, and who may answer it today."""
    now, kiosk = clock.now(), current_kiosk()
    account = holder_of_pass(request.headers.get(ACTS_BY, ""), kiosk=kiosk, now=now)
    if account is None:
        raise WrongPin(N_("Type your PIN to hand the tablet to a pupil."))
    actor = actor_of(account, today=now.date())
    return {
        "instrument": instrument(current_language()).name,
        "languages": [_spoken(code) for code in languages_at(kiosk)],
        "meetings": [
            {"id": each.id, "pupils": [_asked(pupil) for pupil in each.pupils]}
            for each in asked_today(kiosk, actor, now=now)
        ],
    }


def _spoken(code: str) -> dict[str, object]:
    asked = instrument(code)
    with force_locale(code):
        words = {name: _(text, **_PLACES) for name, text in PUPIL_WORDS.items()}
    return {
        "code": code,
        "name": LANGUAGES[code],
        "title": asked.title,
        "stems": {
            each.value: instrument(code, occasion=each).stem for each in Occasion
        },
        "options": {str(value): option for value, option in asked.options.items()},
        "dont_know": asked.dont_know,
        "items": [{"code": item.code, "text": item.text} for item in asked.items],
        "prompts": asked.prompts,
        "words": words,
    }


def _asked(pupil: Asked) -> dict[str, object]:
    return {
        "registration": pupil.registration,
        "given_name": pupil.given_name,
        "occasions": [
            {
                "occasion": occasion.value,
                "opens_at": window.opens_at,
                "closes_at": window.closes_at,
            }
            for occasion, window in pupil.occasions.items()
        ],
        "given": sorted(occasion.value for occasion in pupil.given),
    }


@bp.post("/kiosk/self-reports")
@public
@kiosk_only
@bp.batches
def self_reports(body: dict[str, Any]) -> dict[str, object] | Response:
    """Keep what pupils said of themselves; one outcome comes back for each."""
    if len(body["events"]) > MOST_EVENTS:
        return problem(413, _("Send at most %(num)s reports at once.", num=MOST_EVENTS))
    read: list[Handed | None] = read_items(body["events"], _report_schema)
    with unit_of_work():
        answers = store_reports(
            kiosk=current_kiosk(),
            reports=[report for report in read if report],
            sent_at=body["sent_at"],
            now=clock.now(),
        )
    found = iter(answers)
    unread = ReportAnswer(outcome=ScanOutcome.INVALID)
    told = [next(found) if report else unread for report in read]
    return results_of(body["events"], [(each.outcome, _words(each)) for each in told])


def _words(answer: ReportAnswer) -> str:
    words: str = ""
    if answer.outcome is ScanOutcome.INVALID:
        words = _("This compass cannot be read. Ask the pupil once more.")
    elif answer.reason is not None:
        words = _(NOT_COUNTED_WORDS[answer.reason])
    return words
