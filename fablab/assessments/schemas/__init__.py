"""The shapes of this feature's part of the API (DESIGN.md, the public contract)."""
