"""Growth sheets to draw in tests: an ordinary one, and one with everything too long."""

from dataclasses import replace

from fablab.assessments.models import Domain
from fablab.reports.pdf import (
    CompassDesign,
    LaneDesign,
    ScaleDesign,
    Section,
    SheetDesign,
)

LABELS = {
    1: "With support",
    2: "With prompts",
    3: "On my own",
    4: "Further, and with others",
}
DAYS = ("3 Oct", "10 Oct", "17 Oct", "24 Oct", "31 Oct", "7 Nov", "14 Nov", "21 Nov")
LONG_NAME = "Wenancjusz-Świętopełk Brzęczyszczykiewicz-Konstantynopolitańczykowianecki"


def lane(
    title: str, domain: Domain, *levels: int | None, verdict: str, aside: str = ""
) -> LaneDesign:
    return LaneDesign(
        title=title,
        domain=domain,
        domain_title="Creativity" if domain is Domain.CREATIVITY else "Self-reliance",
        levels=levels,
        labels=LABELS,
        verdict=verdict,
        aside=aside,
        evidence="Unprompted, offers three or more different ideas, says what each is "
        "for and picks one with a reason."
        if any(levels)
        else "",
    )


MADE, DONE = Domain.CREATIVITY, Domain.SELF_RELIANCE
ORDINARY = SheetDesign(
    language="en",
    topic="laser-cutting",
    title="Growth at the FabLab",
    name="Łucja Ż.",
    series="Laser-cut lamps",
    site="FabLab Bielsko-Biała",
    facts=("Saturdays, 3 Oct – 21 Nov 2026", "Came to 7 of 8 meetings"),
    days=DAYS,
    seen_heading="What the facilitators saw",
    how_to_read="Each column is one meeting. The dot is higher and larger the more was "
    "done without help.",
    labels=LABELS,
    not_observed="An empty column: not observed that day",
    lanes=(
        lane(
            *("Generating ideas", MADE, 1, 2, None, 2, 3, None, 3, 3),
            verdict="On my own",
        ),
        lane(
            *("Original and useful", MADE, None, 2, None, 3, None, 3, None, None),
            verdict="On my own",
        ),
        lane(
            *("Testing and improving", MADE, 2, 2, None, 3, None, None, None, 4),
            verdict="On my own",
            aside="seen once: Further, and with others",
        ),
        lane(
            *("Taking the initiative", DONE, 3, 3, None, 3, None, 2, None, 2),
            verdict="On my own",
            aside="seen less often lately",
        ),
        lane(
            *("Keeping going", DONE, 1, None, None, 2, None, 4, 4, 4),
            verdict="Further, and with others",
        ),
        lane("Organising work and using help", DONE, *[None] * 8, verdict="not seen"),
    ),
    grew_most=Section(
        heading="Grew most",
        paragraphs=("Keeping going", "At first: With support.", "Now: Further."),
    ),
    next_steps=Section(
        heading="Next step",
        paragraphs=(
            "Generating ideas. Try: “Offers varied ideas, also by combining fields.”",
        ),
    ),
    compass=CompassDesign(
        heading="My maker compass",
        note="How much is this like you today? The pupil’s own view.",
        times=("Then", "Now"),
        scales=(),
    ),
    own_words=Section(heading="In own words", paragraphs=()),
    foot=(
        "Observation in 7 meetings by 2 people; it is not a school mark.",
        "Rubric fablab-cs-6 1.0. Relates to EntreComp.",
        "Made on 22 Nov 2026",
    ),
)
SAYS = replace(
    ORDINARY.compass,
    scales=tuple(
        ScaleDesign(
            title=title,
            rows=[
                (
                    "I can use materials in a way nobody has shown me.",
                    "A little like me",
                    "Very much like me",
                )
            ]
            * 5,
        )
        for title in ("Ideas and making", "Doing it myself")
    ),
)
LONGEST = replace(
    ORDINARY,
    name=f"{LONG_NAME} von und zu Habsburg-Lothringen-Przykładowa",
    series=f"A title without end {'and more ' * 12}",
    facts=(*ORDINARY.facts, "and more " * 20),
    lanes=tuple(
        replace(
            one,
            title=f"{one.title} in very many words {'indeed ' * 8}",
            levels=(1, None, 4) * 8,
            evidence=f"{one.evidence} " * 5,
            aside="seen less often lately " * 4,
        )
        for one in (*ORDINARY.lanes, *ORDINARY.lanes)
    ),
    next_steps=Section(heading="Next step", paragraphs=("Try it. " * 60,) * 2),
    foot=(*ORDINARY.foot, "and so on " * 60),
)
EMPTY = replace(
    ORDINARY,
    labels={},
    lanes=(),
    grew_most=Section(heading="Grew most", paragraphs=()),
    next_steps=Section(heading="Next step", paragraphs=()),
    foot=ORDINARY.foot[2:],
)
