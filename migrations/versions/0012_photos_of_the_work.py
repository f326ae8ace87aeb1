"""Photos of what pupils make.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    kind = sa.Enum("observer", "own", name="photokind", native_enum=False, length=24)
    op.create_table(
        "work_photo",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("dimension_id", sa.Integer(), nullable=True),
        sa.Column("kind", kind, nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("taken_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("added_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_small", sa.LargeBinary(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", fablab.kernel.db.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (sealed IS NOT NULL) "
            "AND (withdrawn_at IS NULL) = (sealed_small IS NOT NULL) "
            "AND (withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name=op.f("ck_work_photo_gone_once_withdrawn"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_work_photo_{column}_{table}")
            )
            for column, table in (
                ("registration_id", "registration"),
                ("meeting_id", "meeting"),
                ("dimension_id", "dimension"),
                ("added_by_id", "account"),
                ("withdrawn_by_id", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_photo")),
        sa.UniqueConstraint("event_id", name=op.f("uq_work_photo_event_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_photo_public_id")),
    )
    op.create_index(
        "ix_work_photo_newest", "work_photo", ["registration_id", "taken_at"]
    )
    op.create_index(op.f("ix_work_photo_meeting_id"), "work_photo", ["meeting_id"])


def downgrade() -> None:
    """Refuse: photos would be lost."""
    raise NotImplementedError("restore the backup from before the upgrade instead")
