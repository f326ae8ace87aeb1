"""What stands on the printed roster of a meeting, in the reader's language."""

from datetime import date, datetime

from flask_babel import gettext as _

from fablab.checkin.pdf import RosterDesign, RosterRow
from fablab.checkin.queries.attendance import register_of
from fablab.checkin.queries.collectors import Collector, who_may_collect
from fablab.checkin.queries.numbers import numbers_of
from fablab.checkin.queries.roster import RosterPerson, people_of, series_titles
from fablab.people.models import CollectorRelation, Relation
from fablab.people.queries.barred import MustNotCollect, who_must_not_collect
from fablab.people.queries.collectors import collectors_on
from fablab.people.wording import COLLECTOR_NAMES, RELATION_NAMES
from fablab.series.models import Meeting
from fablab.web.current import current_installation, current_settings
from fablab.web.language import current_language
from fablab.web.telephones import telephone
from fablab.web.times import clock_time, long_moment


def roster_design(meeting: Meeting, *, now: datetime) -> RosterDesign:
    """The roster of a meeting as it stands at this moment."""
    site = meeting.series.site
    titles = series_titles({meeting.series_id}, current_language())
    since = long_moment(meeting.starts_at, site.zone)
    until = clock_time(meeting.ends_at, site.zone)
    is_demo = current_settings().demo
    return RosterDesign(
        language=current_language(),
        title=titles[meeting.series_id],
        heading=f"{since}–{until} · {meeting.place}",
        site_name=site.name,
        came=_("came at"),
        left=_("left at"),
        collected_by=_("collected by"),
        hint=_(
            "Tick, write the time and who collected. There are telephone numbers on "
            "it: type it in afterwards, and destroy it."
        ),
        page_label=_("Page {number} of {all}"),
        rows=_rows(meeting, now=now),
        watermark=_("Demonstration – all data are fictitious") if is_demo else "",
    )


def day_of(meeting: Meeting) -> date:
    """The local day of a meeting."""
    return meeting.starts_at.astimezone(meeting.series.site.zone).date()


def _rows(meeting: Meeting, *, now: datetime) -> tuple[RosterRow, ...]:
    pupils = {
        line.registration.public_id: line.registration.pupil
        for line in register_of(meeting)
    }
    ids, day = {pupil.id for pupil in pupils.values()}, day_of(meeting)
    known = {
        person.registration: person
        for person in people_of([meeting.id], now=now).get(meeting.id, [])
    }
    may_collect, numbers = who_may_collect(ids), numbers_of(ids)
    named = collectors_on(ids, day=day)
    barred = who_must_not_collect(ids, cipher=current_installation().cipher)
    rows = []
    for public_id, pupil in pupils.items():
        to_call = numbers.get(pupil.id, ())
        phones = {one.name: one.phone for one in named if one.pupil_id == pupil.id}
        phones |= {one.name: one.phone for one in to_call}
        collectors = may_collect.on(pupil.id, day)
        others = [one for one in to_call if one.relation is None]
        row = RosterRow(
            name=pupil.full_name,
            notes=_notes(known.get(public_id)),
            warnings=tuple(_warning(one) for one in barred.get(pupil.id, ())),
            people=(
                *(_collector(one, phones.get(one.name, "")) for one in collectors),
                *(_emergency(one.name, one.phone) for one in others),
            ),
        )
        rows.append(row)
    return tuple(rows)


def _notes(person: RosterPerson | None) -> tuple[str, ...]:
    """The flags in words, and from when on the pupil may leave alone."""
    if person is None:
        return (_("No place in this series"), _("No pictures"))
    words = {
        "pick_up": _("Ask who collects"),
        "no_photo": _("No pictures"),
        "health": _("There is a health note"),
    }
    flags = " · ".join(words[flag] for flag in person.flags)
    if person.alone_from is None or "pick_up" in person.flags:
        alone = _("Does not leave alone")
    else:
        alone = _("May leave alone from %(time)s", time=person.alone_from)
    return (f"{alone} · {flags}" if flags else alone,)


def _warning(person: MustNotCollect) -> str:
    text = _("Must not collect: %(name)s", name=person.name)
    return f"{text} ({person.note})" if person.note else str(text)


def _collector(person: Collector, phone: str) -> str:
    relation = person.relation
    if isinstance(relation, Relation):
        what = RELATION_NAMES[relation]
    else:
        what = COLLECTOR_NAMES[CollectorRelation(relation)]
    number = f" · {telephone(phone)}" if phone else ""
    return f"{person.name}, {_(what)}{number}"


def _emergency(name: str, phone: str) -> str:
    return f"{_('In an emergency')}: {name} · {telephone(phone)}"
