"""What a file is that somebody hands in: one of ours, and whether it still counts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fablab.certificates.credential.checking import Signed, check_credential
from fablab.certificates.credential.errors import Flaw, Flawed, NoCredential
from fablab.certificates.credential.keys import KeyRing
from fablab.certificates.credential.parsing import parse_credential
from fablab.certificates.credential.reading import read_credential
from fablab.certificates.queries.credentials import (
    Standing,
    certificate_of_file,
    standing_of,
)
from fablab.certificates.queries.lookup import Status, by_code


class Verdict(StrEnum):
    """What is said of a file."""

    HOLDS = "holds"
    ENDED = "ended"
    NOT_RECORDED = "not_recorded"
    PAPER = "paper"
    PAPER_ENDED = "paper_ended"
    CHANGED = "changed"
    FOREIGN = "foreign"
    FLAWED = "flawed"
    NOTHING = "nothing"


FLAWS = {
    Flaw.CHANGED: Verdict.CHANGED,
    Flaw.OTHER_ISSUER: Verdict.FOREIGN,
    Flaw.OTHER_KEY: Verdict.FOREIGN,
}
STANDINGS = {
    Standing.HOLDS: Verdict.HOLDS,
    Standing.ENDED: Verdict.ENDED,
    Standing.UNKNOWN: Verdict.NOT_RECORDED,
}


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """What was found: the credential in it, if it counts, or why it does not.

    `code` is the number of the certificate whose PDF this very file is.
    """

    verdict: Verdict
    signed: Signed | None = None
    flaw: Flawed | None = None
    code: str = ""


def judge_file(data: bytes, *, issuer: str, ring: KeyRing, now: datetime) -> HandedIn:
    """Say what the file is; nothing of it is kept.

    The signature alone says whose it is; only whether it was revoked since is looked
    up, so that a credential that the database has lost is still told from a forged one.

    Args:
        data: of the file.
        issuer: our own address.
        ring: our keys.
        now: the aware instant.
    """
    paper = certificate_of_file(hashlib.sha256(data).hexdigest())
    code = paper.code if paper else ""
    try:
        document = parse_credential(read_credential(data))
        signed = check_credential(document, issuer=issuer, ring=ring, now=now)
    except NoCredential:
        return HandedIn(verdict=_of_paper(code), code=code)
    except Flawed as flaw:
        verdict = FLAWS.get(flaw.flaw, Verdict.FLAWED)
        return HandedIn(verdict=verdict, flaw=flaw, code=code)
    standing = standing_of(signed.status_list, signed.status_index)
    return HandedIn(verdict=STANDINGS[standing], signed=signed, code=code)


def _of_paper(code: str) -> Verdict:
    if not code:
        return Verdict.NOTHING
    valid = by_code(code).status is Status.VALID
    return Verdict.PAPER if valid else Verdict.PAPER_ENDED
