"""Reading what reports say: who shares, what was seen, and in whose words."""
