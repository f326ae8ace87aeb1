"""Reading for the family's pages: each page has its module."""
