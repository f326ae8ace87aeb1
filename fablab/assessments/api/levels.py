"""The levels' part of the public API: what to watch, and what was seen."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from fablab.accounts.access import public
from fablab.accounts.queries import actor_of
from fablab.assessments.api.blueprint import bp
from fablab.assessments.queries.rubrics import RubricWords, site_rubric, words_of
from fablab.assessments.queries.tablet import Watched, watched_today
from fablab.assessments.schemas.levels import LevelsSchema, RatingSchema
from fablab.assessments.services.tablet import RatingAnswer, store_ratings
from fablab.assessments.wording import HELD_WORDS
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
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_
from fablab.web.language import current_language
from fablab.web.mishaps import problem

INVALID = ScanOutcome.INVALID

_rating_schema = RatingSchema()


@bp.get("/kiosk/levels")
@public
@kiosk_only
@bp.response(200, LevelsSchema)
@bp.alt_response(401, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
def levels() -> dict[str, object]:
    """What is watched at today's meetings of whoever gave their PIN."""
    now, kiosk = clock.now(), current_kiosk()
    account = holder_of_pass(request.headers.get(ACTS_BY, ""), kiosk=kiosk, now=now)
    if account is None:
        raise WrongPin(N_("Type your PIN to record levels."))
    actor, language = actor_of(account, today=now.date()), current_language()
    watched = watched_today(kiosk, actor, language=language, now=now)
    rubrics = [each.rubric for each in watched] or [
        words_of(site_rubric(kiosk.site_id), language)
    ]
    return {**_words_of(rubrics[0]), "meetings": [_meeting(each) for each in watched]}


def _words_of(rubric: RubricWords) -> dict[str, object]:
    return {
        "rubric": rubric.name,
        "labels": {str(level): words for level, words in rubric.labels.items()},
        "not_observed": rubric.not_observed,
    }


def _meeting(watched: Watched) -> dict[str, object]:
    return {
        "id": watched.meeting,
        **_words_of(watched.rubric),
        "dimensions": [
            {
                "code": one.code,
                "title": one.title,
                "cue": one.cue,
                "descriptors": {str(n): words for n, words in one.descriptors.items()},
            }
            for one in watched.dimensions
        ],
        "given": watched.given,
        "before": watched.before,
        "linked": watched.linked,
    }


@bp.post("/kiosk/assessments")
@public
@kiosk_only
@bp.batches
def assessments(body: dict[str, Any]) -> dict[str, object] | Response:
    """Keep what was seen; one outcome comes back for each item."""
    if len(body["events"]) > MOST_EVENTS:
        return problem(413, _("Send at most %(num)s levels at once.", num=MOST_EVENTS))
    read = read_items(body["events"], _rating_schema)
    with unit_of_work():
        answers = store_ratings(
            kiosk=current_kiosk(),
            ratings=[rating for rating in read if rating],
            sent_at=body["sent_at"],
            now=clock.now(),
        )
    found = iter(answers)
    told = [next(found) if rating else RatingAnswer(outcome=INVALID) for rating in read]
    return results_of(body["events"], [(each.outcome, _words(each)) for each in told])


def _words(answer: RatingAnswer) -> str:
    words: str = ""
    if answer.outcome is INVALID:
        words = _("This level cannot be read. Give it again.")
    elif answer.reason is not None:
        words = _(HELD_WORDS[answer.reason])
    return words
