"""Figures in words, on pages and in print."""

from collections.abc import Sequence
from types import MappingProxyType

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from fablab.assessments.models import Domain
from fablab.assessments.statistics import Ends, Shown, crowded_ends
from fablab.kernel.errors import N_
from fablab.reports.figures import MERGED, SINGLE, Counts, Figures, Growth
from fablab.reports.group_wording import ends_words
from fablab.reports.method import METHOD
from fablab.reports.pdf.pilot import BarsDesign, CountsDesign, FiguresDesign
from fablab.reports.wording import LIMITS
from fablab.web.language import current_language
from fablab.web.times import short_day

FALLBACK = "en"

AGE_WORDS = MappingProxyType(
    {
        "8-10": _l("8 to 10 years"),
        "11-13": _l("11 to 13 years"),
        "14-18": _l("14 to 18 years"),
        "other": _l("younger or older"),
    }
)

CAME_WORDS = MappingProxyType(
    {
        "under_half": _l("Came to fewer than half of the meetings"),
        "half": _l("Came to half of them or more"),
        "three_quarters": _l("Came to three quarters or more"),
    }
)

DOMAIN_WORDS = MappingProxyType(
    {
        Domain.CREATIVITY: _l("Creativity"),
        Domain.SELF_RELIANCE: _l("Self-reliance"),
    }
)

NO_GROWTH = N_(
    "Levels are not shown: too few places were observed at two meetings or more, with "
    "a guardian’s yes and at each of the levels."
)

_SHADES = MappingProxyType({SINGLE: (0, 1, 2, 3), MERGED: (0, 3)})


def title_of(growth: Growth) -> str:
    """The dimension in the reader's language."""
    return growth.titles.get(current_language()) or growth.titles[FALLBACK]


def labels_of(growth: Growth) -> list[str]:
    """What each group of levels is called, as "With support · With prompts"."""
    labels = growth.labels.get(current_language()) or growth.labels[FALLBACK]
    return [" · ".join(labels[level - 1] for level in group) for group in growth.groups]


def four_parts(growth: Growth, counts: Sequence[Shown]) -> list[Shown]:
    """The counts at the places of four levels, as the picture takes them.

    Levels that are counted together stand at the lowest and the highest place.
    """
    if growth.groups == SINGLE:
        return list(counts)
    low, high = counts
    return [low, 0, 0, high]


def has_counts(growth: Growth) -> bool:
    """Whether any level's count may be shown."""
    return any(count is not None for count in (*growth.first, *growth.last))


def tells_growth(figures: Figures) -> bool:
    """Whether anything may be said of any dimension."""
    return any(has_counts(growth) or growth.shares for growth in figures.growth)


def growth_words(growth: Growth) -> str:
    """What stands under the counts of a dimension, or in their place."""
    if growth.shares:
        first, last = growth.shares
        return str(
            _(
                "At the two upper levels: %(first)s %% when first seen, "
                "%(last)s %% when last seen.",
                first=first,
                last=last,
            )
        )
    if not has_counts(growth) or growth.total is None:
        return str(_("Too few places at some of the levels to show any."))
    seen = ngettext(
        "%(num)s place was seen at two meetings or more.",
        "%(num)s places were seen at two meetings or more.",
        growth.total,
    )
    sentences = [str(seen)]
    if growth.left_out:
        others = ngettext(
            "%(num)s is not counted.", "%(num)s are not counted.", growth.left_out
        )
        sentences.append(str(others))
    return " ".join([*sentences, *ends_words(_ends_of(growth))])


def _ends_of(growth: Growth) -> Ends:
    """Of both observations; nothing is said of levels that are counted together."""
    if growth.groups != SINGLE:
        return Ends(floor=False, ceiling=False)
    counts = [*enumerate(growth.first), *enumerate(growth.last)]
    levels = [level for level, count in counts for _time in range(count or 0)]
    return crowded_ends(levels, lowest=0, highest=len(growth.first) - 1)


def facts_of(figures: Figures) -> list[str]:
    """From when to when, how many series and meetings."""
    return [
        _(
            "%(first)s to %(last)s",
            first=short_day(figures.first_on),
            last=short_day(figures.last_on),
        ),
        ngettext(
            "%(num)s series is counted",
            "%(num)s series are counted",
            figures.series,
        ),
        ngettext(
            "%(num)s meeting was held",
            "%(num)s meetings were held",
            figures.meetings,
        ),
    ]


def design_of(figures: Figures, *, url: str) -> FiguresDesign:
    """The figures as they are printed, in the language of the request."""
    return FiguresDesign(
        language=current_language(),
        title=_("Figures from %(site)s", site=figures.site),
        site_name=f"{figures.site}, {figures.city}",
        facts=" · ".join(facts_of(figures)),
        came_title=_("Who came"),
        came=[
            CountsDesign(
                title=_("Pupils by age"),
                rows=_rows(figures.pupils, AGE_WORDS),
                total=(_("Pupils in all"), figures.pupils.total),
            ),
            CountsDesign(
                title=_("Places by attendance"),
                rows=_rows(figures.attendance, CAME_WORDS),
                total=(_("Places in all"), figures.attendance.total),
            ),
        ],
        growth=[_bars(growth) for growth in figures.growth]
        if tells_growth(figures)
        else [],
        no_growth=_(NO_GROWTH),
        lists={
            _("What these figures do not say"): [_(each) for each in LIMITS],
            _("How they were made"): [
                _(each, least=figures.audience) for each in METHOD
            ],
        },
        foot=f"{url} · CC BY 4.0",
    )


def _rows(
    counts: Counts, words: MappingProxyType[str, str]
) -> list[tuple[str, int | None]]:
    pairs = zip(counts.keys, counts.counts, strict=True)
    return [(str(words[key]), count) for key, count in pairs]


def _bars(growth: Growth) -> BarsDesign:
    bars = [(_("First seen"), growth.first), (_("Last seen"), growth.last)]
    return BarsDesign(
        domain=str(DOMAIN_WORDS[Domain(growth.domain)]),
        title=title_of(growth),
        parts=labels_of(growth),
        shades=_SHADES[growth.groups],
        bars=bars if has_counts(growth) else [],
        words=growth_words(growth),
    )
