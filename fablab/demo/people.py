"""The season's people: staff, families and their pupils, none of them real."""

import random
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fablab.accounts.models import Account, Grant, Role
from fablab.demo.content import read
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.people.models import Guardian, Guardianship, HealthNote, Pupil, Relation
from fablab.people.queries import health_note_context
from fablab.sites.models import School, Site
from fablab.sites.school_year import end_of_school_year

HEALTH_NOTES = (
    "Uczulenie na orzechy, ma przy sobie leki.",
    "Astma, inhalator w plecaku.",
    "Nosi okulary ochronne na własnych szkłach.",
)
SIXTH_GRADE = range(10, 15)
FAMILIES = {"bielsko-biala": ("pl", 38), "ventosa": ("pt", 18), "guests": ("uk", 8)}


@dataclass(frozen=True)
class Family:
    """One household: who registers, a second guardian if there is one, the pupils."""

    site: Site
    first: Guardian
    second: Guardian | None
    pupils: list[Pupil]

    @property
    def guardians(self) -> list[Guardian]:
        """Everybody who answers for the pupils."""
        return [self.first, *([self.second] if self.second else [])]


class Casting:
    """Makes people up, the same ones for the same chance.

    `with_note` are the pupils about whose health there is something to know.
    """

    def __init__(
        self, chance: random.Random, cipher: FieldCipher, now: datetime
    ) -> None:
        self._chance = chance
        self._cipher = cipher
        self._now = now
        self._names = read("people")
        self._addresses: set[str] = set()
        self.with_note: set[Pupil] = set()

    def staff(
        self, name: str, role: Role, *, site: Site | None = None, language: str = "pl"
    ) -> Account:
        """Somebody of a FabLab or of the installation."""
        account = self._account(name, language)
        db.session.add(Grant(account=account, role=role, site=site))
        return account

    def teacher(self, name: str, school: School, language: str = "pl") -> Account:
        """A teacher of the school, until the end of its year."""
        account = self._account(name, language)
        ends_on = end_of_school_year(self._now.date())
        grant = Grant(
            account=account, role=Role.TEACHER, school=school, ends_on=ends_on
        )
        db.session.add(grant)
        return account

    def families(self, sites: dict[str, Site], schools: list[School]) -> list[Family]:
        """All families, each near one of the sites."""
        home, away = sites["bielsko-biala"], sites["ventosa"]
        made = []
        for kind, (tongue, count) in FAMILIES.items():
            site = away if kind == "ventosa" else home
            near = [s for s in schools if s.city == site.city]
            made += [self._family(site, tongue, near, n) for n in range(count)]
        return made

    def fill_classes(self, families: list[Family], school: School) -> None:
        """Let most children of the right age near the school go to two of its classes.

        The larger one is large enough for counts that may be shown.
        """
        today = self._now.date()
        near = [
            pupil
            for family in families
            if family.site.city == school.city
            for pupil in family.pupils
            if pupil.age_on(today) in SIXTH_GRADE
        ]
        for number, pupil in enumerate(near):
            pupil.school = school
            pupil.class_name = "6b" if number % 4 == 0 else "6a"

    def same_child_again(self, pupil: Pupil, *, site: Site) -> Family:
        """Another guardian's record of a child who is known already."""
        surname = [pupil.family_name, pupil.family_name]
        other = self._guardian("pl", surname, Relation.FATHER, "pl")
        again = Pupil(
            given_name=pupil.given_name,
            family_name=pupil.family_name.upper(),
            birth_date=pupil.birth_date,
            created_at=self._now - timedelta(days=6),
        )
        db.session.add(
            Guardianship(guardian=other, pupil=again, relation=Relation.FATHER)
        )
        db.session.flush()
        return Family(site, other, None, [again])

    def _family(
        self, site: Site, tongue: str, schools: list[School], number: int
    ) -> Family:
        surnames = self._names["family_names"][tongue]
        surname = surnames[number % len(surnames)]
        language = {"pl": "pl", "pt": "en", "uk": "uk"}[tongue]
        is_mother_first = self._chance.random() < 0.7  # noqa: PLR2004 -- a share
        relations = [Relation.MOTHER, Relation.FATHER]
        if not is_mother_first:
            relations.reverse()
        first = self._guardian(tongue, surname, relations[0], language)
        has_second = number % 4 == 0
        second = (
            self._guardian(tongue, surname, relations[1], language)
            if has_second
            else None
        )
        pupils = [
            self._pupil(tongue, surname, schools)
            for _ in range(self._chance.choice([1, 1, 1, 2, 2, 3]))
        ]
        for pupil in pupils:
            pairs = zip([first, second], relations, strict=True)
            for slot, (guardian, relation) in enumerate(pairs, start=1):
                if guardian:
                    db.session.add(
                        Guardianship(
                            guardian=guardian,
                            pupil=pupil,
                            relation=relation,
                            slot=slot,
                        )
                    )
        db.session.flush()
        return Family(site, first, second, pupils)

    def _guardian(
        self, tongue: str, surname: list[str], relation: Relation, language: str
    ) -> Guardian:
        is_mother = relation is Relation.MOTHER
        given = self._given("adults_f" if is_mother else "adults_m", tongue, surname)
        name = f"{self._chance.choice(given)} {surname[is_mother]}"
        account = self._account(name, language)
        db.session.add(Grant(account=account, role=Role.GUARDIAN))
        phone = f"+48555{self._chance.randrange(10**6):06}"
        guardian = Guardian(account=account, phone=phone)
        db.session.add(guardian)
        return guardian

    def _pupil(self, tongue: str, surname: list[str], schools: list[School]) -> Pupil:
        is_girl = self._chance.random() < 0.5  # noqa: PLR2004 -- a share
        given = self._given("girls" if is_girl else "boys", tongue, surname)
        age_in_days = self._chance.randrange(8 * 366, 16 * 365)
        pupil = Pupil(
            given_name=self._chance.choice(given),
            family_name=surname[is_girl],
            birth_date=self._now.date() - timedelta(days=age_in_days),
            created_at=self._now - timedelta(days=150),
            school=self._chance.choice([*schools, *schools, None]),
        )
        if pupil.school:
            pupil.class_name = self._chance.choice(self._names["classes"])
        db.session.add(pupil)
        if self._chance.random() < 0.1:  # noqa: PLR2004 -- a share
            self._note_health(pupil)
        return pupil

    def _note_health(self, pupil: Pupil) -> None:
        note = HealthNote(pupil=pupil, sealed=b"", written_at=pupil.created_at)
        note.sealed = self._cipher.seal(
            self._chance.choice(HEALTH_NOTES), context=health_note_context(note)
        )
        db.session.add(note)
        self.with_note.add(pupil)

    def _given(self, kind: str, tongue: str, surname: list[str]) -> list[str]:
        """First names in the script that the family writes its name in."""
        return [
            name
            for name in self._names[kind][tongue]
            if (name < "Ͱ") == (surname[0] < "Ͱ")  # Latin comes before, Cyrillic after
        ]

    def _account(self, name: str, language: str) -> Account:
        account = Account(
            email=self._address(name),
            name=name,
            language=language,
            created_at=self._now - timedelta(days=200),
        )
        db.session.add(account)
        return account

    def _address(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name.lower().replace("ł", "l"))
        words = "".join(c for c in plain if c.isascii() and (c.isalpha() or c == " "))
        base = ".".join(words.split()) or "family"
        address, number = f"{base}@example.org", 1
        while address in self._addresses:
            number += 1
            address = f"{base}{number}@example.org"
        self._addresses.add(address)
        return address


def make_sites() -> dict[str, Site]:
    """Both FabLabs, by slug."""
    addresses = {"bielsko-biala": "ul. Przykładowa 7", "ventosa": "Rua do Exemplo 12"}
    sites = {}
    for plan in read("sites"):
        kept: dict[str, Any] = {k: v for k, v in plan.items() if k != "languages"}
        slug = plan["slug"]
        kept |= {"address": addresses[slug], "contact_email": f"{slug}@example.org"}
        sites[slug] = Site(**kept)
        db.session.add(sites[slug])
    return sites


def make_schools() -> list[School]:
    """The schools, in the order of the content."""
    schools = [
        School(name=plan["name"], city=plan["city"])
        for plan in read("people")["schools"]
    ]
    db.session.add_all(schools)
    return schools
