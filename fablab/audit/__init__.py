"""Who did what and who read what, append-only."""
