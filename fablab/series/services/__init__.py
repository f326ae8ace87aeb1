"""The rules of making, changing and publishing series."""
