"""Reading rubrics, what is watched at a meeting, and the levels that were seen."""
