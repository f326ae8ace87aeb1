"""What changing a family may be refused for."""

from fablab.kernel.errors import Conflict


class TwoGuardians(Conflict):
    """The pupil has two guardians already."""
