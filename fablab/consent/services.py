"""Keeping texts and answers; neither is ever changed afterwards."""

import hashlib
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from fablab.accounts.models import Account
from fablab.audit.services import record_event
from fablab.consent.errors import TextWasRewritten
from fablab.consent.models import (
    Consent,
    ConsentText,
    Evidence,
    PupilAnswer,
    Purpose,
    Route,
)
from fablab.consent.queries import ConsentState, consent_states
from fablab.kernel.db import db
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import refuse_unless_deciding
from fablab.people.services import remove_health_note

TEXTS = Path(__file__).parent / "texts"


def load_texts(*, now: datetime, folder: Path = TEXTS) -> int:
    """Store the shipped texts that the database lacks; returns how many it lacked.

    A file's `scope` is part of every one of its texts and of their SHA-256: what they
    name, and which earlier versions they only add to.

    Args:
        now: from when new texts count.
        folder: where they lie, one JSON file a purpose; earlier versions below it.

    Raises:
        TextWasRewritten: a stored version reads differently from the file's.
    """
    known = {
        (text.purpose, text.version, text.language): text.sha256
        for text in db.session.scalars(select(ConsentText))
    }
    added = 0
    for file in sorted(folder.rglob("*.json")):
        shipped = json.loads(file.read_text())
        purpose, version = Purpose(shipped["purpose"]), shipped["version"]
        scope = shipped.get("scope", {})
        for language, words in sorted(shipped["texts"].items()):
            content = {**words, **scope}
            sha256 = sha256_of(content)
            stored = known.get((purpose, version, language))
            if stored not in {None, sha256}:
                raise TextWasRewritten(
                    f"{file.name} ({language}) reads differently from the stored "
                    f"version {version}: give it a new version"
                )
            if stored is None:
                added += 1
                db.session.add(
                    ConsentText(
                        purpose=purpose,
                        version=version,
                        language=language,
                        content=content,
                        sha256=sha256,
                        published_at=now,
                    )
                )
    db.session.flush()
    return added


def sha256_of(content: dict[str, Any]) -> str:
    """SHA-256 over a text's canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def record_consent(
    *,
    guardian: Guardian,
    pupil: Pupil,
    text: ConsentText,
    answer: bool,
    route: Route,
    now: datetime,
    entered_by: Account | None = None,
    evidence: Evidence | None = None,
    from_day: date | None = None,
    from_time: time | None = None,
) -> Consent:
    """Add one guardian's yes or no; earlier answers stay as history.

    The health note is deleted as soon as no guardian's yes is left and one said no.

    Args:
        guardian: who answers, for themself only.
        pupil: whom it is about; sharing is with their present school.
        text: the words that were shown, which also name the purpose.
        answer: yes or no.
        route: how the answer reached us.
        now: the aware instant.
        entered_by: who took down an answer given on paper, by telephone or at the desk.
        evidence: the scan or signature, where the route is paper or tablet.
        from_day: from when a yes to leaving alone counts.
        from_time: from what time on, in the site's local time; any time if None.

    Raises:
        NotFound: the guardian does not answer for the pupil.
        DecidesNothing: the guardian may only look.
    """
    refuse_unless_deciding(guardian=guardian, pupil=pupil)
    sharing = text.purpose is Purpose.SHARE_WITH_SCHOOL
    consent = Consent(
        guardian=guardian,
        pupil=pupil,
        purpose=text.purpose,
        text=text,
        answer=answer,
        answered_at=now,
        route=route,
        school=pupil.school if sharing else None,
        entered_by=entered_by,
        evidence=evidence,
        from_day=from_day,
        from_time=from_time,
    )
    db.session.add(consent)
    db.session.flush()
    if text.purpose is Purpose.HEALTH_NOTE and not answer:
        _forget_refused_note(pupil, by=entered_by or guardian.account, now=now)
    return consent


def record_pupil_answer(
    *,
    pupil: Pupil,
    purpose: Purpose,
    answer: bool,
    route: Route,
    now: datetime,
    entered_by: Account | None = None,
) -> PupilAnswer:
    """Add what the pupil says to one purpose; earlier words stay as history.

    Args:
        pupil: who says it, and whom it is about.
        purpose: one of `ASKED_OF_PUPILS`.
        answer: yes or no.
        route: how the answer reached us.
        now: the aware instant.
        entered_by: who took it down, where the pupil did not press the button.
    """
    said = PupilAnswer(
        pupil=pupil,
        purpose=purpose,
        answer=answer,
        answered_at=now,
        route=route,
        entered_by=entered_by,
    )
    db.session.add(said)
    db.session.flush()
    return said


def _forget_refused_note(pupil: Pupil, *, by: Account, now: datetime) -> None:
    state = consent_states([pupil.id], now=now)[pupil.id][Purpose.HEALTH_NOTE]
    if state is ConsentState.NO and remove_health_note(pupil=pupil):
        record_event(
            actor=by.public_id,
            action="health_note.removed",
            subject_kind="pupil",
            subject=pupil.public_id,
            now=now,
        )
