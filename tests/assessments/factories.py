"""Rows that tests of levels start from."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

from fablab.accounts.models import Account, Role
from fablab.assessments.models import Dimension, Rubric
from fablab.assessments.queries.rubrics import shipped_rubric
from fablab.assessments.services import load_rubrics
from fablab.assessments.services.choosing import choose_rubric
from fablab.checkin.models import Attendance, AttendanceStatus
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.registrations.models import Registration
from fablab.series.models import Facilitation, Meeting, Series
from fablab.sites.models import Site
from tests.checkin import factories as door
from tests.factories import OPENING_DAY, make_account, make_site, saved

FIRST = datetime(2026, 10, 3, 8, tzinfo=UTC)
CHANGED = 3
WEEKS = tuple(FIRST + timedelta(weeks=week) for week in range(4))


def make_rubric() -> Rubric:
    """The shipped rubric."""
    with unit_of_work():
        return load_rubrics(OPENING_DAY)[0]


def make_changed_rubric(label: str = "All alone") -> Rubric:
    """The next version of the shipped rubric, in which level 3 has another name."""
    with unit_of_work():
        old = shipped_rubric()
        levels = [
            {**one, "label": {"en": label}} if one["level"] == CHANGED else one
            for one in old.content["levels"]
        ]
        new = Rubric(
            code=old.code, version="1.1", content={**old.content, "levels": levels}
        )
        db.session.add(new)
        for one in old.dimensions:
            db.session.add(
                Dimension(
                    rubric=new,
                    code=one.code,
                    domain=one.domain,
                    position=one.position,
                    content=one.content,
                )
            )
    return new


def make_own_rubric(site: Site, *, left_out: str = "CR3") -> Rubric:
    """A version of the site's own: level 3 is "Alone", one dimension is left out."""
    by = make_account(Role.COORDINATOR, site=site)
    with unit_of_work():
        old, count = shipped_rubric(), db.session.query(Rubric).count()
        content = deepcopy(old.content)
        content["levels"][CHANGED - 1]["label"] = {"en": "Alone"}
        new = Rubric(
            code=f"own-{site.slug}",
            version=f"{count}.0",
            content=content,
            site=db.session.merge(site),
            made_from=old,
            published_by=db.session.merge(by),
            published_at=OPENING_DAY,
        )
        db.session.add(new)
        for one in old.dimensions:
            if one.code != left_out:
                db.session.add(
                    Dimension(
                        rubric=new,
                        code=one.code,
                        domain=one.domain,
                        position=one.position,
                        content=one.content,
                    )
                )
    return new


def use_rubric(rubric: Rubric, *, site: Site) -> None:
    """The site uses that version from now on."""
    by = make_account(Role.COORDINATOR, site=site)
    with unit_of_work():
        choose_rubric(
            site=db.session.merge(site),
            rubric=db.session.merge(rubric),
            by=db.session.merge(by),
            now=OPENING_DAY,
        )


def make_facilitator(name: str = "Ewa Lis") -> Account:
    """Somebody who may lead series at the site of the tests."""
    return make_account(Role.FACILITATOR, site=make_site(), name=name)


def add_leader(series: Series, account: Account) -> None:
    """One more who leads the series."""
    with unit_of_work():
        db.session.add(
            Facilitation(
                series=db.session.merge(series), account=db.session.merge(account)
            )
        )


def make_place(series: Series, pupil: Pupil | None = None) -> Registration:
    """A pupil with a place in the series."""
    return door.make_place(series=series, pupil=pupil)


def make_attendance(
    meeting: Meeting,
    registration: Registration,
    status: AttendanceStatus = AttendanceStatus.PRESENT,
) -> Attendance:
    """How a pupil's meeting went."""
    return saved(Attendance(meeting=meeting, registration=registration, status=status))


def meetings_of(series: Series) -> list[Meeting]:
    """The meetings of a series, in order."""
    found = db.session.query(Meeting).filter_by(series_id=series.id)
    return found.order_by(Meeting.starts_at).all()
