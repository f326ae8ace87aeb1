"""Reports to draw in tests: an ordinary one, and one with everything too long."""

from dataclasses import replace

from fablab.checkin.models import AttendanceStatus
from fablab.reports.pdf import NoteDesign, PupilDesign, Section, StripDesign

WORDS = {
    1: "With support",
    2: "With prompts",
    3: "On my own",
    4: "Further, and with others",
    0: "Not observed today",
}
PRESENT, LATE = AttendanceStatus.PRESENT, AttendanceStatus.LATE
ABSENT, EXCUSED = AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED


def strip(
    title: str, domain: str, *cells: int | None, verdict: str = "On my own"
) -> StripDesign:
    return StripDesign(
        title=title,
        domain=domain,
        cells=cells,
        words=WORDS,
        verdict=verdict,
        descriptor="Unprompted, offers three or more different ideas, says what each "
        "is for and picks one with a reason.",
    )


ORDINARY = PupilDesign(
    language="en",
    title="Progress report",
    name="Łucja Żuraw",
    site_name="FabLab Bielsko-Biała",
    facts=(
        "School No. 1 · 6b",
        "Laser-cut lamps · FabLab Bielsko-Biała · 3 Oct 2026 – 24 Oct 2026",
        "Made on 25 Oct 2026",
    ),
    meetings_label="Meeting",
    attendance_label="Attendance",
    attended="4 of 5",
    days=("3 Oct 2026", "10 Oct 2026", "17 Oct 2026", "24 Oct 2026", "31 Oct 2026"),
    attendance=(PRESENT, LATE, EXCUSED, ABSENT, None),
    attendance_words={
        PRESENT: "present",
        LATE: "late",
        EXCUSED: "excused",
        ABSENT: "absent",
    },
    legends=(WORDS,),
    strips=(
        strip("Generating ideas", "Creativity", 2, 3, None, 0, 3),
        strip("Original and useful", "Creativity", 1, None, None, 0, 2),
        strip("Testing and improving", "Creativity", None, 2, None, 3, None),
        strip("Taking the initiative", "Self-reliance", 2, 2, None, 0, 3),
        strip("Keeping going", "Self-reliance", 1, None, None, 4, 4),
        strip(
            *("Organising work and using help", "Self-reliance"),
            *(None, None, None, 0, None),
            verdict="not seen yet",
        ),
    ),
    nothing_seen="Nobody has recorded a level in this series yet.",
    follow_up=Section(
        heading="To try in class",
        paragraphs=(
            "Original and useful: Makes a project clearly different from the example.",
            "Taking the initiative: Sets an own goal or extra task.",
        ),
    ),
    notes_heading="What facilitators noted",
    no_notes="There are no notes.",
    notes=(
        NoteDesign(
            head="10 Oct 2026 · Generating ideas · E. L.",
            text="Drew three shades, then built the one that nobody had tried.",
        ),
    ),
    more_notes="Notes that found no room here and are in the Excel file: {number}",
    own_view=Section(
        heading="What the pupil says: My maker compass",
        paragraphs=("Before and after, in the pupil’s choice of words.",),
    ),
    self_report=(
        (
            "I can come up with more than one idea for how to make something.",
            "A little like me",
            "Mostly like me",
        ),
        (
            "I can keep going when a project gets hard.",
            "I don’t know",
            "Very much like me",
        ),
    ),
    sections=(
        Section(
            heading="How it came about",
            paragraphs=("Rubric: fablab-cs-6 1.0", "Observed by E. L."),
        ),
        Section(
            heading="What it does not say",
            paragraphs=("Levels describe what facilitators saw. They are no marks.",),
        ),
    ),
    page_label="Page {number} of 2",
)
LONG_NAME = "Wenancjusz-Świętopełk Brzęczyszczykiewicz-Konstantynopolitańczykowianecki"
LONGEST = replace(
    ORDINARY,
    name=f"{LONG_NAME} von und zu Habsburg-Lothringen-Przykładowa",
    facts=(*ORDINARY.facts, f"A title without end, {'and more ' * 20}"),
    days=tuple(f"{day} Oct 2026" for day in range(1, 17)),
    attendance=(PRESENT,) * 16,
    strips=tuple(
        replace(
            one,
            title=f"{one.title} in very many words",
            cells=(1, 2, 3, 4) * 4,
            descriptor=f"{one.descriptor} " * 3,
        )
        for one in ORDINARY.strips
    ),
    follow_up=Section(heading="To try in class", paragraphs=("Try it. " * 60,) * 2),
    notes=tuple(
        NoteDesign(
            head=f"{day} Oct 2026 · Generating ideas, Keeping going · E. L.",
            text=f"Note {day}: {'tried again and again ' * 22}",
        )
        for day in range(1, 25)
    ),
    self_report=ORDINARY.self_report * 5,
)
