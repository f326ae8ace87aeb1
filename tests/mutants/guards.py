"""The guards that hold the rules: which line each is, and what is left without it."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One guard: `without` replaces `line`, and then `test` must fail.

    `line` stands exactly once in `file`; both may span several lines.
    """

    name: str
    file: str
    line: str
    without: str
    test: str

    def switched_off(self, folder: Path) -> str:
        """The file's text without the guard.

        Raises:
            LookupError: the line is not there exactly once: bring this list up to date.
        """
        text = (folder / self.file).read_text()
        if text.count(self.line) != 1:
            raise LookupError(
                f"{self.name}: {self.file} has {text.count(self.line)} times {self.line!r}"
            )
        return text.replace(self.line, self.without)


GUARDS: tuple[Guard, ...] = ()
