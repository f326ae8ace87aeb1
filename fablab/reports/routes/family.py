"""The family's sheet: the page, and the same on one page of paper."""

from flask import Response, make_response, render_template

from fablab.accounts.access import current_actor, requires
from fablab.accounts.matrix import Right
from fablab.assessments.queries.photos import small_pictures
from fablab.kernel import clock
from fablab.kernel.errors import N_, NotFound
from fablab.people.queries import signed_in_guardian
from fablab.registrations.queries.family import own_registration
from fablab.reports.pdf import sheets_pdf
from fablab.reports.queries.sheets import FamilySheet, family_sheets
from fablab.reports.routes.asked import kept_by_nobody
from fablab.reports.routes.blueprint import bp
from fablab.reports.sheets import sheet_design
from fablab.web.current import current_installation
from fablab.web.language import current_language


@bp.get("/family/registrations/<public_id>/growth")
@requires(Right.SEE_FAMILY)
def growth(public_id: str) -> Response:
    """Show what one pupil made and how they grew in one series."""
    sheet = _sheet(public_id)
    page = render_template(
        "reports/sheet.html",
        sheet=sheet,
        design=sheet_design(sheet, made_at=clock.now()),
    )
    return kept_by_nobody(make_response(page))


@bp.get("/family/registrations/<public_id>/growth.pdf")
@requires(Right.SEE_FAMILY)
def growth_file(public_id: str) -> Response:
    """Hand out the sheet on one page."""
    sheet = _sheet(public_id)
    if not sheet.is_ready:
        raise NotFound(N_("There is no sheet yet: nothing has been noted so far."))
    pictures = small_pictures(sheet.photos, cipher=current_installation().cipher)
    design = sheet_design(sheet, made_at=clock.now(), pictures=pictures)
    file = sheets_pdf(
        [design],
        title=f"{design.title}: {design.name}",
        author=design.site,
        language=design.language,
    )
    answer = Response(file, mimetype="application/pdf")
    name = f"growth-{sheet.series.slug}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return kept_by_nobody(answer)


def _sheet(public_id: str) -> FamilySheet:
    guardian = signed_in_guardian(current_actor().account_id)
    registration = own_registration(public_id, guardian=guardian).registration
    (sheet,) = family_sheets(
        [registration], now=clock.now(), language=current_language()
    )
    return sheet
