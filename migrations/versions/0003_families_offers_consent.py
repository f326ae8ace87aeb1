"""Families, offers and consent by scope.

Columns are added one by one with their constraints, since SQLite would otherwise copy
whole tables and drop the triggers that protect them. A yes to photos from before
becomes one to showing them on the FabLab's own pages, which is what its words said.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PUPIL = "(SELECT public_id FROM pupil WHERE id = OLD.pupil_id)"
OPEN = (
    "EXISTS (SELECT 1 FROM erasure e WHERE e.subject = {subject} AND NOT EXISTS"
    " (SELECT 1 FROM erasure_end n WHERE n.id = e.end_id))"
)
OPEN_MERGE = OPEN.replace("WHERE", "WHERE e.kind = 'merge' AND", 1)
OF_REGISTRATION = (
    "(SELECT p.public_id FROM registration r"
    " JOIN pupil p ON p.id = r.pupil_id WHERE r.id = OLD.registration_id)"
)
PROTECTED = {
    "evidence": PUPIL,
    "pupil_answer": PUPIL,
    "asked_again": PUPIL,
    "override": OF_REGISTRATION,
}
MERGED = ("consent", "evidence", "pupil_answer", "asked_again")


def upgrade() -> None:
    _make_tables()
    _add_columns()
    _number_guardians()
    _rename_photos("photos", "photos_site")
    for table, subject in PROTECTED.items():
        if table not in MERGED:
            _protect(table, "UPDATE", "FALSE")
        _protect(table, "DELETE", OPEN.format(subject=subject))
    for table in MERGED:
        _protect(table, "UPDATE", OPEN_MERGE.format(subject=PUPIL))


def downgrade() -> None:
    """Refused: the older schema cannot hold two guardians' and scoped answers."""
    raise NotImplementedError("restore the backup from before the upgrade instead")


