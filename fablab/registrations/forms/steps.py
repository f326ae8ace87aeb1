"""What the steps of signing up share: blocks, of which there may be several."""

from typing import Any

from fablab.web.forms import Form

MOST_CHILDREN = 4


class PartForm(Form):
    """A form inside a form, such as one of several children."""

    class Meta(Form.Meta):
        """The outer form holds the token."""

        csrf = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed, chosen or ticked."""
        return not any(
            str(value).strip() for field in self for value in field.raw_data or []
        )


class StepForm(Form):
    """One step: it may hold blocks, of which blank ones say nothing."""

    def blocks(self, name: str) -> list[Any]:
        """The forms inside the list of that name, in order."""
        return [entry.form for entry in self[name].entries]

    def drop_blank(self, name: str, *, least: int) -> list[str]:
        """Take out the list's blank blocks, down to `least`; returns their names."""
        entries, dropped = self[name].entries, []
        for entry in [entry for entry in entries if entry.form.is_blank][::-1]:
            if len(entries) > least:
                entries.remove(entry)
                dropped.append(entry.name)
        return dropped

    def gather_errors(self, name: str) -> None:
        """Let the list know what was found wrong in its blocks after it was checked."""
        errors = [entry.errors for entry in self[name].entries]
        self[name].errors = errors if any(errors) else []

    def fit(self, name: str, count: int) -> None:
        """Let the list have exactly `count` blocks."""
        entries = self[name].entries
        while len(entries) > count:
            entries.pop()
        while len(entries) < count:
            self[name].append_entry()
