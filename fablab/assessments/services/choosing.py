"""Choosing which version of the levels a site uses."""

from datetime import datetime

from fablab.accounts.models import Account
from fablab.assessments.errors import NotAChoice
from fablab.assessments.models import Rubric, RubricChoice
from fablab.assessments.queries.rubrics import site_rubric
from fablab.assessments.services.drafts import lock_site
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.sites.models import Site


def choose_rubric(*, site: Site, rubric: Rubric, by: Account, now: datetime) -> None:
    """Use that version for series that nobody has given levels in yet.

    Series with levels keep their words. Choosing what is used already changes nothing.

    Args:
        site: whose series.
        rubric: a shipped version, or one of the site's own.
        by: who chooses.
        now: the aware instant, from which on it is used.

    Raises:
        NotAChoice: it is another site's.
    """
    if rubric.site_id not in {None, site.id}:
        raise NotAChoice(N_("Choose one of the versions in the list."))
    lock_site(site)
    if site_rubric(site.id).id == rubric.id:
        return
    db.session.add(RubricChoice(site=site, rubric=rubric, chosen_by=by, chosen_at=now))
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="rubric.chosen",
        subject_kind="site",
        subject=site.slug,
        now=now,
        details={"rubric": rubric.name},
    )
