"""Which levels were seen: a row for each of them, and a row for each pupil."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from fablab.assessments.queries.levels import LatestLevel, confirmed_level
from fablab.reports.exports.source import Source, local_day, version_of, who_columns
from fablab.reports.exports.tables import Column, Kind, Row, Table
from fablab.reports.queries.described import Outline
from fablab.reports.queries.lines import ReportedSeries, ReportLine


def ratings_long(source: Source) -> Table:
    """One row for each level that an observer gave at a meeting."""
    columns = [
        *who_columns(),
        *when_columns(),
        _rubric_column(),
        Column(
            "dimension", _("Dimension"), _("The dimension of the rubric."), width=11
        ),
        Column("dimension_title", _("Dimension in words"), _("Its title."), width=34),
        Column("domain", _("Area"), _("Creativity or self-reliance."), width=18),
        Column(
            "level_label",
            _("Level"),
            _("What the observer saw, in the words of that rubric."),
            width=28,
        ),
        Column(
            "level",
            _("Level number"),
            _("1 to 4 in the order of the words; empty if it was not observed."),
            Kind.NUMBER,
            unit=_("place in the order of levels"),
        ),
        Column(
            "observer_key",
            _("Observer"),
            _("Stands for whoever gave the level; the same person has the same key."),
        ),
    ]

    def rows_of(line: ReportLine) -> Iterator[Row]:
        if line.series is None:
            return
        who, days = source.who(line), meetings_of(line.series)
        for seen in line.levels:
            rubric, dimension = source.outline.dimensions[seen.dimension_id]
            yield [
                *who,
                *days[seen.meeting_id],
                version_of(rubric),
                dimension.code,
                dimension.title,
                dimension.domain_title,
                rubric.label(seen.level),
                seen.level,
                source.observers[seen.observer_id],
            ]

    return Table("ratings_long", _("Ratings long"), columns, rows_of)


def ratings_wide(source: Source) -> Table:
    """One row for each pupil, series and version of the rubric that was used."""
    meetings = source.outline.most_meetings
    titles = _titles(source.outline)
    columns = [*who_columns(), _rubric_column()]
    for code, title in titles.items():
        columns += _dimension_columns(code, title, meetings)

    def rows_of(line: ReportLine) -> Iterator[Row]:
        if line.series is None:
            return
        numbers = {meeting.id: meeting.number for meeting in line.series.meetings}
        for rubric, seen in _by_rubric(source.outline, line.levels).items():
            row: list[str | int | None] = [*source.who(line), rubric]
            for code in titles:
                row += _sequence(seen.get(code, []), numbers, meetings)
            yield row

    return Table("ratings_wide", _("Ratings wide"), columns, rows_of)


def when_columns() -> list[Column]:
    """The columns of `meetings_of`."""
    return [
        Column(
            "meeting",
            _("Meeting"),
            _("The number of the meeting in its series."),
            Kind.NUMBER,
            10,
            unit=_("meetings"),
        ),
        Column(
            "date", _("Date"), _("The day of the meeting."), Kind.DAY, 12, _("date")
        ),
    ]


def meetings_of(series: ReportedSeries) -> Mapping[int, tuple[int, date]]:
    """Number and day of each meeting, by row id."""
    return {
        meeting.id: (meeting.number, local_day(meeting.starts_at, series.zone))
        for meeting in series.meetings
    }


def _rubric_column() -> Column:
    return Column(
        "rubric",
        _("Rubric"),
        _("Code and version of the rubric that the levels were given by."),
        width=18,
    )


def _titles(outline: Outline) -> Mapping[str, str]:
    """The dimensions' codes and titles; the newest version has the last word."""
    return {
        dimension.code: dimension.title
        for rubric in outline.words
        for dimension in rubric.dimensions
    }


def _by_rubric(
    outline: Outline, levels: Sequence[LatestLevel]
) -> Mapping[str, Mapping[str, Sequence[LatestLevel]]]:
    """The levels by version of the rubric and code of the dimension."""
    found: dict[str, dict[str, list[LatestLevel]]] = {}
    for one in levels:
        rubric, dimension = outline.dimensions[one.dimension_id]
        by_code = found.setdefault(version_of(rubric), {})
        by_code.setdefault(dimension.code, []).append(one)
    return found or {"": {}}


def _sequence(
    seen: Sequence[LatestLevel], numbers: Mapping[int, int], meetings: int
) -> list[int | None]:
    latest = {numbers[one.meeting_id]: one.level for one in seen if one.level}
    confirmed = confirmed_level((one.meeting_id, one.level) for one in seen)
    return [*(latest.get(number) for number in range(1, meetings + 1)), confirmed]


def _dimension_columns(code: str, title: str, meetings: int) -> list[Column]:
    unit = _("place in the order of levels")
    columns = [
        Column(
            f"{code.lower()}_{number}",
            f"{code} · {number}",
            _(
                "%(dimension)s, level number at meeting %(number)s; "
                "of several observers the latest.",
                dimension=title,
                number=number,
            ),
            Kind.NUMBER,
            8,
            unit,
        )
        for number in range(1, meetings + 1)
    ]
    confirmed = Column(
        f"{code.lower()}_confirmed",
        _("%(code)s confirmed", code=code),
        _(
            "%(dimension)s, the highest level number that this or a higher one "
            "was given for at two meetings.",
            dimension=title,
        ),
        Kind.NUMBER,
        12,
        unit,
    )
    return [*columns, confirmed]
