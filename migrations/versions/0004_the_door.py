"""The door: hand-over, reviews of scans, PINs, and who must not collect.

Columns are added one by one with their constraints, since SQLite would otherwise copy
whole tables and drop the triggers that protect them.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = {
    "attendance": (
        (
            "times_marked BOOLEAN DEFAULT FALSE NOT NULL"
            " CONSTRAINT ck_attendance_times_have_a_mark"
            " CHECK (NOT times_marked OR marked_by_id IS NOT NULL)"
        ),
        "hand_over VARCHAR(24)",
        "collected_by VARCHAR(80) DEFAULT '' NOT NULL",
        "allowed_by VARCHAR(80) DEFAULT '' NOT NULL",
    ),
    "kiosk": (
        "clock_error INTEGER DEFAULT 0 NOT NULL",
        "wrong_pins INTEGER DEFAULT 0 NOT NULL",
        "pins_locked_until {moment}",
    ),
    "scan": (
        "hand_over VARCHAR(24)",
        "collected_by VARCHAR(80) DEFAULT '' NOT NULL",
        "allowed_by VARCHAR(80) DEFAULT '' NOT NULL",
        (
            "allowed_by_id INTEGER CONSTRAINT fk_scan_allowed_by_id_account"
            " REFERENCES account (id)"
        ),
        "reason VARCHAR(120) DEFAULT '' NOT NULL",
    ),
    "site": (
        (
            "late_after_minutes INTEGER DEFAULT 15 NOT NULL"
            " CONSTRAINT ck_site_late_after_minutes"
            " CHECK (late_after_minutes BETWEEN 0 AND 120)"
        ),
    ),
}


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    moment = "DATETIME" if on_sqlite else "TIMESTAMP WITHOUT TIME ZONE"
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(moment=moment)}")
    _make_tables()


def downgrade() -> None:
    """Refused: the older schema cannot hold how pupils left."""
    raise NotImplementedError("restore the backup from before the upgrade instead")


def _make_tables() -> None:
    moment = fablab.kernel.db.UtcDateTime()
    op.create_table(
        "staff_pin",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("pin_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_pin_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_pin")),
        sa.UniqueConstraint("account_id", name=op.f("uq_staff_pin_account_id")),
        sa.UniqueConstraint("pin_hash", name=op.f("uq_staff_pin_pin_hash")),
    )
    op.create_table(
        "kiosk_pass",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_kiosk_pass_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["kiosk_id"], ["kiosk.id"], name=op.f("fk_kiosk_pass_kiosk_id_kiosk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_pass")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_kiosk_pass_token_hash")),
    )
    op.create_table(
        "barred_person",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=False),
        sa.Column("told_at", moment, nullable=False),
        sa.Column("lifted_at", moment, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_barred_person_pupil_id_pupil")
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"],
            ["account.id"],
            name=op.f("fk_barred_person_told_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barred_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_barred_person_public_id")),
    )
    op.create_index("ix_barred_person_pupil_id", "barred_person", ["pupil_id"])
    op.create_table(
        "scan_review",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "counts_for",
                "admitted",
                "dismissed",
                name="reviewaction",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(action = 'dismissed') = (registration_id IS NULL)",
            name=op.f("ck_scan_review_counts_for_somebody"),
        ),
        sa.CheckConstraint(
            "(registration_id IS NULL) = (meeting_id IS NULL)",
            name=op.f("ck_scan_review_names_both_or_none"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_scan_review_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_scan_review_meeting_id_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_scan_review_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["scan.id"], name=op.f("fk_scan_review_scan_id_scan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_review")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_scan_review_scan_id")),
    )
    op.create_index(
        "ix_scan_review_pair", "scan_review", ["meeting_id", "registration_id"]
    )
