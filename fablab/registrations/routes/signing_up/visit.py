"""A family on its way through the sign-up: which steps there are, what they say."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask_login import current_user

from fablab.accounts.access import current_actor
from fablab.people.models import CollectorRelation, Guardian, HealthTopic, Pupil
from fablab.people.queries import guardian_of, pupils_of, schools
from fablab.registrations.models import Starter
from fablab.registrations.queries.drafts import Kept, find_draft, read_answers
from fablab.registrations.routes.signing_up.browser import draft_token
from fablab.registrations.services.sign_up import (
    Child,
    NamedCollector,
    Newcomer,
    SignUp,
)
from fablab.series.models import Series
from fablab.series.queries import get_series
from fablab.sites.models import School
from fablab.web.current import current_installation


class Step(StrEnum):
    """The steps, as their addresses call them."""

    WHO = "who"
    HEALTH = "health"
    GOING_HOME = "going-home"
    YOU = "you"
    CHECK = "check"


@dataclass(kw_only=True)
class Visit:
    """One look at a sign-up: the series, who is signed in, and the draft's answers."""

    series: Series
    guardian: Guardian | None
    now: datetime
    answers: dict[str, Kept] = field(default_factory=dict)

    @cached_property
    def pupils(self) -> dict[str, Pupil]:
        """The children for whom the signed-in guardian decides, by public id."""
        if self.guardian is None:
            return {}
        found = pupils_of(self.guardian, deciding=True)
        return {pupil.public_id: pupil for pupil in found}

    @property
    def steps(self) -> list[Step]:
        """The steps that this family goes through, the check last."""
        if self.guardian is None:
            care = [] if self.is_pupil else [Step.HEALTH, Step.GOING_HOME]
            return [Step.WHO, *care, Step.YOU, Step.CHECK]
        care = [Step.HEALTH, Step.GOING_HOME] if self.has_newcomers else []
        you = [] if self.guardian.phone else [Step.YOU]
        return [Step.WHO, *care, *you, Step.CHECK]

    @property
    def next_step(self) -> Step:
        """The first step that is not whole; the check where all are."""
        whole = (step for step in self.steps if not self.is_whole(step))
        return next(whole, Step.CHECK)

    def may_see(self, step: Step) -> bool:
        """Whether the step is one of theirs and all before it are whole."""
        steps = self.steps
        return step in steps and steps.index(step) <= steps.index(self.next_step)

    def is_whole(self, step: Step) -> bool:
        """Whether the step says all it must, for the children named now."""
        said = self.said(step)
        if said is None or step is Step.CHECK:
            return False
        if step is Step.WHO:
            is_own = set(said["known"]) <= self.pupils.keys()
            return is_own and bool(said["known"] or said["children"])
        if step is Step.HEALTH:
            return len(said["children"]) >= len(self.newcomers)
        if step is Step.YOU:
            return bool(said["phone"]) or self.is_pupil
        return True

    def said(self, step: Step) -> dict[str, Any] | None:
        """What the step says, None until it was sent whole."""
        kept = self.answers.get(step)
        return kept.clean if kept else None

    @property
    def is_pupil(self) -> bool:
        """Whether the pupil fills this in; a signed-in guardian is none."""
        who = self.said(Step.WHO) or {}
        return self.guardian is None and who.get("starter") == Starter.PUPIL

    @property
    def newcomers(self) -> list[dict[str, Any]]:
        """What is said of the children whom nobody has picked from the known ones."""
        return list((self.said(Step.WHO) or {}).get("children", []))

    @property
    def has_newcomers(self) -> bool:
        """Whether care must be asked about; taken as given where nobody is known."""
        return bool(self.newcomers) if self.said(Step.WHO) else not self.pupils

    @property
    def digest(self) -> str:
        """Tells these answers from others."""
        said = {str(step): self.said(step) for step in self.steps}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def children(self) -> list[Child]:
        """All who are to come: first those who are known, then the others."""
        who = self.said(Step.WHO) or {"known": [], "children": []}
        cares = (self.said(Step.HEALTH) or {}) if Step.HEALTH in self.steps else {}
        care = cares.get("children", [])
        found = _schools_named(who["children"])
        return [
            *(_known(self.pupils[public_id]) for public_id in who["known"]),
            *(
                _newcomer(said, care[i] if i < len(care) else {}, found)
                for i, said in enumerate(who["children"])
            ),
        ]

    def sign_up(self, *, language: str) -> SignUp:
        """What the whole answers ask for."""
        who, you = self.said(Step.WHO) or {}, self.said(Step.YOU) or {}
        care = (self.said(Step.HEALTH) or {}) if Step.HEALTH in self.steps else {}
        home = (self.said(Step.GOING_HOME) or {}) if care else {}
        account = self.guardian.account if self.guardian else None
        return SignUp(
            guardian_name=account.name if account else you["guardian_name"],
            email=account.email if account else you["email"],
            phone=(self.guardian.phone if self.guardian else "") or you["phone"],
            language=language,
            children=tuple(self.children()),
            starter=Starter.PUPIL if self.is_pupil else Starter.GUARDIAN,
            together=who["together"],
            group_code=who["group_code"],
            emergency_name=care.get("emergency_name", ""),
            emergency_phone=care.get("emergency_phone", ""),
            collectors=tuple(
                NamedCollector(
                    name=one["name"],
                    phone=one["phone"],
                    relation=CollectorRelation(one["relation"]),
                )
                for one in home.get("collectors", [])
            ),
        )


def begin_visit(slug: str, *, now: datetime) -> Visit:
    """The visit of whoever asks, with the answers of their draft.

    Raises:
        NotFound: no such series is published.
    """
    draft = find_draft(slug=slug, browser=draft_token(), now=now)
    answers = read_answers(draft, cipher=current_installation().cipher)
    return visit_with(slug, answers, now=now)


def visit_with(slug: str, answers: dict[str, Kept], *, now: datetime) -> Visit:
    """The visit of whoever asks, with these answers.

    Raises:
        NotFound: no such series is published.
    """
    account_id = signed_in_account()
    return Visit(
        series=get_series(slug),
        guardian=guardian_of(account_id) if account_id else None,
        now=now,
        answers=answers,
    )


def signed_in_account() -> int | None:
    """The row id of the account that asks, None for strangers."""
    return current_actor().account_id if current_user.is_authenticated else None


def _schools_named(children: list[dict[str, Any]]) -> dict[str, School]:
    if not any(child["school"] for child in children):
        return {}
    return {school.public_id: school for school in schools()}


def _known(pupil: Pupil) -> Child:
    return Child(
        given_name=pupil.given_name,
        family_name=pupil.family_name,
        birth_date=pupil.birth_date,
        pupil=pupil,
    )


def _newcomer(
    said: dict[str, Any], care: dict[str, Any], found: dict[str, School]
) -> Child:
    has_care = care.get("topics") or care.get("note")
    return Child(
        given_name=said["given_name"],
        family_name=said["family_name"],
        birth_date=date.fromisoformat(said["birth_date"]),
        school=found.get(said["school"]),
        class_name=said["class_name"],
        health_topics=tuple(HealthTopic(topic) for topic in care.get("topics", [])),
        health_note=care["note"] if has_care else None,
    )


def as_asked(child: Child) -> Pupil | Newcomer:
    """Who the rules are to look at: the pupil we know, or what the form says."""
    return child.pupil or child
