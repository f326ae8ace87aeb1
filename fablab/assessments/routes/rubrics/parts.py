"""What several of these pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for

from fablab.assessments.models import Rubric, RubricDraft
from fablab.assessments.texts import (
    WHOLE,
    Content,
    Told,
    codes_of,
    how_ready,
    told,
    words_of_place,
)
from fablab.config import LANGUAGES
from fablab.web.language import current_language


@dataclass(frozen=True, kw_only=True)
class Ready:
    """How far a language has come: `some` of `all` words."""

    language: str
    name: str
    some: int
    all: int


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A dimension as it is told: `words` by name, `domain` by its title."""

    code: str
    domain: Told
    words: Mapping[str, Told]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A content in one language; what it lacks there is told in another."""

    language: str
    words: Mapping[str, Told]
    rules: Sequence[Told]
    dimensions: Sequence[Dimension]


def words_language() -> str:
    """The language of the words that are asked for; it may be another than the page's.

    An unknown one is as good as none.
    """
    wanted = request.args.get("words", "")
    return wanted if wanted in LANGUAGES else current_language()


def readiness(content: Content) -> list[Ready]:
    """How far each language has come."""
    found = []
    for language, name in LANGUAGES.items():
        some, every = how_ready(content, language)
        found.append(Ready(language=language, name=name, some=some, all=every))
    return found


def how_ready_at(content: Content, place: str) -> list[Ready]:
    """How far each language has come at one place."""
    every = words_of_place(content, place).values()
    return [
        Ready(
            language=language,
            name=name,
            some=sum(language in texts for texts in every),
            all=len(every),
        )
        for language, name in LANGUAGES.items()
    ]


def wording(content: Content, language: str, main: str) -> Wording:
    """The content in that language, else in the main one, else in English."""
    languages = (language, main, "en")
    words = told(content, WHOLE, languages)
    domains = {
        domain: next(
            Told(texts[one], one) for one in (*languages, *texts) if one in texts
        )
        for domain, texts in content["domains"].items()
    }
    return Wording(
        language=language,
        words=words,
        rules=[told for name, told in words.items() if name.startswith("rule_")],
        dimensions=[
            Dimension(
                code=one["code"],
                domain=domains[one["domain"]],
                words=told(content, one["code"], languages),
            )
            for one in content["dimensions"]
        ],
    )


def place_url(draft: RubricDraft, place: str, language: str) -> str:
    """The page where the words of a place are written."""
    if place == WHOLE:
        return url_for("rubrics.words", public_id=draft.public_id, words=language)
    return url_for(
        "rubrics.dimension", public_id=draft.public_id, code=place, words=language
    )


def title_of(thing: Rubric | RubricDraft) -> Told:
    """What a version or a draft is called in the visitor's language."""
    main = thing.site.language if thing.site else "en"
    languages = (current_language(), main, "en")
    texts = thing.content["title"]
    return next(
        (Told(texts[one], one) for one in (*languages, *texts) if one in texts),
        Told("", ""),
    )


def dimension_titles(*contents: Content) -> dict[str, str]:
    """What dimensions are called, by code; the last content has the last word."""
    language = current_language()
    titles = {}
    for content in contents:
        every = {**content, "dimensions": [*content["dimensions"]]}
        every["dimensions"] += content.get("left_out", [])
        for code in codes_of(every):
            titles[code] = told(every, code, (language, "en"))["title"].text
    return titles
