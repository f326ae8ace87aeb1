"""The form of each step: made for this family, filled with what was typed before."""

from datetime import date

from werkzeug.datastructures import MultiDict

from fablab.kernel.errors import DomainError
from fablab.people.models import Pupil
from fablab.people.queries import schools
from fablab.registrations.errors import Rule, UnknownGroup
from fablab.registrations.forms.care import GoingHomeForm, HealthForm
from fablab.registrations.forms.sign_up import (
    WhoForm,
    YouForm,
    YourGuardianForm,
    set_country,
)
from fablab.registrations.forms.steps import StepForm
from fablab.registrations.queries.drafts import Kept
from fablab.registrations.routes.signing_up.browser import (
    Typed,
    typed_of,
    without_block,
)
from fablab.registrations.routes.signing_up.visit import Step, Visit
from fablab.registrations.services.eligibility import TO_REGISTER, refusals
from fablab.registrations.services.groups import group_behind
from fablab.registrations.services.sign_up import Newcomer
from fablab.web.language import current_language
from fablab.web.mishaps import worded

Fields = MultiDict[str, str]
BLOCKS = {Step.WHO: "children", Step.GOING_HOME: "collectors"}
"""The list of blocks that a step can have more and fewer of."""


def form_of(visit: Visit, step: Step, fields: Fields | None = None) -> StepForm:
    """The step's form: with the fields that were sent, or else as it was kept."""
    form = _FORMS[step](visit, _kept(visit, step) if fields is None else fields)
    if fields is None and isinstance(form, WhoForm):
        form.ask_anew()
    set_country([form], visit.series.site.country)
    return form


def accept(visit: Visit, step: Step, form: StepForm, fields: Fields) -> Kept | None:
    """What the step says if it is valid and no rule is against it, else None.

    Blank blocks are let go; the reasons against a child stand at the child.
    """
    typed = typed_of(fields)
    if step in BLOCKS:
        least = 1 if step is Step.WHO and not form.data.get("known") else 0
        for block in form.drop_blank(BLOCKS[step], least=least):
            typed = without_block(typed, block)
    if not form.validate():
        return None
    if isinstance(form, WhoForm) and not _all_may_come(visit, form):
        return None
    return Kept(typed=typed, clean=form.clean())


def one_block_more(step: Step, typed: Typed, form: StepForm) -> Typed:
    """What was typed, with a blank block after the others."""
    name, first = (
        ("children", "given_name") if step is Step.WHO else ("collectors", "name")
    )
    return [*typed, (f"{name}-{len(form.blocks(name))}-{first}", "")]


def naming(child: str, refusal: DomainError) -> str:
    """The refusal in words, with the name of the child whom it is about."""
    text = worded(refusal)
    return text if "name" in refusal.values else f"{child}: {text}"


def _kept(visit: Visit, step: Step) -> Fields | None:
    kept = visit.answers.get(step)
    return MultiDict(kept.typed) if kept and kept.typed else None


def _all_may_come(visit: Visit, form: WhoForm) -> bool:
    """Whether no rule is against any child; says each reason where it belongs."""
    children = form.blocks("children")
    for child in children:
        born, name = child.birth_date.data, str(child.given_name.data)
        assert isinstance(born, date)  # noqa: S101 -- validated
        newcomer = Newcomer(given_name=name, birth_date=born)
        if reasons := _reasons(visit, newcomer):
            whose = f"{name}: " if len(children) > 1 else ""
            text = " ".join(worded(one) for one in reasons)
            child.birth_date.errors = [f"{whose}{text}"]
            child.birth_date.wrong = frozenset({"day", "month", "year"})
    for public_id in form.data.get("known") or []:
        pupil = visit.pupils[public_id]
        form.form_errors += [
            naming(pupil.given_name, one) for one in _reasons(visit, pupil)
        ]
    if form.group_code.data:
        try:
            group_behind(form.group_code.data, series=visit.series)
        except UnknownGroup as refusal:
            form.group_code.errors = [worded(refusal)]
    form.gather_errors("children")
    return not form.errors


def _reasons(visit: Visit, pupil: Pupil | Newcomer) -> list[DomainError]:
    return refusals(
        pupil=pupil,
        series=visit.series,
        now=visit.now,
        language=current_language(),
        rules=TO_REGISTER - {Rule.CLOSED},
    )


def _who(visit: Visit, fields: Fields | None) -> StepForm:
    form = WhoForm(formdata=fields)
    form.offer(pupils=list(visit.pupils.values()), schools=schools())
    if visit.guardian is not None:
        del form.starter
    return form


def _health(visit: Visit, fields: Fields | None) -> StepForm:
    form = HealthForm(formdata=fields)
    form.fit("children", len(visit.newcomers))
    return form


def _going_home(_visit: Visit, fields: Fields | None) -> StepForm:
    form = GoingHomeForm(formdata=fields)
    form.fit("collectors", max(1, len(form.blocks("collectors"))))
    return form


def _you(visit: Visit, fields: Fields | None) -> StepForm:
    if visit.is_pupil:
        return YourGuardianForm(formdata=fields)
    form = YouForm(formdata=fields)
    if visit.guardian is not None:
        del form.guardian_name, form.email
    return form


_FORMS = {
    Step.WHO: _who,
    Step.HEALTH: _health,
    Step.GOING_HOME: _going_home,
    Step.YOU: _you,
}
