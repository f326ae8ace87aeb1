"""What checking in may refuse."""

from fablab.kernel.errors import Gone


class CodeNotUsable(Gone):
    """The code for a tablet is unknown, was used already, or has expired."""
