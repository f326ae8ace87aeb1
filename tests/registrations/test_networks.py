"""One network cannot fill a series with families that do not exist."""

import pytest
from flask import Flask

from fablab.kernel.db import db, unit_of_work
from fablab.registrations.models import Registration
from fablab.registrations.services import confirm_address
from fablab.registrations.services.networks import LEAST, network_of
from fablab.series.models import Series
from tests.factories import OPENING_DAY, make_series
from tests.registrations.factories import agree_to, free_places
from tests.registrations.signing_up import sign_up
from tests.support.pages import Browser, Page

SCHOOL, STRANGER = "84.10.20.7", "95.40.50.6"


def family(app: Flask, series: Series, number: int, *, address: str) -> Page:
    """Let a family nobody knows sign up from this address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return sign_up(
        Browser(client),
        series,
        given_name="Mira",
        email=f"family{number}@example.org",
    )


def registrations() -> list[Registration]:
    db.session.expire_all()
    return db.session.query(Registration).order_by(Registration.id).all()


def test_a_network_cannot_hold_every_place_with_forms_that_nobody_confirms(
    app: Flask,
) -> None:
    series = make_series(capacity=12)

    pages = [family(app, series, n, address=f"84.10.20.{n}") for n in range(1, 9)]

    assert [page.status for page in pages] == [200] * LEAST + [422] * 2
    assert (
        pages[-1]
        .texts(".error-summary li")[0]
        .startswith(
            "Several families have just registered over the internet connection"
        )
    )
    assert free_places(series) == 12 - LEAST
    assert family(app, series, 9, address=STRANGER).status == 200


def test_families_of_one_school_get_in_as_soon_as_the_others_have_confirmed(
    app: Flask,
) -> None:
    series = make_series(capacity=12)
    for number in range(LEAST):
        family(app, series, number, address=SCHOOL)
    first, second = registrations()[:2]
    with unit_of_work():
        confirm_address(
            registration=first, guardian=first.registered_by, now=OPENING_DAY
        )
    agree_to(second)

    assert family(app, series, 7, address=SCHOOL).status == 200
    assert family(app, series, 8, address=SCHOOL).status == 200
    assert family(app, series, 9, address=SCHOOL).status == 422


def test_a_network_is_kept_only_until_somebody_confirms_and_never_in_plain(
    app: Flask,
) -> None:
    series = make_series()
    family(app, series, 1, address=SCHOOL)
    [registration] = registrations()
    assert len(registration.network) == 32

    agree_to(registration)

    assert registrations()[0].network == ""


@pytest.mark.usefixtures("app")
def test_a_network_has_its_own_name_in_each_series_and_private_ones_none() -> None:
    one, other = make_series(), make_series()

    def named(address: str, series: Series = one, secret: str = "a secret") -> str:  # noqa: S107 -- no secret
        return network_of(address, series=series, secret=secret)

    assert named("84.10.20.7") == named("84.10.20.200") == named("::ffff:84.10.20.7")
    assert named("2a00:f41:1:100::7") == named("2a00:f41:1:1ff::9")
    different = [
        named("84.10.20.7"),
        named("84.10.21.7"),
        named("84.10.20.7", other),
        named("84.10.20.7", secret="another"),
        named("2a00:f41:1:100::7"),
    ]
    assert len(set(different)) == 5
    for nowhere in ("127.0.0.1", "192.168.1.9", "fe80::1%eth0", "", "unknown"):
        assert named(nowhere) == ""
