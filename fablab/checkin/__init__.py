"""Cards, kiosks, scans, and the attendance that follows from them."""
