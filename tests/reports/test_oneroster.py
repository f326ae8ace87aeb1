"""The OneRoster 1.2 package, held against the binding file by file."""

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from tests.assessments.factories import meetings_of
from tests.factories import make_series
from tests.reports.factories import answer_sharing, give_by_newer_rubric, give_level
from tests.reports.season import HOSTILE, LAST_WEEK, NOTE, TITLE, Season
from tests.support.pages import Browser

# 1EdTech, OneRoster 1.2 CSV Binding: the columns in order, * where a value is required.
BINDING = {
    "orgs": "sourcedId* status dateLastModified name* type* identifier parentSourcedId",
    "users": "sourcedId* status dateLastModified enabledUser* username* userIds "
    "givenName* familyName* middleName identifier email sms phone agentSourcedIds "
    "grades password userMasterIdentifier preferredGivenName preferredMiddleName "
    "preferredFamilyName primaryOrgSourcedId pronouns",
    "roles": "sourcedId* status dateLastModified userSourcedId* roleType* role* "
    "beginDate endDate orgSourcedId* userProfileSourcedId",
    "academicSessions": "sourcedId* status dateLastModified title* type* startDate* "
    "endDate* parentSourcedId schoolYear*",
    "courses": "sourcedId* status dateLastModified schoolYearSourcedId title* "
    "courseCode grades orgSourcedId* subjects subjectCodes",
    "classes": "sourcedId* status dateLastModified title* grades courseSourcedId* "
    "classCode classType* location schoolSourcedId* termSourcedIds* subjects "
    "subjectCodes periods",
    "enrollments": "sourcedId* status dateLastModified classSourcedId* "
    "schoolSourcedId* userSourcedId* role* primary beginDate endDate",
    "categories": "sourcedId* status dateLastModified title* weight",
    "lineItems": "sourcedId* status dateLastModified title* description assignDate* "
    "dueDate* classSourcedId* categorySourcedId* academicSessionSourcedId* "
    "resultValueMin resultValueMax schoolSourcedId*",
    "results": "sourcedId* status dateLastModified lineItemSourcedId* "
    "studentSourcedId* scoreStatus* score scoreDate* comment textScore "
    "classSourcedId inProgress incomplete late missing",
}
ABSENT = [
    *("classResources", "courseResources", "demographics"),
    *("lineItemLearningObjectiveIds", "lineItemScoreScales", "resources"),
    *("resultLearningObjectiveIds", "resultScoreScales", "scoreScales"),
    *("userProfiles", "userResources"),
]
POINTS_TO = {
    "userSourcedId": "users",
    "studentSourcedId": "users",
    "orgSourcedId": "orgs",
    "schoolSourcedId": "orgs",
    "primaryOrgSourcedId": "orgs",
    "courseSourcedId": "courses",
    "classSourcedId": "classes",
    "termSourcedIds": "academicSessions",
    "academicSessionSourcedId": "academicSessions",
    "schoolYearSourcedId": "academicSessions",
    "categorySourcedId": "categories",
    "lineItemSourcedId": "lineItems",
}
WORDS = {
    ("orgs", "type"): {
        "department",
        "school",
        "district",
        "local",
        "state",
        "national",
    },
    ("users", "enabledUser"): {"true", "false"},
    ("roles", "roleType"): {"primary", "secondary"},
    ("roles", "role"): {"student"},
    ("academicSessions", "type"): {"schoolYear", "term", "semester", "gradingPeriod"},
    ("classes", "classType"): {"homeroom", "scheduled"},
    ("enrollments", "role"): {"student"},
    ("results", "scoreStatus"): {
        *("exempt", "fully graded", "not submitted"),
        *("partially graded", "submitted"),
    },
}
DATES = {"startDate", "endDate", "assignDate", "dueDate", "scoreDate"}
Tables = dict[str, list[dict[str, str]]]


def read_package(browser: Browser) -> Tables:
    """Every file as rows by column; refuses whatever the binding does not allow."""
    archive = ZipFile(BytesIO(browser.download("/teacher/oneroster.zip")))
    assert archive.namelist() == ["manifest.csv", *sorted(f"{n}.csv" for n in BINDING)]
    manifest = dict(_rows(archive, "manifest"))
    assert manifest.pop("propertyName") == "value"
    assert (manifest["manifest.version"], manifest["oneroster.version"]) == (
        "1.0",
        "1.2",
    )
    told = {k[5:]: v for k, v in manifest.items() if k.startswith("file.")}
    assert told == dict.fromkeys(BINDING, "bulk") | dict.fromkeys(ABSENT, "absent")
    assert len(told) == 21
    tables = {}
    for name, columns in BINDING.items():
        header, *rows = _rows(archive, name)
        assert header == columns.replace("*", "").split(), name
        tables[name] = [dict(zip(header, row, strict=True)) for row in rows]
    for fault in faults_in(tables):
        raise AssertionError(fault)
    return tables


def _rows(archive: ZipFile, name: str) -> list[list[str]]:
    data = archive.read(f"{name}.csv")
    assert not data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode(), newline="")))


def faults_in(tables: Tables) -> Iterator[str]:
    """Whatever the binding does not allow: empty values, unknown words, dead ends."""
    ids = {name: {row["sourcedId"] for row in rows} for name, rows in tables.items()}
    for name, rows in tables.items():
        if len(ids[name]) < len(rows):
            yield f"{name} has a sourcedId twice"
        required = [c[:-1] for c in BINDING[name].split() if c.endswith("*")]
        for row in rows:
            yield from (f"{name}.{c} is empty" for c in required if not row[c])
            if row["status"] or row["dateLastModified"]:
                yield f"{name} is bulk and has a status"
            for column, value in row.items():
                yield from _faults_of(name, column, value, ids)


