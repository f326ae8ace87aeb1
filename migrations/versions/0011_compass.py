"""What pupils say of themselves, and which series ask them to look back.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; no series asks to look back before somebody wants it to."""
    op.execute(
        "ALTER TABLE series ADD COLUMN asks_looking_back BOOLEAN DEFAULT FALSE NOT NULL"
    )
    occasion = sa.Enum(
        *("before", "after", "retrospective"),
        name="occasion",
        native_enum=False,
        length=24,
    )
    op.create_table(
        "self_report",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("occasion", occasion, nullable=False),
        sa.Column("instrument", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("answered_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("signed_in_id", sa.Integer(), nullable=False),
        sa.Column("pleased", sa.Text(), nullable=False),
        sa.Column("next_try", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "occasion = 'after' OR (pleased = '' AND next_try = '')",
            name=op.f("ck_self_report_words_only_after"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_self_report_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_in_id"],
            ["account.id"],
            name=op.f("fk_self_report_signed_in_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_report")),
    )
    op.create_index(
        "ix_self_report_latest",
        "self_report",
        ["registration_id", "occasion", "id"],
        unique=False,
    )
    op.create_table(
        "self_answer",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "value IS NULL OR value BETWEEN 1 AND 4",
            name=op.f("ck_self_answer_one_to_four"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["self_report.id"],
            name=op.f("fk_self_answer_report_id_self_report"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_answer")),
        sa.UniqueConstraint(
            "report_id", "item", name=op.f("uq_self_answer_report_id_item")
        ),
    )


def downgrade() -> None:
    """Refuse: answers would be lost."""
    raise NotImplementedError("restore the backup from before the upgrade instead")
