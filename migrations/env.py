"""How Alembic reaches the app's database and models."""

import importlib
from pathlib import Path

from alembic import context
from flask import current_app

from fablab.kernel.db import db

PACKAGE = Path(importlib.import_module("fablab").__file__ or "").parent

for feature in sorted(PACKAGE.glob("*/models*")):
    importlib.import_module(f"fablab.{feature.parent.name}.models")
importlib.import_module("fablab.kernel.submissions")


def run() -> None:
    """Migrate over one connection, in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(write=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
            user_module_prefix="fablab.kernel.db.",
        )
        with context.begin_transaction():
            context.run_migrations()


run()
