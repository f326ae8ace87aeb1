"""The `fablab` command."""
