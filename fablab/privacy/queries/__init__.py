"""Reading what the privacy pages show, and pupils who are kept twice."""
