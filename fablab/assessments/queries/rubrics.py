"""Reading rubrics, and their words in the language that somebody reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fablab.assessments.models import Dimension, Domain, Rubric
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound

SHIPPED = "fablab-cs-6"
LAST_RESORT = "en"


@dataclass(frozen=True, kw_only=True)
class DimensionWords:
    """A dimension in one language; `descriptors` maps each level to what it looks like.

    `id` is the row's, for finding the levels that belong to it.
    """

    id: int
    code: str
    domain: Domain
    domain_title: str
    title: str
    cue: str
    descriptors: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class RubricWords:
    """A rubric in one language; `labels` maps the levels 1–4 to their names."""

    code: str
    version: str
    licence: str
    title: str
    labels: Mapping[int, str]
    not_observed: str
    rules: Sequence[str]
    alignment: str
    dimensions: Sequence[DimensionWords]

    @property
    def name(self) -> str:
        """Which words levels are given by: code and version."""
        return f"{self.code} {self.version}"

    def label(self, level: int | None) -> str:
        """The name of a level, or the words for not observed."""
        return self.not_observed if level is None else self.labels[level]


def current_rubric() -> Rubric:
    """The rubric that is used for new levels: the version that was stored last.

    Raises:
        NotFound: none has been stored yet.
    """
    rubric = db.session.scalar(
        select(Rubric)
        .where(Rubric.code == SHIPPED)
        .order_by(Rubric.id.desc())
        .limit(1)
        .options(selectinload(Rubric.dimensions))
    )
    if rubric is None:
        raise NotFound(
            N_(
                "The levels are not set up here yet. "
                "Please ask whoever runs this site to finish its installation."
            )
        )
    return rubric


def stored_rubrics() -> Sequence[Rubric]:
    """Every version that levels were ever given by, the oldest first."""
    return db.session.scalars(
        select(Rubric).order_by(Rubric.id).options(selectinload(Rubric.dimensions))
    ).all()


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else in English, else in any."""
    for known in (language, LAST_RESORT):
        if known in texts:
            return texts[known]
    return next(iter(texts.values()), "")


def words_of(rubric: Rubric, language: str) -> RubricWords:
    """The rubric's words in that language, each with its own fallback."""
    content = rubric.content
    return RubricWords(
        code=rubric.code,
        version=rubric.version,
        licence=content["licence"],
        title=in_language(content["title"], language),
        labels={
            entry["level"]: in_language(entry["label"], language)
            for entry in content["levels"]
        },
        not_observed=in_language(content["not_observed"], language),
        rules=[in_language(rule, language) for rule in content["rules"]],
        alignment=in_language(content["alignment_note"], language),
        dimensions=[
            _dimension_words(dimension, content["domains"], language)
            for dimension in rubric.dimensions
        ],
    )


def _dimension_words(
    dimension: Dimension, domains: Mapping[str, Mapping[str, str]], language: str
) -> DimensionWords:
    content = dimension.content
    return DimensionWords(
        id=dimension.id,
        code=dimension.code,
        domain=dimension.domain,
        domain_title=in_language(domains[dimension.domain], language),
        title=in_language(content["title"], language),
        cue=in_language(content["cue"], language),
        descriptors={
            entry["level"]: in_language(entry["descriptor"], language)
            for entry in content["levels"]
        },
    )
