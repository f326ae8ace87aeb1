"""Filling in a form of a page as a browser does, prefilled answers kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import Tag

from tests.support.wellmade import words

NOT_SENT = {"submit", "button", "reset", "image", "file"}
BUTTONS = "button:not([type=button], [type=reset]), input[type=submit]"


def fill_in(
    form: Tag, answers: Mapping[str, Any], *, button: Tag | None
) -> list[tuple[str, Any]]:
    """What a browser would send for this form with these answers.

    An answer is a text; for one checkbox True or False; for several of one name, or
    a multiple select, the list of chosen values; for a file a (stream, name) pair.
    """
    fields = [field for field in _fields(form) if not _disabled(field)]
    unknown = answers.keys() - {str(field["name"]) for field in fields}
    assert not unknown, f"the form has no field {sorted(unknown)}"
    sent: list[tuple[str, Any]] = []
    answered: set[str] = set()
    for field in fields:
        name = str(field["name"])
        if name not in answers:
            sent += [(name, value) for value in _prefilled(field)]
        elif name not in answered:
            answered.add(name)
            group = [other for other in fields if other["name"] == name]
            sent += [(name, value) for value in _chosen(group, answers[name])]
    if button is not None and button.get("name"):
        sent.append((str(button["name"]), str(button.get("value", ""))))
    return sent


def find_button(form: Tag, text: str) -> Tag:
    """The submit button with this text, or this name, or `name=value`."""
    buttons = form.select(BUTTONS)
    for button in buttons:
        name, value = button.get("name", ""), button.get("value", "")
        if text in {words(button), value, name, f"{name}={value}"}:
            return button
    shown = [words(button) or button.get("value") for button in buttons]
    raise AssertionError(f"no button {text!r} among {shown}")


def has_button(form: Tag, text: str) -> bool:
    """Whether the form can be sent with this button."""
    try:
        find_button(form, text)
    except AssertionError:
        return False
    return True


def _fields(form: Tag) -> Iterator[Tag]:
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.get("type") not in NOT_SENT - {"file"}:
            yield field


def _disabled(field: Tag) -> bool:
    return field.has_attr("disabled") or any(
        parent.has_attr("disabled") for parent in field.find_parents("fieldset")
    )


def _prefilled(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        options = field.select("option:not([disabled])")
        selected = [option for option in options if option.has_attr("selected")]
        default = [] if field.has_attr("multiple") else options[:1]
        return [_value(option) for option in selected or default]
    if field.get("type") in {"checkbox", "radio"}:
        return [_value(field)] if field.has_attr("checked") else []
    if field.get("type") == "file":
        return []
    return [str(field.get("value", ""))]


def _chosen(group: list[Tag], answer: Any) -> list[Any]:  # noqa: ANN401 - see fill_in
    offered = _offered(group)
    if offered is None:
        return [str(answer) if isinstance(answer, int) else answer]
    if answer is True:
        assert len(offered) == 1, f"which of {offered} is meant by True?"
        return offered
    if answer is False or answer is None:
        return []
    chosen = [answer] if isinstance(answer, str) else [str(one) for one in answer]
    strange = set(chosen) - set(offered)
    assert not strange, f"{sorted(strange)} cannot be chosen, only {offered}"
    return chosen


def _offered(group: list[Tag]) -> list[str] | None:
    """The values to choose from; None where any text may be entered."""
    first = group[0]
    if first.name == "select":
        return [_value(option) for option in first.select("option:not([disabled])")]
    boxes = [field for field in group if field.get("type") in {"checkbox", "radio"}]
    return [_value(box) for box in boxes] or None


def _value(choice: Tag) -> str:
    if choice.name == "option":
        return str(choice.get("value", words(choice)))
    return str(choice.get("value", "on"))
