"""The family's calendar: the page that hands its address out, and the calendar."""

from urllib.parse import urlsplit

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from fablab.accounts.access import public, requires
from fablab.accounts.matrix import Right
from fablab.family.exports import family_calendar
from fablab.family.forms.workshops import CalendarAddressForm
from fablab.family.queries.feed import feed_entries, feed_of, find_feed
from fablab.family.routes.blueprint import bp, own_guardian
from fablab.family.services.feeds import renew_feed, stop_feed, token_of
from fablab.kernel import clock
from fablab.kernel.db import unit_of_work
from fablab.kernel.submissions import do_once
from fablab.web.current import current_installation, current_settings
from fablab.web.forms import ButtonForm, OnceForm
from fablab.web.qr import qr_svg

ICS = "text/calendar; charset=utf-8"


@bp.get("/calendar")
@requires(Right.SEE_FAMILY)
def calendar() -> str:
    """Show the address of the family's calendar, or offer to make one."""
    feed = feed_of(own_guardian())
    form = OnceForm()
    if feed is None:
        return render_template("family/calendar.html", address=None, form=form)
    token = token_of(feed, cipher=current_installation().cipher)
    address = current_settings().base_url + url_for(".calendar_feed", token=token)
    webcal = urlsplit(address)._replace(scheme="webcal").geturl()
    return render_template(
        "family/calendar.html",
        address=address,
        shown=CalendarAddressForm(formdata=None, address=address),
        webcal=webcal,
        svg=qr_svg(webcal, label=_("QR code of your calendar’s address")),
        made_at=feed.made_at,
        form=form,
    )


@bp.post("/calendar")
@requires(Right.SEE_FAMILY)
def renew_calendar() -> ResponseReturnValue:
    """Make a new address; the old one, if there is one, stops at once."""
    guardian, form = own_guardian(), OnceForm()
    if form.validate_on_submit():
        now, cipher = clock.now(), current_installation().cipher
        had_one = feed_of(guardian) is not None
        do_once(
            lambda: renew_feed(guardian=guardian, cipher=cipher, now=now).public_id,
            key=form.submission_key.data,
            content=form.content(),
            now=now,
            sender=guardian.public_id,
        )
        if had_one:
            flash(_("This is your new address. The old one has stopped."), "ok")
    return redirect(url_for(".calendar"), code=303)


@bp.post("/calendar/stop")
@requires(Right.SEE_FAMILY)
def stop_calendar() -> ResponseReturnValue:
    """End the calendar: its address stops at once."""
    guardian = own_guardian()
    if ButtonForm().validate_on_submit():
        with unit_of_work():
            stop_feed(guardian=guardian, now=clock.now())
        flash(_("The calendar’s address has stopped."), "ok")
    return redirect(url_for(".calendar"), code=303)


@bp.get("/calendar/<token>.ics")
@public
def calendar_feed(token: str) -> Response:
    """The meetings of a guardian's pupils, for whoever knows the secret address."""
    feed = find_feed(token)
    account = feed.guardian.account
    now = clock.now()
    with force_locale(account.language):
        name = _("My family at the FabLab")
    body = family_calendar(
        feed_entries(feed.guardian, now=now),
        key=feed.public_id,
        name=name,
        language=account.language,
        base_url=current_settings().base_url,
        now=now,
    )
    answer = Response(body, content_type=ICS)
    answer.headers["Content-Disposition"] = 'inline; filename="family.ics"'
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
