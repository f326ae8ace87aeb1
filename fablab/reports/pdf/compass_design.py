"""The pupil's own view on the family's sheet, worded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class ScaleDesign(NamedTuple):
    """A scale and its sentences, each with the words chosen each time."""

    title: str
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class CompassDesign:
    """Then and now in words, sentence by sentence: never a sum, a mean or a digit.

    `times` are the headings of the answers in each row; without scales nothing of it
    is shown.
    """

    heading: str
    note: str
    times: Sequence[str]
    scales: Sequence[ScaleDesign]
