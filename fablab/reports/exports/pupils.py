"""Who came: one row for each pupil and series, with the attendance of every meeting."""

from collections.abc import Iterator

from flask_babel import gettext as _

from fablab.reports.exports.source import Source, local_day, who_columns
from fablab.reports.exports.tables import Column, Kind, Row, Table, Value, Word
from fablab.reports.queries.lines import ReportLine
from fablab.reports.wording import ATTENDANCE


def pupils_table(source: Source) -> Table:
    """Every pupil, those in no series yet included."""
    words = {status: Word(status.value, _(ATTENDANCE[status])) for status in ATTENDANCE}
    meetings = source.outline.most_meetings

    def rows_of(line: ReportLine) -> Iterator[Row]:
        yield [*source.who(line), line.pupil.school, *_attended(line), *dates(line)]

    def dates(line: ReportLine) -> Iterator[Value]:
        held = line.series.meetings if line.series else []
        for place in range(meetings):
            if line.series and place < len(held):
                yield local_day(held[place].starts_at, line.series.zone)
                status = line.statuses.get(held[place].id)
                yield words[status] if status else None
            else:
                yield from (None, None)

    return Table("pupils", _("Pupils"), _columns(meetings), rows_of)


def _attended(line: ReportLine) -> list[Value]:
    if line.series is None:
        return [None, None, None, None]
    held = len(line.held)
    return [
        line.series.site,
        held,
        line.attended,
        round(line.attended / held, 4) if held else None,
    ]


def _columns(meetings: int) -> list[Column]:
    columns = [
        *who_columns(),
        Column(
            "school", _("School"), _("The school that it is shared with."), width=28
        ),
        Column("site", _("FabLab"), _("Where the series takes place."), width=20),
        Column(
            "meetings_held",
            _("Meetings held"),
            _("Meetings of the series that are over; cancelled ones do not count."),
            Kind.NUMBER,
            unit=_("meetings"),
        ),
        Column(
            "attended",
            _("Attended"),
            _("Meetings held at which the pupil was there, in time or late."),
            Kind.NUMBER,
            unit=_("meetings"),
        ),
        Column(
            "share_attended",
            _("Share attended"),
            _("Attended, divided by meetings held; empty before the first meeting."),
            Kind.SHARE,
            unit=_("share from 0 to 1"),
        ),
    ]
    for number in range(1, meetings + 1):
        columns += _meeting_columns(number)
    return columns


def _meeting_columns(number: int) -> list[Column]:
    return [
        Column(
            f"date_{number}",
            _("Date %(number)s", number=number),
            _("The day of meeting %(number)s of the series.", number=number),
            Kind.DAY,
            12,
            unit=_("date"),
        ),
        Column(
            f"attendance_{number}",
            _("Attendance %(number)s", number=number),
            _("Present, late, excused or absent; empty if nobody has noted it."),
        ),
    ]
