"""Everything on a family's sheet, worded: for the page of paper and for the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fablab.assessments.models import Domain
from fablab.reports.pdf.compass_design import CompassDesign
from fablab.reports.pdf.pupil_design import Section


@dataclass(frozen=True, kw_only=True)
class LaneDesign:
    """One dimension: a slot for each meeting, with a dot or empty.

    `levels` are ordinal 1–4 and say how high and large a dot is; no digit is printed.
    `verdict` is the latest confirmed level in words, `aside` what else is to be said of
    it, `evidence` the words of the rubric for what was seen.
    """

    title: str
    domain: Domain
    domain_title: str
    levels: Sequence[int | None]
    labels: Mapping[int, str]
    verdict: str
    aside: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class PhotoDesign:
    """One photo of the work: a small JPEG, and what was said of it."""

    picture: bytes
    caption: str


@dataclass(frozen=True, kw_only=True)
class SheetDesign:
    """Everything on the sheet, from top to bottom.

    `days` has an entry for each slot of the lanes. Sections without paragraphs, and the
    lanes with their heading where there are none, are left out.
    """

    language: str
    topic: str
    title: str
    name: str
    series: str
    site: str
    facts: Sequence[str]
    days: Sequence[str]
    seen_heading: str
    how_to_read: str
    labels: Mapping[int, str]
    not_observed: str
    lanes: Sequence[LaneDesign]
    grew_most: Section
    next_steps: Section
    compass: CompassDesign
    own_words: Section
    foot: Sequence[str]
    watermark: str = ""
    made_heading: str = ""
    photos: Sequence[PhotoDesign] = ()
