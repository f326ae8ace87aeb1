"""Pages for signing in: by a mailed link, or by password and code; and out again."""

from fablab.accounts.routes import language, leave, link, password, pin, second_factor
from fablab.accounts.routes.blueprint import bp

__all__ = ["bp", "language", "leave", "link", "password", "pin", "second_factor"]
