"""The pupil's own view in words: then and now beside each other, never a sum."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import Compass, Instrument
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


def own_words(given: Given, asked: Instrument) -> Iterator[tuple[str, str]]:
    """What the pupil wrote at the end, each after the question it answers."""
    if after := given.get(Occasion.AFTER):
        for code, words in after.words.items():
            if words:
                yield asked.prompts[code], words
