"""Writing a site's own words: a draft that starts as a copy of some version."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.assessments.errors import DraftChanged, DraftEnded, NotAChoice
from fablab.assessments.models import Domain, Rubric, RubricDraft
from fablab.assessments.queries.own_rubrics import content_of, open_drafts
from fablab.assessments.queries.rubrics import rubrics_for
from fablab.assessments.services.levels import LEVELS
from fablab.assessments.texts import Content, codes_of, seal_of, words_of_place
from fablab.audit.services import record_event
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.sites.models import Site

FEWEST, MOST = 2, 8
"""How many dimensions a rubric may have."""

OWN = "OWN"
"""What the codes of a site's own dimensions begin with."""


def start_draft(
    *, site: Site, source: Rubric, by: Account, now: datetime
) -> RubricDraft:
    """Copy a version for the site to change; pressed twice, it makes one copy.

    Credit and licence stay. What the source says of its translations does not hold for
    changed words and is left out.

    Raises:
        NotAChoice: the version is another site's.
    """
    if source.site_id not in {None, site.id}:
        raise NotAChoice(N_("Choose one of the versions in the list."))
    lock_site(site)
    copied = _copy(source)
    for draft in open_drafts(site.id):
        if draft.made_from_id == source.id and draft.content == copied:
            return draft
    draft = RubricDraft(
        site=site, made_from=source, content=copied, changed_by=by, changed_at=now
    )
    db.session.add(draft)
    db.session.flush()
    _record(draft, "rubric.draft_started", by=by, now=now)
    return draft


def write_words(
    *,
    draft: RubricDraft,
    place: str,
    language: str,
    words: Mapping[str, str],
    seen: str,
    by: Account,
    now: datetime,
) -> None:
    """Put the words of one place and language; an empty one is taken away.

    Args:
        draft: which, locked.
        place: a dimension's code, or `WHOLE`.
        language: of the words.
        words: name → text; names that the place does not have are ignored.
        seen: `seal_of` what the writer had before them, by `said`.
        by: who writes.
        now: the aware instant.

    Raises:
        DraftChanged: somebody has written other words there meanwhile.
        DraftEnded: it is published or was dropped.
        NotAChoice: there is no such dimension.
    """
    content = _open_content(draft)
    before = said(content, place, language)
    after = {name: words.get(name, text) for name, text in before.items()}
    if seal_of(before) not in {seen, seal_of(after)}:
        raise DraftChanged
    for name, texts in words_of_place(content, place).items():
        texts.pop(language, None)
        if after[name]:
            texts[language] = after[name]
    _keep(draft, content, by=by, now=now)


def said(content: Content, place: str, language: str) -> dict[str, str]:
    """What a place says in a language: name → text, empty where it has none.

    Raises:
        NotAChoice: there is no such dimension.
    """
    try:
        found = words_of_place(content, place)
    except KeyError as error:
        raise NotAChoice(
            N_("This dimension is not in the draft, or not any more.")
        ) from error
    return {name: texts.get(language, "") for name, texts in found.items()}


def move_dimension(
    *, draft: RubricDraft, code: str, seen: str, by: Account, now: datetime
) -> None:
    """Move a dimension one place up; the first one stays.

    Raises:
        DraftChanged: the order is not what `seen` was the seal of, by `codes_of`.
        DraftEnded: it is published or was dropped.
    """
    content = _open_content(draft)
    codes = codes_of(content)
    if seal_of(codes) != seen:
        raise DraftChanged
    if code in codes[1:]:
        at, dimensions = codes.index(code), content["dimensions"]
        dimensions.insert(at - 1, dimensions.pop(at))
    _keep(draft, content, by=by, now=now)


