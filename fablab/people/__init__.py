"""Pupils, and the guardians who answer for them."""
