"""Telephone numbers are shown with gaps, so that people can read them out."""

from fablab.web.telephones import telephone


def test_a_number_is_shown_with_gaps_and_its_country() -> None:
    assert telephone("+48600123456") == "+48 600 123 456"


def test_what_is_no_number_is_shown_as_it_is() -> None:
    assert telephone("ask grandma") == "ask grandma"
