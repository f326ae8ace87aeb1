"""Publishing a draft: from then on its words never change."""

from datetime import datetime

from sqlalchemy import func, select

from fablab.accounts.models import Account
from fablab.assessments.errors import DraftChanged, DraftEnded, NotPublishable
from fablab.assessments.models import Dimension, Domain, Rubric, RubricDraft
from fablab.assessments.queries.own_rubrics import content_of
from fablab.assessments.services.drafts import FEWEST, MOST, lock_site
from fablab.assessments.texts import (
    Content,
    difference,
    missing_words,
    seal_of,
)
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_, DomainError
from fablab.sites.models import Site

LONGEST_CODE = 40


def reasons_against(draft: RubricDraft) -> list[DomainError]:
    """Why a draft cannot be published yet, nothing if it can."""
    content, found = draft.content, list[DomainError]()
    if not difference(content_of(draft.made_from), content):
        found.append(
            NotPublishable(N_("It says the same as the version that it was made from."))
        )
    if not FEWEST <= len(content["dimensions"]) <= MOST:
        found.append(NotPublishable(N_("It needs two to eight dimensions.")))
    if {one["domain"] for one in content["dimensions"]} != {*Domain}:
        found.append(
            NotPublishable(
                N_("It needs a dimension of creativity and one of self-reliance.")
            )
        )
    if missing_words(content, draft.site.language):
        found.append(
            NotPublishable(
                N_("Some words are missing in the main language of the FabLab.")
            )
        )
    return found


def publish_draft(
    *, draft: RubricDraft, seen: str, by: Account, now: datetime
) -> Rubric:
    """Make a version of the draft; pressed twice, it makes one.

    Its code names the site, its version is the next number of that code.

    Args:
        draft: which, locked.
        seen: `seal_of` the content that was looked at.
        by: who publishes.
        now: the aware instant.

    Returns:
        The flushed version.

    Raises:
        DraftEnded: it was dropped.
        DraftChanged: somebody has changed it since it was looked at.
        NotPublishable: the first of `reasons_against`.
    """
    if draft.published:
        return draft.published
    if draft.dropped_at:
        raise DraftEnded
    if seal_of(draft.content) != seen:
        raise DraftChanged
    for reason in reasons_against(draft):
        raise reason
    lock_site(draft.site)
    rubric = _store(draft, by=by, now=now)
    draft.published = rubric
    db.session.flush()
    record_event(
        actor=by.public_id,
        action="rubric.published",
        subject_kind="rubric",
        subject=rubric.name,
        now=now,
        details={"site": draft.site.slug, "made_from": draft.made_from.name},
    )
    return rubric


def _store(draft: RubricDraft, *, by: Account, now: datetime) -> Rubric:
    code = _code_of(draft.site)
    version = _next_version(code)
    content: Content = {**draft.content, "code": code, "version": version}
    dimensions, _ = content.pop("dimensions"), content.pop("left_out")
    rubric = Rubric(
        code=code,
        version=version,
        content=content,
        site=draft.site,
        made_from=draft.made_from,
        published_by=by,
        published_at=now,
    )
    db.session.add(rubric)
    for position, one in enumerate(dimensions, start=1):
        db.session.add(
            Dimension(
                rubric=rubric,
                code=one["code"],
                domain=Domain(one["domain"]),
                position=position,
                content=one,
            )
        )
    return rubric


def _code_of(site: Site) -> str:
    """What the site's versions are called; two long slugs may begin alike."""
    return f"own-{site.slug}"[:LONGEST_CODE]


def _next_version(code: str) -> str:
    """Counted over the installation, so that no name is ever given twice."""
    known = db.session.scalar(select(func.count(Rubric.id)).where(Rubric.code == code))
    return f"{(known or 0) + 1}.0"
