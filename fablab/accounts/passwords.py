"""What a password must be (NIST SP 800-63B, 5.1.1.2): long, and not everybody's."""

from fablab.accounts.errors import WeakPassword
from fablab.kernel.errors import N_

SHORTEST = 12
_FIGURES = "0123456789" * 3
_COMMON = frozenset(
    {
        "1234567890",
        "abcdefgh",
        "administrator",
        "bielskobiala",
        "changeme",
        "deutschland",
        "dragon",
        "facilitator",
        "football",
        "haslo",
        "hasło",
        "iloveyou",
        "letmein",
        "monkey",
        "parol",
        "passw0rd",
        "password",
        "passwort",
        "polska",
        "qwerty",
        "qwertyuiop",
        "qwertz",
        "trustno",
        "ukraina",
        "welcome",
        "willkommen",
        "youngsterfablab",
        "zaq1xsw2cde3",
        "zaq12wsx",
        "пароль",
        "йцукен",
    }
)


def check_new_password(password: str) -> str:
    """The password as it is kept, without spaces at its ends.

    Raises:
        WeakPassword: it has fewer than twelve characters, or is one of those that
            everybody tries first, written several times or with figures around it.
    """
    password = password.strip()
    if len(password) < SHORTEST:
        raise WeakPassword(
            N_("Choose a longer password: at least %(least)s characters."),
            least=SHORTEST,
        )
    if _is_common(password.lower()):
        raise WeakPassword(
            N_("This password is easy to guess. Four words in a row make a good one.")
        )
    return password


def _is_common(password: str) -> bool:
    bare = password.strip("0123456789!?.-_ ")
    return (
        len(set(password)) < SHORTEST // 3
        or bare in _COMMON
        or any(not bare.replace(common, "") for common in _COMMON)
        or password in _FIGURES
    )
