"""Certificates by rule, in bulk, issued anew, and names that were compared.

Columns are added one by one, as in 0003.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = fablab.kernel.db.UtcDateTime()
COLUMNS = {
    "series": ("project_needed BOOLEAN DEFAULT FALSE NOT NULL",),
    "certificate": (
        "revoke_kind VARCHAR(24)",
        (
            "ended_by_id INTEGER CONSTRAINT fk_certificate_ended_by_id_account"
            " REFERENCES account (id)"
        ),
        (
            "replaces_id INTEGER CONSTRAINT fk_certificate_replaces_id_certificate"
            " REFERENCES certificate (id)"
        ),
        "reissue_reason VARCHAR(200) DEFAULT '' NOT NULL",
    ),
}


def upgrade() -> None:
    """Add what the rules, the batches and the reasons need."""
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_index(
        "uq_certificate_replaces_id", "certificate", ["replaces_id"], unique=True
    )
    _make_marks()
    _make_batches()
    op.create_table(
        "name_try",
        sa.Column("who_hash", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_try")),
    )
    op.create_index(op.f("ix_name_try_who_hash"), "name_try", ["who_hash"])


def downgrade() -> None:
    """Refused: the older schema cannot hold why and by whom certificates ended."""
    raise NotImplementedError("restore the backup from before the upgrade instead")


def _make_marks() -> None:
    op.create_table(
        "project_mark",
        *_numbers("registration_id", "meeting_id", "seen_by_id"),
        sa.Column("noted_at", MOMENT, nullable=False),
        *_keys(
            "project_mark",
            registration_id="registration",
            meeting_id="meeting",
            seen_by_id="account",
        ),
        _unique("project_mark", "registration_id"),
    )
    op.create_table(
        "waiver",
        *_numbers("registration_id", "granted_by_id"),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        *_keys("waiver", registration_id="registration", granted_by_id="account"),
        _unique("waiver", "registration_id"),
    )


def _make_batches() -> None:
    batch, item = "certificate_batch", "certificate_batch_item"
    op.create_table(
        batch,
        sa.Column("public_id", sa.String(length=20), nullable=False),
        *_numbers("series_id", "started_by_id"),
        sa.Column("started_at", MOMENT, nullable=False),
        *_keys(batch, series_id="series", started_by_id="account"),
        _unique(batch, "public_id"),
    )
    op.create_index(op.f(f"ix_{batch}_series_id"), batch, ["series_id"])
    states = ("waiting", "done", "refused", "broken")
    op.create_table(
        item,
        *_numbers("batch_id", "registration_id", "attempts"),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(*states, name="itemstate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        *_keys(
            item,
            batch_id=batch,
            registration_id="registration",
            certificate_id="certificate",
        ),
        _unique(item, "batch_id", "registration_id"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        f"uq_{item}_one_waiting",
        item,
        ["registration_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


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


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))
