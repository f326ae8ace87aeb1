"""The overview of a class in words: for the page and for paper."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import ngettext

from fablab.assessments.queries.compass import Instrument, instrument
from fablab.assessments.statistics import Agreement, Interval, NotComputable
from fablab.assessments.statistics.claims import VERDICT_FROM, verdict
from fablab.reports.bars import pieces_of
from fablab.reports.designs import verdict as level_words
from fablab.reports.exports.source import version_of
from fablab.reports.pdf.class_design import Chart, ChartRow, ClassDesign, PupilRow
from fablab.reports.pdf.pupil_design import Section
from fablab.reports.queries.class_compass import moved_counts
from fablab.reports.queries.class_figures import (
    AgreementLine,
    AttendanceCounts,
    ClassFigures,
    Counts,
    LevelCounts,
    class_figures,
)
from fablab.reports.queries.described import Outline
from fablab.reports.queries.lines import ReportLine
from fablab.reports.queries.sharing import SharedSchool
from fablab.reports.queries.strips import strips_of
from fablab.reports.wording import AGREEMENT_WORDS, LIMITS, SELF_REPORT_LIMIT
from fablab.web.current import current_settings
from fablab.web.language import current_language

ALL_LEVELS = (0, 1, 2, 3, 4)
MERGED_LEVELS = (1, 3, 4)
"""The shades that merged counts have: those of the second and fourth level."""

ATTENDANCE_SHADES = (3, 1, 0, 4)
"""Dark for who came, lighter for who did not."""

MOVED_SHADES = (3, 1, 0, 4)
"""Dark for higher answers; the lightest for those who answered only once."""


def class_design(
    school: SharedSchool,
    class_name: str | None,
    lines: Sequence[ReportLine],
    outline: Outline,
    *,
    made: str,
) -> ClassDesign:
    """Everything in the overview.

    Args:
        school: whose pupils they are.
        class_name: the class, or None for all of the school.
        lines: of the pupils.
        outline: whose words the levels have, and who gave them.
        made: the day that the overview says it was made on.
    """
    figures = class_figures(lines, outline)
    num = figures.pupils
    dimensions = _dimensions(outline)
    moved = _self_reports(lines, instrument(outline.language))
    return ClassDesign(
        language=outline.language,
        title=_("Class overview"),
        name=class_title(class_name),
        author=school.name,
        facts=(
            school.name,
            ngettext("%(num)s pupil", "%(num)s pupils", num),
            _("Made on %(day)s", day=made),
        ),
        attendance=_attendance(figures.attendance),
        levels=tuple(_levels(figures.levels)),
        self_reports=moved,
        suppressed=_(
            "Counts under five, and those that would give them away, are not shown: –"
        ),
        agreement=_agreement(figures),
        pupils_heading=_("Pupil by pupil"),
        pupil_headings=(_("Pupil"), _("Series"), _("Attended")),
        legends=tuple(_legends(outline)),
        dimensions=tuple(dimensions.items()),
        pupils=tuple(_pupil(line, outline, list(dimensions)) for line in lines),
        sections=tuple(_about(outline, *([SELF_REPORT_LIMIT] if moved.rows else []))),
        page_label=_("Page {number}"),
        watermark=_("Demonstration – all data are fictitious")
        if current_settings().demo
        else "",
    )


def class_title(class_name: str | None) -> str:
    """What a class is called on pages: its name, or that there is none."""
    if class_name is None:
        return str(_("All classes"))
    if not class_name:
        return str(_("No class given"))
    return str(_("Class %(name)s", name=class_name))


def _dimensions(outline: Outline) -> dict[str, str]:
    return {d.code: d.title for rubric in outline.words for d in rubric.dimensions}


def _legends(outline: Outline) -> Iterator[Mapping[int, str]]:
    """Each set of words for levels once."""
    told: list[Mapping[int, str]] = []
    for words in outline.words:
        if words.labels not in told:
            told.append(words.labels)
            yield words.labels


def _levels(counts: Sequence[LevelCounts]) -> Iterator[Chart]:
    """A chart for each area of each rubric: there is no total over both."""

    def area(one: LevelCounts) -> tuple[str, str]:
        return version_of(one.rubric), one.dimension.domain_title

    for (version, domain), found in groupby(counts, key=area):
        members = list(found)
        yield Chart(
            heading=f"{domain} ({version})",
            headings=(*members[0].rubric.labels.values(), _("not confirmed yet")),
            shades=ALL_LEVELS,
            total_heading=_("Pupils observed"),
            rows=tuple(_level_row(one) for one in members),
        )


def _level_row(one: LevelCounts) -> ChartRow:
    title = one.dimension.title
    if one.merged:
        return _row(title, one.merged, spans=(2, 2, 1), shades=MERGED_LEVELS)
    return _row(title, one.counts, spans=(1,) * 5, shades=ALL_LEVELS)


def _row(
    title: str, counts: Counts, *, spans: Sequence[int], shades: tuple[int, ...]
) -> ChartRow:
    texts = ["–" if cell is None else str(cell) for cell in counts.cells]
    return ChartRow(
        title=title,
        cells=tuple(zip(texts, spans, strict=True)),
        total="–" if counts.total is None else str(counts.total),
        pieces=pieces_of(counts, shades),
    )


def _attendance(counts: Sequence[AttendanceCounts]) -> Chart:
    return Chart(
        heading=_("Attendance"),
        headings=(_("Attended"), _("excused"), _("absent"), _("not noted")),
        shades=ATTENDANCE_SHADES,
        total_heading=_("Pupils at meetings"),
        rows=tuple(
            _row(one.title, one.counts, spans=(1,) * 4, shades=ATTENDANCE_SHADES)
            for one in counts
        ),
    )


def _self_reports(lines: Sequence[ReportLine], asked: Instrument) -> Chart:
    """Scales stand beside each other and are never put together."""
    return Chart(
        heading=_("What pupils say: %(compass)s", compass=asked.title),
        headings=(_("higher"), _("the same"), _("lower"), _("answered only once")),
        shades=MOVED_SHADES,
        total_heading=_("Pupils who answered"),
        rows=tuple(
            _row(one.title, one.counts, spans=(1,) * 4, shades=MOVED_SHADES)
            for one in moved_counts(lines, asked)
        ),
    )


def _agreement(figures: ClassFigures) -> Section:
    lines = [_agreement_line(line) for line in figures.agreement]
    few = any(line.agreement.units < VERDICT_FROM for line in figures.agreement)
    if few:
        lines.append(_("So few shared observations are for talks between observers."))
    if not lines:
        lines.append(
            _("Not computable: nobody was observed by two people at the same meeting.")
        )
    return Section(heading=_("How well observers agree"), paragraphs=tuple(lines))


def _agreement_line(line: AgreementLine) -> str:
    agreement = line.agreement
    words = [f"{line.dimension.title}: {_alpha(agreement)}"]
    for share, text in (
        (agreement.exact, _("%(share)s equal")),
        (agreement.adjacent, _("%(share)s one level apart")),
    ):
        if not isinstance(share, NotComputable):
            words.append(text % {"share": f"{round(100 * share)} %"})
    num = agreement.units
    words.append(
        ngettext("%(num)s shared observation", "%(num)s shared observations", num)
    )
    if found := verdict(agreement.alpha, units=agreement.units):
        words.append(_(AGREEMENT_WORDS[found]))
    return " · ".join(words)


def _alpha(agreement: Agreement) -> str:
    """Alpha with its interval, or why there is none."""
    alpha, interval = agreement.alpha, agreement.interval
    if isinstance(alpha, NotComputable):
        return str(_("not computable: all levels are equal"))
    if isinstance(interval, Interval):
        return str(
            _(
                "Krippendorff’s alpha %(alpha)s (95 %%: %(low)s to %(high)s)",
                alpha=_decimal(alpha),
                low=_decimal(interval.low),
                high=_decimal(interval.high),
            )
        )
    return str(_("Krippendorff’s alpha %(alpha)s, no interval", alpha=_decimal(alpha)))


def _decimal(number: float) -> str:
    return str(format_decimal(round(number, 2), locale=current_language()))


def _pupil(line: ReportLine, outline: Outline, codes: Sequence[str]) -> PupilRow:
    strips = {strip.dimension.code: strip for strip in strips_of(line, outline)}
    found = [strips.get(code) for code in codes]
    return PupilRow(
        name=line.pupil.name,
        public_id=line.pupil.public_id,
        series=line.series.title if line.series else _("not in a series yet"),
        attended=_("%(done)s of %(all)s", done=line.attended, all=len(line.held))
        if line.held
        else "–",
        levels=tuple(strip.confirmed if strip else None for strip in found),
        words=tuple(level_words(strip) if strip else "–" for strip in found),
    )


def _about(outline: Outline, *more_limits: str) -> Iterator[Section]:
    lines = [
        _(
            "Rubric: %(title)s, %(version)s",
            title=words.title,
            version=version_of(words),
        )
        for words in outline.words
    ]
    if outline.observers:
        names = ", ".join(sorted(one.initials for one in outline.observers.values()))
        lines.append(_("Observed by the facilitators %(names)s", names=names))
    lines += dict.fromkeys(words.alignment for words in outline.words)
    yield Section(heading=_("How it came about"), paragraphs=tuple(lines))
    yield Section(
        heading=_("What it does not say"),
        paragraphs=tuple(_(x) for x in (*LIMITS, *more_limits)),
    )
