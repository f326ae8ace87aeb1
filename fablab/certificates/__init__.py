"""Numbered certificates that anyone can verify."""
