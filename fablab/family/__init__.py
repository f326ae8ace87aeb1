"""The guardian's home: what is next, and what is still to do."""
