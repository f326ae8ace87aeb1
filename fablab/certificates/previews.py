"""What would be printed if something that was entered were saved."""

from dataclasses import replace
from datetime import date

from flask_babel import gettext as _
from markupsafe import Markup

from fablab.certificates.looks import Look, Words, compose
from fablab.certificates.models import PictureKind
from fablab.certificates.pdf import CertificateDesign, certificate_pdf
from fablab.certificates.queries.designs import current_design, picture_of
from fablab.certificates.samples import CODE, Shown, sample_facts
from fablab.certificates.services.designs import Draft
from fablab.certificates.snapshot import Snapshot
from fablab.certificates.wording import worded_design
from fablab.series.models import Series
from fablab.sites.models import Site
from fablab.web.pdf.svg import page_as_svg


def site_preview(
    *, site: Site, draft: Draft, shown: Shown, issuer: str, today: date
) -> CertificateDesign:
    """A certificate of nobody in the design that was entered."""
    logo = picture_of(site.id, draft.logo, PictureKind.LOGO)
    signature = picture_of(site.id, draft.signature, PictureKind.SIGNATURE)
    look = Look(
        orientation=draft.orientation,
        colour=draft.colour,
        accent=draft.accent,
        logo=logo.data if logo else b"",
        signature=signature.data if signature else b"",
        signer=draft.signer,
        site_words=draft.texts,
    )
    facts = sample_facts(site=site, shown=shown, issuer=issuer, today=today)
    return _marked(facts, look)


def series_preview(
    *, series: Series, words: Words, shown: Shown, issuer: str, today: date
) -> CertificateDesign:
    """A certificate of nobody with the series' words that were entered."""
    look = replace(compose(current_design(series.site_id), None), series_words=words)
    facts = sample_facts(
        site=series.site, shown=shown, issuer=issuer, today=today, series=series
    )
    return _marked(facts, look)


def picture_of_page(design: CertificateDesign) -> Markup:
    """The page to be looked at within another one."""
    return page_as_svg(certificate_pdf(design), label=_("Preview of the certificate"))


def _marked(facts: Snapshot, look: Look) -> CertificateDesign:
    design = worded_design(facts, code=CODE, look=look)
    return replace(design, watermark=_("Preview – this certifies nothing"))
