"""Filling the database with the season, the same for everybody on the same day."""

import random
from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import select

from fablab.accounts.models import Account, Role
from fablab.assessments.models import Dimension
from fablab.assessments.services import load_rubrics
from fablab.consent.models import ConsentText
from fablab.consent.services import load_texts
from fablab.demo.answers import Answering, Texts
from fablab.demo.attendance import Door
from fablab.demo.certified import end_some, issue_papers, show_projects
from fablab.demo.compass import look_at_oneself, tell_then_and_now
from fablab.demo.credentials import sign_some
from fablab.demo.finished import let_main_child_finish
from fablab.demo.growth import observe
from fablab.demo.papers import design_certificates, word_certificates
from fablab.demo.people import Casting, Family, make_schools, make_sites
from fablab.demo.photos import show_work
from fablab.demo.programme import STARTED, Registering, Run, make_series
from fablab.demo.rubrics import word_levels
from fablab.demo.twists import Twists
from fablab.kernel.db import db, unit_of_work
from fablab.people.models import Pupil
from fablab.reports.services.pilot import publish_figures
from fablab.sites.models import Site
from fablab.web.current import current_installation

SEED = 1969
COORDINATORS = {
    "bielsko-biala": ("Marta Zalewska-Wzorcowa", "pl"),
    "ventosa": ("Inês Exemplo", "en"),
}
DESIGNS = "bielsko-biala"  # the site whose certificates have a design of their own
FACILITATORS = {
    "bielsko-biala": [("Olha Vzirets", "uk"), ("Tomasz Próbny", "pl")],
    "ventosa": [("Rui Modelo", "en"), ("Clara Amostra", "en")],
}


def fill_season(*, now: datetime) -> None:
    """Write the whole season: two sites, their staff, 60 families, three months.

    Call it with an empty, migrated database; it opens its own units of work.
    """
    chance = random.Random(SEED)
    began = now - timedelta(days=120)
    with unit_of_work():
        load_texts(now=began)
        load_rubrics(now=began)
    with unit_of_work():
        runs, coordinators = _make_everybody(chance, now)
    with unit_of_work():
        _go_through_the_doors(runs, coordinators, chance, began, now)
    with unit_of_work():
        dimensions = list(
            db.session.scalars(select(Dimension).order_by(Dimension.position))
        )
        for run in runs:
            if run.plan["plan"] in STARTED:
                observe(run, dimensions, chance, now=now)
    with unit_of_work():
        opinions = random.Random(SEED)
        for run in runs:
            if run.plan["plan"] in STARTED:
                look_at_oneself(run, opinions, now=now)
    with unit_of_work():
        main = let_main_child_finish(runs)
        tell_then_and_now(main, random.Random(SEED))
        _design(runs, coordinators[DESIGNS], began)
        site = next(run.series.site for run in runs if run.plan["site"] == DESIGNS)
        word_levels(site=_live(site), by=coordinators[DESIGNS], now=now)
    with unit_of_work():
        cipher = current_installation().cipher
        show_work(runs, main.pupil_id, cipher=cipher, now=now)
    with unit_of_work():
        over = [r for r in runs if r.plan["plan"] in {"finished", "finished_old"}]
        shown = next(run for run in over if run.plan["site"] == DESIGNS)
        show_projects(shown, coordinators[DESIGNS])
        for run in over:
            issue_papers(run, coordinators[run.plan["site"]])
        end_some(shown, coordinators[DESIGNS])
    with unit_of_work():
        publish_figures(
            site=_live(runs[-1].series.site), by=coordinators["ventosa"], now=now
        )
    sign_some(now=now)


def _design(runs: list[Run], coordinator: Account, began: datetime) -> None:
    own = [run for run in runs if run.plan["site"] == DESIGNS]
    design_certificates(_live(own[0].series.site), by=coordinator, now=began)
    finished = next(run for run in own if run.plan["plan"] == "finished")
    word_certificates(finished.series, by=coordinator, now=began)


def _make_everybody(
    chance: random.Random, now: datetime
) -> tuple[list[Run], dict[str, Account]]:
    sites = make_sites()
    schools = make_schools()
    cipher = current_installation().cipher
    casting = Casting(chance, cipher, now)
    coordinators = {
        slug: casting.staff(name, Role.COORDINATOR, site=sites[slug], language=language)
        for slug, (name, language) in COORDINATORS.items()
    }
    facilitators = {
        slug: [
            casting.staff(name, Role.FACILITATOR, site=sites[slug], language=language)
            for name, language in people
        ]
        for slug, people in FACILITATORS.items()
    }
    casting.teacher("Grażyna Szkolna-Fikcyjna", schools[0])
    casting.teacher("Duarte Lousa", schools[-1], language="en")
    casting.staff("Irena Poufna", Role.PRIVACY_OFFICER)
    casting.staff("Adam Serwerowski", Role.ADMINISTRATOR)
    families = casting.families(sites, schools)
    casting.fill_classes(families, schools[0])
    runs = make_series(sites, facilitators, now=now)
    texts = _texts()
    answering = Answering(
        texts,
        chance,
        now,
        casting.with_note,
        asked_before=_asked_before(families),
    )
    registering = Registering(families, answering, chance, now)
    db.session.flush()
    for run in sorted(runs, key=lambda run: run.meetings[0].starts_at):
        if run.plan["plan"] not in {"draft", "upcoming"}:
            registering.fill(run)
    db.session.flush()
    twists = Twists(
        families=families,
        answering=answering,
        registering=registering,
        cipher=cipher,
        now=now,
    )
    twists.add(
        {run.plan["slug"]: run for run in runs},
        coordinator=coordinators["bielsko-biala"],
        casting=casting,
    )
    db.session.flush()
    return runs, coordinators


def _texts() -> Texts:
    """Each text's versions, the one that counts now last."""
    texts: Texts = defaultdict(list)
    for text in db.session.scalars(
        select(ConsentText).order_by(ConsentText.published_at, ConsentText.version)
    ):
        texts[text.purpose, text.language].append(text)
    return texts


def _asked_before(families: list[Family]) -> set[Pupil]:
    """Every fourth family's pupils, and siblings where there are two guardians."""
    asked = {pupil for family in families[3::4] for pupil in family.pupils}
    siblings = (family.pupils[1:] for family in families if family.second)
    return asked.union(*siblings)


def _go_through_the_doors(
    runs: list[Run],
    coordinators: dict[str, Account],
    chance: random.Random,
    began: datetime,
    now: datetime,
) -> None:
    sites = {run.plan["site"]: run.series.site for run in runs}
    doors = {
        slug: Door(_live(site), coordinators[slug], chance, began)
        for slug, site in sites.items()
    }
    for run in runs:
        if run.plan["plan"] in STARTED:
            doors[run.plan["site"]].watch(run, now=now)


def _live(site: Site) -> Site:
    return db.session.get_one(Site, site.id)
