"""The signed twin of a certificate, for the family: alone or baked into a picture."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.certificates.credential.baking import bake_png, bake_svg
from fablab.certificates.models import Certificate, Credential
from fablab.certificates.picture import Picture, picture_png, picture_svg
from fablab.certificates.queries import family_certificate
from fablab.certificates.queries.credentials import credential_of
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.signing import sign_wanted_credentials
from fablab.certificates.snapshot import read_snapshot
from fablab.kernel import clock
from fablab.kernel.errors import N_, NotFound


@bp.post("/family/certificates/<public_id>/credential")
@requires(Right.SEE_FAMILY)
def make_credential(public_id: str) -> ResponseReturnValue:
    """Make the signed file of a certificate whose family has said yes to it."""
    pupil = family_certificate(public_id, actor=current_actor()).registration.pupil
    back = url_for("family.pupil", public_id=pupil.public_id)
    if sign_wanted_credentials(now=clock.now(), pupil_ids=[pupil.id]):
        flash(_("The signed file is ready."), "ok")
    else:
        flash(_("There is nothing to sign: it is ready, or not allowed."), "info")
    return redirect(back, code=303)


@bp.get("/family/certificates/<public_id>/credential.json")
@requires(Right.SEE_FAMILY)
def credential_json(public_id: str) -> Response:
    """The signed credential as it is."""
    certificate, credential = _own(public_id)
    return _file(certificate, credential.signed, "json", "application/json")


@bp.get("/family/certificates/<public_id>/credential.png")
@requires(Right.SEE_FAMILY)
def credential_png(public_id: str) -> Response:
    """A picture with the credential in it, to be shared; it shows no name."""
    certificate, credential = _own(public_id)
    picture = bake_png(picture_png(_picture(certificate)), credential.signed)
    return _file(certificate, picture, "png", "image/png")


@bp.get("/family/certificates/<public_id>/credential.svg")
@requires(Right.SEE_FAMILY)
def credential_svg(public_id: str) -> Response:
    """The same picture, in lines that stay sharp at every size."""
    certificate, credential = _own(public_id)
    picture = bake_svg(picture_svg(_picture(certificate)), credential.signed)
    return _file(certificate, picture, "svg", "image/svg+xml")


def _own(public_id: str) -> tuple[Certificate, Credential]:
    certificate = family_certificate(public_id, actor=current_actor())
    credential = credential_of(certificate)
    if credential is None:
        raise NotFound(
            N_(
                "There is no signed file of this certificate. You can ask for one on "
                "your family page."
            )
        )
    return certificate, credential


def _picture(certificate: Certificate) -> Picture:
    facts = read_snapshot(certificate.snapshot)
    return Picture(topic=facts.topic, title=facts.series, issuer=facts.site)


def _file(
    certificate: Certificate, data: str | bytes, ending: str, kind: str
) -> Response:
    """To be saved under a name without the number, which finds the credential too."""
    slug = certificate.registration.series.slug
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="certificate-{slug}.{ending}"'
    )
    return answer
