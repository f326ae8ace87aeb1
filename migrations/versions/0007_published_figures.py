"""Figures that were published, and which series they count; frozen for ever.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FOR_EVER = ("published_figures", "counted_series")


def upgrade() -> None:
    """Add the tables, and keep their rows from change and deletion."""
    op.create_table(
        "published_figures",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column("published_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_on <= last_on", name=op.f("ck_published_figures_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_published_figures_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["account.id"],
            name=op.f("fk_published_figures_published_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_published_figures_public_id")),
    )
    op.create_table(
        "counted_series",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("figures_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_counted_series_series_id_series"),
        ),
        sa.ForeignKeyConstraint(
            ["figures_id"],
            ["published_figures.id"],
            name=op.f("fk_counted_series_figures_id_published_figures"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_series")),
        sa.UniqueConstraint("series_id", name=op.f("uq_counted_series_series_id")),
    )
    op.create_index("ix_counted_series_figures_id", "counted_series", ["figures_id"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FOR_EVER:
        for act in ("UPDATE", "DELETE"):
            (_sqlite if on_sqlite else _postgresql)(table, act)


def downgrade() -> None:
    """Refuse: what was published cannot be unpublished."""
    raise NotImplementedError("restore the backup from before the upgrade instead")


def _sqlite(table: str, act: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table: str, act: str) -> None:
    name = f"{table}_no_{act.lower()}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{table} is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
