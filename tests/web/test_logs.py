"""What the log says when something breaks."""

import json
from collections.abc import Iterator

import pytest
import structlog

from fablab.web.logs import configure_logs


@pytest.fixture
def _logs_as_served() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("_logs_as_served")
def test_a_row_that_the_database_quotes_stays_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("INFO")
    error = RuntimeError("a rule of the table\nDETAIL:  Key (email)=(ana@example.org)")

    structlog.get_logger("breaks").exception("unexpected", exc_info=error)

    line = capsys.readouterr().err
    assert json.loads(line)["exception"][0]["exc_value"] == "a rule of the table"
    assert "ana@example.org" not in line