def leave_out(*, draft: RubricDraft, code: str, by: Account, now: datetime) -> None:
    """Take a dimension out of the draft; its words are kept to be put back.

    Raises:
        NotAChoice: it is the last one of creativity or of self-reliance.
        DraftEnded: it is published or was dropped.
    """
    content = _open_content(draft)
    stay = [one for one in content["dimensions"] if one["code"] != code]
    if {one["domain"] for one in stay} != {*Domain}:
        raise NotAChoice(
            N_(
                "One dimension of creativity and one of self-reliance have to stay: "
                "add another one first."
            )
        )
    gone = [one for one in content["dimensions"] if one["code"] == code]
    content["dimensions"], content["left_out"] = stay, content["left_out"] + gone
    _keep(draft, content, by=by, now=now)


def put_back(*, draft: RubricDraft, code: str, by: Account, now: datetime) -> None:
    """Put back what was left out, as the last of its area.

    Raises:
        NotAChoice: there are as many dimensions as there may be.
        DraftEnded: it is published or was dropped.
    """
    content = _open_content(draft)
    for one in [each for each in content["left_out"] if each["code"] == code]:
        content["left_out"].remove(one)
        _add(content, one)
    _keep(draft, content, by=by, now=now)


def add_dimension(
    *,
    draft: RubricDraft,
    domain: Domain,
    title: str,
    language: str,
    by: Account,
    now: datetime,
) -> str:
    """Add a dimension of the site's own, as the last of its area.

    Returns:
        Its code, which no other dimension of the site has or had.

    Raises:
        NotAChoice: there are as many dimensions as there may be.
        DraftEnded: it is published or was dropped.
    """
    content = _open_content(draft)
    code = _new_code(draft)
    levels = [{"level": level, "descriptor": {}} for level in LEVELS]
    words: Content = {"title": {language: title}, "cue": {}, "levels": levels}
    _add(content, {"code": code, "domain": domain.value, "entrecomp": [], **words})
    _keep(draft, content, by=by, now=now)
    return code


def drop_draft(*, draft: RubricDraft, by: Account, now: datetime) -> None:
    """Write no further; what was dropped once stays so.

    Raises:
        DraftEnded: it is published.
    """
    if draft.published_id:
        raise DraftEnded
    if draft.dropped_at is None:
        draft.dropped_at, draft.changed_by = now, by
        db.session.flush()
        _record(draft, "rubric.draft_dropped", by=by, now=now)


def lock_site(site: Site) -> None:
    """Let nobody else start, publish or choose at the site meanwhile."""
    db.session.scalar(select(Site.id).where(Site.id == site.id).with_for_update())


def _copy(source: Rubric) -> Content:
    content = deepcopy(content_of(source))
    content.pop("status", None)
    return {"adapted_from": source.name, **content, "left_out": []}


def _open_content(draft: RubricDraft) -> Content:
    """The content of a draft that may still be changed, to be changed."""
    if draft.published_id or draft.dropped_at:
        raise DraftEnded
    return deepcopy(draft.content)


def _add(content: Content, dimension: Content) -> None:
    if len(content["dimensions"]) >= MOST:
        raise NotAChoice(
            N_("Eight dimensions are the most that can be observed: leave one out."),
        )
    of_area = [
        place
        for place, one in enumerate(content["dimensions"], 1)
        if one["domain"] == dimension["domain"]
    ]
    content["dimensions"].insert(max(of_area, default=0), dimension)


def _new_code(draft: RubricDraft) -> str:
    used = [
        one.code for rubric in rubrics_for(draft.site_id) for one in rubric.dimensions
    ]
    for each in open_drafts(draft.site_id):
        both = (*each.content["dimensions"], *each.content["left_out"])
        used += [one["code"] for one in both]
    numbers = [int(code.removeprefix(OWN)) for code in used if code.startswith(OWN)]
    return f"{OWN}{max(numbers, default=0) + 1}"


def _keep(draft: RubricDraft, content: Content, *, by: Account, now: datetime) -> None:
    if content == draft.content:
        return
    draft.content, draft.changed_by, draft.changed_at = content, by, now
    db.session.flush()


def _record(draft: RubricDraft, action: str, *, by: Account, now: datetime) -> None:
    record_event(
        actor=by.public_id,
        action=action,
        subject_kind="rubric_draft",
        subject=draft.public_id,
        now=now,
        details={"site": draft.site.slug, "made_from": draft.made_from.name},
    )
