"""The words of a rubric as flat lists, so that they can be counted and compared.

A rubric's content has a place for the words of all dimensions and one for those of each
dimension. Each word has a name there and a text in some languages.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple, TypeAlias

Content: TypeAlias = dict[str, Any]
Texts: TypeAlias = dict[str, str]
"""A language's code → the text in that language."""

WHOLE = ""
"""The place of the words that are for all dimensions; the others are named by code."""


class Word(NamedTuple):
    """A text of a rubric: where it stands, what it is, and what it says."""

    place: str
    name: str
    texts: Texts


class Told(NamedTuple):
    """What a word says to a reader, and in which language it does."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one word says otherwise than before; `texts` are before and now.

    `untouched` are the languages that say what they said, so that somebody looks.
    """

    place: str
    name: str
    texts: Mapping[str, tuple[str, str]]
    untouched: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How a content differs from what it was made from; places are codes."""

    added: Sequence[str]
    left_out: Sequence[str]
    is_moved: bool
    changes: Sequence[Change]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.left_out or self.is_moved or self.changes)


def words_of_place(content: Content, place: str) -> dict[str, Texts]:
    """The words of one place by name, in the order of reading.

    What is changed in them is changed in `content`.

    Raises:
        KeyError: there is no such dimension.
    """
    if place != WHOLE:
        return _words_of_dimension(_by_code(content)[place])
    return {
        "title": content["title"],
        **{f"level_{one['level']}": one["label"] for one in content["levels"]},
        "not_observed": content["not_observed"],
        **{f"rule_{number}": rule for number, rule in enumerate(content["rules"], 1)},
    }


def all_words(content: Content) -> Iterator[Word]:
    """Every word of the content, those of what was left out apart."""
    for place in (WHOLE, *codes_of(content)):
        for name, texts in words_of_place(content, place).items():
            yield Word(place, name, texts)


def told(content: Content, place: str, languages: Sequence[str]) -> dict[str, Told]:
    """The words of one place by name, each in the first of the languages that it has.

    Raises:
        KeyError: there is no such dimension.
    """
    return {
        name: next(
            (Told(texts[one], one) for one in (*languages, *texts) if one in texts),
            Told("", ""),
        )
        for name, texts in words_of_place(content, place).items()
    }


def codes_of(content: Content) -> list[str]:
    """The codes of the dimensions, in their order."""
    return [one["code"] for one in content["dimensions"]]


def how_ready(content: Content, language: str) -> tuple[int, int]:
    """How many words there are in that language, and how many in all."""
    words = list(all_words(content))
    return sum(language in word.texts for word in words), len(words)


def missing_words(content: Content, language: str) -> list[Word]:
    """The words that have no text in that language."""
    return [word for word in all_words(content) if language not in word.texts]


def difference(old: Content, new: Content) -> Difference:
    """What somebody should look at before the new content is used."""
    before, now = codes_of(old), codes_of(new)
    kept = [code for code in before if code in now]
    known = {(word.place, word.name): word.texts for word in all_words(old)}
    return Difference(
        added=[code for code in now if code not in before],
        left_out=[code for code in before if code not in now],
        is_moved=kept != [code for code in now if code in before],
        changes=[
            _change(word, known[word.place, word.name])
            for word in all_words(new)
            if known.get((word.place, word.name), word.texts) != word.texts
        ],
    )


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    """The texts word by word: ("same", "del" or "ins", the words)."""
    before, now = old.split(), new.split()
    matched = SequenceMatcher(None, before, now, autojunk=False)
    found: list[tuple[str, str]] = []
    for kind, i, j, k, m in matched.get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(before[i:j])))
            continue
        if i < j:
            found.append(("del", " ".join(before[i:j])))
        if k < m:
            found.append(("ins", " ".join(now[k:m])))
    return found


def seal_of(value: object) -> str:
    """What tells whether somebody changed the value while another had it open."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _by_code(content: Content) -> dict[str, Content]:
    return {one["code"]: one for one in content["dimensions"]}


def _words_of_dimension(dimension: Content) -> dict[str, Texts]:
    return {
        "title": dimension["title"],
        "cue": dimension["cue"],
        **{f"level_{one['level']}": one["descriptor"] for one in dimension["levels"]},
    }


def _change(word: Word, old: Texts) -> Change:
    changed = {
        language: (old.get(language, ""), word.texts.get(language, ""))
        for language in {**old, **word.texts}
        if old.get(language) != word.texts.get(language)
    }
    return Change(
        place=word.place,
        name=word.name,
        texts=changed,
        untouched=[one for one in word.texts if one not in changed],
    )
