"""What a sign-up says: who asks, for which children, and what they leave with us."""

from dataclasses import dataclass
from datetime import date

from fablab.people.models import CollectorRelation, HealthTopic, Pupil
from fablab.registrations.models import Starter
from fablab.sites.models import School


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """A child of whom only a form has told us."""

    given_name: str
    birth_date: date


@dataclass(frozen=True, kw_only=True)
class Child(Newcomer):
    """One child of a sign-up.

    `pupil` is set where the signed-in guardian picked a child that we know; of such a
    child the names and the birth date stay as they are. `health_note` is None where
    the question was left open; it and `health_topics` are empty where there is nothing
    to know. Nobody reads the note before a guardian has said yes to that.
    """

    family_name: str
    school: School | None = None
    class_name: str = ""
    health_topics: tuple[HealthTopic, ...] = ()
    health_note: str | None = None
    pupil: Pupil | None = None


@dataclass(frozen=True, kw_only=True)
class NamedCollector:
    """Somebody who may collect the children; `phone` is in E.164."""

    name: str
    phone: str
    relation: CollectorRelation


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """What the steps of the form say, normalised; telephone numbers are in E.164.

    Whoever starts, the guardian behind `email` decides. `phone` may be empty where a
    pupil started. The children come `together` or not at all where that is asked for,
    and with the friends behind `group_code` where one is given.
    """

    guardian_name: str
    email: str
    phone: str
    language: str
    children: tuple[Child, ...]
    starter: Starter = Starter.GUARDIAN
    together: bool = False
    group_code: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    collectors: tuple[NamedCollector, ...] = ()
