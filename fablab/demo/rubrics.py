"""Words of a site's own: a version it uses for what is to come, and a draft in work."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fablab.accounts.models import Account
from fablab.assessments.models import Domain, Rubric, RubricDraft
from fablab.assessments.queries.rubrics import shipped_rubric
from fablab.assessments.services.choosing import choose_rubric
from fablab.assessments.services.drafts import (
    add_dimension,
    said,
    start_draft,
    write_words,
)
from fablab.assessments.services.publishing import publish_draft
from fablab.assessments.texts import WHOLE, seal_of
from fablab.demo.content import read
from fablab.sites.models import Site

DAY = timedelta(days=1)
FIRST = "CR1"


def word_levels(*, site: Site, by: Account, now: datetime) -> None:
    """Publish a version with a dimension of the site's own, and begin the next one.

    Series that have levels by now keep the shipped words.
    """
    words = read("rubrics")
    own = _publish(words, site=site, by=by, now=now - 3 * DAY)
    choose_rubric(site=site, rubric=own, by=by, now=now - 2 * DAY)
    draft = start_draft(site=site, source=own, by=by, now=now - DAY)
    _write(draft, FIRST, words["draft"], by=by, now=now - DAY)


def _publish(
    words: Mapping[str, Mapping[str, Mapping[str, str]]],
    *,
    site: Site,
    by: Account,
    now: datetime,
) -> Rubric:
    draft = start_draft(site=site, source=shipped_rubric(), by=by, now=now)
    _write(draft, WHOLE, words["whole"], by=by, now=now)
    code = add_dimension(
        draft=draft,
        domain=Domain.SELF_RELIANCE,
        title=words["own"]["title"][site.language],
        language=site.language,
        by=by,
        now=now,
    )
    _write(draft, code, words["own"], by=by, now=now)
    return publish_draft(draft=draft, seen=seal_of(draft.content), by=by, now=now)


def _write(
    draft: RubricDraft,
    place: str,
    words: Mapping[str, Mapping[str, str]],
    *,
    by: Account,
    now: datetime,
) -> None:
    for language in sorted({each for texts in words.values() for each in texts}):
        write_words(
            draft=draft,
            place=place,
            language=language,
            words={
                name: texts[language]
                for name, texts in words.items()
                if language in texts
            },
            seen=seal_of(said(draft.content, place, language)),
            by=by,
            now=now,
        )
