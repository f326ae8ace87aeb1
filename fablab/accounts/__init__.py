"""Who can sign in, as what, and what each role may do."""