def _faults_of(
    name: str, column: str, value: str, ids: dict[str, set[str]]
) -> Iterator[str]:
    target = name if column == "parentSourcedId" else POINTS_TO.get(column)
    if value and target and value not in ids[target]:
        yield f"{name}.{column} leads nowhere: {value}"
    allowed = WORDS.get((name, column))
    if allowed and value not in allowed:
        yield f"{name}.{column} is {value}"
    if value and column in DATES:
        date.fromisoformat(value)


def test_every_file_follows_the_binding(season: Season, browser: Browser) -> None:
    third = meetings_of(season.series)[2]
    give_by_newer_rubric(third, season.place, 3, by=season.ewa)

    tables = read_package(browser)

    assert all(tables.values())


def test_the_checker_finds_dead_ends_and_empty_values(
    season: Season, browser: Browser
) -> None:
    assert season
    tables = read_package(browser)
    tables["results"][0]["studentSourcedId"] = "nobody"
    tables["users"][0]["familyName"] = ""
    tables["roles"][0]["role"] = "pupil"

    assert sorted(faults_in(tables)) == [
        "results.studentSourcedId leads nowhere: nobody",
        "roles.role is pupil",
        "users.familyName is empty",
    ]


def test_pupils_are_users_by_their_key_and_roles_tell_where(
    season: Season, browser: Browser
) -> None:
    tables = read_package(browser)

    mira, hostile = season.key(season.mira), season.key(season.hostile)
    users = [
        (row["sourcedId"], row["username"], row["givenName"], row["familyName"])
        for row in tables["users"]
    ]
    assert users == [
        (mira, mira, "Mira", "Żuraw"),
        (hostile, hostile, f"'{HOSTILE}", "Zły"),
    ]
    roles = [
        (row["userSourcedId"], row["roleType"], row["orgSourcedId"])
        for row in tables["roles"]
    ]
    school = season.school.public_id
    assert roles == [
        (mira, "primary", school),
        (mira, "secondary", "fablab-bielsko-biala"),
        (hostile, "primary", school),
    ]


def test_a_series_is_a_course_with_one_class_and_one_term(
    season: Season, browser: Browser
) -> None:
    tables = read_package(browser)

    slug = season.series.slug
    assert [row["title"] for row in tables["courses"]] == [f"'{TITLE}"]
    assert [(row["sourcedId"], row["classType"]) for row in tables["classes"]] == [
        (f"class-{slug}", "scheduled")
    ]
    sessions = [
        (row["sourcedId"], row["type"], row["startDate"], row["endDate"])
        for row in tables["academicSessions"]
    ]
    assert sessions == [
        ("year-2027", "schoolYear", "2026-09-01", "2027-09-01"),
        (f"term-{slug}", "term", "2026-10-03", "2026-10-25"),
    ]
    assert {row["schoolYear"] for row in tables["academicSessions"]} == {"2027"}


@pytest.mark.usefixtures("season")
def test_a_level_is_a_score_with_its_label_and_not_observed_is_exempt(
    browser: Browser,
) -> None:
    tables = read_package(browser)

    items = {row["sourcedId"]: row for row in tables["lineItems"]}
    results = [
        (
            items[row["lineItemSourcedId"]]["title"],
            *(row[c] for c in ("scoreStatus", "score", "textScore", "scoreDate")),
        )
        for row in tables["results"]
    ]
    ideas, initiative = "Generating ideas", "Taking the initiative"
    assert results == [
        (
            *(f"{ideas}, meeting 1", "fully graded", "2"),
            *("With prompts", "2026-10-03"),
        ),
        (f"{ideas}, meeting 2", "fully graded", "3", "On my own", "2026-10-10"),
        (
            *(f"{initiative}, meeting 2", "exempt", ""),
            *("Not observed today", "2026-10-10"),
        ),
    ]
    assert {(i["resultValueMin"], i["resultValueMax"]) for i in items.values()} == {
        ("1", "4")
    }
    assert tables["results"][0]["comment"] == f"'{NOTE}"
    assert [row["weight"] for row in tables["categories"]] == ["", ""]


def test_of_two_observers_the_latest_level_counts_and_not_observed_takes_none_away(
    season: Season, browser: Browser
) -> None:
    second = meetings_of(season.series)[1]
    give_level(second, season.place, "SR1", 2, by=season.adam, minutes=10)

    tables = read_package(browser)

    assert [row["score"] for row in tables["results"]] == ["2", "3", "2"]


def test_nobody_who_is_not_shared_and_no_birth_date_is_in_it(
    season: Season, browser: Browser
) -> None:
    answer_sharing(season.hostile, answer=False, at=LAST_WEEK)
    make_series(title="Another one")

    tables = read_package(browser)

    text = str(tables)
    for secret in ("HYPERLINK", "Nina", "Another one", "2014", "@example", "Ewa"):
        assert secret not in text


@pytest.mark.usefixtures("season")
def test_equal_data_give_an_equal_package(browser: Browser) -> None:
    first, second = (browser.download("/teacher/oneroster.zip") for _ in range(2))

    assert first == second


def test_without_a_shared_pupil_the_package_is_still_whole(
    season: Season, browser: Browser
) -> None:
    for pupil in (season.mira, season.hostile):
        answer_sharing(pupil, answer=False, at=LAST_WEEK)

    tables = read_package(browser)

    assert [name for name, rows in tables.items() if rows] == ["orgs"]
