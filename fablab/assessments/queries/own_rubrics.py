"""Reading what a site has of its own: versions, drafts, and what it uses since when."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fablab.accounts.queries import Actor
from fablab.assessments.models import Rubric, RubricChoice, RubricDraft
from fablab.assessments.texts import Content
from fablab.kernel.db import db
from fablab.kernel.errors import N_, NotFound


def content_of(rubric: Rubric) -> Content:
    """A version whole, as a shipped file has it."""
    return {
        **rubric.content,
        "dimensions": [dimension.content for dimension in rubric.dimensions],
    }


def own_rubric(code: str, version: str, actor: Actor) -> Rubric:
    """A version that somebody may read: a shipped one, or one of a site of theirs.

    Raises:
        NotFound: there is none of that name, or it is another site's.
    """
    rubric = db.session.scalar(
        select(Rubric)
        .where(
            Rubric.code == code,
            Rubric.version == version,
            Rubric.site_id.is_(None) | Rubric.site_id.in_(actor.coordinates),
        )
        .options(
            selectinload(Rubric.dimensions),
            joinedload(Rubric.made_from).selectinload(Rubric.dimensions),
            joinedload(Rubric.published_by),
            joinedload(Rubric.site),
        )
    )
    if rubric is None:
        raise NotFound(N_("There is no such version, or it is not one of yours."))
    return rubric


def versions_of(site_id: int) -> Sequence[Rubric]:
    """What the site may use, the newest first, with who published it."""
    return db.session.scalars(
        select(Rubric)
        .where(Rubric.site_id.is_(None) | (Rubric.site_id == site_id))
        .options(selectinload(Rubric.dimensions), joinedload(Rubric.published_by))
        .order_by(Rubric.id.desc())
    ).all()


def own_draft(public_id: str, actor: Actor, *, lock: bool = False) -> RubricDraft:
    """A draft of a site that somebody coordinates, in a unit of work locked.

    Raises:
        NotFound: there is none, or it is another site's.
    """
    query = select(RubricDraft).where(
        RubricDraft.public_id == public_id, RubricDraft.site_id.in_(actor.coordinates)
    )
    draft = db.session.scalar(query.with_for_update() if lock else query)
    if draft is None:
        raise NotFound(N_("There is no such draft, or it is not one of yours."))
    return draft


def open_drafts(site_id: int) -> Sequence[RubricDraft]:
    """The drafts that a site is still writing, the latest changed first."""
    return db.session.scalars(
        select(RubricDraft)
        .where(
            RubricDraft.site_id == site_id,
            RubricDraft.published_id.is_(None),
            RubricDraft.dropped_at.is_(None),
        )
        .options(joinedload(RubricDraft.made_from), joinedload(RubricDraft.changed_by))
        .order_by(RubricDraft.changed_at.desc(), RubricDraft.id.desc())
    ).all()


def choices_of(site_id: int) -> Sequence[RubricChoice]:
    """What the site has used, the latest first."""
    return db.session.scalars(
        select(RubricChoice)
        .where(RubricChoice.site_id == site_id)
        .options(joinedload(RubricChoice.rubric), joinedload(RubricChoice.chosen_by))
        .order_by(RubricChoice.id.desc())
    ).all()
