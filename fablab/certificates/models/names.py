"""Names that strangers compared with a certificate, so that nobody can guess on."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from fablab.kernel.db import Model


class NameTry(Model):
    """One comparison; `who_hash` stands for the number, or for where it came from."""

    __tablename__ = "name_try"

    who_hash: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
