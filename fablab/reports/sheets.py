"""The family's sheet in words, in the language that it is to be read in."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from fablab.assessments.queries.compass import instrument
from fablab.reports.compass_words import compass_design
from fablab.reports.exports.source import version_of
from fablab.reports.pdf import LaneDesign, PhotoDesign, Section, SheetDesign
from fablab.reports.queries.growth import Growth, grew_most, next_steps
from fablab.reports.queries.sheets import FamilySheet
from fablab.web.current import current_settings
from fablab.web.times import date_line, short_day

NO_PICTURES: Final[Mapping[int, bytes]] = MappingProxyType({})


def sheet_design(
    sheet: FamilySheet,
    *,
    made_at: datetime,
    pictures: Mapping[int, bytes] = NO_PICTURES,
) -> SheetDesign:
    """Everything on the sheet, in the sheet's language.

    Args:
        sheet: of one pupil in one series.
        made_at: the aware instant that its foot tells the day of.
        pictures: by the photo's row id; photos without one are left out.
    """
    with force_locale(sheet.language):
        return _design(sheet, short_day(made_at, sheet.series.zone), pictures)


def _design(
    sheet: FamilySheet, made: str, pictures: Mapping[int, bytes]
) -> SheetDesign:
    newest = sheet.growths[-1].rubric if sheet.growths else None
    pupil, series = sheet.registration.pupil, sheet.series
    return SheetDesign(
        language=sheet.language,
        topic=sheet.registration.series.topic,
        title=_("Growth at the FabLab"),
        name=pupil.short_name,
        series=series.title,
        site=series.site,
        facts=tuple(_facts(sheet)),
        days=tuple(short_day(m.starts_at, series.zone) for m in series.meetings),
        seen_heading=_("What the facilitators saw"),
        how_to_read=_(
            "Each column is one meeting, from the first on the left to the latest on "
            "the right. The dot is higher and larger the more was done without help."
        ),
        labels=newest.labels if newest else {},
        not_observed=_("An empty column: not observed that day"),
        lanes=tuple(_lane(growth) for growth in sheet.growths),
        grew_most=Section(heading=_("Grew most"), paragraphs=tuple(_grew_most(sheet))),
        next_steps=Section(
            heading=_("Next step"), paragraphs=tuple(_next_steps(sheet))
        ),
        made_heading=_("What I made"),
        photos=tuple(
            PhotoDesign(picture=pictures[photo.id], caption=photo.caption)
            for photo in sheet.photos
            if photo.id in pictures
        ),
        compass=compass_design(sheet.compass, instrument(sheet.language)),
        own_words=Section(
            heading=_("In own words"),
            paragraphs=tuple(f"{asked} {words}" for asked, words in sheet.own_words),
        ),
        foot=tuple(_foot(sheet, made)),
        watermark=_("Demonstration – all data are fictitious")
        if current_settings().demo
        else "",
    )


def _facts(sheet: FamilySheet) -> Iterator[str]:
    starts = [meeting.starts_at for meeting in sheet.series.meetings]
    if starts:
        yield date_line(starts, sheet.series.zone)
        yield ngettext(
            "Came to %(came)s of %(num)s meeting",
            "Came to %(came)s of %(num)s meetings",
            len(starts),
            came=sum(sheet.came),
        )


def _lane(growth: Growth) -> LaneDesign:
    return LaneDesign(
        title=growth.dimension.title,
        domain=growth.dimension.domain,
        domain_title=growth.dimension.domain_title,
        levels=growth.levels,
        labels=growth.rubric.labels,
        verdict=_verdict(growth),
        aside=_aside(growth),
        evidence=growth.dimension.descriptors.get(growth.reached, ""),
    )


def _verdict(growth: Growth) -> str:
    if growth.confirmed:
        return growth.rubric.label(growth.confirmed)
    if growth.once:
        return str(_("seen once: %(level)s", level=growth.rubric.label(growth.once)))
    return str(_("not seen yet"))


def _aside(growth: Growth) -> str:
    """A drop is told gently, a first sighting as a promise."""
    if growth.is_rarer_lately:
        return str(_("seen less often lately"))
    if growth.confirmed and growth.once:
        return str(_("seen once: %(level)s", level=growth.rubric.label(growth.once)))
    return ""


def _grew_most(sheet: FamilySheet) -> Iterator[str]:
    if growth := grew_most(sheet.growths):
        yield growth.dimension.title
        first = growth.rubric.label(growth.seen[0])
        yield _("At first: %(level)s.", level=first)
        yield _("Now: %(level)s.", level=growth.rubric.label(growth.confirmed))


def _next_steps(sheet: FamilySheet) -> Iterator[str]:
    for growth in next_steps(sheet.growths):
        yield _(
            "%(dimension)s. Try: “%(words)s”",
            dimension=growth.dimension.title,
            words=growth.next_step,
        )


def _foot(sheet: FamilySheet, made: str) -> Iterator[str]:
    if sheet.growths:
        meetings = ngettext("%(num)s meeting", "%(num)s meetings", sheet.observed)
        yield ngettext(
            "Observation in %(meetings)s by %(num)s person; it describes behaviour in "
            "the FabLab, it is not a school mark.",
            "Observation in %(meetings)s by %(num)s people; it describes behaviour in "
            "the FabLab, it is not a school mark.",
            sheet.observers,
            meetings=meetings,
        )
        rubrics = dict.fromkeys(
            (version_of(growth.rubric), growth.rubric.alignment)
            for growth in sheet.growths
        )
        for version, alignment in rubrics:
            yield _("Rubric %(version)s.", version=version) + f" {alignment}"
    yield _("Made on %(day)s", day=made)
