"""The pupil's moment: a page to celebrate a certificate, and a picture to share."""

from dataclasses import asdict, dataclass

from flask import Response, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.certificates.queries import family_certificate
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.sharing import share_png, share_svg
from fablab.certificates.snapshot import Snapshot, read_snapshot
from fablab.certificates.wording import (
    dates_text,
    hours_text,
    meetings_text,
    number_of,
    verify_url,
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All that a picture to share tells."""

    topic: str
    heading: str
    title: str
    site: str


@bp.get("/family/certificates/<public_id>")
@requires(Right.SEE_FAMILY)
def celebrate(public_id: str) -> str:
    """Celebrate a certificate of one of the guardian's pupils, or of one's own."""
    certificate = family_certificate(public_id, actor=current_actor())
    facts = read_snapshot(certificate.snapshot)
    return render_template(
        "certificates/celebrate.html",
        certificate=certificate,
        pupil=certificate.registration.pupil,
        facts=facts,
        dates=dates_text(facts),
        hours=hours_text(facts),
        meetings=meetings_text(facts),
        number=number_of(certificate.code),
        verify_url=verify_url(certificate.code),
        shown=_shown(facts),
    )


@bp.get("/family/certificates/<public_id>.png")
@requires(Right.SEE_FAMILY)
def share_picture(public_id: str) -> Response:
    """The picture to share, as every phone takes it."""
    return _picture(share_png(**_words(public_id)), "png", "image/png")


@bp.get("/family/certificates/<public_id>.svg")
@requires(Right.SEE_FAMILY)
def share_drawing(public_id: str) -> Response:
    """The picture to share, as large as one likes."""
    drawn = share_svg(**_words(public_id)).encode()
    return _picture(drawn, "svg", "image/svg+xml")


def _words(public_id: str) -> dict[str, str]:
    certificate = family_certificate(public_id, actor=current_actor())
    return asdict(_shown(read_snapshot(certificate.snapshot)))


def _shown(facts: Snapshot) -> Shown:
    """In the certificate's language; nobody's name is among it."""
    with force_locale(facts.language):
        return Shown(
            topic=facts.topic,
            heading=_("I made it!"),
            title=facts.series,
            site=facts.site,
        )


def _picture(data: bytes, ending: str, kind: str) -> Response:
    answer = Response(data, mimetype=kind)
    answer.headers["Content-Disposition"] = f'inline; filename="i-made-it.{ending}"'
    return answer
