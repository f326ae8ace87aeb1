"""Keeping what a family has typed for seven days, and mailing them the way back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select, update

from fablab.kernel.codes import hashed, new_token
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.mail.models import Letter
from fablab.mail.services import queue_letter
from fablab.registrations.errors import DraftGone, TooManyLetters
from fablab.registrations.models import Draft
from fablab.registrations.queries.drafts import (
    Kept,
    browser_hash,
    draft_behind,
    draft_context,
    read_answers,
    unseal,
)
from fablab.series.models import Series
from fablab.series.queries import text_of

DRAFT_LASTS = timedelta(days=7)
LETTERS_PER_DRAFT = 3
LETTERS_PER_ADDRESS = 6
ADDRESS_WITHIN = timedelta(hours=24)
TEMPLATE = "finish_later"
_TAKE = (
    delete(Draft)
    .where(Draft.browser_hash == bindparam("own"), Draft.expires_at > bindparam("now"))
    .returning(Draft.sealed, Draft.public_id)
    .execution_options(synchronize_session=False)
)


def keep_steps(
    *,
    series: Series,
    browser: str,
    steps: Mapping[str, Kept],
    cipher: FieldCipher,
    now: datetime,
) -> None:
    """Keep these steps in the browser's draft, sealed; the others stay as they are.

    The seven days begin anew. Call it in a unit of work.
    """
    draft = _locked_draft(browser_hash(browser, series.slug))
    if draft is None:
        draft = Draft(
            series=series,
            browser_hash=browser_hash(browser, series.slug),
            sealed=b"",
            expires_at=now,
        )
        db.session.add(draft)
    known = read_answers(draft, cipher=cipher) if draft.expires_at > now else {}
    known.update(steps)
    text = json.dumps({step: asdict(kept) for step, kept in known.items()})
    draft.sealed = cipher.seal(text, context=draft_context(draft.public_id))
    draft.expires_at = now + DRAFT_LASTS
    db.session.flush()


def take_draft(
    *, slug: str, browser: str, cipher: FieldCipher, now: datetime
) -> dict[str, Kept]:
    """The answers of the browser's draft, which is gone with the commit.

    Of two who send the same draft at once, one gets it. Where what follows is refused,
    the unit of work gives it back.

    Raises:
        DraftGone: there is none, any more or yet.
    """
    taken = db.session.execute(
        _TAKE, {"own": browser_hash(browser, slug), "now": now}
    ).one_or_none()
    if taken is None:
        raise DraftGone(
            N_("These answers were sent before, thrown away, or kept for too long.")
        )
    return unseal(taken.sealed, taken.public_id, cipher=cipher)


def leave_draft(*, slug: str, browser: str) -> None:
    """Let the browser find its draft no more; one that a letter leads to is kept."""
    own = browser_hash(browser, slug)
    draft = _locked_draft(own)
    if draft is None:
        return
    if draft.resume_hash is None:
        db.session.delete(draft)
    else:
        draft.browser_hash = hashed(new_token())
    db.session.flush()


def mail_draft(
    *, draft: Draft, to: str, language: str, now: datetime, path: str
) -> None:
    """Mail the link that brings the draft to whichever browser opens it.

    An earlier letter's link dies. Nothing is looked up about the address.

    Args:
        draft: what is to be finished later.
        to: the address that was typed, normalised.
        language: the visitor's.
        now: the aware instant.
        path: the address of the page behind the link, up to the token.

    Raises:
        TooManyLetters: three letters went out for the draft, or many to the address.
    """
    db.session.refresh(draft, with_for_update=True)
    if draft.letters >= LETTERS_PER_DRAFT:
        raise TooManyLetters(
            N_(
                "We have sent three letters for these answers already. "
                "Please open the newest of them."
            )
        )
    _refuse_flood(to, now=now)
    token = new_token()
    draft.resume_hash = hashed(token)
    draft.letters += 1
    draft.expires_at = now + DRAFT_LASTS
    queue_letter(
        to=to,
        language=language,
        template=TEMPLATE,
        context={
            "series": text_of(draft.series, language).title,
            "site": draft.series.site.name,
            "contact": draft.series.site.contact_email,
            "resume_path": f"{path}{token}",
            "days": DRAFT_LASTS.days,
        },
        dedupe=f"{TEMPLATE}|{hashed(token)}",
        now=now,
    )


def move_draft(*, token: str, browser: str, now: datetime) -> Series:
    """Give the draft behind a letter's link to this browser, and use the link up.

    What this browser had begun for the same series gives way. Call it in a unit of
    work; returns the series.

    Raises:
        DraftGone: the link opens nothing any more.
    """
    draft = draft_behind(token, now=now)
    own = browser_hash(browser, draft.series.slug)
    db.session.execute(
        delete(Draft)
        .where(Draft.browser_hash == own, Draft.id != draft.id)
        .execution_options(synchronize_session=False)
    )
    moved = db.session.scalar(
        update(Draft)
        .where(Draft.id == draft.id, Draft.resume_hash == hashed(token))
        .values(browser_hash=own, resume_hash=None)
        .returning(Draft.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:  # somebody else pressed the button a moment before
        db.session.expire(draft)
        return draft_behind(token, now=now).series
    return draft.series


def delete_expired_drafts(*, now: datetime) -> None:
    """Delete what nobody finished within seven days; made for a job."""
    db.session.execute(
        delete(Draft)
        .where(Draft.expires_at <= now)
        .execution_options(synchronize_session=False)
    )


def _locked_draft(own: str) -> Draft | None:
    return db.session.scalar(
        select(Draft).where(Draft.browser_hash == own).with_for_update()
    )


def _refuse_flood(to: str, *, now: datetime) -> None:
    sent = db.session.scalar(
        select(func.count(Letter.id)).where(
            Letter.to == to,
            Letter.template == TEMPLATE,
            Letter.queued_at > now - ADDRESS_WITHIN,
        )
    )
    if (sent or 0) >= LETTERS_PER_ADDRESS:
        raise TooManyLetters(
            N_(
                "We have sent many letters to this address today. "
                "Please open those first, and try again in a few hours."
            )
        )
