"""The coordinator's pages: how a site's certificates look, and its pictures."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import Actor, account_of
from fablab.certificates.forms.designs import DesignForm, PictureForm
from fablab.certificates.models import CertificatePicture, PictureKind
from fablab.certificates.pdf import CertificateDesign, certificate_pdf
from fablab.certificates.pictures import tidy_picture
from fablab.certificates.previews import picture_of_page, site_preview
from fablab.certificates.queries.designs import (
    current_design,
    own_picture,
    pictures_of,
)
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.services.designs import add_picture, change_design, draft_of
from fablab.certificates.texts import GAPS
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.errors import DomainError
from fablab.series.queries.own import own_site, own_sites
from fablab.sites.models import Site
from fablab.web.mishaps import worded

SAVE, PAPER = "save", "paper"
"""What the buttons do; any other shows the preview."""


@bp.route("/staff/site/certificates", methods=["GET", "POST"])
@requires(Right.ISSUE_CERTIFICATES)
def site_design() -> ResponseReturnValue:
    """Show how a site's certificates look; save, preview or print what was entered."""
    actor, slug = current_actor(), request.args.get("site", "")
    site = own_site(slug, actor)
    form = _design_form(site)
    if form.validate_on_submit():
        act = request.form.get("act")
        if act == PAPER:
            return preview_file(_drawn(form, site, actor))
        if act == SAVE and _save(form, slug, actor):
            flash(_("Saved. The next certificates look like this."), "ok")
            return redirect(url_for(".site_design", site=slug or None), 303)
    return _page(form, PictureForm(None), site, actor)


@bp.post("/staff/site/certificates/pictures")
@requires(Right.ISSUE_CERTIFICATES)
def add_site_picture() -> ResponseReturnValue:
    """Keep a logo or a signature, to be chosen on the page of the design."""
    actor, slug = current_actor(), request.args.get("site", "")
    site, form = own_site(slug, actor), PictureForm()
    if form.validate_on_submit():
        try:
            _keep(form, slug, actor)
        except DomainError as refusal:
            form.picture.errors = [worded(refusal)]
        else:
            flash(_("The picture is here. Choose it below, then save."), "ok")
            return redirect(url_for(".site_design", site=slug or None), 303)
    return _page(_design_form(site, is_sent=False), form, site, actor)


@bp.get("/staff/site/certificates/pictures/<public_id>.png")
@requires(Right.ISSUE_CERTIFICATES)
def site_picture(public_id: str) -> Response:
    """A picture of one of the coordinator's sites."""
    picture = own_picture(public_id, actor=current_actor())
    return Response(picture.data, mimetype="image/png")


def preview_file(design: CertificateDesign) -> Response:
    """The preview as the file that a printer would get."""
    answer = Response(certificate_pdf(design), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="preview.pdf"'
    return answer


def _design_form(site: Site, *, is_sent: bool = True) -> DesignForm:
    """The form as it was sent; as the site's design is, if it was not."""
    form = DesignForm() if is_sent else DesignForm(None)
    form.offer(
        pictures_of(site.id, PictureKind.LOGO),
        pictures_of(site.id, PictureKind.SIGNATURE),
    )
    if not (is_sent and form.is_submitted()):
        form.show(draft_of(current_design(site.id)))
        form.shown_language.data = site.language
    return form


def _save(form: DesignForm, slug: str, actor: Actor) -> bool:
    try:
        with unit_of_work():
            change_design(
                site=own_site(slug, actor),
                draft=form.draft(),
                by=account_of(actor),
                now=clock.now(),
            )
    except DomainError as refusal:
        form.form_errors.append(worded(refusal))
        return False
    return True


def _keep(form: PictureForm, slug: str, actor: Actor) -> None:
    kind = PictureKind(form.kind.data)
    data = tidy_picture(form.file(), kind)
    with unit_of_work():
        add_picture(
            site=own_site(slug, actor),
            kind=kind,
            data=data,
            by=account_of(actor),
            now=clock.now(),
        )


def _drawn(form: DesignForm, site: Site, actor: Actor) -> CertificateDesign:
    return site_preview(
        site=site,
        draft=form.draft(),
        shown=form.shown(),
        issuer=account_of(actor).name,
        today=clock.now().astimezone(site.zone).date(),
    )


def _page(
    form: DesignForm, picture_form: PictureForm, site: Site, actor: Actor
) -> ResponseReturnValue:
    has_errors = bool(form.errors or picture_form.errors)
    preview = None if form.errors else picture_of_page(_drawn(form, site, actor))
    page = render_template(
        "certificates/design.html",
        form=form,
        picture_form=picture_form,
        page_has_errors=has_errors,
        site=site,
        sites=own_sites(actor),
        languages=LANGUAGES,
        gaps=GAPS,
        logos=_thumbnails(pictures_of(site.id, PictureKind.LOGO)),
        signatures=_thumbnails(pictures_of(site.id, PictureKind.SIGNATURE)),
        preview=preview,
    )
    return page, 422 if has_errors else 200


def _thumbnails(pictures: Sequence[CertificatePicture]) -> dict[str, Markup]:
    return {
        picture.public_id: Markup('<img class="thumbnail" src="{src}" alt="">').format(
            src=url_for(".site_picture", public_id=picture.public_id)
        )
        for picture in pictures
    }
