"""What every feature stands on: database, clock, errors, codes. Knows no feature."""
