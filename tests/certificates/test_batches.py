from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fablab.accounts.models import Account
from fablab.certificates.errors import NoPlace, NothingToIssue, NotOver
from fablab.certificates.models import Batch, BatchItem, Certificate, ItemState
from fablab.certificates.pdf import CertificateDesign, certificate_pdf
from fablab.certificates.services import start_batch, try_again
from fablab.certificates.services.batches import (
    LEASE,
    TRIES,
    has_due_items,
    issue_leased,
    lease_item,
)
from fablab.certificates.work import issue_waiting
from fablab.kernel.db import db, unit_of_work
from fablab.mail.models import Letter
from fablab.mail.worker import start_worker
from fablab.registrations.models import Registration
from fablab.series.models import Series
from tests.certificates.factories import (
    AFTERWARDS,
    make_coordinator,
    make_held_series,
    make_visitor,
    start,
)
from tests.factories import make_guardian, make_pupil, saved


@pytest.fixture(autouse=True)
def later(app: object, clock_at: Callable[[datetime], None]) -> Callable[[int], None]:
    """Move the clock on by minutes from AFTERWARDS, where it stands at first."""
    del app
    clock_at(AFTERWARDS)
    return lambda minutes: clock_at(AFTERWARDS + timedelta(minutes=minutes))


def make_pupils(series: Series, *names: str) -> list[Registration]:
    return [
        make_visitor(
            series,
            came_to=range(4),
            pupil=make_pupil(name, "Kos", guardian=make_guardian(f"{name}’s Mother")),
        )
        for name in names
    ]


def states() -> list[ItemState]:
    db.session.rollback()
    found = db.session.query(BatchItem.state).order_by(BatchItem.id)
    return [row[0] for row in found]


def counted() -> tuple[int, int]:
    """How many certificates and letters there are."""
    db.session.rollback()
    return db.session.query(Certificate).count(), db.session.query(Letter).count()


def test_a_batch_issues_draws_and_tells_every_family_once() -> None:
    series = make_held_series()
    start(series, *make_pupils(series, "Ada", "Ben", "Cleo"))

    assert issue_waiting() == 3
    assert issue_waiting() == 0

    assert states() == [ItemState.DONE] * 3
    assert counted() == (3, 3)
    hashes = {row[0] for row in db.session.query(Certificate.pdf_sha256)}
    assert {len(value) for value in hashes} == {64}
    assert len(hashes) == 3


def test_nothing_is_drawn_while_the_database_is_locked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    series = make_held_series()
    start(series, *make_pupils(series, "Ada"))
    free: list[bool] = []

    def look(design: CertificateDesign, _files: object) -> bytes:
        with unit_of_work():
            free.append(True)
        return certificate_pdf(design)

    monkeypatch.setattr("fablab.certificates.papers.certificate_pdf", look)

    assert issue_waiting() == 1
    assert free == [True]


