"""`python -m fablab.web.catalogues update|compile|check`: the message catalogues.

English is the language of the message ids; Polish, German and Ukrainian each have a
catalogue in `translations/`, without dates and line numbers, so that a change shows
only what changed. `check` is what keeps every page complete in every language.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from fablab.config import LANGUAGES, ROOT

SOURCE_LANGUAGE = "en"
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE_LANGUAGE)
_SOURCES = {
    "fablab": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.mjml", "jinja2")],
}
_KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "N_": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
_COUNT = "%(num)s"
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH = 100


def extract_messages(root: Path) -> Catalog:
    """Every message of the code, templates and letters below `root`."""
    found = Catalog()
    for folder, methods in _SOURCES.items():
        for _, _, message, _, context in extract_from_dir(
            root / folder,
            method_map=methods,
            options_map={"**": {"silent": "false"}},
            keywords=_KEYWORDS,
        ):
            found.add(message, context=context)
    return found


def merged(template: Catalog, file: Path, language: str) -> Catalog:
    """The translations in `file`, brought up to date; what is not needed is dropped."""
    catalogue = _read(file, language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        message.user_comments.clear()
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as a `.po` file, sorted, the same bytes for the same messages."""
    header = (
        'msgid ""\n'
        'msgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=_WIDTH,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    return header.encode() + body.getvalue().lstrip()


def update(root: Path, folder: Path) -> None:
    """Bring every catalogue in `folder` up to date with the texts below `root`."""
    template = extract_messages(root)
    for language in TRANSLATED:
        file = po_file(folder, language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(as_po(merged(template, file, language)))
    compile_all(folder)


def compile_all(folder: Path) -> None:
    """Write the `.mo` files that the app reads."""
    for language in TRANSLATED:
        file = po_file(folder, language)
        with file.with_suffix(".mo").open("wb") as target:
            write_mo(target, _read(file, language))


def find_faults(root: Path, folder: Path) -> Iterator[str]:
    """What keeps a page from being complete in every language, as sentences."""
    template = extract_messages(root)
    same = _read_same(folder / "same.txt")
    for line in sorted(same - {_id(message) for message in template}):
        yield f"same.txt: not a message any more: {line!r}"
    for language in TRANSLATED:
        file = po_file(folder, language)
        if not file.exists():
            yield f"{language}: no catalogue, run: make messages"
            continue
        if file.read_bytes() != as_po(merged(template, file, language)):
            yield f"{language}: not up to date, run: make messages"
        catalogue = _read(file, language)
        for entry in catalogue:
            if entry.id:
                for fault in _faults_of(entry, catalogue.num_plurals, same):
                    yield f"{language}: {fault}: {_id(entry)!r}"
        if not _is_fresh(file, catalogue):
            yield f"{language}: messages.mo is not fresh, run: make messages"


def po_file(folder: Path, language: str) -> Path:
    """Where the catalogue of a language lies."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def main(arguments: list[str]) -> int:
    """Run one of `update`, `compile` and `check`; returns the exit status."""
    folder = Path(__file__).with_name("translations")
    if arguments == ["update"]:
        update(ROOT, folder)
        return 0
    if arguments == ["compile"]:
        compile_all(folder)
        return 0
    if arguments != ["check"]:
        sys.stderr.write("python -m fablab.web.catalogues update|compile|check\n")
        return 2
    faults = list(find_faults(ROOT, folder))
    sys.stderr.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


def _read(file: Path, language: str) -> Catalog:
    if not file.exists():
        return Catalog(locale=language, creation_date=_NO_DATE, revision_date=_NO_DATE)
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language, ignore_obsolete=True)
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    return catalogue


def _read_same(file: Path) -> set[str]:
    lines = file.read_text().splitlines() if file.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def _id(message: Message) -> str:
    return _as_list(message.id)[0]


def _as_list(texts: Iterable[str] | str | None) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts or [])


def _faults_of(message: Message, plurals: int, same: set[str]) -> Iterator[str]:
    ids, forms = _as_list(message.id), _as_list(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if len(forms) != (plurals if message.pluralizable else 1) or not all(forms):
        yield "not translated"
        return
    if set(forms) & set(ids) and not set(ids) <= same:
        yield "the same as in English"
    wanted = {name for text in ids for name in _PLACEHOLDER.findall(text)}
    for form in forms:
        names = set(_PLACEHOLDER.findall(form))
        if names | {_COUNT} != wanted | {_COUNT} or (
            not message.pluralizable and names != wanted
        ):
            yield f"other placeholders in {form!r}"


def _is_fresh(file: Path, catalogue: Catalog) -> bool:
    compiled, expected = file.with_suffix(".mo"), BytesIO()
    if not compiled.exists():
        return False
    write_mo(expected, catalogue)
    expected.seek(0)
    with compiled.open("rb") as source:
        return _pairs(read_mo(source)) == _pairs(read_mo(expected))


def _pairs(catalogue: Catalog) -> dict[str, list[str]]:
    return {
        _id(message): _as_list(message.string)
        for message in catalogue
        if message.id and any(_as_list(message.string))
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
