"""A certificate in words: on paper in its own language, on pages in the reader's."""

from babel.dates import format_date, format_interval
from babel.numbers import format_decimal
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from fablab.certificates.credential.document import Achievement
from fablab.certificates.looks import Look, look_of
from fablab.certificates.models import Certificate, RevokeKind
from fablab.certificates.pdf import CertificateDesign, Fact, Signer
from fablab.certificates.snapshot import Snapshot, read_snapshot
from fablab.certificates.texts import fill
from fablab.kernel.codes import grouped
from fablab.series.models import Series
from fablab.series.wording import TOPIC_LABELS
from fablab.web.current import current_settings
from fablab.web.language import current_language
from fablab.web.times import date_locale

GROUP = 5
REVOKE_KINDS = {
    RevokeKind.WRONG_PERSON: _l("It was issued to the wrong person"),
    RevokeKind.NOT_EARNED: _l("The meetings were not attended after all"),
    RevokeKind.MISTAKE: _l("Something else on it is wrong"),
    RevokeKind.ASKED: _l("The family asks for it"),
    RevokeKind.OTHER: _l("Another reason"),
}


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
    return current_settings().url(f"/verify/{code}")


def achievement_of(certificate: Certificate) -> Achievement:
    """What a credential says was achieved, worded in the language that is on."""
    facts = read_snapshot(certificate.snapshot)
    series = certificate.registration.series
    return Achievement(
        address=achievement_url(series.slug),
        language=facts.language,
        name=facts.series,
        description="; ".join(facts.done) or facts.series,
        criteria=criteria_text(series),
    )


def criteria_text(series: Series) -> str:
    """What a certificate of the series takes, in one sentence."""
    if series.project_needed:
        return str(
            _(
                "Took part in at least %(percent)s percent of the meetings that were "
                "held, and showed an own project.",
                percent=series.attendance_needed,
            )
        )
    return str(
        _(
            "Took part in at least %(percent)s percent of the meetings that were held.",
            percent=series.attendance_needed,
        )
    )


def achievement_url(slug: str) -> str:
    """Where it stands for ever what a series is awarded for."""
    return current_settings().url(f"/achievements/{slug}")


def design_of(certificate: Certificate) -> CertificateDesign:
    """All that is printed, worded in the certificate's language.

    Depends on nothing but the snapshot, the number and the versions of design and
    words, so that the same certificate always looks the same.
    """
    facts = read_snapshot(certificate.snapshot)
    return worded_design(facts, code=certificate.code, look=look_of(certificate))


def worded_design(facts: Snapshot, *, code: str, look: Look) -> CertificateDesign:
    """What is printed for these facts when it is to look like that."""
    with force_locale(facts.language):
        values = _values(facts)

        def say(part: str, ours: str) -> str:
            return fill(look.text(part, facts.language), values) or ours

        return CertificateDesign(
            language=facts.language,
            topic=facts.topic,
            topic_label=topic_text(facts),
            site_name=facts.site,
            city=facts.city,
            issued_on=values["day"],
            heading=say("heading", _("Certificate")),
            lead=say("lead", _("awarded to")),
            pupil_name=facts.pupil,
            intro=say("intro", _("for taking part in the workshop series")),
            series_title=facts.series,
            done=facts.done,
            facts=_facts(facts),
            signers=(_signer(facts, look),),
            number=number_of(code),
            verify_url=verify_url(code),
            verify_label=_("Certificate number"),
            verify_note=say(
                "note", _("Scan the code to see that this certificate is genuine.")
            ),
            watermark=_watermark(),
            orientation=look.orientation,
            colour=look.colour,
            accent=look.accent,
            logo=look.logo,
        )


def _signer(facts: Snapshot, look: Look) -> Signer:
    """Who the design names, else the coordinator who issued it."""
    role = fill(look.role(facts.language, facts.language), _values(facts))
    if look.signer:
        return Signer(look.signer, role, look.signature)
    return Signer(facts.issuer, role or _("coordinator"), look.signature)


def _values(facts: Snapshot) -> dict[str, str]:
    """What the gaps in texts stand for."""
    locale = date_locale(facts.language)
    return {
        "pupil": facts.pupil,
        "series": facts.series,
        "site": facts.site,
        "city": facts.city,
        "hours": hours_text(facts),
        "meetings": meetings_text(facts),
        "dates": dates_text(facts),
        "place": facts.place,
        "day": format_date(facts.issued_on, "long", locale=locale),
    }


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
