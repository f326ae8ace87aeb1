"""Reading a draft: what a family has typed into the sign-up and not sent yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fablab.kernel.codes import hashed
from fablab.kernel.crypto import CannotUnseal, FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_
from fablab.registrations.errors import DraftGone
from fablab.registrations.models import Draft


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One step: what was `typed`, and what it says; `clean` is None until it is whole.

    `typed` holds names and values as the browser sent them, `clean` what the step's
    form made of them when it was valid.
    """

    typed: list[tuple[str, str]] = field(default_factory=list)
    clean: dict[str, Any] | None = None


Answers = Mapping[str, Kept]
"""By the name of the step."""


def browser_hash(browser: str, slug: str) -> str:
    """What a browser's token is stored as; each series has a draft of its own."""
    return hashed(f"{browser}|{slug}")


def find_draft(*, slug: str, browser: str, now: datetime) -> Draft | None:
    """The browser's draft for the series, unless it has expired."""
    if not browser:
        return None
    return db.session.scalar(
        select(Draft).where(
            Draft.browser_hash == browser_hash(browser, slug), Draft.expires_at > now
        )
    )


def read_answers(draft: Draft | None, *, cipher: FieldCipher) -> dict[str, Kept]:
    """What the draft holds; nothing where there is none, or the key is another one."""
    return unseal(draft.sealed, draft.public_id, cipher=cipher) if draft else {}


def unseal(sealed: bytes, public_id: str, *, cipher: FieldCipher) -> dict[str, Kept]:
    """What these sealed answers say; nothing where the key or the row is another."""
    try:
        text = cipher.unseal(sealed, context=draft_context(public_id))
    except CannotUnseal:
        return {}
    return {
        step: Kept(
            typed=[(name, value) for name, value in kept["typed"]], clean=kept["clean"]
        )
        for step, kept in json.loads(text).items()
    }


def draft_behind(token: str, *, now: datetime) -> Draft:
    """The draft that a letter's link leads to, series loaded; looking uses nothing up.

    Raises:
        DraftGone: the link is unknown, used or replaced, or the draft is sent or gone.
    """
    draft = db.session.scalar(
        select(Draft)
        .where(Draft.resume_hash == hashed(token), Draft.expires_at > now)
        .options(joinedload(Draft.series))
    )
    if draft is None:
        raise DraftGone(
            N_(
                "This link opens nothing any more: it was used, a newer letter has "
                "replaced it, the answers were sent, or the seven days are over."
            )
        )
    return draft


def draft_context(public_id: str) -> str:
    """What sealed answers are bound to, so that they open in no other row."""
    return f"draft|{public_id}"
