"""The meetings that calendars follow."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fablab.kernel.db import db
from fablab.series.models import Meeting, Series
from fablab.series.queries.public import is_public


def meetings_to_come(*, now: datetime) -> Sequence[Meeting]:
    """Meetings of published series that are not over, cancelled ones too, by time."""
    return db.session.scalars(
        select(Meeting)
        .join(Meeting.series)
        .where(is_public(), Meeting.ends_at > now)
        .options(
            contains_eager(Meeting.series).options(
                joinedload(Series.site), selectinload(Series.texts)
            )
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
