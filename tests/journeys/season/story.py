"""Who and what the season is about, in the language in which it is lived."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONES = ("Europe/Warsaw", "America/New_York")
QUIET_HOURS = range(2, 22)
WEEKS = 2
ROOMY = 8
AGES = (10, 15)
TOO_YOUNG = 7
THIS_YEAR = datetime.now(UTC).year


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account, and how they sign in."""

    name: str
    email: str
    password: str = "Four lamps, one laser"


@dataclass(frozen=True, kw_only=True)
class Child:
    """A pupil as the guardian registers them, and what the guardian allows."""

    given_name: str
    family_name: str
    born: date
    class_name: str
    photos: bool
    share_with_school: bool

    @property
    def short_name(self) -> str:
        """The name at the door."""
        return f"{self.given_name} {self.family_name[0]}."

    @property
    def full_name(self) -> str:
        """The name on paper."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What the coordinator writes about a series."""

    title: str
    summary: str
    description: str
    achievement: tuple[str, str]


TEXTS = {
    "en": Texts(
        title="Laser-cut lamps",
        summary="Draw a lamp, cut it, light it.",
        description="Two afternoons at the laser.",
        achievement=("Drew a lamp of my own", "Cut it with the laser"),
    ),
    "pl": Texts(
        title="Lampy z lasera",
        summary="Narysuj lampę, wytnij ją i zapal.",
        description="Dwa popołudnia przy laserze.",
        achievement=("Projekt własnej lampy", "Cięcie laserem gałązek i żółwi"),
    ),
}
SMALL_TEXTS = {
    "en": Texts(
        title="One robot arm",
        summary="Build it, and let it wave.",
        description="One afternoon, one pupil at the arm.",
        achievement=("Built a robot arm", "Let it wave"),
    ),
    "pl": Texts(
        title="Jedno ramię robota",
        summary="Zbuduj je i niech pomacha.",
        description="Jedno popołudnie, jedna osoba przy ramieniu.",
        achievement=("Budowa ramienia robota", "Ramię, które macha"),
    ),
}
LOCALES = {"en": "en-GB", "pl": "pl-PL"}
SCHOOL = "Szkoła Podstawowa nr 3"
CITY = "Bielsko-Biała"
SITE = "FabLab Beskidy"
SITE_SLUG = "beskidy"
ROOM = "Sala laserów 2"

COORDINATOR = Person(name="Ewa Lis", email="ewa.lis@lab.example")
FACILITATOR = Person(name="Piotr Zięba", email="piotr.zieba@lab.example")
TEACHER = Person(name="Dorota Śliwa", email="dorota.sliwa@school.example")
GUARDIAN = Person(name="Anna Żuraw", email="anna.zuraw@family.example", password="")
SECOND_GUARDIAN = Person(
    name="Marek Gil", email="marek.gil@family.example", password=""
)

LUCJA = Child(
    given_name="Łucja",
    family_name="Żuraw",
    born=date(THIS_YEAR - 12, 5, 17),
    class_name="5b",
    photos=True,
    share_with_school=True,
)
KUBA = Child(
    given_name="Kuba",
    family_name="Żuraw",
    born=date(THIS_YEAR - 14, 11, 3),
    class_name="6c",
    photos=False,
    share_with_school=False,
)
OLA = Child(
    given_name="Ola",
    family_name="Żuraw",
    born=date(THIS_YEAR - 11, 1, 30),
    class_name="4a",
    photos=False,
    share_with_school=True,
)


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """A series as the coordinator plans it; `starts` is of the first meeting."""

    texts: Texts
    starts: datetime
    weeks: int
    capacity: int

    @property
    def ends(self) -> datetime:
        """When the first meeting ends."""
        return self.starts + timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Story:
    """One season: its language, and the clock of its FabLab when it begins."""

    language: str
    began: datetime

    @property
    def texts(self) -> Texts:
        """What the coordinator writes."""
        return TEXTS[self.language]

    @property
    def locale(self) -> str:
        """What every browser of the season asks for."""
        return LOCALES[self.language]

    @property
    def starts(self) -> datetime:
        """When the meeting that is running began, to the minute."""
        return (self.began - timedelta(minutes=2)).replace(second=0, microsecond=0)

    @property
    def workshop(self) -> Workshop:
        """The series that the season is about: its first meeting is running."""
        return Workshop(
            texts=self.texts, starts=self.starts, weeks=WEEKS, capacity=ROOMY
        )

    @property
    def small_workshop(self) -> Workshop:
        """A series weeks ahead that has one place."""
        starts = self.starts + timedelta(weeks=4, days=1)
        texts = SMALL_TEXTS[self.language]
        return Workshop(texts=texts, starts=starts, weeks=1, capacity=1)

    def days_of_meetings(self, moved: int) -> list[date]:
        """The days of all meetings, once they were moved by so many days."""
        first = self.starts.date() + timedelta(days=moved)
        return [first + timedelta(weeks=week) for week in range(WEEKS)]


def begin_story(language: str) -> Story:
    """A season that begins now, at a FabLab where it is not near midnight.

    A meeting must begin and end on one local day, whenever the test runs.
    """
    local = (datetime.now(ZoneInfo(zone)) for zone in ZONES)
    began = next(now for now in local if now.hour in QUIET_HOURS)
    return Story(language=language, began=began)
