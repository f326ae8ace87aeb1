"""Every message is there in every language; and the check finds what is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fablab.config import ROOT
from fablab.web import catalogues
from fablab.web.catalogues import compile_all, find_faults, po_file, update

TRANSLATIONS = Path(catalogues.__file__).with_name("translations")
FORMS = {"pl": 3, "de": 2, "uk": 3}
WORDS = {
    "pl": {"Sign in": "Zaloguj się", "Hello %(name)s,": "Cześć %(name)s,"},
    "de": {"Sign in": "Anmelden", "Hello %(name)s,": "Hallo %(name)s,"},
    "uk": {"Sign in": "Увійти", "Hello %(name)s,": "Привіт %(name)s,"},
}
CODE = "raise DomainError(N_('Hello %(name)s,'), name=name)\n"
PAGE = "<h1>{{ _('Sign in') }}</h1>"
LETTER = "{{ ngettext('%(num)s place', '%(num)s places', places) }}"


def test_every_page_and_letter_is_complete_in_every_language() -> None:
    assert list(find_faults(ROOT, TRANSLATIONS)) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project, all its three messages translated."""
    for name, text in {
        "fablab/rules.py": CODE,
        "templates/page.html": PAGE,
        "templates/mail/letter.txt": LETTER,
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    update(tmp_path, tmp_path)
    for language, words in WORDS.items():
        file = po_file(tmp_path, language)
        text = file.read_text()
        for message, said in words.items():
            text = text.replace(
                f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{said}"'
            )
        for form in range(FORMS[language]):
            text = text.replace(
                f'msgstr[{form}] ""', f'msgstr[{form}] "%(num)s {language}{form}"'
            )
        file.write_text(text)
    compile_all(tmp_path)
    return tmp_path


def _faults(project: Path) -> list[str]:
    return list(find_faults(project, project))


def _change(project: Path, old: str, new: str) -> None:
    file = po_file(project, "pl")
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    compile_all(project)


def test_a_complete_project_has_no_faults_and_update_changes_nothing(
    project: Path,
) -> None:
    assert _faults(project) == []
    before = po_file(project, "uk").read_bytes()

    update(project, project)

    assert po_file(project, "uk").read_bytes() == before
    assert b"POT-Creation-Date" not in before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'msgstr "Zaloguj się"',
            'msgstr ""',
            "pl: not translated: 'Sign in'",
        ),
        (
            'msgstr "Zaloguj się"',
            'msgstr "Sign in"',
            "pl: the same as in English: 'Sign in'",
        ),
        (
            'msgid "Sign in"',
            '#, fuzzy\nmsgid "Sign in"',
            "pl: fuzzy: 'Sign in'",
        ),
        (
            'msgstr[2] "%(num)s pl2"',
            'msgstr[2] ""',
            "pl: not translated: '%(num)s place'",
        ),
        (
            "Cześć %(name)s,",
            "Cześć %(imie)s,",
            "pl: other placeholders in 'Cześć %(imie)s,': 'Hello %(name)s,'",
        ),
        (
            "%(num)s pl1",
            "%(n)s pl1",
            "pl: other placeholders in '%(n)s pl1': '%(num)s place'",
        ),
    ],
)
def test_what_is_wrong_is_named(project: Path, old: str, new: str, fault: str) -> None:
    _change(project, old, new)

    assert fault in _faults(project)


def _say_something_new(project: Path) -> None:
    (project / "templates/page.html").write_text(PAGE + "{{ _('New') }}")


def _forget_to_compile(project: Path) -> None:
    file = po_file(project, "pl")
    file.write_text(file.read_text().replace("Zaloguj się", "Wejdź"))


def _lose_a_language(project: Path) -> None:
    po_file(project, "pl").unlink()


@pytest.mark.parametrize(
    ("do", "fault"),
    [
        (_say_something_new, "pl: not up to date, run: make messages"),
        (_forget_to_compile, "pl: messages.mo is not fresh, run: make messages"),
        (_lose_a_language, "pl: no catalogue, run: make messages"),
    ],
)
def test_what_is_out_of_date_is_named(
    project: Path, do: Callable[[Path], None], fault: str
) -> None:
    do(project)

    assert fault in _faults(project)


def test_a_word_may_be_the_same_in_another_language(project: Path) -> None:
    _change(project, 'msgstr "Zaloguj się"', 'msgstr "Sign in"')
    (project / "same.txt").write_text("# names\nSign in\n")
    assert _faults(project) == []

    (project / "same.txt").write_text("Sign in\nGone\n")
    assert _faults(project) == ["same.txt: not a message any more: 'Gone'"]


def test_messages_of_rules_pages_and_letters_are_found(project: Path) -> None:
    found = catalogues.extract_messages(project)

    assert {message.id for message in found if message.id} == {
        "Hello %(name)s,",
        "Sign in",
        ("%(num)s place", "%(num)s places"),
    }
