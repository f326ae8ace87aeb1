"""The same pupils as a OneRoster CSV 1.2 package, for systems that read that format.

Source: 1EdTech, OneRoster 1.2 CSV Binding, final 1.2.1 (2023). A FabLab is an org, a
series a course with one class and one term, a dimension at a meeting a line item.
Everything is bulk, so status and dateLastModified stay empty; ends are exclusive.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from types import MappingProxyType
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from flask_babel import gettext as _

from fablab.assessments.queries.levels import LatestLevel
from fablab.reports.exports.separated import MACHINE, Part, add_file
from fablab.reports.exports.source import Source, local_day, version_of
from fablab.reports.queries.described import Described
from fablab.reports.queries.lines import (
    ReportedMeeting,
    ReportedSeries,
    ReportLine,
)
from fablab.sites.school_year import end_of_school_year

GRADED = "fully graded"
BULK = ("", "")
"""Status and dateLastModified, which only delta files fill."""

_BASE = "sourcedId status dateLastModified"
COLUMNS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        name: f"{_BASE} {others}".split()
        for name, others in {
            "academicSessions": "title type startDate endDate parentSourcedId "
            "schoolYear",
            "categories": "title weight",
            "classes": "title grades courseSourcedId classCode classType location "
            "schoolSourcedId termSourcedIds subjects subjectCodes periods",
            "courses": "schoolYearSourcedId title courseCode grades orgSourcedId "
            "subjects subjectCodes",
            "enrollments": "classSourcedId schoolSourcedId userSourcedId role primary "
            "beginDate endDate",
            "lineItems": "title description assignDate dueDate classSourcedId "
            "categorySourcedId academicSessionSourcedId resultValueMin "
            "resultValueMax schoolSourcedId",
            "orgs": "name type identifier parentSourcedId",
            "results": "lineItemSourcedId studentSourcedId scoreStatus score "
            "scoreDate comment textScore classSourcedId inProgress incomplete late "
            "missing",
            "roles": "userSourcedId roleType role beginDate endDate orgSourcedId "
            "userProfileSourcedId",
            "users": "enabledUser username userIds givenName familyName middleName "
            "identifier email sms phone agentSourcedIds grades password "
            "userMasterIdentifier preferredGivenName preferredMiddleName "
            "preferredFamilyName primaryOrgSourcedId pronouns",
        }.items()
    }
)
"""The files that are there, and their columns in order."""

FILES = (
    *("academicSessions", "categories", "classes", "classResources", "courses"),
    *("courseResources", "demographics", "enrollments"),
    *("lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs"),
    *("resources", "resultLearningObjectiveIds", "results", "resultScoreScales"),
    *("roles", "scoreScales", "userProfiles", "userResources", "users"),
)
"""Every file that a manifest has to name; birth dates and the like are never there."""


def write_oneroster(
    file: IO[bytes], source: Source, lines: Iterable[ReportLine]
) -> None:
    """Write the package, in the language of the request.

    Args:
        file: is written to, and stays open.
        source: the schools, and what the lines share.
        lines: of all pupils; each is asked for once.
    """
    with ExitStack() as stack, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        roster = _Roster(stack, source)
        for line in lines:
            roster.add(line)
        manifest = Part(stack, MACHINE, ["propertyName", "value"])
        for row in _manifest():
            manifest.write(row)
        add_file(archive, "manifest.csv", manifest.chunks())
        for name, part in roster.parts.items():
            add_file(archive, f"{name}.csv", part.chunks())


def _manifest() -> Iterable[tuple[str, str]]:
    yield "manifest.version", "1.0"
    yield "oneroster.version", "1.2"
    for name in FILES:
        yield f"file.{name}", "bulk" if name in COLUMNS else "absent"
    yield "source.systemName", "Youngster FabLab"


class _Roster:
    """The files that grow line by line; what was written once is not written again."""

    def __init__(self, stack: ExitStack, source: Source) -> None:
        self.parts = {
            name: Part(stack, MACHINE, columns) for name, columns in COLUMNS.items()
        }
        self._source = source
        self._known: set[tuple[str, str]] = set()
        for school in source.schools:
            self._put("orgs", school.public_id, [school.name, "school"])
        self._schools = {
            pupil.id: school.public_id
            for school in source.schools
            for pupil in school.pupils
        }

    def add(self, line: ReportLine) -> None:
        """Add a pupil, and what is known of them in a series."""
        key, pupil = self._source.key(line.pupil), line.pupil
        school = self._schools[pupil.id]
        names = ["true", key, "", pupil.given_name, pupil.family_name]
        self._put("users", key, [*names, *[""] * 12, school])
        primary = [key, "primary", "student", "", "", school]
        self._put("roles", f"role-{key}", primary)
        if line.series:
            self._add_series(line.series)
            self._enrol(key, line.series)
            self._add_results(key, line, line.series)

    def _put(self, name: str, sourced_id: str, values: Sequence[str]) -> None:
        """Write a row, unless it is there; what is left out at the end stays empty."""
        if (name, sourced_id) in self._known:
            return
        if name != "results":  # they are many, and come once anyway
            self._known.add((name, sourced_id))
        row = [sourced_id, *BULK, *values]
        missing = len(COLUMNS[name]) - len(row)
        self.parts[name].write([*row, *[""] * missing])

    def _add_series(self, series: ReportedSeries) -> None:
        org = _org(series)
        first, last = self._days(series)
        year = end_of_school_year(first)
        begins = date(year.year - 1, 9, 1)
        self._put("orgs", org, [series.site, "school"])
        title = f"{year.year - 1}/{year.year}"
        self._put(
            "academicSessions",
            _year(year),
            [title, "schoolYear", *_span(begins, year), "", str(year.year)],
        )
        self._put(
            "academicSessions",
            _term(series),
            [series.title, "term", *_span(first, last), _year(year), str(year.year)],
        )
        course = [_year(year), series.title, series.slug, "", org]
        self._put("courses", _course(series), course)
        place = ["scheduled", "", org, _term(series)]
        self._put(
            "classes",
            _class(series),
            [series.title, "", _course(series), series.slug, *place],
        )

    def _days(self, series: ReportedSeries) -> tuple[date, date]:
        """The first and the last day; today where no meeting is planned."""
        today = self._source.now
        first, last = series.first_at or today, series.last_at or today
        return local_day(first, series.zone), local_day(last, series.zone)

    def _enrol(self, key: str, series: ReportedSeries) -> None:
        org = _org(series)
        secondary = [key, "secondary", "student", "", "", org]
        self._put("roles", f"role-{key}-{org}", secondary)
        enrolled = [_class(series), org, key, "student"]
        self._put("enrollments", f"{series.slug}-{key}", enrolled)

    def _add_results(self, key: str, line: ReportLine, series: ReportedSeries) -> None:
        meetings = {meeting.id: meeting for meeting in series.meetings}
        for one in _latest(line.levels):
            described = self._source.outline.dimensions[one.dimension_id]
            item = self._add_item(described, meetings[one.meeting_id], series)
            score = ["exempt", ""] if one.level is None else [GRADED, str(one.level)]
            given_on = local_day(one.assessed_at, series.zone).isoformat()
            label = described.rubric.label(one.level)
            self._put(
                "results",
                f"{item}-{key}",
                [item, key, *score, given_on, one.note, label, _class(series)],
            )

    def _add_item(
        self, described: Described, meeting: ReportedMeeting, series: ReportedSeries
    ) -> str:
        """The line item of a dimension at a meeting; give its id."""
        rubric, dimension = described
        version = version_of(rubric).replace(" ", "-")
        category = f"{version}-{dimension.domain}"
        self._put("categories", category, [dimension.domain_title])
        item = f"{meeting.public_id}-{version}-{dimension.code}"
        title = _(
            "%(dimension)s, meeting %(number)s",
            dimension=dimension.title,
            number=meeting.number,
        )
        day = local_day(meeting.starts_at, series.zone).isoformat()
        lowest, highest = str(min(rubric.labels)), str(max(rubric.labels))
        self._put(
            "lineItems",
            item,
            [
                *(title, dimension.cue, day, day, _class(series), category),
                *(_term(series), lowest, highest, _org(series)),
            ],
        )
        return item


def _latest(levels: Sequence[LatestLevel]) -> Iterable[LatestLevel]:
    """One for each meeting and dimension: the latest level, else "not observed"."""
    found: dict[tuple[int, int], LatestLevel] = {}
    for one in levels:
        about = (one.meeting_id, one.dimension_id)
        if one.level is not None or about not in found:
            found[about] = one
    return found.values()


def _span(first: date, last: date) -> tuple[str, str]:
    """A first day, and the day after the last one."""
    return first.isoformat(), (last + timedelta(days=1)).isoformat()


def _org(series: ReportedSeries) -> str:
    return f"fablab-{series.site_slug}"


def _year(ends_on: date) -> str:
    return f"year-{ends_on.year}"


def _term(series: ReportedSeries) -> str:
    return f"term-{series.slug}"


def _course(series: ReportedSeries) -> str:
    return f"course-{series.slug}"


def _class(series: ReportedSeries) -> str:
    return f"class-{series.slug}"
