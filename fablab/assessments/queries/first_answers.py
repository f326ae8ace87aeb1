"""What pupils of all series said of themselves at the beginning, for one figure."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Select, func, select

from fablab.assessments.models import Occasion, SelfAnswer, SelfReport
from fablab.kernel.db import db


def count_first_answers(instrument: str) -> int:
    """How many registrations have answered this version before the series began."""
    reports = _reports(instrument).subquery()
    return db.session.scalar(select(func.count()).select_from(reports)) or 0


def first_answers(instrument: str) -> Mapping[int, Mapping[str, int | None]]:
    """The latest answers before the series: registration id → item → value.

    One statement over three columns; a report without any answer is not in it.
    """
    found = db.session.execute(
        select(SelfReport.registration_id, SelfAnswer.item, SelfAnswer.value)
        .join(SelfAnswer, SelfAnswer.report_id == SelfReport.id)
        .where(SelfReport.id.in_(_reports(instrument)))
    )
    answers: dict[int, dict[str, int | None]] = defaultdict(dict)
    for registration_id, item, value in found:
        answers[registration_id][item] = value
    return answers


def _reports(instrument: str) -> Select[int]:
    """The latest report that counts of each registration, before its series."""
    newest = (
        select(
            SelfReport.id,
            func.row_number()
            .over(
                partition_by=SelfReport.registration_id,
                order_by=(SelfReport.answered_at.desc(), SelfReport.id.desc()),
            )
            .label("place"),
        )
        .where(
            SelfReport.occasion == Occasion.BEFORE,
            SelfReport.instrument == instrument,
            SelfReport.not_counted.is_(None),
        )
        .subquery()
    )
    return select(newest.c.id).where(newest.c.place == 1)
