"""The workspace's page with the rules of a site."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.series.forms.rules import RulesForm
from fablab.series.queries.own import own_site, own_sites
from fablab.series.routes.blueprint import bp
from fablab.sites.services import change_rules, rules_of


@bp.route("/staff/site", methods=["GET", "POST"])
@requires(Right.EDIT_SERIES)
def site_rules() -> ResponseReturnValue:
    """Show and change the rules of a site; `?site=` tells one of several."""
    actor, form = current_actor(), RulesForm()
    slug = request.args.get("site", "")
    site = own_site(slug, actor)
    if form.validate_on_submit():
        with unit_of_work():
            change_rules(
                site=own_site(slug, actor),
                rules=form.rules(),
                by=actor.public_id,
                now=clock.now(),
            )
        flash(_("The rules are saved. They hold from now on."), "ok")
        return redirect(url_for(".site_rules", site=slug or None), code=303)
    if not form.is_submitted():
        form.show(rules_of(site))
    sites = own_sites(actor)
    page = render_template("staff/site_rules.html", form=form, site=site, sites=sites)
    return page, 422 if form.errors else 200
