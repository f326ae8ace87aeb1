"""Each series says whether families see its levels.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let families of every series see levels, as they are told of them today."""
    op.execute(
        "ALTER TABLE series ADD COLUMN families_see_levels BOOLEAN"
        " DEFAULT TRUE NOT NULL"
    )


def downgrade() -> None:
    """Refused: an older release would show what families are not to see."""
    raise NotImplementedError("restore the backup from before the upgrade instead")
