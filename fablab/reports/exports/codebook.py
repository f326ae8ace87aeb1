"""The sheet that explains the others, so that the file can be read on its own."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from flask_babel import gettext as _

from fablab.reports.exports.pages import Source
from fablab.reports.exports.sheets import Column, Kind, Row, Sheet


def codebook_sheet(source: Source, sheets: Sequence[Sheet], *, now: datetime) -> Sheet:
    """What the file is, what may be read from it, and every column, level and word."""
    columns = [
        Column(_("Part"), "", width=30),
        Column(_("Word"), "", width=30),
        Column(_("Meaning"), "", Kind.LONG_TEXT, 90),
    ]
    rows = [
        *_about(source, now),
        *_limits(),
        *_columns(sheets),
        *_levels(source),
    ]
    return Sheet(_("Codebook"), columns, rows)


def _about(source: Source, now: datetime) -> Iterator[Row]:
    part, rubric = _("About this file"), source.rubric
    yield [part, _("Made at"), now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")]
    yield [part, _("Schools"), ", ".join(report.name for report in source.reports)]
    yield [
        part,
        _("Rubric"),
        f"{rubric.title} ({rubric.code} {rubric.version}, {rubric.licence})",
    ]
    yield [part, _("Background"), rubric.alignment]
    yield [
        part,
        _("Whose results"),
        _(
            "Only pupils of your school whose guardians agreed that the FabLab shares "
            "results with it. The latest answer counts, and one no is enough. "
            "You may keep this file until 31 August; please do not pass it on."
        ),
    ]
    yield [
        part,
        _("Empty cells"),
        _(
            "Nothing was noted, or it was not observed. Empty never means zero: "
            "leave empty cells out of every calculation."
        ),
    ]
    yield [part, rubric.not_observed, rubric.rules[-2]]


def _limits() -> Iterator[Row]:
    part = _("What it does not say")
    limits = [
        _("Levels describe what facilitators saw in the FabLab. They are no marks."),
        _(
            "Creativity and self-reliance have no common total or average, "
            "and pupils are not ranked."
        ),
        _(
            "The groups are far too small to compare schools, classes, series, "
            "or girls and boys."
        ),
        _(
            "A change does not prove that the workshops caused it: there was no group "
            "to compare with."
        ),
        _("Levels do not foretell talent and are no diagnosis."),
        _(
            "What may be said, for example: at the last meeting facilitators saw more "
            "pupils work without prompts than at the second."
        ),
    ]
    for number, limit in enumerate(limits, start=1):
        yield [part, str(number), limit]


def _columns(sheets: Sequence[Sheet]) -> Iterator[Row]:
    for sheet in sheets:
        for column in sheet.columns:
            yield [
                _("Sheet “%(title)s”", title=sheet.title),
                column.heading,
                column.meaning,
            ]


def _levels(source: Source) -> Iterator[Row]:
    for level, label in source.rubric.labels.items():
        yield [_("Levels"), label, _("Level number %(number)s", number=level)]
    for dimension in source.rubric.dimensions:
        yield [
            dimension.domain_title,
            f"{dimension.code} {dimension.title}",
            dimension.cue,
        ]
        for level, descriptor in dimension.descriptors.items():
            yield [
                f"{dimension.code} {dimension.title}",
                source.rubric.label(level),
                descriptor,
            ]
