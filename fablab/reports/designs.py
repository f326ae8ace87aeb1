"""The report about one pupil in words: for the two pages on paper, and for the page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flask_babel import gettext as _

from fablab.assessments.queries.compass import Instrument, instrument, own_words
from fablab.assessments.queries.rubrics import RubricWords
from fablab.reports.compass_words import compass_rows
from fablab.reports.exports.source import version_of
from fablab.reports.pdf import NoteDesign, PupilDesign, Section, StripDesign
from fablab.reports.pdf.pupil_design import NOT_OBSERVED
from fablab.reports.queries.described import Observer, Outline
from fablab.reports.queries.evidence import notes_of
from fablab.reports.queries.follow_up import follow_up, reached
from fablab.reports.queries.lines import ReportedSeries, ReportLine
from fablab.reports.queries.strips import Strip, strips_of
from fablab.reports.wording import ATTENDANCE, LIMITS, SELF_REPORT_LIMIT
from fablab.web.current import current_settings
from fablab.web.times import short_day


def pupil_design(
    line: ReportLine, series: ReportedSeries, outline: Outline, *, made: str
) -> PupilDesign:
    """Everything in the report about one pupil in one series.

    Args:
        line: of the pupil in that series.
        series: the line's.
        outline: whose words the levels have, and who gave them.
        made: the day that the report says it was made on.
    """
    strips = strips_of(line, outline)
    rubrics = {version_of(strip.rubric): strip.rubric for strip in strips}
    asked = instrument(outline.language)
    return PupilDesign(
        language=outline.language,
        title=_("Progress report"),
        name=line.pupil.name,
        site_name=series.site,
        facts=tuple(_facts(line, series, made)),
        meetings_label=_("Meeting"),
        attendance_label=_("Attendance"),
        attended=_("%(done)s of %(all)s", done=line.attended, all=len(line.held)),
        days=tuple(short_day(m.starts_at, series.zone) for m in series.meetings),
        attendance=tuple(line.statuses.get(m.id) for m in series.meetings),
        attendance_words={status: _(word) for status, word in ATTENDANCE.items()},
        legends=tuple(_legends(rubrics.values())),
        strips=tuple(_strip(strip, series) for strip in strips),
        nothing_seen=_("Nobody has recorded a level in this series yet."),
        follow_up=Section(
            heading=_("To try in class"), paragraphs=tuple(next_steps(strips))
        ),
        notes_heading=_("What facilitators noted"),
        no_notes=_("There are no notes."),
        notes=tuple(_notes(line, series, outline)),
        more_notes=_(
            "Notes that found no room here and are in the Excel file: {number}"
        ),
        own_view=Section(
            heading=_("What the pupil says: %(compass)s", compass=asked.title),
            paragraphs=tuple(_own_view(line, series, asked)),
        ),
        self_report=tuple(compass_rows(line.compass, asked)),
        sections=tuple(_about(line, outline, rubrics)),
        page_label=_("Page {number} of {all}").replace("{all}", "2"),
        watermark=_("Demonstration – all data are fictitious")
        if current_settings().demo
        else "",
    )


def verdict(strip: Strip) -> str:
    """The latest confirmed level; what was seen once says so; a word if nothing was."""
    if strip.confirmed:
        return strip.rubric.label(strip.confirmed)
    if strip.once:
        return str(_("seen once: %(level)s", level=strip.rubric.label(strip.once)))
    return str(_("not seen yet"))


def next_steps(strips: Sequence[Strip]) -> Iterator[str]:
    """What could come next, in the rubric's own words."""
    for strip in follow_up(strips):
        yield f"{strip.dimension.title}: {strip.next_step}"


def observers_of(line: ReportLine, outline: Outline) -> Sequence[Observer]:
    """Who gave the line's levels, each once."""
    ids = dict.fromkeys(level.observer_id for level in line.levels)
    return [outline.observers[account_id] for account_id in ids]


def _facts(line: ReportLine, series: ReportedSeries, made: str) -> Iterator[str]:
    pupil = line.pupil
    yield " · ".join(part for part in (pupil.school, pupil.class_name) if part)
    days = [short_day(m.starts_at, series.zone) for m in series.meetings]
    span = " – ".join(dict.fromkeys([days[0], days[-1]])) if days else ""
    yield " · ".join(part for part in (series.title, series.site, span) if part)
    yield _("Made on %(day)s", day=made)


def _legends(rubrics: Iterable[RubricWords]) -> Iterator[Mapping[int, str]]:
    """Each set of words once, in the order of the rubrics."""
    told: list[Mapping[int, str]] = []
    for rubric in rubrics:
        if (words := _words(rubric)) not in told:
            told.append(words)
            yield words


def _words(rubric: RubricWords) -> Mapping[int, str]:
    return {**rubric.labels, NOT_OBSERVED: rubric.not_observed}


def _strip(strip: Strip, series: ReportedSeries) -> StripDesign:
    seen = strip.levels
    return StripDesign(
        title=strip.dimension.title,
        domain=strip.dimension.domain_title,
        cells=tuple(
            (seen[m.number] or NOT_OBSERVED) if m.number in seen else None
            for m in series.meetings
        ),
        words=_words(strip.rubric),
        verdict=verdict(strip),
        descriptor=strip.dimension.descriptors.get(reached(strip), strip.dimension.cue),
    )


def _notes(
    line: ReportLine, series: ReportedSeries, outline: Outline
) -> Iterator[NoteDesign]:
    """The newest first, for those find room."""
    days = {m.id: short_day(m.starts_at, series.zone) for m in series.meetings}
    for note in reversed(notes_of(line)):
        titles = ", ".join(
            outline.dimensions[dimension_id].dimension.title
            for dimension_id in note.dimension_ids
        )
        initials = outline.observers[note.observer_id].initials
        yield NoteDesign(
            head=f"{days[note.meeting_id]} · {titles} · {initials}", text=note.text
        )


def _own_view(
    line: ReportLine, series: ReportedSeries, asked: Instrument
) -> Iterator[str]:
    """What it is, and what the pupil wrote; nothing if nothing was answered."""
    if not line.compass:
        return
    days = (short_day(one.answered_at, series.zone) for one in line.compass.values())
    yield " ".join(
        (
            _("Answered on %(days)s.", days=", ".join(dict.fromkeys(days))),
            _(SELF_REPORT_LIMIT),
            asked.status,
        )
    )
    yield from (f"{prompt} {words}" for prompt, words in own_words(line.compass, asked))


def _about(
    line: ReportLine, outline: Outline, rubrics: Mapping[str, RubricWords]
) -> Iterator[Section]:
    observers = ", ".join(one.initials for one in observers_of(line, outline))
    lines = [
        _("Rubric: %(title)s, %(version)s", title=rubric.title, version=version)
        for version, rubric in rubrics.items()
    ]
    if observers:
        lines.append(_("Observed by the facilitators %(names)s", names=observers))
    lines += dict.fromkeys(rubric.alignment for rubric in rubrics.values())
    yield Section(heading=_("How it came about"), paragraphs=tuple(lines))
    limits = " ".join(_(limit) for limit in LIMITS)
    yield Section(heading=_("What it does not say"), paragraphs=(limits,))
