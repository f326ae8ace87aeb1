"""The pupil's own view in words: then and now beside each other, never a sum."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import Compass, Instrument
from fablab.reports.pdf import CompassDesign, ScaleDesign
from fablab.reports.wording import OCCASIONS

Given = Mapping[Occasion, Compass]


def answer_words(compass: Compass, code: str, asked: Instrument) -> str:
    """What the pupil chose for a sentence, in words."""
    if code not in compass.answers:
        return str(_("left out"))
    value = compass.answers[code]
    return asked.dont_know if value is None else asked.options[value]


def compass_rows(given: Given, asked: Instrument) -> Iterator[tuple[str, ...]]:
    """The headings, then each sentence with what was chosen on each occasion."""
    told = [occasion for occasion in Occasion if occasion in given]
    if told:
        yield (asked.stem, *(_(OCCASIONS[occasion]) for occasion in told))
        for item in asked.items:
            words = [answer_words(given[one], item.code, asked) for one in told]
            yield (item.text, *words)


def compass_design(given: Given, asked: Instrument) -> CompassDesign:
    """Then and now for the family: told once there is a now, without what was left out.

    What the pupil thinks at the end of before is not in it.
    """
    times = [one for one in (Occasion.BEFORE, Occasion.AFTER) if one in given]
    if Occasion.AFTER not in given:
        times = []
    told = {item for one in times for item in given[one].answers}
    scales = [
        ScaleDesign(
            title=title,
            rows=[
                (item.text, *(answer_words(given[o], item.code, asked) for o in times))
                for item in asked.items
                if item.scale == scale and item.code in told
            ],
        )
        for scale, title in asked.scales.items()
    ]
    return CompassDesign(
        heading=asked.title,
        note=asked.stem + " " + _("The pupil’s own view, in the words to choose from."),
        times=[_("Then") if one is Occasion.BEFORE else _("Now") for one in times],
        scales=[one for one in scales if one.rows],
    )
