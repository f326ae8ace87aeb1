"""The second factor of staff and teachers: codes of an app on their phone.

Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds. The
step before and the one after count as well, because clocks differ.
"""

from datetime import datetime

import pyotp
from sqlalchemy import or_, update

from fablab.accounts.errors import WrongPassword
from fablab.accounts.models import Account
from fablab.kernel.codes import tidy
from fablab.kernel.crypto import FieldCipher
from fablab.kernel.db import db
from fablab.kernel.errors import N_

STEP_SECONDS = 30
_ISSUER = "Youngster FabLab"


def context_of(account: Account) -> str:
    """What a sealed secret of this account is bound to."""
    return f"totp|{account.public_id}"


def new_secret(account: Account, *, cipher: FieldCipher) -> bytes:
    """A fresh secret for the account, sealed; it counts once it is confirmed."""
    return cipher.seal(pyotp.random_base32(), context=context_of(account))


def address_of_secret(account: Account, *, secret: str) -> str:
    """What the QR code says, for any authenticator app."""
    code = pyotp.TOTP(secret)
    return code.provisioning_uri(name=account.email, issuer_name=_ISSUER)


def confirm_secret(
    *, account: Account, sealed: bytes, code: str, cipher: FieldCipher, now: datetime
) -> None:
    """Keep the sealed secret as the account's own, proved by its first code.

    Raises:
        WrongPassword: the code does not come from this secret.
    """
    account.totp_last = _step_of(
        cipher.unseal(sealed, context=context_of(account)), code=code, now=now
    )
    account.totp_sealed = sealed
    db.session.flush()


def check_code(
    *, account: Account, code: str, cipher: FieldCipher, now: datetime
) -> None:
    """Accept a code of the account's app, each at most once (RFC 6238, section 5.2).

    Raises:
        WrongPassword: the code is wrong, too old, or was used already.
    """
    sealed = account.totp_sealed or b""
    step = _step_of(
        cipher.unseal(sealed, context=context_of(account)), code=code, now=now
    )
    accepted = db.session.scalar(
        update(Account)
        .where(
            Account.id == account.id,
            or_(Account.totp_last.is_(None), Account.totp_last < step),
        )
        .values(totp_last=step)
        .returning(Account.id)
    )
    if accepted is None:
        raise _wrong()


def forget_second_factor(account: Account) -> None:
    """Let the account set its app up anew, after a lost phone."""
    account.totp_sealed = None
    account.totp_last = None
    db.session.flush()


def _step_of(secret: str, *, code: str, now: datetime) -> int:
    this = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (this, this - 1, this + 1):
        expected = totp.at(step * STEP_SECONDS)
        if pyotp.utils.strings_equal(expected, tidy(code)):
            return step
    raise _wrong()


def _wrong() -> WrongPassword:
    return WrongPassword(
        N_("This code does not fit. Wait for the next one in the app and enter that.")
    )
