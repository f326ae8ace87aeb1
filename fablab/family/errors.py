"""What a family may be refused."""

from fablab.kernel.errors import Conflict


class SeriesIsOver(Conflict):
    """There is nothing left to cancel."""
