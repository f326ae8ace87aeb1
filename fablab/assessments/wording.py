"""Words for what the rules of levels say."""

from types import MappingProxyType

from fablab.assessments.models import HeldReason
from fablab.assessments.statistics import Reason, Verdict
from fablab.kernel.errors import N_

HELD_WORDS = MappingProxyType(
    {
        HeldReason.NO_PIN: N_(
            "Kept, but it is not sure who gave this level. "
            "Its PIN was not typed at this tablet today."
        ),
        HeldReason.NOT_YOURS: N_("Kept, but this workshop is another facilitator’s."),
        HeldReason.OTHER_WORKSHOP: N_("Kept, but the pupil is in another workshop."),
        HeldReason.CANCELLED: N_("Kept, but this meeting was cancelled."),
        HeldReason.NOT_HERE: N_(
            "Kept, but the pupil is not marked as here. "
            "Mark who is here, then count it on the page “Levels”."
        ),
        HeldReason.NEEDS_NOTE: N_(
            "Kept, but the highest level or a jump of two "
            "needs a short note. Give it again with one."
        ),
        HeldReason.RUBRIC_CHANGED: N_(
            "Kept, but the words of the levels have changed since. "
            "Look whether it still fits on the page “Levels”."
        ),
    }
)
"""Why a level is kept and does not count yet, and what to do"""

HELD_SHORT = MappingProxyType(
    {
        HeldReason.NO_PIN: N_("not sure who gave it"),
        HeldReason.NOT_YOURS: N_("given by somebody who does not lead this workshop"),
        HeldReason.OTHER_WORKSHOP: N_("the pupil is in another workshop"),
        HeldReason.CANCELLED: N_("the meeting was cancelled"),
        HeldReason.NOT_HERE: N_("the pupil was not marked as here"),
        HeldReason.NEEDS_NOTE: N_("a note was missing"),
        HeldReason.RUBRIC_CHANGED: N_("given by an earlier version of the levels"),
    }
)
"""The same for a list."""

REASON_WORDS = MappingProxyType(
    {
        Reason.TOO_FEW_UNITS: N_("nothing was rated by two people"),
        Reason.TOO_FEW_PUPILS: N_("too few pupils"),
        Reason.TOO_FEW_OBSERVERS: N_("too few people rated"),
        Reason.TOO_FEW_ITEMS: N_("too few questions"),
        Reason.TOO_FEW_PAIRS: N_("too few pairs"),
        Reason.TOO_FEW_RATINGS: N_("too few shared ratings"),
        Reason.NO_VARIATION: N_("all ratings are the same"),
        Reason.NO_CHANGE: N_("nothing changed"),
        Reason.NO_DISAGREEMENT: N_("nobody differed"),
        Reason.UNSTABLE: N_("it rests on too few pupils"),
        Reason.NEGATIVE_VALUES: N_("there are negative values"),
        Reason.OUT_OF_RANGE: N_("a value is out of range"),
    }
)
"""Why a number cannot be computed; it stands after "not computable:"."""

VERDICT_WORDS = MappingProxyType(
    {
        Verdict.RELIABLE: N_("reliable"),
        Verdict.TENTATIVE: N_("for careful conclusions only"),
        Verdict.UNRELIABLE: N_("not reliable"),
    }
)
"""What an agreement of forty units or more may be called."""
