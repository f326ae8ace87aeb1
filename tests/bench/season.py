"""The filled season that the benchmark runs on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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


@dataclass(frozen=True)
class Bench:
    """The season's database as settings, and what is needed to use its pages."""

    app: Flask
    environment: Mapping[str, str]
    series_slug: str
    certificate_code: str
    guardian: Headers

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
    """Fill a season into `folder`."""
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
    links = doors["sign_in"]
    assert isinstance(links, dict)
    return Bench(
        app=app,
        environment=as_environment(settings),
        series_slug=str(doors["series_slug"]),
        certificate_code=str(doors["certificate_code"]),
        guardian=guardian_headers(app, links["guardian"]),
    )
