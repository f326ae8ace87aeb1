"""The rules of checking in: cards, kiosks, scans and attendance."""
