"""The four sheets of data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from fablab.assessments.queries.levels import LatestLevel, confirmed_level
from fablab.assessments.queries.rubrics import DimensionWords, RubricWords
from fablab.checkin.models import AttendanceStatus
from fablab.reports.exports.sheets import Column, Kind, Row, Sheet
from fablab.reports.pseudonyms import KeyOf, pseudonym
from fablab.reports.queries import ReportLine, SchoolReport


@dataclass(frozen=True, kw_only=True)
class Source:
    """What the sheets are made from; see `write_workbook`."""

    reports: Sequence[SchoolReport]
    rubric: RubricWords
    observers: dict[int, str]
    secret: str

    @cached_property
    def lines(self) -> list[ReportLine]:
        """The lines of all schools."""
        return [line for report in self.reports for line in report.lines]

    @cached_property
    def dimensions(self) -> dict[int, DimensionWords]:
        """The rubric's dimensions by row id."""
        return {one.id: one for one in self.rubric.dimensions}

    def who(self, line: ReportLine) -> list[str]:
        """Key, name, class and series: how every row begins."""
        key = pseudonym(KeyOf.PUPIL, line.pupil, secret=self.secret)
        return [key, line.name, line.class_name, line.series]

    def observer(self, account_id: int) -> str:
        """The key of somebody who gave a level."""
        public_id = self.observers[account_id]
        return pseudonym(KeyOf.OBSERVER, public_id, secret=self.secret)


def all_sheets(source: Source) -> list[Sheet]:
    """Pupils, attendance, levels long and levels wide."""
    return [
        _pupils(source),
        _attendance(source),
        _levels_long(source),
        _levels_wide(source),
    ]


def local_day(instant: datetime, zone: ZoneInfo) -> datetime:
    """The day of the instant at the site, as a spreadsheet wants it."""
    local = instant.astimezone(zone)
    return datetime(local.year, local.month, local.day)  # noqa: DTZ001 -- a cell's day


def _who_columns() -> list[Column]:
    return [
        Column(
            _("Key"),
            _("Stands for the pupil; it is the same in every report of this site."),
        ),
        Column(_("Name"), _("First name and family name."), width=24),
        Column(_("Class"), _("The class, as the family wrote it."), width=10),
        Column(_("Series"), _("The series of workshops."), width=34),
    ]


def _pupils(source: Source) -> Sheet:
    columns = [
        *_who_columns(),
        Column(
            _("Meetings held"),
            _("Meetings of the series that are over; cancelled ones do not count."),
            Kind.NUMBER,
        ),
        Column(
            _("Attended"),
            _("Meetings held at which the pupil was there, in time or late."),
            Kind.NUMBER,
        ),
        Column(
            _("Share attended"),
            _("Attended, divided by meetings held; empty before the first meeting."),
            Kind.SHARE,
        ),
    ]
    return Sheet(_("Pupils"), columns, [_pupil_row(source, x) for x in source.lines])


def _pupil_row(source: Source, line: ReportLine) -> Row:
    if not line.series:
        return [*source.who(line)[:3], None, None, None, None]
    held = len(line.held)
    share = line.attended / held if held else None
    return [*source.who(line), held, line.attended, share]


def _attendance(source: Source) -> Sheet:
    columns = [
        *_who_columns(),
        _date_column(),
        Column(
            _("Attendance"),
            _("Present, late, excused or absent; empty if nobody has noted it."),
        ),
    ]
    return Sheet(_("Attendance"), columns, list(_attendance_rows(source)))


def _attendance_rows(source: Source) -> Iterator[Row]:
    words = {
        AttendanceStatus.PRESENT: _("present"),
        AttendanceStatus.LATE: _("late"),
        AttendanceStatus.EXCUSED: _("excused"),
        AttendanceStatus.ABSENT: _("absent"),
    }
    for line in source.lines:
        for meeting in line.held:
            status = line.statuses.get(meeting.id)
            yield [
                *source.who(line),
                local_day(meeting.starts_at, line.zone),
                words[status] if status else None,
            ]


def _levels_long(source: Source) -> Sheet:
    columns = [
        *_who_columns(),
        _date_column(),
        Column(_("Dimension"), _("The short code of what was watched."), width=11),
        Column(_("Dimension in words"), _("What was watched."), width=30),
        Column(_("Level"), _("The level in words, or not observed."), width=24),
        Column(
            _("Level number"),
            _("1 to 4, an order and no mark; empty if it was not observed."),
            Kind.NUMBER,
        ),
        Column(
            _("Observer"),
            _("Stands for whoever gave the level; the same person has the same key."),
        ),
        Column(_("Note"), _("Whether the observer wrote a note: yes or no."), width=8),
    ]
    return Sheet(_("Levels long"), columns, list(_long_rows(source)))


def _long_rows(source: Source) -> Iterator[Row]:
    for line in source.lines:
        for seen in line.levels:
            if dimension := source.dimensions.get(seen.dimension_id):
                yield [
                    *source.who(line),
                    local_day(seen.meeting_starts_at, line.zone),
                    dimension.code,
                    dimension.title,
                    source.rubric.label(seen.level),
                    seen.level,
                    source.observer(seen.observer_id),
                    _("yes") if seen.note else _("no"),
                ]


def _levels_wide(source: Source) -> Sheet:
    meetings = max((len(line.meetings) for line in source.lines), default=0)
    columns = [*_who_columns()]
    for dimension in source.rubric.dimensions:
        columns += [
            Column(
                f"{dimension.code} · {number}",
                _(
                    "%(dimension)s, level number at meeting %(number)s; "
                    "of several observers the latest.",
                    dimension=dimension.title,
                    number=number,
                ),
                Kind.NUMBER,
                8,
            )
            for number in range(1, meetings + 1)
        ]
        columns.append(
            Column(
                _("%(code)s confirmed", code=dimension.code),
                _(
                    "%(dimension)s, the highest level number that this or a higher one "
                    "was given for at two meetings.",
                    dimension=dimension.title,
                ),
                Kind.NUMBER,
                12,
            )
        )
    rows = [_wide_row(source, x, meetings) for x in source.lines if x.series]
    return Sheet(_("Levels wide"), columns, rows)


def _wide_row(source: Source, line: ReportLine, meetings: int) -> Row:
    numbers = {meeting.id: meeting.number for meeting in line.meetings}
    row: list[str | int | None] = [*source.who(line)]
    for dimension in source.rubric.dimensions:
        seen = [one for one in line.levels if one.dimension_id == dimension.id]
        latest = {numbers[one.meeting_id]: one.level for one in seen if one.level}
        row += [latest.get(number) for number in range(1, meetings + 1)]
        row.append(confirmed_level(_by_meeting(seen)))
    return row


def _by_meeting(seen: Sequence[LatestLevel]) -> list[tuple[int, int | None]]:
    return [(one.meeting_id, one.level) for one in seen]


def _date_column() -> Column:
    return Column(_("Date"), _("The day of the meeting."), Kind.DAY, 12)
