"""School years, which end on 31 August: a teacher's role and sharing end with them."""

from datetime import date


def end_of_school_year(day: date) -> date:
    """The last day of the school year that the day is in."""
    this_year = date(day.year, 8, 31)
    return this_year if day <= this_year else date(day.year + 1, 8, 31)
