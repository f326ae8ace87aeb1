"""What was ever answered for a pupil: all of it for staff, one's own for a family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fablab.accounts.models import Account
from fablab.consent.models import (
    Consent,
    ConsentText,
    Evidence,
    PupilAnswer,
    Purpose,
    Route,
)
from fablab.kernel.db import db
from fablab.people.models import Guardian, Pupil
from fablab.sites.models import School


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One answer: who, what, when, to which words, and how it reached us.

    `who` and `entered_by` are names and never ways to reach anybody; `by_pupil` says
    that the pupil spoke. `evidence` is the public id of the scan or signature.
    """

    purpose: Purpose
    answer: bool
    answered_at: datetime
    who: str
    route: Route
    by_pupil: bool = False
    version: str = ""
    language: str = ""
    sha256: str = ""
    school: str = ""
    entered_by: str = ""
    evidence: str = ""
    from_day: date | None = None
    from_time: time | None = None


def consent_history(
    pupil: Pupil, *, guardian: Guardian | None = None
) -> Sequence[HistoryLine]:
    """Every answer for the pupil, the newest first; two statements.

    Args:
        pupil: whose.
        guardian: leave out what any other guardian answered, as the family must.
    """
    lines = [*_of_guardians(pupil, guardian), *_of_the_pupil(pupil)]
    return sorted(lines, key=lambda line: line.answered_at, reverse=True)


def _of_guardians(pupil: Pupil, guardian: Guardian | None) -> list[HistoryLine]:
    who, staff = aliased(Account), aliased(Account)
    wanted = (
        select(
            Consent,
            ConsentText,
            who.name,
            staff.name,
            School.name,
            Evidence.public_id,
        )
        .join(ConsentText, ConsentText.id == Consent.text_id)
        .join(Guardian, Guardian.id == Consent.guardian_id)
        .join(who, who.id == Guardian.account_id)
        .outerjoin(staff, staff.id == Consent.entered_by_id)
        .outerjoin(School, School.id == Consent.school_id)
        .outerjoin(Evidence, Evidence.id == Consent.evidence_id)
        .where(Consent.pupil_id == pupil.id)
        .order_by(Consent.id.desc())
    )
    if guardian is not None:
        wanted = wanted.where(Consent.guardian_id == guardian.id)
    return [
        HistoryLine(
            purpose=given.purpose,
            answer=given.answer,
            answered_at=given.answered_at,
            who=name,
            route=given.route,
            version=text.version,
            language=text.language,
            sha256=text.sha256,
            school=school or "",
            entered_by=entered_by or "",
            evidence=evidence or "",
            from_day=given.from_day,
            from_time=given.from_time,
        )
        for given, text, name, entered_by, school, evidence in db.session.execute(
            wanted
        )
    ]


def _of_the_pupil(pupil: Pupil) -> list[HistoryLine]:
    said = db.session.execute(
        select(PupilAnswer, Account.name)
        .outerjoin(Account, Account.id == PupilAnswer.entered_by_id)
        .where(PupilAnswer.pupil_id == pupil.id)
        .order_by(PupilAnswer.id.desc())
    )
    return [
        HistoryLine(
            purpose=word.purpose,
            answer=word.answer,
            answered_at=word.answered_at,
            who=pupil.given_name,
            route=word.route,
            by_pupil=True,
            entered_by=entered_by or "",
        )
        for word, entered_by in said
    ]
