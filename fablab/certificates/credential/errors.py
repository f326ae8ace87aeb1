"""What may be wrong with a credential that somebody shows us."""

from enum import StrEnum

from fablab.kernel.errors import N_, Conflict


class Flaw(StrEnum):
    """Why a credential does not count, the first reason that was met."""

    TOO_LARGE = "too_large"
    NO_JSON = "no_json"
    TOO_DEEP = "too_deep"
    DOUBLED_KEY = "doubled_key"
    WRONG_CONTEXT = "wrong_context"
    UNDEFINED_TERM = "undefined_term"
    WRONG_SHAPE = "wrong_shape"
    NO_PROOF = "no_proof"
    OTHER_SUITE = "other_suite"
    WRONG_PURPOSE = "wrong_purpose"
    OTHER_ISSUER = "other_issuer"
    OTHER_KEY = "other_key"
    REVOKED_KEY = "revoked_key"
    CHANGED = "changed"
    NOT_YET = "not_yet"


SENTENCES = {
    Flaw.TOO_LARGE: N_("The credential is larger than any that we issue."),
    Flaw.NO_JSON: N_("The credential cannot be read: it is no proper JSON."),
    Flaw.TOO_DEEP: N_("The credential is nested deeper than any that we issue."),
    Flaw.DOUBLED_KEY: N_(
        "The credential says the same thing twice, so that it could be read in two "
        "ways. Ours never do."
    ),
    Flaw.WRONG_CONTEXT: N_(
        "The credential does not name the vocabularies of Open Badges 3.0 as they "
        "have to be named."
    ),
    Flaw.UNDEFINED_TERM: N_(
        "The credential has a part that its vocabularies do not know and that no "
        "signature can cover."
    ),
    Flaw.WRONG_SHAPE: N_("The credential is not built as ours are."),
    Flaw.NO_PROOF: N_("The credential has no signature."),
    Flaw.OTHER_SUITE: N_("The credential is signed in a way that we do not use."),
    Flaw.WRONG_PURPOSE: N_("The signature was made for something else."),
    Flaw.OTHER_ISSUER: N_("The credential says that somebody else issued it."),
    Flaw.OTHER_KEY: N_(
        "The credential says that we issued it, but the key that signed it is none "
        "of ours."
    ),
    Flaw.REVOKED_KEY: N_(
        "The key that signed it is revoked, so the signature counts no longer. The "
        "family can download the file again: the new one is signed with a new key."
    ),
    Flaw.CHANGED: N_("It was changed after we signed it, so it counts no longer."),
    Flaw.NOT_YET: N_("It is to count from a day that has not come yet."),
}


class Flawed(Conflict):
    """A credential that does not count, and why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(SENTENCES[flaw])
        self.flaw = flaw


class UnknownKey(Conflict):
    """A key is named that this installation never had."""

    def __init__(self) -> None:
        super().__init__(N_("There is no such key here. `fablab key list` shows all."))


class NoCredential(Conflict):
    """A file is handed in that holds no credential, or none that can be found."""

    def __init__(self) -> None:
        super().__init__(N_("There is no credential in this file."))
