"""What a family may be refused."""

from fablab.kernel.errors import Conflict


class SeriesIsOver(Conflict):
    """There is nothing left to cancel."""


class FriendsDecideToo(Conflict):
    """Only a family that is alone in a group may let all of it go on alone."""
