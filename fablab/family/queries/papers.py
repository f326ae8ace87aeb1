"""Are all papers done? One rule with three answers, the same wherever it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ACT_WITHIN = timedelta(hours=24)


class PaperKind(StrEnum):
    """What a family may still have to do for a meeting."""

    AGREEMENT = "agreement"
    OFFER = "offer"
    PHONE = "phone"
    QUESTIONS = "questions"


class PapersState(StrEnum):
    """How things stand: nothing to do, something by a day, or something at once."""

    DONE = "done"
    OPEN = "open"
    ACT_TODAY = "act_today"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One thing that is not done yet.

    `needed`: without it something is lost or the pupil cannot be cared for; what is
    not needed is a question that may stay unanswered, which counts as no.
    """

    kind: PaperKind
    due_at: datetime | None
    needed: bool = True


def papers_state(papers: Iterable[Paper], *, now: datetime) -> PapersState:
    """Whether a family is to act today, later, or not at all.

    To act today: something that is needed is due within 24 hours, or overdue.
    Optional questions are open until somebody answers and never urgent.

    Args:
        papers: what is not done yet.
        now: the aware instant.
    """
    found = list(papers)
    if any(_is_urgent(paper, now) for paper in found):
        return PapersState.ACT_TODAY
    return PapersState.OPEN if found else PapersState.DONE


def most_pressing(papers: Iterable[Paper]) -> list[Paper]:
    """What is needed first, then by the time it is due; without a time last."""
    return sorted(
        papers,
        key=lambda paper: (
            not paper.needed,
            paper.due_at is None,
            paper.due_at.timestamp() if paper.due_at else 0,
        ),
    )


def _is_urgent(paper: Paper, now: datetime) -> bool:
    return (
        paper.needed and paper.due_at is not None and paper.due_at - now <= ACT_WITHIN
    )
