"""What the guardian's home shows, composed of what the features know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fablab.checkin.models import Attendance
from fablab.checkin.queries.absence import announced_absences
from fablab.checkin.queries.attendance import attendances_of
from fablab.consent.models import PHOTOS, Purpose
from fablab.consent.queries import open_questions, purposes_for
from fablab.family.queries.letters import delayed_letters
from fablab.family.queries.meetings import Coming, FamilyMeeting, shown_meetings
from fablab.family.queries.papers import (
    Paper,
    PaperKind,
    most_pressing,
    papers_state,
)
from fablab.family.queries.pick_up import Household, household
from fablab.people.models import Guardian, Pupil
from fablab.people.queries import pupils_of, with_health_note
from fablab.registrations.models import CancelReason, Registration, RegistrationStatus
from fablab.registrations.queries.family import (
    FamilyLine,
    confirmed_pupils,
    registrations_of,
)
from fablab.series.queries import live_meetings

NEWS_FOR = timedelta(days=14)
"""So long the home tells of a registration that ended without the family's doing."""
IS_NEWS = frozenset(
    {
        CancelReason.NOT_CONFIRMED,
        CancelReason.OFFER_LAPSED,
        CancelReason.BY_STAFF,
        CancelReason.SERIES_CANCELLED,
    }
)
ASKED_OF_ALL = frozenset({*PHOTOS, Purpose.SHARE_WITH_SCHOOL, Purpose.FIGURES})
"""Questions for every family; that about health is one only where there is a note."""


@dataclass(frozen=True, kw_only=True)
class FamilyPupil:
    """A pupil with registrations that are not over, as one of the guardians sees them.

    `ended` are those that ended of late without the family's doing. `questions` counts
    the optional questions that nobody has answered yet, and those whose words name
    more than when this guardian said yes.
    """

    pupil: Pupil
    decides: bool
    lines: Sequence[FamilyLine]
    ended: Sequence[FamilyLine]
    questions: int


@dataclass(frozen=True, kw_only=True)
class FamilyHome:
    """All that the guardian's home shows.

    `to_answer` waits for the guardian: an agreement, or a place that is offered.
    `next_meetings` are today's, or each pupil's next; `week` is the rest of it.
    `delayed`: the public ids of registrations whose letter has not left yet.
    """

    pupils: Sequence[FamilyPupil] = ()
    to_answer: Sequence[FamilyLine] = ()
    next_meetings: Sequence[FamilyMeeting] = ()
    week: Sequence[FamilyMeeting] = ()
    delayed: Collection[str] = ()


