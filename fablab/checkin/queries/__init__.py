"""Reading cards, kiosks, rosters, scans and attendance."""
