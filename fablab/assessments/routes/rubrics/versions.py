"""Which versions of the words a site has, and which one it uses."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.accounts.queries import account_of
from fablab.assessments.queries.own_rubrics import (
    choices_of,
    content_of,
    open_drafts,
    own_rubric,
    versions_of,
)
from fablab.assessments.queries.rubrics import site_rubric
from fablab.assessments.routes.rubrics.blueprint import bp
from fablab.assessments.routes.rubrics.parts import (
    readiness,
    title_of,
    wording,
    words_language,
)
from fablab.assessments.services.choosing import choose_rubric
from fablab.assessments.services.drafts import start_draft
from fablab.config import LANGUAGES
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.series.queries.own import own_site, own_sites


@bp.get("/")
@requires(Right.EDIT_RUBRICS)
def versions() -> str:
    """The versions and drafts of a site; `?site=` tells one of several."""
    actor = current_actor()
    site = own_site(request.args.get("site", ""), actor)
    return render_template(
        "assessments/rubrics.html",
        site=site,
        sites=own_sites(actor),
        used=site_rubric(site.id),
        versions=versions_of(site.id),
        drafts=open_drafts(site.id),
        choices=choices_of(site.id),
        title_of=title_of,
        readiness=readiness,
        zone=site.zone,
    )


@bp.get("/<code>/<version>")
@requires(Right.EDIT_RUBRICS)
def version(code: str, version: str) -> str:
    """All words of one version, in the language of `?words=`."""
    actor = current_actor()
    rubric = own_rubric(code, version, actor)
    site = own_site(request.args.get("site", ""), actor)
    content, main = content_of(rubric), rubric.site or site
    several = len(own_sites(actor)) > 1
    return render_template(
        "assessments/rubric.html",
        rubric=rubric,
        site=site,
        several=several,
        used=site_rubric(site.id),
        title=title_of(rubric),
        tabs=[
            (
                url_for(
                    ".version",
                    code=code,
                    version=version,
                    words=one.language,
                    site=site.slug if several else None,
                ),
                one,
            )
            for one in readiness(content)
        ],
        wording=wording(content, words_language(), main.language),
        names=LANGUAGES,
        zone=site.zone,
    )


@bp.post("/<code>/<version>/copy")
@requires(Right.EDIT_RUBRICS)
def copy(code: str, version: str) -> ResponseReturnValue:
    """Start a draft that says the same as the version."""
    actor = current_actor()
    with unit_of_work():
        draft = start_draft(
            site=own_site(request.args.get("site", ""), actor),
            source=own_rubric(code, version, actor),
            by=account_of(actor),
            now=clock.now(),
        )
        public_id = draft.public_id
    return redirect(url_for(".draft", public_id=public_id), code=303)


@bp.post("/<code>/<version>/use")
@requires(Right.EDIT_RUBRICS)
def use(code: str, version: str) -> ResponseReturnValue:
    """Let the site use that version from now on."""
    actor, slug = current_actor(), request.args.get("site", "")
    with unit_of_work():
        choose_rubric(
            site=own_site(slug, actor),
            rubric=own_rubric(code, version, actor),
            by=account_of(actor),
            now=clock.now(),
        )
    flash(
        _(
            "From now on, workshops that have no levels yet use %(code)s %(version)s.",
            code=code,
            version=version,
        ),
        "ok",
    )
    return redirect(url_for(".versions", site=slug or None), code=303)
