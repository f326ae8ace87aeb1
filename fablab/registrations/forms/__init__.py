"""Forms of signing up, of agreeing, and of the desk: what was typed, in shape."""
