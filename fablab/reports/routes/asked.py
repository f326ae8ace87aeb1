"""Whom a request asks about, read with the noting of who read it."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response, request

from fablab.accounts.access import current_actor
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, NotFound
from fablab.reports.queries.described import Outline, outline_of
from fablab.reports.queries.reading import Form
from fablab.reports.queries.sharing import (
    Chosen,
    SharedPupil,
    SharedSchool,
    shared_schools,
)
from fablab.reports.services.reading import note_reading
from fablab.web.language import current_language


def asked_schools(now: datetime) -> Sequence[SharedSchool]:
    """The schools with their pupils; `?school` and `?class` ask for fewer.

    Raises:
        NotFound: there is no such school or class among the teacher's own.
    """
    chosen = Chosen(
        school=request.args.get("school"), class_name=request.args.get("class")
    )
    schools = shared_schools(current_actor(), now=now, chosen=chosen)
    if chosen != Chosen() and not pupils_in(schools):
        raise NotFound(N_("There is no such class among those you can read about."))
    return schools


def pupils_in(schools: Sequence[SharedSchool]) -> Sequence[SharedPupil]:
    """The pupils of all the schools."""
    return [pupil for school in schools for pupil in school.pupils]


def outline_for(schools: Sequence[SharedSchool], *, now: datetime) -> Outline:
    """What the lines of the schools' pupils share, in the reader's language."""
    return outline_of(pupils_in(schools), now=now, language=current_language())


def note(schools: Sequence[SharedSchool], form: Form, now: datetime) -> None:
    """Have the journal, and the families, know that this was read."""
    with unit_of_work():
        note_reading(schools, form=form, actor=current_actor(), now=now)


def kept_by_nobody(answer: Response) -> Response:
    """Tell caches that the answer is one person's own."""
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
