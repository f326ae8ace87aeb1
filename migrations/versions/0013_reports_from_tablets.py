"""Self-reports that pupils answer at a tablet.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; all reports so far were answered at a family's own page."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    uuid = "CHAR(32)" if on_sqlite else "UUID"
    for column in (
        f"event_id {uuid}",
        (
            "kiosk_id INTEGER CONSTRAINT fk_self_report_kiosk_id_kiosk"
            " REFERENCES kiosk (id)"
        ),
        "not_counted VARCHAR(24)",
    ):
        op.execute(f"ALTER TABLE self_report ADD COLUMN {column}")
    op.create_index("uq_self_report_event_id", "self_report", ["event_id"], unique=True)


def downgrade() -> None:
    """Refuse: answers would be counted that must not be."""
    raise NotImplementedError("restore the backup from before the upgrade instead")
