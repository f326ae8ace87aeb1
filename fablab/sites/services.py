"""Changing the rules of a site."""

from dataclasses import asdict, dataclass
from datetime import datetime

from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.sites.models import Site


@dataclass(frozen=True, kw_only=True)
class SiteRules:
    """What a coordinator may set; see `Site` for what each rule means.

    0 is a value: no minutes between two workshops, no hour without offers, cancelled
    late only after the first day, late from the first minute on. `series_per_season`
    alone may be None, which is no limit.
    """

    assent_age: int
    transfer_minutes: int
    series_per_season: int | None
    offer_hours: int
    offers_end_hours: int
    late_cancel_days: int
    late_after_minutes: int


def rules_of(site: Site) -> SiteRules:
    """The rules that hold at the site now."""
    return SiteRules(
        **{name: getattr(site, name) for name in SiteRules.__dataclass_fields__}
    )


def change_rules(*, site: Site, rules: SiteRules, by: str, now: datetime) -> None:
    """Let other rules hold from now on; what was decided before stays as it is.

    Args:
        site: whose.
        rules: all of them anew.
        by: the public id of the account, for the journal.
        now: the aware instant.
    """
    before, after = asdict(rules_of(site)), asdict(rules)
    changed = {name: after[name] for name in after if after[name] != before[name]}
    if not changed:
        return
    for name, value in changed.items():
        setattr(site, name, value)
    db.session.flush()
    record_event(
        actor=by,
        action="site.rules_changed",
        subject_kind="site",
        subject=site.slug,
        now=now,
        details=changed,
    )
