"""Looking again at what proves an answer."""

from flask import Response
from flask.typing import ResponseReturnValue

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.consent.evidence import ENDINGS, open_evidence
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.registrations.queries.desk import evidence_at_desk
from fablab.registrations.routes.blueprint import bp
from fablab.registrations.routes.desk.wording import whoever_asks
from fablab.registrations.services.desk import note_evidence_seen
from fablab.web.current import current_installation


@bp.get("/staff/consents/evidence/<public_id>")
@requires(Right.SEE_REGISTRATIONS)
def desk_evidence(public_id: str) -> ResponseReturnValue:
    """Hand out the scan or signature as a file, and write down who looked."""
    evidence = evidence_at_desk(public_id, actor=current_actor())
    file = open_evidence(evidence, cipher=current_installation().cipher)
    with unit_of_work():
        note_evidence_seen(evidence, by=whoever_asks(), now=clock.now())
    answer = Response(file, mimetype=evidence.media_type)
    ending = ENDINGS.get(evidence.media_type, "bin")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{evidence.kind}-{evidence.public_id}.{ending}"'
    )
    return answer
