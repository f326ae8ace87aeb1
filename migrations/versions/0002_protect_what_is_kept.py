"""Protect agreements, consents, scans and the journal from change and deletion.

A row may go only while an erasure that names its subject is open: announced earlier in
the same transaction, and not ended yet. `erasure.end_id` is a deferred foreign key, so
no transaction can leave one open.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PUPIL = "(SELECT public_id FROM pupil WHERE id = OLD.pupil_id)"
SUBJECTS = {
    "agreement": (
        "(SELECT p.public_id FROM registration r"
        " JOIN pupil p ON p.id = r.pupil_id WHERE r.id = OLD.registration_id)"
    ),
    "consent": PUPIL,
    "scan": (
        "COALESCE((SELECT p.public_id FROM registration r"
        " JOIN pupil p ON p.id = r.pupil_id WHERE r.id = OLD.registration_id),"
        " (SELECT public_id FROM kiosk WHERE id = OLD.kiosk_id))"
    ),
    "audit_event": "OLD.subject",
}
FOR_EVER = ("erasure", "erasure_end")


def upgrade() -> None:
    make = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgresql
    for table, subject in SUBJECTS.items():
        make(table, "UPDATE", "FALSE")
        make(table, "DELETE", _is_open(subject))
    for table in FOR_EVER:
        make(table, "UPDATE", "FALSE")
        make(table, "DELETE", "FALSE")


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in (*SUBJECTS, *FOR_EVER):
        for act in ("update", "delete"):
            name = f"{table}_no_{act}"
            if on_sqlite:
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")


def _is_open(subject: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM erasure e WHERE e.subject = {subject} AND NOT EXISTS"
        " (SELECT 1 FROM erasure_end n WHERE n.id = e.end_id))"
    )


def _sqlite(table: str, act: str, allowed: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
        f" WHEN NOT {allowed}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table: str, act: str, allowed: str) -> None:
    name = f"{table}_no_{act.lower()}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF NOT {allowed} THEN RAISE EXCEPTION '{table} is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        " RETURN OLD; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
