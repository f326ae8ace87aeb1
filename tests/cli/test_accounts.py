from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fablab.cli import fablab

PASSWORD = "vier Wörter reichen gut"
SITE = [
    *("site", "add", "--slug=lab", "--name=Lab", "--city=Bielsko-Biała"),
    *("--address=ul. Przykładowa 1", "--country=PL", "--time-zone=Europe/Warsaw"),
    "--contact-email=lab@example.org",
]
COORDINATOR = [
    *("account", "add", "--role=coordinator", "--site=lab", "--name=Ewa Lis"),
    *("--email=ewa@example.org", f"--password={PASSWORD}"),
]


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FABLAB_INSTANCE", str(tmp_path))
    yield
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def run(*words: str) -> Result:
    return CliRunner().invoke(fablab, list(words))


def test_a_new_installation_gets_its_site_school_and_people() -> None:
    assert run("init").output == "The database is up to date.\n"
    assert run(*SITE).output == "Lab is there.\n"
    school = run("school", "add", "--name=SP 1", "--city=Bielsko-Biała")
    assert school.output == "SP 1 is there.\n"
    coordinator = run(*COORDINATOR)
    assert coordinator.output == "ewa@example.org can sign in as coordinator.\n"
    disabled = run("account", "disable", "ewa@example.org")
    assert disabled.output == "ewa@example.org is locked out.\n"


def test_initialising_again_changes_nothing() -> None:
    assert [run("init").exit_code, run("init").exit_code] == [0, 0]


def test_what_is_missing_is_said() -> None:
    run("init")

    unknown_site = run(*COORDINATOR)

    assert unknown_site.exit_code == 1
    assert "There is no site lab: add it with `site add`." in unknown_site.output


def test_check_tells_a_program_how_it_is() -> None:
    run("init")

    checked = run("check", "--json")

    assert checked.exit_code == 0
    assert '"database": {"state": "ok", "detail": "sqlite"}' in checked.output
