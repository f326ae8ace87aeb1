"""Words for what the rules of levels say."""

from types import MappingProxyType

from fablab.assessments.models import HeldReason
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
    }
)
"""The same for a list."""
