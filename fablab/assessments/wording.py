"""Words for what the rules of levels say."""

from types import MappingProxyType

from fablab.assessments.models import HeldReason, NotCounted
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
            "needs a short note, or a photo of the work. Give it again with one."
        ),
        HeldReason.RUBRIC_CHANGED: N_(
            "Kept, but the words of the levels have changed since. "
            "Look whether it still fits on the page “Levels”."
        ),
    }
)
"""Why a level is kept and does not count yet, and what to do"""

NOT_COUNTED_WORDS = MappingProxyType(
    {
        NotCounted.NO_PIN: N_(
            "Kept, but it is not sure who handed over the tablet, "
            "so this compass does not count."
        ),
        NotCounted.NOT_YOURS: N_(
            "Kept, but this workshop is another facilitator’s, "
            "so this compass does not count."
        ),
        NotCounted.NOT_OPEN: N_(
            "Kept, but these questions were not open at that time, "
            "so this compass does not count."
        ),
    }
)
"""Why a self-report from a tablet does not count."""

PUPIL_WORDS = MappingProxyType(
    {
        "greeting": N_("Hello, %(name)s!"),
        "intro": N_(
            "Some sentences: how much is each of them like you? "
            "There is no right or wrong."
        ),
        "voluntary": N_("You may leave any question out, or stop. Nobody asks why."),
        "readers": N_(
            "Your family, your facilitators and whoever runs the workshops can read "
            "it; your school only if your family shares results with it."
        ),
        "language": N_("Your language"),
        "begin": N_("Begin"),
        "read": N_("Read it to me"),
        "step": N_("%(current)s of %(total)s"),
        "back": N_("Back"),
        "next": N_("Next"),
        "skip": N_("Leave it out"),
        "own_words": N_("In your own words"),
        "look_back": N_("One more thing, if you like"),
        "look_back_ask": N_(
            "The same sentences once more: "
            "how much were they like you before the workshops?"
        ),
        "look_back_yes": N_("Yes, look back"),
        "look_back_no": N_("No, I am done"),
        "done": N_("I am done"),
        "stop": N_("Stop"),
        "stop_ask": N_("Do you want to stop? Then nothing you answered is kept."),
        "stop_yes": N_("Stop and keep nothing"),
        "stop_no": N_("Go on"),
        "thanks": N_("Thank you, %(name)s!"),
        "kept": N_("Your answers are saved."),
        "stopped": N_("All right! Nothing was kept."),
        "give_back": N_("Now give the tablet back to whoever gave it to you."),
        "end": N_("Back to the adults"),
    }
)
"""What a tablet says to the pupil who holds it, by name."""

HELD_SHORT = MappingProxyType(
    {
        HeldReason.NO_PIN: N_("not sure who gave it"),
        HeldReason.NOT_YOURS: N_("given by somebody who does not lead this workshop"),
        HeldReason.OTHER_WORKSHOP: N_("the pupil is in another workshop"),
        HeldReason.CANCELLED: N_("the meeting was cancelled"),
        HeldReason.NOT_HERE: N_("the pupil was not marked as here"),
        HeldReason.NEEDS_NOTE: N_("a note or a photo was missing"),
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
