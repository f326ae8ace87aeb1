"""Reading rubrics, and their words in the language that somebody reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from fablab.assessments.models import (
    Assessment,
    Dimension,
    Domain,
    ObservedLevel,
    Rubric,
    RubricChoice,
)
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound
from fablab.series.models import Meeting, Series

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


def shipped_rubric() -> Rubric:
    """The newest version of the rubric that comes with the software.

    Raises:
        NotFound: none has been stored yet.
    """
    return _found(
        db.session.scalar(
            select(Rubric)
            .where(Rubric.id == _newest_shipped())
            .options(selectinload(Rubric.dimensions))
        )
    )


def site_rubric(site_id: int) -> Rubric:
    """What the site's new series use: what was chosen last, else the newest shipped.

    Raises:
        NotFound: none has been stored yet.
    """
    used = func.coalesce(_chosen_at(site_id), _newest_shipped())
    return _found(
        db.session.scalar(
            select(Rubric)
            .where(Rubric.id == used)
            .options(selectinload(Rubric.dimensions))
        )
    )


def rubric_of(series_id: int) -> Rubric:
    """The rubric that levels of a series are given by, as `rubrics_of`.

    Raises:
        NotFound: none has been stored yet.
    """
    return _found(rubrics_of([series_id]).get(series_id))


def rubrics_of(series_ids: Collection[int]) -> Mapping[int, Rubric]:
    """The rubrics that levels of these series are given by; two statements.

    A series keeps the words of its first level, so that a pupil is described by one set
    of words from the first meeting to the last. Before that it has its site's.
    """
    used = func.coalesce(_begun_with(), _chosen_at(Series.site_id), _newest_shipped())
    found = db.session.execute(
        select(Series.id, Rubric)
        .join(Rubric, Rubric.id == used)
        .where(Series.id.in_(series_ids))
        .options(selectinload(Rubric.dimensions))
    )
    return dict(found.all())


def rubrics_for(site_id: int) -> Sequence[Rubric]:
    """Every version that the site may use or has used, the oldest first."""
    return db.session.scalars(
        select(Rubric)
        .where(or_(Rubric.site_id.is_(None), Rubric.site_id == site_id))
        .order_by(Rubric.id)
        .options(selectinload(Rubric.dimensions))
    ).all()


def _begun_with() -> ScalarSelect[int]:
    """The rubric of the first level of a series, which is correlated."""
    first = (
        select(func.min(Assessment.id))
        .join(Assessment.meeting)
        .where(Meeting.series_id == Series.id)
        .correlate(Series)
        .scalar_subquery()
    )
    return (
        select(Dimension.rubric_id)
        .join(ObservedLevel, ObservedLevel.dimension_id == Dimension.id)
        .where(ObservedLevel.assessment_id == first)
        .limit(1)
        .correlate(Series)
        .scalar_subquery()
    )


def _chosen_at(site_id: int | SQLColumnExpression[int]) -> ScalarSelect[int]:
    return (
        select(RubricChoice.rubric_id)
        .where(RubricChoice.site_id == site_id)
        .order_by(RubricChoice.id.desc())
        .limit(1)
        .correlate(Series)
        .scalar_subquery()
    )


def _newest_shipped() -> ScalarSelect[int]:
    newest = aliased(Rubric)
    return (
        select(func.max(newest.id))
        .where(newest.code == SHIPPED, newest.site_id.is_(None))
        .scalar_subquery()
    )


def _found(rubric: Rubric | None) -> Rubric:
    if rubric is None:
        raise NotFound(
            N_(
                "The levels are not set up here yet. "
                "Please ask whoever runs this site to finish its installation."
            )
        )
    return rubric


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
