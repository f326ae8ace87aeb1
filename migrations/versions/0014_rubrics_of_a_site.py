"""Rubrics of a site's own: drafts, published versions, and which one it uses.

Columns are added one by one, as in 0003. A rubric never changes, for levels were given
by its words: its rows, and which one was used when, are kept from change and deletion.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = fablab.kernel.db.UtcDateTime()
FOR_EVER = ("rubric", "dimension", "rubric_choice")
COLUMNS = (
    "site_id INTEGER CONSTRAINT fk_rubric_site_id_site REFERENCES site (id)",
    (
        "made_from_id INTEGER CONSTRAINT fk_rubric_made_from_id_rubric"
        " REFERENCES rubric (id)"
    ),
    (
        "published_by_id INTEGER CONSTRAINT fk_rubric_published_by_id_account"
        " REFERENCES account (id)"
    ),
    (
        "published_at {moment} CONSTRAINT ck_rubric_own_tells_its_source CHECK"
        " ((site_id IS NULL) = (made_from_id IS NULL)"
        " AND (site_id IS NULL) = (published_by_id IS NULL)"
        " AND (site_id IS NULL) = (published_at IS NULL))"
    ),
)


def upgrade() -> None:
    """Add the columns and tables, and protect what levels were given by."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    moment = "DATETIME" if on_sqlite else "TIMESTAMP WITHOUT TIME ZONE"
    for column in COLUMNS:
        op.execute(f"ALTER TABLE rubric ADD COLUMN {column.format(moment=moment)}")
    op.create_index("ix_rubric_site_id", "rubric", ["site_id"])
    _make_drafts()
    op.create_table(
        "rubric_choice",
        *_numbers("site_id", "rubric_id", "chosen_by_id"),
        sa.Column("chosen_at", MOMENT, nullable=False),
        *_keys(
            "rubric_choice", site_id="site", rubric_id="rubric", chosen_by_id="account"
        ),
    )
    op.create_index("ix_rubric_choice_site_id", "rubric_choice", ["site_id"])
    for table in FOR_EVER:
        for act in ("UPDATE", "DELETE"):
            (_sqlite if on_sqlite else _postgresql)(table, act)


def downgrade() -> None:
    """Refused: the older schema would take a site's own words for everybody's."""
    raise NotImplementedError("restore the backup from before the upgrade instead")


def _make_drafts() -> None:
    op.create_table(
        "rubric_draft",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        *_numbers("site_id", "made_from_id", "changed_by_id"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.Column("published_id", sa.Integer(), nullable=True),
        *_keys(
            "rubric_draft",
            site_id="site",
            made_from_id="rubric",
            changed_by_id="account",
            published_id="rubric",
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_rubric_draft_public_id")),
        sa.UniqueConstraint("published_id", name=op.f("uq_rubric_draft_published_id")),
        sa.CheckConstraint(
            "published_id IS NULL OR dropped_at IS NULL",
            name=op.f("ck_rubric_draft_ends_one_way"),
        ),
    )
    op.create_index("ix_rubric_draft_site_id", "rubric_draft", ["site_id"])


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in ("id", *names)]


def _keys(table: str, **columns: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{other}.id"],
                name=op.f(f"fk_{table}_{column}_{other}"),
            )
            for column, other in columns.items()
        ),
    ]


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
