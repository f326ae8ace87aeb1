"""A certificate in words: on paper in its own language, on pages in the reader's."""

from babel.dates import format_date, format_interval
from babel.numbers import format_decimal
from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from fablab.certificates.models import Certificate
from fablab.certificates.pdf import CertificateDesign, Fact, Signer
from fablab.certificates.snapshot import Snapshot, read_snapshot
from fablab.kernel.codes import grouped
from fablab.series.wording import TOPIC_LABELS
from fablab.web.current import current_settings
from fablab.web.language import current_language
from fablab.web.times import date_locale

GROUP = 5


def number_of(code: str) -> str:
    """The certificate's number in groups of five, as it is printed."""
    return grouped(code, GROUP)


def hours_text(facts: Snapshot) -> str:
    """The clock hours: "7.5" or "7,5"."""
    return format_decimal(facts.hours, locale=current_language())


def meetings_text(facts: Snapshot) -> str:
    """How many of the meetings held the pupil attended."""
    return str(
        _(
            "%(attended)s of %(held)s",
            attended=facts.meetings_attended,
            held=facts.meetings_held,
        )
    )


def dates_text(facts: Snapshot) -> str:
    """From the first to the last meeting: "7 Mar – 25 Apr 2026"."""
    locale = date_locale()
    if facts.first_on == facts.last_on:
        return format_date(facts.first_on, "long", locale=locale)
    return format_interval(facts.first_on, facts.last_on, "yMMMMd", locale=locale)


def topic_text(facts: Snapshot) -> str:
    """What the series was about, in two or three words."""
    return str(TOPIC_LABELS.get(facts.topic, facts.topic))


def verify_url(code: str) -> str:
    """The whole address where anyone can look the number up."""
    return current_settings().url(url_for("certificates.verify", code=code))


def design_of(certificate: Certificate) -> CertificateDesign:
    """All that is printed, worded in the certificate's language.

    Depends on nothing but the snapshot and the number, so that the same certificate
    always looks the same.
    """
    facts = read_snapshot(certificate.snapshot)
    with force_locale(facts.language):
        return CertificateDesign(
            language=facts.language,
            topic=facts.topic,
            topic_label=topic_text(facts),
            site_name=facts.site,
            city=facts.city,
            issued_on=format_date(
                facts.issued_on, "long", locale=date_locale(facts.language)
            ),
            heading=_("Certificate"),
            lead=_("awarded to"),
            pupil_name=facts.pupil,
            intro=_("for taking part in the workshop series"),
            series_title=facts.series,
            done=facts.done,
            facts=_facts(facts),
            signers=(Signer(facts.issuer, _("coordinator")),),
            number=number_of(certificate.code),
            verify_url=verify_url(certificate.code),
            verify_label=_("Certificate number"),
            verify_note=_("Scan the code to see that this certificate is genuine."),
            watermark=_watermark(),
        )


def _facts(facts: Snapshot) -> tuple[Fact, ...]:
    lines = [
        (_("Hours"), hours_text(facts)),
        (_("Meetings"), meetings_text(facts)),
        (_("Dates"), dates_text(facts)),
        (_("Place"), facts.place),
    ]
    return tuple(Fact(label, value) for label, value in lines if value)


def _watermark() -> str:
    if not current_settings().demo:
        return ""
    return str(_("Demonstration – all data are fictitious"))
