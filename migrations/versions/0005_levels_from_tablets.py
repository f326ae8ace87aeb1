"""Levels that tablets sent and the rules could not count, for staff to settle.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    moment = fablab.kernel.db.UtcDateTime()
    reasons = (
        *("no_pin", "not_yours", "other_workshop"),
        *("cancelled", "not_here", "needs_note"),
    )
    columns = {
        "kiosk_id": "kiosk",
        "meeting_id": "meeting",
        "registration_id": "registration",
        "dimension_id": "dimension",
        "given_by_id": "account",
        "settled_by_id": "account",
    }
    op.create_table(
        "held_level",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("dimension_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*reasons, name="heldreason", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("settled_at", moment, nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IS NULL OR level BETWEEN 1 AND 4",
            name=op.f("ck_held_level_one_to_four"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_held_level_settled_by_somebody"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_held_level_{column}_{table}"),
            )
            for column, table in columns.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_level")),
        sa.UniqueConstraint("event_id", name=op.f("uq_held_level_event_id")),
    )
    for column in ("meeting_id", "registration_id"):
        op.create_index(op.f(f"ix_held_level_{column}"), "held_level", [column])


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("held_level")
