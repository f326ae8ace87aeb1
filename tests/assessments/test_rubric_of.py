import pytest

from fablab.assessments.errors import NotAChoice
from fablab.assessments.models import RubricChoice
from fablab.assessments.queries.focus import focus_of
from fablab.assessments.queries.rubrics import rubric_of, rubrics_of, site_rubric
from fablab.assessments.services.focus import choose_focus
from fablab.audit.models import AuditEvent
from fablab.kernel.db import db, unit_of_work
from fablab.series.models import Meeting, Series
from tests.assessments.factories import (
    WEEKS,
    make_attendance,
    make_changed_rubric,
    make_facilitator,
    make_own_rubric,
    make_place,
    make_rubric,
    meetings_of,
    use_rubric,
)
from tests.factories import make_series, make_site
from tests.reports.factories import give_level
from tests.support.statements import counted_statements

pytestmark = pytest.mark.usefixtures("app")


def watched(meeting: Meeting) -> list[str]:
    return [one.code for one in focus_of(meeting)]


def name_of(series: Series) -> str:
    return rubric_of(series.id).name


def see(series: Series) -> None:
    """Somebody gives the first level of the series."""
    place, [first, *_] = make_place(series), meetings_of(series)
    make_attendance(first, place)
    give_level(first, place, "CR1", 2, by=make_facilitator())


def test_a_new_series_uses_what_its_site_has_chosen() -> None:
    make_rubric()
    here, away = make_site(), make_site("ventosa")
    own = make_own_rubric(here)
    use_rubric(own, site=here)

    assert name_of(make_series(site=here, starts=WEEKS)) == own.name
    assert name_of(make_series(site=away, starts=WEEKS)) == "fablab-cs-6 1.0"


def test_a_series_keeps_the_words_that_its_levels_were_given_by() -> None:
    make_rubric()
    begun, to_come = make_series(starts=WEEKS), make_series(starts=WEEKS)
    see(begun)

    use_rubric(own := make_own_rubric(make_site()), site=make_site())

    assert (name_of(begun), name_of(to_come)) == ("fablab-cs-6 1.0", own.name)


def test_a_newer_shipped_version_changes_no_series_that_has_begun() -> None:
    make_rubric()
    begun, to_come = make_series(starts=WEEKS), make_series(starts=WEEKS)
    see(begun)

    make_changed_rubric()

    assert (name_of(begun), name_of(to_come)) == ("fablab-cs-6 1.0", "fablab-cs-6 1.1")


def test_a_site_that_never_chose_gets_the_newest_shipped_and_nobody_elses() -> None:
    make_rubric()
    make_own_rubric(make_site("ventosa"))
    make_changed_rubric()

    assert site_rubric(make_site().id).name == "fablab-cs-6 1.1"


def test_the_latest_choice_counts_and_all_stay_on_record() -> None:
    shipped, site = make_rubric(), make_site()
    own = make_own_rubric(site)
    for rubric in (own, shipped, shipped):
        use_rubric(rubric, site=site)

    assert site_rubric(site.id).name == "fablab-cs-6 1.0"
    rows = db.session.query(RubricChoice).order_by(RubricChoice.id)
    assert [row.rubric.name for row in rows] == [own.name, "fablab-cs-6 1.0"]
    events = db.session.query(AuditEvent).filter_by(action="rubric.chosen")
    assert [event.details for event in events] == [
        {"rubric": own.name},
        {"rubric": "fablab-cs-6 1.0"},
    ]


def test_another_site_s_version_cannot_be_chosen() -> None:
    make_rubric()
    foreign = make_own_rubric(make_site("ventosa"))

    with pytest.raises(NotAChoice):
        use_rubric(foreign, site=make_site())


def test_any_number_of_series_are_looked_up_with_two_statements() -> None:
    make_rubric()
    series = [make_series(starts=WEEKS) for _ in range(3)]
    ids = [one.id for one in series]
    db.session.expire_all()

    with counted_statements() as statements:
        found = rubrics_of(ids)

    assert {found[one].name for one in ids} == {"fablab-cs-6 1.0"}
    assert len(statements) == 2


def test_focus_chosen_before_the_site_chose_counts_as_far_as_it_is_still_there() -> (
    None
):
    make_rubric()
    meetings = meetings_of(make_series(starts=WEEKS))
    for meeting, codes in zip(meetings, [("CR1", "CR3"), ("CR3", "SR3")], strict=False):
        with unit_of_work():
            choose_focus(meeting=db.session.merge(meeting), codes=codes)

    use_rubric(make_own_rubric(make_site(), left_out="CR3"), site=make_site())

    assert [watched(meeting) for meeting in meetings[:2]] == [["CR1"], ["SR3"]]
