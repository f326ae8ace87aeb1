"""How much a tablet has to fetch before it can work at the door."""

import pytest
from flask import Flask, url_for

from fablab.checkin.routes.kiosk import kept_files

MOST = 600_000  # bytes over the wire
BROTLI = {"Accept-Encoding": "br"}


@pytest.mark.parametrize("language", ["en", "pl", "de", "uk"])
def test_first_load_of_the_tablet_stays_within_600_kb(
    app: Flask, language: str
) -> None:
    with app.test_request_context():
        files = [url_for("static", filename=name) for name in kept_files()]

    sizes = [_size(app, each) for each in (f"/kiosk/?lang={language}", *files)]

    assert 400_000 < sum(sizes) < MOST


def _size(app: Flask, address: str) -> int:
    with app.test_client().get(address, headers=BROTLI) as answer:
        assert answer.status_code == 200
        return len(answer.data)
