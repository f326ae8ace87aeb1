"""Whom to write to."""

from sqlalchemy import select

from fablab.kernel.db import db
from fablab.sites.models import Site


def first_site() -> Site | None:
    """The site that was set up first, which answers for the installation."""
    return db.session.scalar(select(Site).order_by(Site.id).limit(1))
