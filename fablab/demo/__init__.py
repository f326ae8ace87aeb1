"""The fictitious season that shows the whole application.

`season.fill_season` writes it, `doors.open_doors` makes the links into it.
"""
