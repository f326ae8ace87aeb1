"""The record of processing activities (GDPR Article 30), as pages tell it."""

from dataclasses import dataclass

from fablab.kernel.errors import N_


@dataclass(frozen=True, kw_only=True)
class Processing:
    """One purpose: which data, on what basis, for how long, and who may see them."""

    purpose: str
    data: str
    basis: str
    kept: str
    seen_by: str


_AGREEMENT = N_("agreement with the family, Article 6(1)(b)")
_TWO_YEARS = N_("24 months after the last series")

RECORD = (
    Processing(
        purpose=N_("Taking part in workshops"),
        data=N_(
            "Name and birth date of the pupil; name, email address and telephone "
            "number of each guardian; who may decide for the pupil, and sealed why "
            "not; place or turn on the waiting list"
        ),
        basis=_AGREEMENT,
        kept=N_(
            "unconfirmed 7 days; waiting list 30 days after the series; "
            "otherwise 24 months after the last series"
        ),
        seen_by=N_(
            "family, of another guardian only what they are to the pupil; "
            "coordinator of the site"
        ),
    ),
    Processing(
        purpose=N_("Inviting a second guardian"),
        data=N_("Name and email address of the person a guardian invites"),
        basis=N_("legitimate interest, Article 6(1)(f)"),
        kept=N_("open for 7 days; the trace 24 months"),
        seen_by=N_("the guardian who invites; whoever is invited"),
    ),
    Processing(
        purpose=N_("Attendance and safe hand-over"),
        data=N_(
            "When the pupil came and left, with whom and who allowed it; who may "
            "collect and their telephone number; who must not, encrypted; an "
            "emergency contact; whether the pupil may leave alone"
        ),
        basis=N_("agreement and safety of children, Article 6(1)(b) and (f)"),
        kept=_TWO_YEARS,
        seen_by=N_("family; facilitators of the series; coordinator of the site"),
    ),
    Processing(
        purpose=N_("Showing growth"),
        data=N_("Observed levels of creativity and self-reliance; self-reports"),
        basis=_AGREEMENT,
        kept=_TWO_YEARS,
        seen_by=N_("family; facilitators of the series; coordinator of the site"),
    ),
    Processing(
        purpose=N_("Photos of the work"),
        data=N_(
            "Pictures of what the pupil made, never of the pupil, without place and "
            "camera; captions by the team, or in the pupil's own words; encrypted"
        ),
        basis=_AGREEMENT,
        kept=N_(
            "until taken away, at most 24 months after the last series; that there "
            "was one stays as long"
        ),
        seen_by=N_(
            "family; facilitators of the series; coordinator of the site, each look "
            "is noted; at a school only captions by the team"
        ),
    ),
    Processing(
        purpose=N_("Health notes"),
        data=N_("What the guardian writes so that the pupil is safe; encrypted"),
        basis=N_("explicit consent, Article 9(2)(a)"),
        kept=N_("14 days after the end of the series"),
        seen_by=N_("facilitators of the series, around its meetings"),
    ),
    Processing(
        purpose=N_("Photos and short films"),
        data=N_(
            "Pictures for which there is a yes, each use asked alone: inside the "
            "FabLab, on its web pages, in social media, in the press; yes or no of "
            "each guardian and of the pupil, with the words that were shown"
        ),
        basis=N_("consent, Article 6(1)(a)"),
        kept=N_(
            "a yes until withdrawn, at most until 31 August; pictures at most "
            "24 months after the last series; the proof of consent 6 years"
        ),
        seen_by=N_("family; facilitators of the series; coordinator of the site"),
    ),
    Processing(
        purpose=N_("Proof of answers on paper and on the tablet"),
        data=N_("Scan of the signed form, or signature; who took it down; encrypted"),
        basis=N_("duty to prove consent, Article 7(1)"),
        kept=N_("the proof of consent 6 years"),
        seen_by=N_("family; coordinator of the site, each look is noted"),
    ),
    Processing(
        purpose=N_("Going home alone"),
        data=N_("Yes or no of each guardian, and from which day and time on"),
        basis=N_("consent, Article 6(1)(a)"),
        kept=N_(
            "until withdrawn, at most until 31 August; the proof of consent 6 years"
        ),
        seen_by=N_("family; the team at the door; coordinator of the site"),
    ),
    Processing(
        purpose=N_("Proof of consent"),
        data=N_(
            "Who answered what, when, to which words and by which way; scans of signed "
            "papers and signatures on the tablet, encrypted"
        ),
        basis=N_("legal duty to prove consent, Articles 6(1)(c) and 7(1)"),
        kept=N_("6 years"),
        seen_by=N_("coordinator of the site"),
    ),
    Processing(
        purpose=N_("Sharing with the school"),
        data=N_(
            "Attendance, levels with their notes and certificates of the pupils of "
            "that school, self-reports where guardians agreed to these too; who read "
            "them, when and in which form"
        ),
        basis=N_("consent, Article 6(1)(a)"),
        kept=N_("until consent is withdrawn, at most until 31 August"),
        seen_by=N_("teachers of the pupil’s school"),
    ),
    Processing(
        purpose=N_("Published figures"),
        data=N_("Counts of observed levels, never of fewer than 10 pupils"),
        basis=N_("consent, Article 6(1)(a)"),
        kept=N_("until consent is withdrawn, at most until 31 August"),
        seen_by=N_("everybody, as counts that name nobody"),
    ),
    Processing(
        purpose=N_("Signed digital certificates"),
        data=N_(
            "Workshop, what was learned, day of issue; random numbers; no name, birth "
            "date, school, level or address"
        ),
        basis=N_("consent, Article 6(1)(a)"),
        kept=N_(
            "until consent is withdrawn or the record is erased; the bit that says "
            "so stays, and points to nobody"
        ),
        seen_by=N_("family; whoever has the file or the number of the certificate"),
    ),
    Processing(
        purpose=N_("Certificates"),
        data=N_(
            "Name, workshop, hours, own project; a number by which anyone can verify "
            "it; reasons of exceptions and of what was replaced or revoked"
        ),
        basis=_AGREEMENT,
        kept=_TWO_YEARS,
        seen_by=N_("family; whoever the pupil gives the number to"),
    ),
    Processing(
        purpose=N_("Signing certificates"),
        data=N_("Name, function and signature of who signs for a FabLab"),
        basis=N_("legitimate interest, Article 6(1)(f)"),
        kept=N_("as long as a certificate shows them"),
        seen_by=N_("coordinator of the site; whoever is shown a certificate"),
    ),
    Processing(
        purpose=N_("Safety of this site"),
        data=N_("Who signed in, and who read or changed protected data, as codes"),
        basis=N_("legitimate interest, Article 6(1)(f)"),
        kept=N_("24 months"),
        seen_by=N_("privacy officer"),
    ),
)
