"""What pupils say of themselves: a row for each sentence, and for their own words."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from fablab.assessments.models import Occasion
from fablab.assessments.queries.compass import Compass, Instrument, instrument
from fablab.reports.exports.source import Source, local_day, who_columns
from fablab.reports.exports.tables import Column, Kind, Row, Table, Word
from fablab.reports.queries.lines import ReportLine
from fablab.reports.wording import OCCASIONS

DONT_KNOW, LEFT_OUT, WRITTEN = "dont_know", "left_out", "written"


def self_report_table(source: Source) -> Table:
    """One row for each pupil, series, occasion and sentence, the latest answer only.

    Nothing of pupils whose guardians share attendance and levels alone.
    """
    asked = instrument(source.outline.language)
    answers = answer_words(asked)

    def rows_of(line: ReportLine) -> Iterator[Row]:
        if line.series is None:
            return
        who = source.who(line)
        for occasion, compass in line.compass.items():
            begin = [
                *who,
                Word(occasion.value, _(OCCASIONS[occasion])),
                local_day(compass.answered_at, line.series.zone),
                compass.instrument,
            ]
            for told in _told(compass, occasion, asked, answers):
                yield [*begin, *told]

    return Table("self_report", _("Self-report"), _columns(), rows_of)


def answer_words(asked: Instrument) -> Mapping[str, Word]:
    """Every way to answer: the four options by number, and none of them by its code."""
    return {
        **{str(value): Word(str(value), word) for value, word in asked.options.items()},
        DONT_KNOW: Word(DONT_KNOW, asked.dont_know),
        LEFT_OUT: Word(LEFT_OUT, _("left out")),
        WRITTEN: Word(WRITTEN, _("in own words")),
    }


def _told(
    compass: Compass,
    occasion: Occasion,
    asked: Instrument,
    answers: Mapping[str, Word],
) -> Iterator[Row]:
    """What was answered to each sentence, then what was written."""
    for item in asked.items:
        value = compass.answers.get(item.code)
        code = LEFT_OUT if item.code not in compass.answers else str(value or DONT_KNOW)
        yield [
            item.code,
            item.text,
            asked.scales[item.scale],
            answers[code],
            value,
            None,
        ]
    if occasion is Occasion.AFTER:
        for code, words in compass.words.items():
            answer = answers[WRITTEN if words else LEFT_OUT]
            yield [code, asked.prompts[code], None, answer, None, words or None]


def _columns() -> list[Column]:
    return [
        *who_columns(),
        Column(
            "occasion",
            _("When"),
            _("At the beginning, at the end, or at the end looking back."),
            width=18,
        ),
        Column(
            "answered_on",
            _("Answered on"),
            _("The day of the answer; of several the latest counts."),
            Kind.DAY,
            12,
            unit=_("date"),
        ),
        Column(
            "instrument",
            _("Questionnaire"),
            _("Its code and version."),
            width=22,
        ),
        Column("item", _("Item"), _("The code of the sentence or question."), width=10),
        Column(
            "sentence",
            _("Sentence"),
            _("What the pupil read, here in the language of this file."),
            width=50,
        ),
        Column(
            "scale",
            _("Scale"),
            _("What the sentence belongs to; scales are never put together."),
            width=24,
        ),
        Column(
            "answer",
            _("Answer"),
            _(
                "The words that the pupil chose. “I don’t know” is an answer; "
                "“left out” is none."
            ),
            width=20,
        ),
        Column(
            "value",
            _("Answer number"),
            _(
                "1 to 4 in the order of the words; empty for “I don’t know” and for "
                "what was left out."
            ),
            Kind.NUMBER,
            unit=_("place in the order of answers"),
        ),
        Column(
            "own_words",
            _("Own words"),
            _("What the pupil wrote, as it was typed."),
            Kind.LONG_TEXT,
            width=60,
        ),
    ]
