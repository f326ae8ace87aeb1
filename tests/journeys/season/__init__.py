"""The steps of a season, one module for each person who takes them."""
