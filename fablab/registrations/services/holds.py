"""How long a place is kept for a family that has not answered yet."""

from datetime import timedelta

CONFIRM_WITHIN = timedelta(minutes=60)
ANSWER_WITHIN = timedelta(hours=48)
