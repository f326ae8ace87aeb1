"""Presentation that belongs to no feature: pages, times, downloads, headers."""
