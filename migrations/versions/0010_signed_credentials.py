"""Credentials, the bits that say whether they hold, and the pupil's word about them.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ASKED = "purpose LIKE 'photos%' OR purpose = 'credential'"
TRIGGERS = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"


def upgrade() -> None:
    """Add the tables, and let pupils answer for the signed certificate too."""
    moment = fablab.kernel.db.UtcDateTime()
    op.create_table(
        "status_entry",
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("list_index", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "list_number > 0 AND list_index BETWEEN 0 AND 131071",
            name=op.f("ck_status_entry_in_a_list"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_entry")),
        sa.UniqueConstraint(
            "list_number",
            "list_index",
            name=op.f("uq_status_entry_list_number_list_index"),
        ),
    )
    op.create_table(
        "credential",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(45), nullable=False),
        sa.Column("subject_id", sa.String(45), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column("pdf_sha256", sa.String(64), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_credential_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["status_entry.id"],
            name=op.f("fk_credential_entry_id_status_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        *(
            sa.UniqueConstraint(column, name=op.f(f"uq_credential_{column}"))
            for column in ("certificate_id", "entry_id", "credential_id", "subject_id")
        ),
    )
    op.create_index(op.f("ix_credential_pdf_sha256"), "credential", ["pdf_sha256"])
    if op.get_bind().dialect.name == "sqlite":
        _copy_pupil_answers()
    else:
        op.drop_constraint("ck_pupil_answer_about_photos", "pupil_answer")
        op.create_check_constraint(
            op.f("ck_pupil_answer_asked_of_pupils"), "pupil_answer", ASKED
        )


def downgrade() -> None:
    """Refused: credentials that families hold would not be found any more."""
    raise NotImplementedError("restore the backup from before the upgrade instead")


def _copy_pupil_answers() -> None:
    """SQLite changes no constraint in place; its triggers are put back as they were."""
    bind, table = op.get_bind(), "pupil_answer"
    triggers = bind.scalars(sa.text(TRIGGERS), {"table": table}).all()
    (old,) = bind.scalars(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"),
        {"table": table},
    ).all()
    new = old.replace(f"TABLE {table}", f"TABLE {table}_new", 1)
    new = new.replace("ck_pupil_answer_about_photos", "ck_pupil_answer_asked_of_pupils")
    new = new.replace("CHECK (purpose LIKE 'photos%')", f"CHECK ({ASKED})")
    if ASKED not in new:
        raise RuntimeError("pupil_answer is not as revision 0003 made it")
    bind.exec_driver_sql(new)
    bind.exec_driver_sql(f"INSERT INTO {table}_new SELECT * FROM {table}")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_new RENAME TO {table}")
    op.create_index("ix_pupil_answer_latest", table, ["pupil_id", "purpose"])
    for trigger in triggers:
        bind.exec_driver_sql(trigger)
