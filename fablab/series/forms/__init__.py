"""Forms of the workspace for series, meetings and the site's rules."""
