"""The form of a site's rules."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange, Optional

from fablab.sites.services import SiteRules
from fablab.web.fields import WholeNumberField, number
from fablab.web.forms import Form

_NAMES = tuple(SiteRules.__dataclass_fields__)
_LIMIT = _l("Enter a number from %(least)s to %(most)s", least=1, most=100)


class RulesForm(Form):
    """What holds for every workshop of a site; the ranges are those of `Site`."""

    assent_age = number(
        _l("Own say about photos, from age"),
        5,
        18,
        description=_l(
            "From this age on, a pupil’s own no to photos counts more than a "
            "guardian’s yes."
        ),
    )
    transfer_minutes = number(
        _l("Minutes between two workshops"),
        0,
        240,
        description=_l(
            "A pupil needs at least so many minutes from the end of one meeting to "
            "the beginning of another. 0: the next may begin at once."
        ),
    )
    series_per_season = WholeNumberField(
        _l("Workshops for a pupil in one school year"),
        [Optional(), NumberRange(1, 100, _LIMIT)],
        render_kw={"inputmode": "numeric"},
        description=_l(
            "So many a pupil may have places in at most. Leave it empty for no limit."
        ),
    )
    offer_hours = number(
        _l("Hours to answer an offer"),
        1,
        336,
        description=_l(
            "A place that was offered to a family waits so long for their answer; "
            "then the next family gets it."
        ),
    )
    offers_end_hours = number(
        _l("Hours before the first meeting without offers"),
        0,
        336,
        description=_l(
            "In the last so many hours no free place is offered by itself; you still "
            "can do so by hand. 0: offers go on until the workshop begins."
        ),
    )
    late_cancel_days = number(
        _l("Days before the first meeting for cancelling in time"),
        0,
        60,
        description=_l(
            "2 means: cancelling is in time until midnight at the end of the day that "
            "is two days before the first meeting’s day. 0: until midnight of the "
            "first meeting’s own day. Later is noted as late."
        ),
    )

    late_after_minutes = number(
        _l("Minutes after which somebody is late"),
        0,
        120,
        description=_l(
            "Who checks in more than so many minutes after a meeting has begun is "
            "marked as late. 0: from the first minute on."
        ),
    )

    def show(self, rules: SiteRules) -> None:
        """Put what holds now into the empty form."""
        for name in _NAMES:
            self[name].data = getattr(rules, name)

    def rules(self) -> SiteRules:
        """What was entered."""
        return SiteRules(**{name: self[name].data for name in _NAMES})
