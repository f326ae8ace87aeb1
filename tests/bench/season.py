"""The filled season that the benchmark runs on, and an enrolled tablet."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from fablab.app import create_app
from fablab.config import Settings, as_environment
from fablab.demo.doors import open_doors
from fablab.demo.season import fill_season
from fablab.kernel.db import db
from fablab.web.logs import configure_logs
from tests.bench.families import guardian_headers
from tests.bench.load import Headers, Request

SCANS = "/api/v1/kiosk/scans"


@dataclass(frozen=True)
class Bench:
    """The season's database as settings, and what is needed to use its pages."""

    app: Flask
    environment: Mapping[str, str]
    series_slug: str
    token: str
    meeting: str
    registrations: list[str]
    guardian: Headers

    @property
    def scan_headers(self) -> Headers:
        """What a tablet sends along."""
        return {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
        }

    def scans(self) -> Iterator[Request]:
        """Batches of one new scan each."""
        for number in count():
            yield "POST", SCANS, self._scan(number), self.scan_headers

    def _scan(self, number: int) -> bytes:
        now = datetime.now(UTC).isoformat()
        pupil = self.registrations[number % len(self.registrations)]
        scan = {
            "id": str(uuid.uuid4()),
            "seq": number,
            "registration": pupil,
            "meeting": self.meeting,
            "kind": "out" if number % 2 else "in",
            "at": now,
            "how": "name",
        }
        return json.dumps({"sent_at": now, "events": [scan]}).encode()

    def statements(self, requests: Iterator[Request]) -> int:
        """How many SQL statements one of these requests costs."""
        seen: list[str] = []

        def note(*call: object) -> None:
            seen.append(str(call[2]))

        client = self.app.test_client(use_cookies=False)
        with self.app.app_context():
            engine = db.engine
        for _ in range(2):  # the first fills what is kept between requests
            seen.clear()
            event.listen(engine, "before_cursor_execute", note)
            method, path, body, headers = next(requests)
            answer = client.open(path, method=method, data=body, headers=dict(headers))
            event.remove(engine, "before_cursor_execute", note)
            assert answer.status_code < 400, f"{path} answers {answer.status_code}"
        return sum(not text.startswith(("BEGIN", "PRAGMA")) for text in seen)


def prepare(folder: Path, port: int) -> Bench:
    """Fill a season into `folder` and enrol a tablet."""
    settings = Settings(
        base_url=f"http://127.0.0.1:{port}",
        database_url=f"sqlite:///{folder / 'bench.sqlite'}",
        instance=folder,
        secret_key="a secret for measuring only, long enough",
        trusted_hosts=("127.0.0.1", "localhost"),
    )
    app = create_app(settings)
    configure_logs("WARNING")
    with app.app_context():
        upgrade()
        now = datetime.now(UTC)
        fill_season(now=now)
        doors = open_doors(base_url=settings.base_url, now=now)
        db.engine.dispose()
    client = app.test_client()
    answer = client.post(
        "/api/v1/kiosk/enrol",
        json={"code": doors["kiosk_enrol_code"], "name": "Bench"},
    )
    token = answer.get_json()["token"]
    roster = client.get(
        "/api/v1/kiosk/roster", headers={"Authorization": f"Bearer {token}"}
    ).get_json()
    meeting = next(m for m in roster["meetings"] if m["people"])
    links = doors["sign_in"]
    assert isinstance(links, dict)
    return Bench(
        app=app,
        environment=as_environment(settings),
        series_slug=str(doors["series_slug"]),
        token=token,
        meeting=meeting["id"],
        registrations=[person["registration"] for person in meeting["people"]],
        guardian=guardian_headers(app, links["guardian"]),
    )
