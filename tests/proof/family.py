"""A family that goes through the sign-up of a served FabLab, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.proof.visitor import Answer, Visitor

NUMBER = "+48 600 123 456"


class StepRefused(AssertionError):
    """A step did not lead to the next one."""


@dataclass(frozen=True)
class Ready:
    """A family with all steps done: `press` sends what `fields` holds."""

    visitor: Visitor
    path: str
    fields: Mapping[str, str]

    def press(self) -> Answer:
        """Press the button that registers."""
        return self.visitor.post(self.path, self.fields)


def fill_in(visitor: Visitor, slug: str, *, email: str) -> Ready:
    """Fill in all steps; the button at the end is not pressed yet.

    Raises:
        StepRefused: a step was not accepted.
    """
    path = f"/series/{slug}/register"
    first = visitor.get(path)
    token = {"csrf_token": first.hidden["csrf_token"]}
    for step, typed in steps(email).items():
        done = visitor.post(f"{path}{step}", token | typed)
        if done.status != 303:
            raise StepRefused(f"{step or 'who'} answers {done.status}: {done.text}")
    check = visitor.get(f"{path}/check")
    return Ready(visitor, f"{path}/check", check.hidden)


def steps(email: str) -> dict[str, dict[str, str]]:
    """What a pupil types who starts alone, by the end of each step's address."""
    return {
        "": {
            "starter": "pupil",
            "children-0-given_name": "Mira",
            "children-0-family_name": "Novak",
            "children-0-birth_date-day": "17",
            "children-0-birth_date-month": "5",
            "children-0-birth_date-year": "2014",
        },
        "/you": {"guardian_name": "Ana Novak", "email": email, "phone": NUMBER},
    }
