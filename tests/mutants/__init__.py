"""`make mutants`: each guard is switched off in turn, and its own test must notice."""
