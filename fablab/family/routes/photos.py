"""What a pupil made, in photos: those from the FabLab, and the pupil's own."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.models import PhotoKind
from fablab.assessments.pictures import MOST_BYTES, seal_photo
from fablab.assessments.queries.photos import photo_bytes, work_photos
from fablab.assessments.services.photos import (
    add_work_photo,
    change_caption,
    withdraw_photo,
)
from fablab.family.forms.photos import CaptionForm, OwnPhotoForm
from fablab.family.queries.photos import family_photo
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.kernel.submissions import do_once
from fablab.registrations.models import Registration
from fablab.registrations.queries.family import own_registration
from fablab.series.queries import text_of
from fablab.web.current import current_installation
from fablab.web.forms import ButtonForm
from fablab.web.language import current_language
from fablab.web.mishaps import worded
from fablab.web.pictures import picture_answer

_PAGE = "photos"
_MOST_SENT = MOST_BYTES + 6 * 1024 * 1024
"""What is a little too large is refused on the page, with the answers kept."""


@bp.url_value_preprocessor
def _let_photos_in(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Take larger forms than elsewhere, only where a photo is expected."""
    if endpoint == f"{bp.name}.{_PAGE}":
        request.max_content_length = _MOST_SENT


@bp.route("/registrations/<public_id>/photos", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def photos(public_id: str) -> ResponseReturnValue:
    """Show the photos of one registration; on a POST, add an own one."""
    form = OwnPhotoForm()
    if form.is_submitted():
        _deciding(public_id)
    if form.validate_on_submit():
        try:
            _add(public_id, form)
        except DomainError as refusal:
            form.photo.errors = [worded(refusal)]
        else:
            flash(_("The photo is saved."), "ok")
            return redirect(url_for(".photos", public_id=public_id), code=303)
    line = own_registration(public_id, guardian=own_guardian())
    page = render_template(
        "family/photos.html",
        registration=line.registration,
        decides=line.decides,
        pupil=line.registration.pupil,
        zone=line.registration.series.site.zone,
        text=text_of(line.registration.series, current_language()),
        photos=work_photos([line.registration.id]).get(line.registration.id, []),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.route("/registrations/<public_id>/photos/<photo_id>", methods=["GET", "POST"])
@requires(Right.SEE_FAMILY)
def photo(public_id: str, photo_id: str) -> ResponseReturnValue:
    """Show one own photo with its words; on a POST, give it others."""
    registration = _deciding(public_id)
    found = family_photo(photo_id, registration=registration, changing=True)
    form = CaptionForm(obj=found)
    if form.validate_on_submit():
        with unit_of_work():
            found = family_photo(
                photo_id, registration=_deciding(public_id), changing=True
            )
            change_caption(photo=found, caption=form.caption.data or "")
        flash(_("The words are saved."), "ok")
        return redirect(url_for(".photos", public_id=public_id), code=303)
    page = render_template(
        "family/photo.html",
        registration=registration,
        pupil=registration.pupil,
        text=text_of(registration.series, current_language()),
        photo=found,
        form=form,
        button=ButtonForm(),
    )
    return page, 422 if form.errors else 200


@bp.post("/registrations/<public_id>/photos/<photo_id>/withdraw")
@requires(Right.SEE_FAMILY)
def withdraw_own_photo(public_id: str, photo_id: str) -> ResponseReturnValue:
    """Take an own photo away for good."""
    with unit_of_work():
        found = family_photo(photo_id, registration=_deciding(public_id), changing=True)
        withdraw_photo(photo=found, by=account_of(current_actor()), now=clock.now())
    flash(_("The photo is gone."), "ok")
    return redirect(url_for(".photos", public_id=public_id), code=303)


@bp.get(
    "/registrations/<public_id>/photos/<photo_id>/small", defaults={"size": "small"}
)
@bp.get(
    "/registrations/<public_id>/photos/<photo_id>/large", defaults={"size": "large"}
)
@requires(Right.SEE_FAMILY)
def photo_picture(public_id: str, photo_id: str, size: str) -> Response:
    """The picture itself."""
    registration = own_registration(public_id, guardian=own_guardian()).registration
    found = family_photo(photo_id, registration=registration)
    data = photo_bytes(
        found, cipher=current_installation().cipher, small=size == "small"
    )
    return picture_answer(data, media_type=found.media_type)


def _deciding(public_id: str) -> Registration:
    return own_registration(
        public_id, guardian=own_guardian(), deciding=True
    ).registration


def _add(public_id: str, form: OwnPhotoForm) -> None:
    """Keep the photo once, however often the form arrives; it is sealed before."""
    actor, now = current_actor(), clock.now()
    sealed = seal_photo(form.photo.file, cipher=current_installation().cipher)

    def keep() -> str:
        kept = add_work_photo(
            photo=sealed,
            registration=_deciding(public_id),
            kind=PhotoKind.OWN,
            by=account_of(actor),
            now=now,
            caption=form.caption.data or "",
        )
        return kept.public_id

    do_once(
        keep,
        key=form.submission_key.data,
        content=[*form.content(), ("of", public_id)],
        now=now,
        sender=actor.public_id,
    )
