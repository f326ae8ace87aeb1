"""Making a series public, once it has all that families need to know."""

from datetime import datetime

from fablab.accounts.queries import Actor
from fablab.audit.services import record_event
from fablab.config import LANGUAGES
from fablab.kernel.db import db
from fablab.kernel.errors import N_, DomainError
from fablab.series.errors import IncompleteText, IsPublished, NotReady, WrongTimes
from fablab.series.models import Series
from fablab.series.queries import live_meetings


def publish_series(*, series: Series, actor: Actor, now: datetime) -> None:
    """Show the series to everybody.

    Args:
        series: locked, with site, texts and meetings loaded.
        actor: who publishes it.
        now: the aware instant.

    Raises:
        IsPublished: it is public already.
        NotReady: with every reason at once.
    """
    if series.published_at:
        raise IsPublished(N_("This workshop is published already."))
    if reasons := reasons_against(series, now=now):
        raise NotReady(reasons)
    series.published_at = now
    db.session.flush()
    record_event(
        actor=actor.public_id,
        action="series.published",
        subject_kind="series",
        subject=series.slug,
        now=now,
    )


def reasons_against(series: Series, *, now: datetime) -> list[DomainError]:
    """Everything that a draft still lacks before it can be published."""
    reasons: list[DomainError] = []
    home = series.site.language
    if home not in {text.language for text in series.texts if text.title}:
        reasons.append(
            IncompleteText(
                N_("Write a title and a summary in %(language)s."),
                language=LANGUAGES.get(home, home),
            )
        )
    if series.registration_opens_at >= series.registration_closes_at:
        reasons.append(WrongTimes(N_("Registration must open before it closes.")))
    starts = [meeting.starts_at for meeting in live_meetings(series)]
    if not starts:
        reasons.append(WrongTimes(N_("Add at least one meeting.")))
        return reasons
    if max(starts) <= now:
        reasons.append(WrongTimes(N_("The last meeting must still be to come.")))
    if series.registration_closes_at > max(starts):
        reasons.append(
            WrongTimes(N_("Registration must close before the last meeting begins."))
        )
    return reasons
