from pathlib import Path

import pytest

from tests.support.server import LiveServer


def test_an_app_that_does_not_start_shows_its_log(tmp_path: Path) -> None:
    server = LiveServer({"FABLAB_DATABASE_URL": "nonsense"}, log=tmp_path / "log")

    with pytest.raises(AssertionError, match=r"did not start: .+") as refusal:
        server.__enter__()

    assert (tmp_path / "log").read_text()[-200:] in str(refusal.value)
