"""Reports for teachers, growth sheets for families, and figures for everybody."""
