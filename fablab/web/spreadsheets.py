"""Text that goes to a spreadsheet as it was typed and is never taken for a formula."""

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""What a spreadsheet may take for a formula, and the mark that says it is none."""


def guarded(text: str) -> str:
    """The text with an apostrophe in front, if it could be taken for a formula.

    Source: OWASP, CSV Injection. Taking one leading apostrophe away gives the text as
    it was typed, for a text that begins with one gets another.
    """
    return f"'{text}" if text.startswith(FORMULA_BEGINS) else text


def unguarded(text: str) -> str:
    """The text as it was typed, without that apostrophe."""
    return text[1:] if text.startswith(tuple(f"'{x}" for x in FORMULA_BEGINS)) else text