def _make_tables() -> None:
    op.create_table(
        "asked_again",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "taking_part",
                "photos_internal",
                "photos_site",
                "photos_social",
                "photos_press",
                "share_with_school",
                "health_note",
                "leaving_alone",
                name="purpose",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_asked_again_pupil_id_pupil")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_again")),
    )
    op.create_index(
        "ix_asked_again_pupil_id", "asked_again", ["pupil_id"], unique=False
    )
    op.create_table(
        "calendar_feed",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"],
            ["guardian.id"],
            name=op.f("fk_calendar_feed_guardian_id_guardian"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("guardian_id", name=op.f("uq_calendar_feed_guardian_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_calendar_feed_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "collector",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "grandparent",
                "sibling",
                "relative",
                "friend",
                "other",
                name="collectorrelation",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("named_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("removed_at", fablab.kernel.db.UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until >= valid_from", name=op.f("ck_collector_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"],
            ["guardian.id"],
            name=op.f("fk_collector_named_by_id_guardian"),
        ),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_collector_pupil_id_pupil")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector")),
        sa.UniqueConstraint("public_id", name=op.f("uq_collector_public_id")),
    )
    op.create_index("ix_collector_pupil_id", "collector", ["pupil_id"], unique=False)
    op.create_table(
        "different_pupils",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("found_by_id", sa.Integer(), nullable=False),
        sa.Column("found_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "pupil_id < other_id", name=op.f("ck_different_pupils_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["found_by_id"],
            ["account.id"],
            name=op.f("fk_different_pupils_found_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["pupil.id"], name=op.f("fk_different_pupils_other_id_pupil")
        ),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_different_pupils_pupil_id_pupil")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_different_pupils")),
        sa.UniqueConstraint(
            "pupil_id", "other_id", name=op.f("uq_different_pupils_pupil_id_other_id")
        ),
    )
    op.create_table(
        "draft",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("resume_hash", sa.String(length=64), nullable=True),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_draft_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("browser_hash", name=op.f("uq_draft_browser_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_draft_public_id")),
        sa.UniqueConstraint("resume_hash", name=op.f("uq_draft_resume_hash")),
    )
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "scan", "signature", name="evidencekind", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_evidence_pupil_id_pupil")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evidence_public_id")),
    )
    op.create_index("ix_evidence_pupil_id", "evidence", ["pupil_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "mother",
                "father",
                "guardian",
                "self",
                name="relation",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("invited_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("accepted_at", fablab.kernel.db.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", fablab.kernel.db.UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_invitation_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["guardian.id"],
            name=op.f("fk_invitation_invited_by_id_guardian"),
        ),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_invitation_pupil_id_pupil")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
    )
    op.create_index(
        "ix_invitation_account_id", "invitation", ["account_id"], unique=False
    )
    op.create_index(
        "uq_invitation_one_open",
        "invitation",
        ["pupil_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
        postgresql_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "paper_form",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("text_ids", sa.JSON(), nullable=False),
        sa.Column("printed_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", fablab.kernel.db.UtcDateTime(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(recorded_at IS NOT NULL) = (recorded_by_id IS NOT NULL)",
            name=op.f("ck_paper_form_recorded_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["guardian_id"],
            ["guardian.id"],
            name=op.f("fk_paper_form_guardian_id_guardian"),
        ),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_paper_form_pupil_id_pupil")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_paper_form_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["account.id"],
            name=op.f("fk_paper_form_recorded_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_form")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_form_code")),
    )
    op.create_index("ix_paper_form_pupil_id", "paper_form", ["pupil_id"], unique=False)
    op.create_table(
        "pupil_answer",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "taking_part",
                "photos_internal",
                "photos_site",
                "photos_social",
                "photos_press",
                "share_with_school",
                "health_note",
                "leaving_alone",
                name="purpose",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("answered_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "link",
                "family_page",
                "tablet",
                "paper",
                "phone",
                name="route",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "purpose LIKE 'photos%'", name=op.f("ck_pupil_answer_about_photos")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["account.id"],
            name=op.f("fk_pupil_answer_entered_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["pupil_id"], ["pupil.id"], name=op.f("fk_pupil_answer_pupil_id_pupil")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil_answer")),
    )
    op.create_index(
        "ix_pupil_answer_latest", "pupil_answer", ["pupil_id", "purpose"], unique=False
    )
    op.create_table(
        "registration_group",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("made_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_registration_group_series_id_series"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_group")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_group_code")),
    )
    op.create_table(
        "absence_notice",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by_id"],
            ["guardian.id"],
            name=op.f("fk_absence_notice_given_by_id_guardian"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_absence_notice_meeting_id_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_absence_notice_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_notice")),
        sa.UniqueConstraint(
            "meeting_id",
            "registration_id",
            name=op.f("uq_absence_notice_meeting_id_registration_id"),
        ),
    )
    op.create_index(
        "ix_absence_notice_registration_id",
        "absence_notice",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "override",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", fablab.kernel.db.UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_override_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_override_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_override_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
    )
    op.create_index(
        "ix_override_registration_id", "override", ["registration_id"], unique=False
    )


COLUMNS = {
    "agreement": (
        "route VARCHAR(24) DEFAULT 'link' NOT NULL",
        (
            "entered_by_id INTEGER CONSTRAINT fk_agreement_entered_by_id_account"
            " REFERENCES account (id)"
        ),
        (
            "evidence_id INTEGER CONSTRAINT fk_agreement_evidence_id_evidence"
            " REFERENCES evidence (id)"
        ),
    ),
    "consent": (
        (
            "from_day DATE CONSTRAINT ck_consent_leaving_alone_from CHECK"
            " ((from_day IS NOT NULL) = (purpose = 'leaving_alone' AND answer))"
        ),
        "from_time TIME",
        (
            "evidence_id INTEGER CONSTRAINT fk_consent_evidence_id_evidence"
            " REFERENCES evidence (id)"
            " CONSTRAINT ck_consent_has_evidence CHECK"
            " ((evidence_id IS NOT NULL) = (route IN ('tablet', 'paper')))"
            " CONSTRAINT ck_consent_staff_is_named CHECK"
            " ((entered_by_id IS NOT NULL) = (route IN ('tablet', 'paper', 'phone')))"
        ),
    ),
    "guardianship": (
        (
            "slot INTEGER DEFAULT 1 NOT NULL"
            " CONSTRAINT ck_guardianship_one_or_two CHECK"
            " (slot IN (1, 2) AND relation <> 'self'"
            " OR slot = 3 AND relation = 'self')"
        ),
        "standing VARCHAR(24) DEFAULT 'equal' NOT NULL",
        "restriction {bytes}",
        "ended_at {moment}",
        "emergency_name VARCHAR(80) DEFAULT '' NOT NULL",
        "emergency_phone VARCHAR(20) DEFAULT '' NOT NULL",
    ),
    "health_note": ("topics_sealed {bytes}",),
    "letter": ("subject VARCHAR(20) DEFAULT '' NOT NULL",),
    "registration": (
        (
            "cancelled_late BOOLEAN DEFAULT FALSE NOT NULL"
            " CONSTRAINT ck_registration_late_is_cancelled CHECK"
            " (NOT cancelled_late OR cancelled_at IS NOT NULL)"
        ),
        "started_by VARCHAR(24) DEFAULT 'guardian' NOT NULL",
        "asked_at {moment}",
        "confirmed_at {moment}",
        "reminded_at {moment}",
        "blocked_at {moment}",
        "cancel_note VARCHAR(300) DEFAULT '' NOT NULL",
        "network VARCHAR(32) DEFAULT '' NOT NULL",
        (
            "group_id INTEGER CONSTRAINT fk_registration_group_id_registration_group"
            " REFERENCES registration_group (id)"
        ),
    ),
    "series": (
        "age_by VARCHAR(24) DEFAULT 'exact' NOT NULL",
        "min_pupils INTEGER CONSTRAINT ck_series_min_pupils CHECK (min_pupils > 0)",
        "exempt BOOLEAN DEFAULT FALSE NOT NULL",
    ),
    "site": (
        (
            "assent_age INTEGER DEFAULT 13 NOT NULL"
            " CONSTRAINT ck_site_assent_age CHECK (assent_age BETWEEN 5 AND 18)"
        ),
        (
            "transfer_minutes INTEGER DEFAULT 15 NOT NULL"
            " CONSTRAINT ck_site_transfer_minutes"
            " CHECK (transfer_minutes BETWEEN 0 AND 240)"
        ),
        (
            "series_per_season INTEGER"
            " CONSTRAINT ck_site_series_per_season CHECK (series_per_season > 0)"
        ),
        (
            "offer_hours INTEGER DEFAULT 48 NOT NULL"
            " CONSTRAINT ck_site_offer_hours CHECK (offer_hours BETWEEN 1 AND 336)"
        ),
        (
            "offers_end_hours INTEGER DEFAULT 24 NOT NULL"
            " CONSTRAINT ck_site_offers_end_hours"
            " CHECK (offers_end_hours BETWEEN 0 AND 336)"
        ),
        (
            "late_cancel_days INTEGER DEFAULT 2 NOT NULL"
            " CONSTRAINT ck_site_late_cancel_days"
            " CHECK (late_cancel_days BETWEEN 0 AND 60)"
        ),
    ),
}


def _add_columns() -> None:
    types = (
        {"bytes": "BLOB", "moment": "DATETIME"}
        if _on_sqlite()
        else {"bytes": "BYTEA", "moment": "TIMESTAMP WITHOUT TIME ZONE"}
    )
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(**types)}")
    op.create_index("ix_letter_subject", "letter", ["subject"])
    op.create_index("ix_registration_group_id", "registration", ["group_id"])


def _number_guardians() -> None:
    op.execute(
        "UPDATE guardianship SET slot = (SELECT count(*) FROM guardianship g"
        " WHERE g.pupil_id = guardianship.pupil_id AND g.id <= guardianship.id)"
    )
    op.create_index(
        "uq_guardianship_slot",
        "guardianship",
        ["pupil_id", "slot"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _rename_photos(old: str, new: str) -> None:
    _unprotect("consent", "UPDATE")
    for table in ("consent", "consent_text"):
        op.execute(f"UPDATE {table} SET purpose = '{new}' WHERE purpose = '{old}'")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _protect(table: str, act: str, allowed: str) -> None:
    name = f"{table}_no_{act.lower()}"
    quoted = f'"{table}"'
    if _on_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {quoted}"
            f" WHEN NOT {allowed}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    row = "OLD" if act == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN IF NOT {allowed} THEN RAISE EXCEPTION '{table} is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {row}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {quoted}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _unprotect(table: str, act: str) -> None:
    name = f"{table}_no_{act.lower()}"
    if _on_sqlite():
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f'DROP TRIGGER {name} ON "{table}"')
    op.execute(f"DROP FUNCTION {name}()")
