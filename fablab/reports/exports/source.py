"""What all tables of one file are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from fablab.assessments.queries.rubrics import RubricWords
from fablab.reports.exports.tables import Column
from fablab.reports.pseudonyms import KeyOf, pseudonym
from fablab.reports.queries.described import Outline
from fablab.reports.queries.lines import ReportLine
from fablab.reports.queries.sharing import SharedPupil, SharedSchool


@dataclass(frozen=True, kw_only=True)
class Source:
    """The schools, what their pupils' lines share, and what keys are made with."""

    schools: Sequence[SharedSchool]
    outline: Outline
    secret: str
    now: datetime

    def key(self, pupil: SharedPupil) -> str:
        """The pupil's key."""
        return pseudonym(KeyOf.PUPIL, pupil.public_id, secret=self.secret)

    @cached_property
    def observers(self) -> Mapping[int, str]:
        """The keys of all who gave a level, by row id."""
        return {
            account_id: pseudonym(KeyOf.OBSERVER, one.public_id, secret=self.secret)
            for account_id, one in self.outline.observers.items()
        }

    def who(self, line: ReportLine) -> list[str | None]:
        """Key, name, class and series: how every row begins."""
        pupil = line.pupil
        title = line.series.title if line.series else None
        return [self.key(pupil), pupil.name, pupil.class_name, title]


def who_columns() -> list[Column]:
    """The columns of `Source.who`."""
    return [
        Column(
            "pupil_key",
            _("Key"),
            _("Stands for the pupil; it is the same in every report of this site."),
        ),
        Column("name", _("Name"), _("First name and family name."), width=24),
        Column("class", _("Class"), _("The class, as the family wrote it."), width=10),
        Column("series", _("Series"), _("The series of workshops."), width=34),
    ]


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The day of the instant at the site."""
    return instant.astimezone(zone).date()


def version_of(rubric: RubricWords) -> str:
    """A rubric's code and version: `fablab-cs-6 1.0`."""
    return f"{rubric.code} {rubric.version}"
