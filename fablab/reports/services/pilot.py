"""Publishing figures: once for each series, and for ever."""

from datetime import datetime

from fablab.accounts.models import Account
from fablab.assessments.statistics import Audience
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.reports.errors import NothingToPublish, TooFewPupils
from fablab.reports.models import CountedSeries, PublishedFigures
from fablab.reports.queries.pilot import figures_of, series_to_count
from fablab.sites.models import Site


def publish_figures(*, site: Site, by: Account, now: datetime) -> PublishedFigures:
    """Freeze what everybody may see of the site's series that are over.

    No series is ever counted twice: two figures that differ by one pupil would tell
    everything about that pupil.

    Args:
        site: locked, in the unit of work.
        by: the coordinator.
        now: the aware instant, at which consents are looked at.

    Raises:
        NothingToPublish: there is no such series that is not in earlier figures.
        TooFewPupils: not even the number of pupils may be shown.
    """
    series = series_to_count(site, now=now)
    figures = figures_of(site, series, Audience.PUBLIC, now=now)
    if figures is None:
        raise NothingToPublish
    if figures.pupils.total is None:
        raise TooFewPupils(int(Audience.PUBLIC))
    published = PublishedFigures(
        site=site,
        first_on=figures.first_on,
        last_on=figures.last_on,
        content=figures.as_json(),
        published_by=by,
        published_at=now,
    )
    db.session.add(published)
    db.session.add_all(
        CountedSeries(series_id=each.id, figures=published) for each in series
    )
    record_event(
        actor=by.public_id,
        action="figures.published",
        subject_kind="figures",
        subject=published.public_id,
        now=now,
        details={"series": len(series)},
    )
    return published
