"""Reading registrations: places, a family's own, and those of a series for staff."""