def family_home(guardian: Guardian, *, now: datetime) -> FamilyHome:
    """What is next, what is to do and how things stand; a fixed number of statements.

    Nothing of another guardian is in it but what the answers say together.
    """
    every = registrations_of(guardian, cancelled_since=now - NEWS_FOR)
    lines = [line for line in every if line.registration.cancelled_at is None]
    ended = [ln for ln in every if ln.registration.cancel_reason in IS_NEWS]
    pupils = shown_pupils(guardian, lines)
    ids = [pupil.id for pupil in pupils]
    people = household(ids, now=now)
    questions = _open_questions(pupils, guardian, now=now)
    going_on = [line for line in lines if not is_over(line.registration, now=now)]
    view = _View(
        guardian=guardian,
        people=people,
        questions=questions,
        announced=announced_absences([line.registration.id for line in going_on]),
        attendances=attendances_of([line.registration.id for line in going_on]),
        now=now,
    )
    top, week = shown_meetings(going_on, now=now)
    to_answer = [line for line in going_on if waits_for_family(line)]
    return FamilyHome(
        pupils=[
            FamilyPupil(
                pupil=pupil,
                decides=people.decides(guardian, pupil.id),
                lines=_of(pupil, going_on),
                ended=_of(pupil, ended),
                questions=questions[pupil.id],
            )
            for pupil in pupils
        ],
        to_answer=to_answer,
        next_meetings=[view.meeting(one) for one in top],
        week=[view.meeting(one) for one in week],
        delayed=delayed_letters(
            [line.registration.public_id for line in to_answer], now=now
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _View:
    """What is known around the meetings, to put each of them together."""

    guardian: Guardian
    people: Household
    questions: Mapping[int, int]
    announced: Collection[tuple[int, int]]
    attendances: Mapping[tuple[int, int], Attendance]
    now: datetime

    def meeting(self, coming: Coming) -> FamilyMeeting:
        """The meeting with everything a guardian wants to know on the way to it."""
        registration, meeting = coming.line.registration, coming.meeting
        pupil_id = registration.pupil_id
        papers = most_pressing(
            papers_for(
                coming.line,
                due_at=meeting.starts_at,
                can_be_called=self.people.can_be_called(pupil_id),
                questions=self.questions[pupil_id],
            )
        )
        day = meeting.starts_at.astimezone(registration.series.site.zone).date()
        is_live = meeting.cancelled_at is None
        return FamilyMeeting(
            line=coming.line,
            meeting=meeting,
            is_today=coming.is_today,
            announced=(meeting.id, registration.id) in self.announced,
            may_announce=is_live
            and coming.line.decides
            and self.now < meeting.starts_at,
            pick_up=self.people.pick_up(self.guardian, pupil_id, day=day),
            papers=papers,
            papers_state=papers_state(papers, now=self.now),
            attendance=self.attendances.get((meeting.id, registration.id)),
        )


def papers_for(
    line: FamilyLine, *, due_at: datetime, can_be_called: bool, questions: int
) -> list[Paper]:
    """What is not done yet for a meeting.

    Args:
        line: the pupil's registration.
        due_at: when the meeting begins.
        can_be_called: we have a number for the pupil.
        questions: so many optional questions are unanswered.
    """
    papers = []
    if not line.agreed:
        held_until = line.registration.held_until or due_at
        papers.append(Paper(kind=PaperKind.AGREEMENT, due_at=held_until))
    if not can_be_called:
        papers.append(Paper(kind=PaperKind.PHONE, due_at=due_at))
    if questions:
        papers.append(Paper(kind=PaperKind.QUESTIONS, due_at=due_at, needed=False))
    return papers


def waits_for_family(line: FamilyLine) -> bool:
    """Whether the guardian's word is wanted: to agree, or to take an offered place."""
    return not line.agreed or line.registration.status is RegistrationStatus.OFFERED


def is_over(registration: Registration, *, now: datetime) -> bool:
    """Whether the last meeting of the registration's series has ended."""
    meetings = live_meetings(registration.series)
    return bool(meetings) and now >= max(meeting.ends_at for meeting in meetings)


def shown_pupils(guardian: Guardian, lines: Sequence[FamilyLine]) -> list[Pupil]:
    """The pupils, without those whose registration nobody here ever confirmed."""
    pupils = pupils_of(guardian)
    known = confirmed_pupils([pupil.id for pupil in pupils])
    known |= {line.registration.pupil_id for line in lines}
    return [pupil for pupil in pupils if pupil.id in known]


def _open_questions(
    pupils: Sequence[Pupil], guardian: Guardian, *, now: datetime
) -> Mapping[int, int]:
    ids = [pupil.id for pupil in pupils]
    waiting = open_questions(guardian, ids, now=now)
    noted = with_health_note(ids)
    return {
        pupil.id: sum(
            purpose in waiting[pupil.id]
            for purpose in purposes_for(pupil)
            if purpose in ASKED_OF_ALL
            or (purpose is Purpose.HEALTH_NOTE and pupil.id in noted)
        )
        for pupil in pupils
    }


def _of(pupil: Pupil, lines: Sequence[FamilyLine]) -> list[FamilyLine]:
    return [line for line in lines if line.registration.pupil_id == pupil.id]
