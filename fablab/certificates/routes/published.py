"""What credentials point to, at addresses that are fixed for ever.

The same addresses answer people with a page and programs with JSON-LD, as they ask.
"""

import json
from typing import Any

from flask import Response, make_response, render_template, request

from fablab.accounts.access import public
from fablab.certificates.credential.canonical import CONTEXT
from fablab.certificates.credential.document import (
    Achievement,
    achievement_document,
    issuer_document,
)
from fablab.certificates.credential.status import CONTEXT as LIST_CONTEXT
from fablab.certificates.credential.status import list_document
from fablab.certificates.queries.credentials import (
    awarded_series,
    issuing_sites,
    revoked_places,
)
from fablab.certificates.routes.blueprint import bp
from fablab.certificates.signing import issuer_address, issuer_keys, sign_as_issuer
from fablab.certificates.wording import achievement_url, criteria_text
from fablab.kernel import clock
from fablab.series.queries import foreign_language, text_of
from fablab.web.current import current_settings
from fablab.web.language import current_language

PAGE = "text/html"
LINKED = "application/ld+json"
CREDENTIAL = "application/vc"
KEPT_SECONDS = 300


@bp.get("/issuer")
@public
def issuer() -> Response:
    """Who issues our credentials, and every key that ever signed them."""
    ring, sites = issuer_keys(now=clock.now()), issuing_sites()
    if _wants_page():
        page = render_template(
            "certificates/issuer.html",
            sites=sites,
            keys=ring.keys,
            address=issuer_address(),
        )
        return _page(page)
    document = issuer_document(
        base_url=current_settings().base_url, name=", ".join(sites), keys=ring.keys
    )
    return _linked(document, LINKED)


@bp.get("/achievements/<slug>")
@public
def achievement(slug: str) -> Response:
    """What a series is awarded for."""
    series, language = awarded_series(slug), current_language()
    text = text_of(series, language)
    done = [line for line in map(str.strip, text.achievement.splitlines()) if line]
    if _wants_page():
        page = render_template(
            "certificates/achievement.html",
            series=series,
            text=text,
            done=done,
            criteria=criteria_text(series),
            lang=foreign_language(text, language),
        )
        return _page(page)
    achieved = Achievement(
        address=achievement_url(series.slug),
        language=text.language,
        name=text.title,
        description="; ".join(done) or text.title,
        criteria=criteria_text(series),
    )
    document = {"@context": list(CONTEXT)} | achievement_document(achieved)
    return _linked(document, LINKED)


@bp.get("/status/<int:number>")
@public
def status_list(number: int) -> Response:
    """A signed list of bits: which credentials are revoked, without a name."""
    document = list_document(
        address=current_settings().url(request.path),
        issuer=issuer_address(),
        revoked=revoked_places(number),
        valid_from=clock.now(),
    )
    signed = sign_as_issuer(document, now=clock.now(), context=LIST_CONTEXT)
    return _linked(signed, CREDENTIAL)


def _wants_page() -> bool:
    offered = [PAGE, LINKED, "application/json", CREDENTIAL]
    return request.accept_mimetypes.best_match(offered, PAGE) == PAGE


def _page(page: str) -> Response:
    answer = make_response(page)
    answer.vary.add("Accept")
    return answer


def _linked(document: dict[str, Any], kind: str) -> Response:
    """JSON-LD that anybody's page and cache may keep: it is the same for everybody."""
    answer = Response(json.dumps(document, ensure_ascii=False), mimetype=kind)
    answer.vary.add("Accept")
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
