"""The fictitious season that shows the whole application."""
