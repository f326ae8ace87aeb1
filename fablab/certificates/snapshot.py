"""What a certificate says: written down when it is issued, and never changed."""

import hmac
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from fablab.certificates.errors import UnprintableLetters
from fablab.web.pdf import UncoveredLetters, printable

_SAME = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\u2010\u2011\u2013\u2014", "-")
)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The facts of one certificate, in the words of its language.

    `hours` are clock hours attended, rounded to halves; `first_on` and `last_on` the
    local days of the first and the last meeting held, `project_on` that of the meeting
    at which an own project was seen.
    """

    language: str
    pupil: str
    initials: str
    series: str
    topic: str
    done: tuple[str, ...]
    meetings_attended: int
    meetings_held: int
    hours: float
    first_on: date
    last_on: date
    place: str
    site: str
    city: str
    time_zone: str
    issuer: str
    issued_on: date
    project_on: date | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the site that issued it."""
        return ZoneInfo(self.time_zone)

    def as_json(self) -> dict[str, Any]:
        """The same as JSON can hold it: dates in ISO 8601."""
        days = {
            name: value.isoformat()
            for name, value in asdict(self).items()
            if isinstance(value, date)
        }
        return asdict(self) | days | {"done": list(self.done)}

    def check_letters(self) -> None:
        """Make sure that every text can be printed.

        Raises:
            UnprintableLetters: the typeface lacks some letters of a text.
        """
        texts = (self.pupil, self.series, self.place, self.site, self.city, self.issuer)
        for text in (*texts, *self.done):
            check_printable(text)


_DAYS = ("first_on", "last_on", "issued_on", "project_on")


def read_snapshot(stored: dict[str, Any]) -> Snapshot:
    """The snapshot that `Snapshot.as_json` made."""
    days = {
        name: date.fromisoformat(stored[name]) for name in _DAYS if stored.get(name)
    }
    return Snapshot(**(stored | days | {"done": tuple(stored["done"])}))


def check_printable(text: str) -> None:
    """Make sure that the text can be printed.

    Raises:
        UnprintableLetters: the typeface lacks some of its letters.
    """
    try:
        printable(text)
    except UncoveredLetters as found:
        raise UnprintableLetters(text=text, letters=found.letters) from found


def same_name(printed: str, typed: str) -> bool:
    """Whether both are the same name, whatever the case, spaces, dashes, apostrophes.

    Takes equally long wherever they differ.
    """
    return hmac.compare_digest(_comparable(printed), _comparable(typed))


def _comparable(name: str) -> bytes:
    plain = unicodedata.normalize("NFKC", name).translate(_SAME).casefold()
    return unicodedata.normalize("NFC", " ".join(plain.split())).encode()
