"""The forms of a rubric's words: one place in one language, and a new dimension."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from fablab.assessments.models import Domain
from fablab.assessments.queries.rubrics import in_language
from fablab.assessments.texts import WHOLE, seal_of
from fablab.web.fields import SelectChoice
from fablab.web.forms import Form, OnceForm

TITLE = 80
LONGEST = {"title": TITLE, "cue": 160, "level": 400, "rule": 400, "not": 60}
LABEL = 40
"""The longest name of a level, which has to fit on a tablet."""


class WordsForm(Form):
    """The words of one place in one language; made by `words_form`.

    `seen` tells what the writer had before them.
    """

    seen = HiddenField()

    def words(self) -> dict[str, str]:
        """What was written, by name."""
        return {name: self[name].data or "" for name in self._fields if is_word(name)}

    def show_as_it_is_now(self, said: Mapping[str, str]) -> dict[str, str]:
        """Let the next sending overwrite what stands there now, which it returns.

        Only what differs from what was written is returned, by name.
        """
        self.seen.data = seal_of(said)
        mine = self.words()
        return {name: text for name, text in said.items() if mine.get(name) != text}


class DimensionForm(OnceForm):
    """A dimension of the site's own."""

    domain = RadioField(
        _l("What does it belong to?"), [InputRequired(_l("Choose one of the two"))]
    )
    title = StringField(
        _l("What is it called?"),
        [
            InputRequired(_l("Enter a name")),
            Length(
                max=TITLE, message=_l("Use %(most)s characters at most", most=TITLE)
            ),
        ],
        render_kw={"autocomplete": "off"},
    )

    def offer(self, domains: Mapping[str, Mapping[str, str]], language: str) -> None:
        """Let the coordinator choose between the two areas."""
        self.domain.choices = [
            SelectChoice(domain.value, in_language(domains[domain], language))
            for domain in Domain
        ]


def is_word(name: str) -> bool:
    """Whether a field of the form is a word of the rubric."""
    return name.split("_", maxsplit=1)[0] in LONGEST


def words_form(said: Mapping[str, str], place: str) -> WordsForm:
    """The form for the words of a place, filled in with what it says.

    Args:
        said: name → text, in the order of the page.
        place: a dimension's code, or `WHOLE`.
    """
    fields: dict[str, object] = {
        name: _field(name, text, place) for name, text in said.items()
    }
    fields["seen"] = HiddenField(default=seal_of(said))
    form_class: type[WordsForm] = type("WordsOfPlaceForm", (WordsForm,), fields)
    return form_class()


def label_of(name: str, place: str) -> str:
    """What a word is, for whoever writes it."""
    kind, _sep, number = name.partition("_")
    words: str = {
        "level": _("Name of level %(number)s", number=number)
        if place == WHOLE
        else _("Level %(number)s looks like this", number=number),
        "rule": _("Rule %(number)s", number=number),
        "title": _("Title") if place == WHOLE else _("Name of the dimension"),
        "cue": _("What to look for, as a question"),
        "not": _("Where nothing was seen"),
    }[kind]
    return words


def _field(name: str, text: str, place: str) -> StringField:
    kind = name.split("_", maxsplit=1)[0]
    is_label = kind == "level" and place == WHOLE
    most = LABEL if is_label else LONGEST[kind]
    is_long = kind == "rule" or (kind == "level" and not is_label)
    return (TextAreaField if is_long else StringField)(
        label_of(name, place),
        [Length(max=most, message=_("Use %(most)s characters at most", most=most))],
        default=text,
        render_kw={"autocomplete": "off"},
    )
