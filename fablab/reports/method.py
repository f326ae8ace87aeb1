"""How published figures were made: printed wherever they are."""

from fablab.kernel.errors import N_

METHOD = (
    N_(
        "The number of pupils counts everybody who came to at least one meeting. "
        "Attendance and levels count places: one pupil in one series."
    ),
    N_(
        "Facilitators gave the levels to pupils whom they taught, and they hope for "
        "growth. Somebody else might have seen something else."
    ),
    N_(
        "The first and the last level come from two different meetings of the same "
        "place. Not counted are places that were observed only once, and pupils whose "
        "guardians did not say yes to it."
    ),
    N_(
        "No figure stands for fewer than %(least)s pupils. A dash is a figure that is "
        "too small to show, or one from which such a figure could be worked out."
    ),
    N_("Each series is counted once. What was published is never changed."),
)
