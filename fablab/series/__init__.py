"""Workshop series and their meetings: the public list and its editing."""