@pytest.mark.parametrize("died", ["after the lease", "after issuing"])
def test_a_killed_worker_leaves_a_line_that_the_next_one_finishes(
    died: str, later: Callable[[int], None]
) -> None:
    series = make_held_series()
    start(series, *make_pupils(series, "Ada", "Ben"))
    with unit_of_work():
        item_id = lease_item(now=AFTERWARDS)
    assert item_id is not None
    if died == "after issuing":
        with unit_of_work():
            issue_leased(item_id, now=AFTERWARDS)

    assert issue_waiting() == 1  # the other pupil does not wait for the lease
    later(LEASE // timedelta(minutes=1))
    assert issue_waiting() == 1

    assert states() == [ItemState.DONE] * 2
    assert counted() == (2, 2)


def test_a_line_that_kills_every_worker_is_broken_and_stops_no_other(
    later: Callable[[int], None],
) -> None:
    series = make_held_series()
    batch = start(series, *make_pupils(series, "Ada", "Ben"))
    for number in range(TRIES):
        with unit_of_work():
            lease_item(now=AFTERWARDS + number * LEASE)
    later(TRIES * LEASE // timedelta(minutes=1))

    assert issue_waiting() == 1
    assert states() == [ItemState.BROKEN, ItemState.DONE]
    with unit_of_work():
        assert try_again(db.session.merge(batch)) == 1
    assert issue_waiting() == 1
    assert counted() == (2, 2)


def test_what_is_waited_for_elsewhere_is_not_tried_again() -> None:
    series = make_held_series()
    (pupil,) = make_pupils(series, "Ada")
    batch = start(series, pupil)
    with unit_of_work():
        db.session.query(BatchItem).update({"state": ItemState.BROKEN})
    start(series, pupil)

    with unit_of_work():
        assert try_again(db.session.get_one(Batch, batch.id)) == 0


def test_one_mishap_is_tried_again_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    series = make_held_series()
    start(series, *make_pupils(series, "Ada"))
    answers = iter([ZeroDivisionError("ink"), None])

    def fail_once(design: CertificateDesign, _files: object) -> bytes:
        error = next(answers)
        if error:
            raise error
        return certificate_pdf(design)

    monkeypatch.setattr("fablab.certificates.papers.certificate_pdf", fail_once)

    assert issue_waiting() == 1
    assert counted() == (1, 1)


def test_who_has_cancelled_meanwhile_is_refused_and_the_others_are_not() -> None:
    series = make_held_series()
    gone, stays = make_pupils(series, "Ada", "Ben")
    start(series, gone, stays)
    with unit_of_work():
        series.places_taken -= 1
        db.session.execute(
            text(
                "UPDATE registration SET status = 'cancelled',"
                " cancel_reason = 'by_family', cancelled_at = registered_at"
                " WHERE id = :id"
            ),
            {"id": gone.id},
        )

    assert issue_waiting() == 1
    assert states() == [ItemState.REFUSED, ItemState.DONE]


def test_a_certificate_that_was_there_before_stays_the_only_one() -> None:
    series = make_held_series()
    (pupil,) = make_pupils(series, "Ada")
    start(series, pupil)
    issue_waiting()

    with pytest.raises(NothingToIssue):
        start(series, pupil)

    assert counted() == (1, 1)


def test_a_batch_needs_somebody_and_a_series_that_is_over() -> None:
    series = make_held_series()
    pupils, by = make_pupils(series, "Ada"), make_coordinator()

    with pytest.raises(NoPlace):
        start(series)
    with pytest.raises(NotOver), unit_of_work():
        start_batch(
            series=series,
            registrations=pupils,
            by=by,
            now=AFTERWARDS - timedelta(days=30),
        )


def test_two_coordinators_at_once_start_one_line_for_each_pupil(app: Flask) -> None:
    series = make_held_series()
    ids = [one.id for one in make_pupils(series, "Ada", "Ben", "Cleo")]
    coordinators = [make_coordinator().id, make_coordinator().id]
    together, series_id = Barrier(2), series.id

    def press(account_id: int) -> None:
        with app.app_context():
            together.wait()
            with unit_of_work():
                start_batch(
                    series=db.session.get_one(Series, series_id),
                    registrations=[db.session.get_one(Registration, i) for i in ids],
                    by=db.session.get_one(Account, account_id),
                    now=AFTERWARDS,
                )

    threads = [Thread(target=press, args=[one]) for one in coordinators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert states() == [ItemState.WAITING] * 3
    assert issue_waiting() == 3
    assert counted() == (3, 3)


def test_the_database_lets_a_pupil_wait_in_one_batch_only() -> None:
    series = make_held_series()
    (pupil,) = make_pupils(series, "Ada")
    batch = start(series, pupil)
    other = saved(
        Batch(series=series, started_by=batch.started_by, started_at=AFTERWARDS)
    )

    with pytest.raises(IntegrityError):
        saved(BatchItem(batch=other, registration=pupil))


@pytest.mark.slow
def test_a_running_worker_wakes_for_a_batch(app: Flask) -> None:
    series = make_held_series()
    pupils = make_pupils(series, "Ada", "Ben")
    worker = start_worker(app)
    try:
        start(series, *pupils)
        for _ in range(100):
            if not has_due_items(now=AFTERWARDS + LEASE):
                break
            db.session.rollback()
            sleep(0.05)
    finally:
        worker.stop()
        del app.extensions["fablab.worker"]

    assert states() == [ItemState.DONE] * 2
