"""The table that explains the others, so that the file can be read on its own."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from flask_babel import gettext as _

from fablab.assessments.models import Occasion, Rubric
from fablab.assessments.queries.compass import instrument
from fablab.assessments.queries.rubrics import RubricWords, words_of
from fablab.config import LANGUAGES
from fablab.reports.exports.self_report import DONT_KNOW
from fablab.reports.exports.source import Source, version_of
from fablab.reports.exports.tables import Column, Kind, Row, Table
from fablab.reports.wording import LIMITS, OCCASIONS, SELF_REPORT_LIMIT


def codebook_columns() -> list[Column]:
    """What is explained, and how."""
    return [
        Column("part", _("Part"), "", width=30),
        Column("code", _("Code"), "", width=18),
        Column("word", _("Word"), "", width=30),
        Column("meaning", _("Meaning"), "", Kind.LONG_TEXT, 90),
        Column("unit", _("Unit"), "", width=24),
        Column("language", _("Language"), "", width=10),
    ]


def codebook_rows(source: Source, tables: Sequence[Table]) -> Iterator[Row]:
    """What the file is, what may be read from it, and every column, level and word."""
    yield from (_row(*line) for line in _about(source))
    for number, limit in enumerate(LIMITS, start=1):
        yield _row(_("What it does not say"), str(number), "", _(limit))
    yield from _columns(tables)
    for rubric in source.outline.rubrics:
        yield from _rubric(rubric)
    for language in LANGUAGES:
        yield from _compass(language)


def _row(
    part: str, code: str, word: str, meaning: str, *, unit: str = "", language: str = ""
) -> Row:
    return [part, code, word, meaning, unit, language]


def _about(source: Source) -> Iterator[tuple[str, str, str, str]]:
    part = _("About this file")
    made = source.now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    yield part, "made_at", _("Made at"), made
    schools = ", ".join(school.name for school in source.schools)
    yield part, "schools", _("Schools"), schools
    yield (
        part,
        "whose",
        _("Whose results"),
        _(
            "Only pupils of your school whose guardians agreed that the FabLab shares "
            "results with it. The latest answer counts, and one no is enough. "
            "You may keep this file until 31 August; please do not pass it on."
        ),
    )
    yield (
        part,
        "self_reports",
        _("Self-reports"),
        _(
            "Only of pupils whose guardians agreed to sharing self-reports too; of "
            "others there are no rows, as of those who answered nothing."
        )
        + " "
        + _(SELF_REPORT_LIMIT),
    )
    yield (
        part,
        "empty",
        _("Empty cells"),
        _(
            "Nothing was noted, or it was not observed. Empty never means zero: "
            "leave empty cells out of every calculation."
        ),
    )
    yield (
        part,
        "apostrophe",
        _("Apostrophes"),
        _(
            "In CSV files, text that begins with = + - @, with a tab, a line break or "
            "an apostrophe has one more apostrophe in front, so that no program takes "
            "it for a formula. Without it the text is as it was typed."
        ),
    )


def _columns(tables: Sequence[Table]) -> Iterator[Row]:
    for table in tables:
        for column in table.columns:
            yield _row(
                _("Sheet “%(title)s”", title=table.title),
                column.code,
                column.heading,
                column.meaning,
                unit=column.unit,
            )


def _rubric(rubric: Rubric) -> Iterator[Row]:
    """The version's words in every language that it has."""
    for language in LANGUAGES:
        if language in rubric.content["title"]:
            yield from _words(words_of(rubric, language), language)


def _words(rubric: RubricWords, language: str) -> Iterator[Row]:
    part = version_of(rubric)
    yield _row(part, "title", rubric.title, rubric.licence, language=language)
    yield _row(part, "alignment", _("Background"), rubric.alignment, language=language)
    for rule in rubric.rules:
        yield _row(part, "rule", _("Rule"), rule, language=language)
    for level, label in rubric.labels.items():
        meaning = _("Level number %(number)s", number=level)
        yield _row(part, str(level), label, meaning, language=language)
    nothing = _("No level; the cell of its number is empty.")
    yield _row(part, "", rubric.not_observed, nothing, language=language)
    for dimension in rubric.dimensions:
        yield _row(
            part, dimension.code, dimension.title, dimension.cue, language=language
        )
        for level, descriptor in dimension.descriptors.items():
            code = f"{dimension.code} {level}"
            yield _row(part, code, rubric.label(level), descriptor, language=language)


def _compass(language: str) -> Iterator[Row]:
    """The questionnaire's words in one language."""
    asked = instrument(language)
    part = asked.name
    yield _row(part, "title", asked.title, asked.status, language=language)
    for occasion in Occasion:
        stem = instrument(language, occasion=occasion).stem
        yield _row(part, occasion, _(OCCASIONS[occasion]), stem, language=language)
    for scale, title in asked.scales.items():
        codes = ", ".join(item.code for item in asked.items if item.scale == scale)
        items = _("Scale of the items %(codes)s", codes=codes)
        yield _row(part, scale, title, items, language=language)
    for value, label in asked.options.items():
        meaning = _("Answer number %(number)s", number=value)
        yield _row(part, str(value), label, meaning, language=language)
    nothing = _("An answer; the cell of its number is empty.")
    yield _row(part, DONT_KNOW, asked.dont_know, nothing, language=language)
    for item in asked.items:
        title = asked.scales[item.scale]
        yield _row(part, f"item {item.code}", title, item.text, language=language)
    for code, prompt in asked.prompts.items():
        yield _row(part, code, _("Own words"), prompt, language=language)
