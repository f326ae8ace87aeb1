"""Reading the texts: what a guardian is asked, and in which words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from fablab.consent.errors import TextHasChanged
from fablab.consent.models import ConsentText, Named, Purpose
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.people.models import Pupil

FALLBACK = "en"
OPTIONAL = tuple(each for each in Purpose if each is not Purpose.TAKING_PART)
"""What is asked besides taking part; a no to any of it changes nothing else."""

ASKED_LATER = (Purpose.CREDENTIAL,)
"""What is a question on the family's page only, never when registering."""


@dataclass(frozen=True, kw_only=True)
class WordedText:
    """A text with the names filled in, as it is shown and answered.

    `sha256` says which words these are; it comes back with the answer.
    """

    purpose: Purpose
    language: str
    sha256: str
    title: str
    question: str
    body: Sequence[str]
    yes: str
    no: str


def current_texts(
    purposes: Collection[Purpose], language: str
) -> Mapping[Purpose, ConsentText]:
    """The versions that count now, in the language or else in English.

    Raises:
        LookupError: a text was not loaded; `load_texts` does that.
    """
    found = db.session.scalars(
        select(ConsentText).where(
            ConsentText.purpose.in_(purposes),
            ConsentText.language.in_({language, FALLBACK}),
        )
    )
    newest = sorted(found, key=lambda text: (*_age(text), text.language == language))
    texts = {text.purpose: text for text in newest}
    for purpose in purposes:
        if purpose not in texts:
            raise LookupError(f"no text for {purpose}: run `fablab init`")
    return texts


def current_text(purpose: Purpose, language: str) -> ConsentText:
    """The version of one text that counts now, in the language or else in English.

    Raises:
        LookupError: no text was loaded; `load_texts` does that.
    """
    return current_texts([purpose], language)[purpose]


def current_versions() -> Mapping[Purpose, str]:
    """Which version of each text counts now: the one that was published last."""
    found = db.session.execute(
        select(ConsentText.purpose, ConsentText.version).order_by(
            ConsentText.published_at, ConsentText.version
        )
    )
    return dict(found.all())


def counting_versions() -> Mapping[Purpose, Mapping[str, Collection[Named]]]:
    """By purpose and version, what a yes to it counts for beyond the first version.

    Only the version that counts now is in it, and those it says it only adds to: a
    yes to any other is asked for anew.
    """
    found = db.session.execute(
        select(
            ConsentText.purpose,
            ConsentText.version,
            ConsentText.content["names"],
            ConsentText.content["adds_to"],
        ).order_by(ConsentText.published_at, ConsentText.version)
    )
    named: dict[Purpose, dict[str, Collection[Named]]] = {}
    counting: dict[Purpose, set[str]] = {}
    for purpose, version, names, adds_to in found:
        named.setdefault(purpose, {})[version] = {Named(name) for name in names or ()}
        counting[purpose] = {version, *(adds_to or ())}
    return {
        purpose: {each: of[each] for each in of if each in counting[purpose]}
        for purpose, of in named.items()
    }


def shown_texts(answered: Mapping[Purpose, str]) -> Mapping[Purpose, ConsentText]:
    """The texts that were on the page, found by the SHA-256 that came back with it.

    Raises:
        TextHasChanged: there is a newer version now, or there never was such a text.
    """
    found = {
        (text.purpose, text.sha256): text
        for text in db.session.scalars(
            select(ConsentText).where(ConsentText.sha256.in_(answered.values()))
        )
    }
    versions = current_versions()
    texts = {each: found.get((each, sha256)) for each, sha256 in answered.items()}
    shown = {each: text for each, text in texts.items() if text is not None}
    if len(shown) < len(answered) or any(
        text.version != versions[purpose] for purpose, text in shown.items()
    ):
        raise TextHasChanged(
            N_(
                "We have changed a text in the meantime. "
                "Please read it and answer again."
            )
        )
    return shown


def shown_text(purpose: Purpose, sha256: str) -> ConsentText:
    """The one text that was on the page when it was answered.

    Raises:
        TextHasChanged: there is a newer version now, or there never was such a text.
    """
    return shown_texts({purpose: sha256})[purpose]


def word_text(
    text: ConsentText, *, pupil: str, site: str, school: str = ""
) -> WordedText:
    """Fill the names into a text.

    Args:
        text: the text.
        pupil: the given name.
        site: the FabLab's name.
        school: the school's name, where the text is about one.
    """
    names = {"pupil": pupil, "site": site, "school": school}

    def filled(words: str) -> str:
        return words % names

    content = text.content
    return WordedText(
        purpose=text.purpose,
        language=text.language,
        sha256=text.sha256,
        title=filled(content["title"]),
        question=filled(content["question"]),
        body=[filled(paragraph) for paragraph in content["body"]],
        yes=filled(content["yes"]),
        no=filled(content["no"]),
    )


def shared_words(texts: Sequence[WordedText]) -> list[str]:
    """The paragraphs that stand in every one of the texts, to be shown once."""
    return [
        paragraph
        for paragraph in texts[0].body
        if all(paragraph in text.body for text in texts)
    ]


def purposes_for(pupil: Pupil) -> tuple[Purpose, ...]:
    """What is asked when registering: sharing only where there is a school."""
    return tuple(each for each in family_purposes(pupil) if each not in ASKED_LATER)


def family_purposes(pupil: Pupil) -> tuple[Purpose, ...]:
    """What a guardian may answer for this pupil on the family's page."""
    return tuple(
        each
        for each in OPTIONAL
        if each is not Purpose.SHARE_WITH_SCHOOL or pupil.school_id is not None
    )


def _age(text: ConsentText) -> tuple[float, str]:
    """Orders versions, the newest last."""
    return text.published_at.timestamp(), text.version
