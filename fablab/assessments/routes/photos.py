"""Photos of the work at a meeting: what there is, one more, one less."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.forms import PhotoForm
from fablab.assessments.models import Dimension, PhotoKind
from fablab.assessments.pictures import MOST_BYTES, seal_photo
from fablab.assessments.queries.photos import staff_photo, work_photos
from fablab.assessments.queries.rubrics import rubric_of
from fablab.assessments.routes.blueprint import bp
from fablab.assessments.routes.parts import lines_here, meeting_parts, rubric_words
from fablab.assessments.services.photos import (
    add_work_photo,
    note_photos_seen,
    withdraw_photo,
)
from fablab.checkin.queries.attendance import register_of, staff_meeting
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import N_, DomainError, NotFound
from fablab.kernel.submissions import do_once
from fablab.registrations.models import Registration
from fablab.series.models import Meeting
from fablab.web.current import current_installation
from fablab.web.forms import ButtonForm
from fablab.web.mishaps import worded

_ADD = "add_photo"
_MOST_SENT = MOST_BYTES + 6 * 1024 * 1024
"""What is a little too large is refused on the page, with the answers kept."""


@bp.url_value_preprocessor
def _let_photos_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Take larger forms than elsewhere, only where a photo is expected."""
    if endpoint == f"{bp.name}.{_ADD}":
        request.max_content_length = _MOST_SENT


@bp.get("/photos")
@requires(Right.OBSERVE)
def photos(public_id: str) -> str:
    """Show the photos of the work of everybody who is here."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    here = [line.registration for line in lines_here(meeting)]
    found = work_photos([one.id for one in here])
    seen = {
        one.pupil.public_id: [photo.public_id for photo in found[one.id]]
        for one in here
        if one.id in found
    }
    page = render_template(
        "assessments/photos.html",
        here=here,
        photos=found,
        dimensions={one.id: one.title for one in rubric_words(meeting).dimensions},
        form=ButtonForm(),
        **meeting_parts(meeting),
    )
    if seen:
        with unit_of_work():
            note_photos_seen(seen, actor=actor, now=clock.now())
    return page


@bp.route("/photos/<registration_id>", methods=["GET", "POST"])
@requires(Right.OBSERVE)
def add_photo(public_id: str, registration_id: str) -> ResponseReturnValue:
    """Take a photo of what one pupil made at the meeting."""
    actor = current_actor()
    meeting = staff_meeting(public_id, actor=actor)
    registration = _registered(meeting, registration_id)
    form = PhotoForm()
    form.offer(rubric_words(meeting).dimensions)
    if form.validate_on_submit():
        try:
            _add(public_id, registration_id, form)
        except DomainError as refusal:
            form.photo.errors = [worded(refusal)]
        else:
            flash(_("The photo is saved."), "ok")
            return redirect(url_for(".photos", public_id=public_id), code=303)
    meeting = staff_meeting(public_id, actor=actor)
    page = render_template(
        "assessments/photo.html",
        form=form,
        pupil=_registered(meeting, registration.public_id).pupil,
        **meeting_parts(meeting),
    )
    return page, 422 if form.errors else 200


@bp.post("/photos/<registration_id>/<photo_id>/withdraw")
@requires(Right.OBSERVE)
def withdraw(
    public_id: str, registration_id: str, photo_id: str
) -> ResponseReturnValue:
    """Take a photo away for good."""
    actor = current_actor()
    with unit_of_work():
        meeting = staff_meeting(public_id, actor=actor)
        _registered(meeting, registration_id)
        photo = staff_photo(photo_id, meeting=meeting)
        withdraw_photo(photo=photo, by=account_of(actor), now=clock.now())
    flash(_("The photo is gone."), "ok")
    return redirect(url_for(".photos", public_id=public_id), code=303)


def _add(public_id: str, registration_id: str, form: PhotoForm) -> None:
    """Keep the photo once, however often the form arrives; it is sealed before."""
    actor, now = current_actor(), clock.now()
    photo = seal_photo(form.photo.file, cipher=current_installation().cipher)

    def keep() -> str:
        meeting = staff_meeting(public_id, actor=actor)
        kept = add_work_photo(
            photo=photo,
            registration=_registered(meeting, registration_id),
            kind=PhotoKind.OBSERVER,
            by=account_of(actor),
            now=now,
            meeting=meeting,
            dimension=_dimension(meeting, form.dimension.data),
            caption=form.caption.data or "",
        )
        return kept.public_id

    do_once(
        keep,
        key=form.submission_key.data,
        content=[*form.content(), ("of", f"{public_id} {registration_id}")],
        now=now,
        sender=actor.public_id,
    )


def _registered(meeting: Meeting, registration_id: str) -> Registration:
    for line in register_of(meeting):
        if line.registration.public_id == registration_id:
            return line.registration
    raise NotFound(N_("Nobody like that has a place in this workshop."))


def _dimension(meeting: Meeting, code: str | None) -> Dimension | None:
    known = {one.code: one for one in rubric_of(meeting.series_id).dimensions}
    return known.get(code or "")
