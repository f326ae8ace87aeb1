"""Progress reports for teachers."""
