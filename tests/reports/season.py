"""A season that a teacher reads about: two pupils are shared, one is not."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fablab.accounts.models import Account, Role
from fablab.checkin.models import AttendanceStatus
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.registrations.models import Registration
from fablab.reports.pseudonyms import KeyOf, pseudonym
from fablab.series.models import Series
from fablab.sites.models import School
from tests.assessments.factories import (
    WEEKS,
    make_attendance,
    make_facilitator,
    make_place,
    make_rubric,
    meetings_of,
)
from tests.factories import make_account, make_pupil, make_school, make_series
from tests.reports.factories import answer_sharing, give_level

SECRET = "a secret that only tests know, long enough"
HOSTILE = '=HYPERLINK("http://evil.example","click")'
TITLE = "+Laser lamps"
NOTE = '-2 lamps, <b>"loud"</b>; \u202etfel\u202c\nand =1+1'
"""With what spreadsheets, pages and readers could stumble over."""

LAST_WEEK = datetime(2026, 10, 22, 10, 15, tzinfo=UTC)
"""After the third of four meetings."""


@dataclass
class Season:
    """Who is in it, and the keys that files name them by."""

    teacher: Account
    school: School
    series: Series
    mira: Pupil
    hostile: Pupil
    place: Registration
    ewa: Account
    adam: Account

    def key(self, pupil: Pupil) -> str:
        return pseudonym(KeyOf.PUPIL, pupil.public_id, secret=SECRET)

    def observer(self, account: Account) -> str:
        return pseudonym(KeyOf.OBSERVER, account.public_id, secret=SECRET)


def make_season() -> Season:
    """Mira came twice of three; the other pupil has a hostile name and no series."""
    make_rubric()
    school = make_school()
    ewa, adam = make_facilitator(), make_facilitator("Adam Zych")
    series = make_series(title=TITLE, starts=WEEKS, capacity=40, facilitator=ewa)
    mira = make_pupil("Mira", "Żuraw", school=school)
    hostile = make_pupil(HOSTILE, "Zły", school=school)
    silent = make_pupil("Nina", "Lis", school=school)
    with unit_of_work():
        db.session.merge(mira).class_name = "6b"
        db.session.merge(hostile).class_name = "=1+1"
    for pupil in (mira, hostile):
        answer_sharing(pupil, answer=True)
    place, other = make_place(series, mira), make_place(series, silent)
    first, second, third, _ = meetings_of(series)
    make_attendance(first, place)
    make_attendance(second, place, AttendanceStatus.LATE)
    make_attendance(third, place, AttendanceStatus.EXCUSED)
    make_attendance(first, other)
    give_level(first, place, "CR1", 2, by=ewa, note="Two lamps.")
    give_level(first, place, "CR1", 1, by=ewa, minutes=61)
    give_level(first, place, "CR1", 2, by=adam, note=NOTE, minutes=62)
    give_level(first, other, "CR1", 4, by=ewa, note="Helped.")
    give_level(second, place, "CR1", 3, by=ewa)
    give_level(second, place, "SR1", None, by=ewa)
    teacher = make_account(Role.TEACHER, school=school, name="Tola Mysz")
    return Season(teacher, school, series, mira, hostile, place, ewa, adam)
