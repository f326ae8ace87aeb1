"""Reports to draw in tests: an ordinary one, and one with everything too long."""

from dataclasses import replace

from fablab.checkin.models import AttendanceStatus
from fablab.reports.bars import pieces_of
from fablab.reports.pdf import (
    Chart,
    ChartRow,
    ClassDesign,
    NoteDesign,
    PupilDesign,
    PupilRow,
    Section,
    StripDesign,
)
from fablab.reports.pdf.pilot import BarsDesign, CountsDesign, FiguresDesign
from fablab.reports.queries.class_figures import counted

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
        ("How much is this like you today?", "At the beginning", "At the end"),
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
    self_report=tuple(
        (*row, "Looking back, in many words") for row in ORDINARY.self_report * 5
    ),
)

LABELS = ("With support", "With prompts", "On my own", "Further, and with others")
ALL = (0, 1, 2, 3, 4)


def bar(title: str, *numbers: int, shades: tuple[int, ...] = ALL) -> ChartRow:
    counts = counted(numbers)
    return ChartRow(
        title=title,
        cells=tuple(("–" if cell is None else str(cell), 1) for cell in counts.cells),
        total="–" if counts.total is None else str(counts.total),
        pieces=pieces_of(counts, shades),
    )


CLASS = ClassDesign(
    language="en",
    title="Class overview",
    name="Class 6b",
    author="School No. 1",
    facts=("School No. 1", "20 pupils", "Made on 25 Oct 2026"),
    attendance=Chart(
        heading="Attendance",
        headings=("came", "excused", "absent", "not noted"),
        shades=(3, 1, 0, 4),
        total_heading="Pupils at meetings",
        rows=(
            replace(
                bar("Laser-cut lamps", 60, 9, 6, 2, shades=(3, 1, 0, 4)),
                cells=(("60", 1), ("9", 1), ("–", 1), ("–", 1)),
            ),
        ),
    ),
    levels=(
        Chart(
            heading="Creativity (fablab-cs-6 1.0)",
            headings=(*LABELS, "not confirmed yet"),
            shades=ALL,
            total_heading="Pupils observed",
            rows=(
                bar("Generating ideas", 0, 6, 7, 5, 2),
                bar("Original and useful", 5, 6, 9, 0, 0),
                replace(
                    bar("Testing and improving", 3, 9, 4, shades=(1, 3, 4)),
                    cells=(("–", 2), ("9", 2), ("–", 1)),
                ),
            ),
        ),
        Chart(
            heading="Self-reliance (fablab-cs-6 1.0)",
            headings=(*LABELS, "not confirmed yet"),
            shades=ALL,
            total_heading="Pupils observed",
            rows=(
                bar("Taking the initiative", 2, 2, 2, 2, 2),
                bar("Organising work and using help", 1, 1, 1, 0, 0),
            ),
        ),
    ),
    self_reports=Chart(
        heading="What pupils say: My maker compass",
        headings=("higher", "the same", "lower", "answered only once"),
        shades=(3, 1, 0, 4),
        total_heading="Pupils who answered",
        rows=(),
    ),
    suppressed="Counts under five, and those that would give them away, are not shown",
    agreement=Section(
        heading="How well observers agree",
        paragraphs=("Generating ideas: Krippendorff’s alpha 0.71 (95 %: 0.2 to 0.9)",),
    ),
    pupils_heading="Pupil by pupil",
    pupil_headings=("Pupil", "Series", "Attended"),
    legends=(dict(enumerate(LABELS, start=1)),),
    dimensions=tuple((f"CR{n}", f"Dimension {n}") for n in range(1, 7)),
    pupils=tuple(
        PupilRow(
            name=f"{LONG_NAME} {number}" if number % 7 == 0 else f"Ola Bąk {number}",
            public_id=str(number),
            series="Laser-cut lamps",
            attended="3 of 4",
            levels=(1, 2, 3, 4, None, 2),
            words=("",) * 6,
        )
        for number in range(1, 61)
    ),
    sections=ORDINARY.sections,
    page_label="Page {number}",
)
FIGURES = FiguresDesign(
    language="en",
    title="Figures",
    site_name="FabLab Bielsko-Biała",
    facts="Series that ended until 25 Oct 2026",
    came=(
        CountsDesign(
            title="Pupils by age",
            rows=(("8–10", 24), ("11–13", None)),
            total=("Together", 41),
        ),
    ),
    growth=(
        BarsDesign(
            domain="Creativity",
            title="Generating ideas",
            parts=LABELS,
            shades=(0, 1, 2, 3),
            bars=(("At first", (12, 21, 1, 7)), ("In the end", (0, 10, 18, 13))),
            words="41 pupils were seen at two meetings or more.",
        ),
        BarsDesign(
            domain="Creativity",
            title="Original and useful",
            parts=("With support or prompts", "On my own and further"),
            shades=(1, 3),
            bars=(("At first", (12, 29)), ("In the end", (None, None))),
            words="41 pupils were seen at two meetings or more.",
        ),
    ),
    no_growth="Nothing to show.",
    lists={"What they do not say": ("Levels are no marks.",)},
    came_title="Who came",
    foot="FabLab Bielsko-Biała",
)
