"""Everything printed in the report about one pupil, worded."""

from collections.abc import Mapping
from dataclasses import dataclass

from fablab.checkin.models import AttendanceStatus

NOT_OBSERVED = 0
"""In a strip: watched, but not observed that day."""


@dataclass(frozen=True, kw_only=True)
class StripDesign:
    """One dimension over the meetings.

    `cells` has one entry for each meeting: a level 1–4, `NOT_OBSERVED`, or None where
    nobody watched for it. `words` say what the entries stand for in the rubric that
    they were given by; `verdict` is the latest confirmed level.
    """

    title: str
    domain: str
    cells: tuple[int | None, ...]
    words: Mapping[int, str]
    verdict: str
    descriptor: str


@dataclass(frozen=True, kw_only=True)
class NoteDesign:
    """A note and the line above it: which day, who, about what."""

    head: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and paragraphs below it; nothing is printed without paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PupilDesign:
    """Everything in the two pages.

    `days` and `attendance` have one entry for each meeting, None where nobody noted
    how it went; `attendance_words` are what its signs stand for, and `legends` what
    those of the levels do, one for each set of words.
    `self_report` has a row of headings and one for each sentence of the compass, with
    the words chosen on each occasion; it is empty where nothing was said or shared.
    `more_notes` holds `{number}`, for notes that found no room, and `page_label`
    `{number}`.
    """

    language: str
    title: str
    name: str
    site_name: str
    facts: tuple[str, ...]
    meetings_label: str
    attendance_label: str
    attended: str
    days: tuple[str, ...]
    attendance: tuple[AttendanceStatus | None, ...]
    attendance_words: Mapping[AttendanceStatus, str]
    legends: tuple[Mapping[int, str], ...]
    strips: tuple[StripDesign, ...]
    nothing_seen: str
    follow_up: Section
    notes_heading: str
    no_notes: str
    notes: tuple[NoteDesign, ...]
    more_notes: str
    own_view: Section
    self_report: tuple[tuple[str, ...], ...]
    sections: tuple[Section, ...]
    page_label: str
    watermark: str = ""
