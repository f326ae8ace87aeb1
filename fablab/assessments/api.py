"""The levels' part of the public API: what to watch, and what was seen."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from marshmallow import ValidationError

from fablab.accounts.access import public
from fablab.accounts.queries import actor_of
from fablab.assessments.queries.rubrics import current_rubric, words_of
from fablab.assessments.queries.tablet import Watched, watched_today
from fablab.assessments.schemas import LevelsSchema, RatingSchema
from fablab.assessments.services.tablet import Rating, RatingAnswer, store_ratings
from fablab.assessments.wording import HELD_WORDS
from fablab.checkin.errors import WrongPin
from fablab.checkin.models import ScanOutcome
from fablab.checkin.schemas import BatchSchema, ProblemSchema, ResultsSchema
from fablab.checkin.services.passes import holder_of_pass
from fablab.checkin.tablets import (
    ACTS_BY,
    MOST_EVENTS,
    KioskBlueprint,
    current_kiosk,
    kiosk_only,
)
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_
from fablab.web.language import current_language
from fablab.web.mishaps import problem

PROBLEM = "application/problem+json"

bp = KioskBlueprint("assessments_api", __name__, url_prefix="/api/v1")
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
    rubric = words_of(current_rubric(), current_language())
    actor = actor_of(account, today=now.date())
    return {
        "labels": {str(level): words for level, words in rubric.labels.items()},
        "not_observed": rubric.not_observed,
        "meetings": [
            _meeting(each) for each in watched_today(kiosk, actor, rubric, now=now)
        ],
    }


def _meeting(watched: Watched) -> dict[str, object]:
    return {
        "id": watched.meeting,
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
    }


@bp.post("/kiosk/assessments")
@public
@kiosk_only
@bp.arguments(BatchSchema)
@bp.response(200, ResultsSchema)
@bp.alt_response(401, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(413, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(422, schema=ProblemSchema, content_type=PROBLEM)
@bp.alt_response(503, schema=ProblemSchema, content_type=PROBLEM)
def assessments(body: dict[str, Any]) -> dict[str, object] | Response:
    """Keep what was seen; one outcome comes back for each item."""
    if len(body["events"]) > MOST_EVENTS:
        return problem(413, _("Send at most %(num)s levels at once.", num=MOST_EVENTS))
    read = [_read(item) for item in body["events"]]
    with unit_of_work():
        answers = store_ratings(
            kiosk=current_kiosk(),
            ratings=[rating for rating in read if rating],
            sent_at=body["sent_at"],
            now=clock.now(),
        )
    return {"results": _results(body["events"], read, answers)}


def _read(item: object) -> Rating | None:
    """The rating, or None for one that cannot be understood."""
    try:
        rating = _rating_schema.load(item)  # type: ignore[arg-type]  # it checks that
    except (ValidationError, ValueError, OverflowError):
        return None
    assert isinstance(rating, Rating)  # noqa: S101 -- what RatingSchema makes
    return rating


def _results(
    items: Sequence[object],
    read: Sequence[Rating | None],
    answers: Sequence[RatingAnswer],
) -> list[dict[str, object]]:
    found = iter(answers)
    results: list[dict[str, object]] = []
    for item, rating in zip(items, read, strict=True):
        named = item.get("id") if isinstance(item, dict) else None
        answer = next(found) if rating else RatingAnswer(outcome=ScanOutcome.INVALID)
        results.append(
            {
                "id": named if isinstance(named, str) else None,
                "outcome": answer.outcome,
                "message": _words(answer),
            }
        )
    return results


def _words(answer: RatingAnswer) -> str:
    words: str = ""
    if answer.outcome is ScanOutcome.INVALID:
        words = _("This level cannot be read. Give it again.")
    elif answer.reason is not None:
        words = _(HELD_WORDS[answer.reason])
    return words
