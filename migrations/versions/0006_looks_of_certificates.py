"""How certificates look: versions of designs and words; files that were signed.

Columns are added one by one, as in 0003; versions and pictures are protected as
answers are, and nothing ever opens them.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

import fablab.kernel.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = fablab.kernel.db.UtcDateTime()
POINTERS = {"design_id": "certificate_design", "wording_id": "series_wording"}
PROTECTED = ("certificate_design", "certificate_picture", "series_wording")


def upgrade() -> None:
    """Add the versions, and let certificates point to those they were issued with."""
    _make_pictures()
    _make_versions(
        "certificate_design",
        "site",
        sa.Column(
            "orientation",
            _words("orientation", "landscape", "portrait"),
            nullable=False,
        ),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("logo_id", sa.Integer(), nullable=True),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column("signer", sa.String(length=120), nullable=False),
        *_keys(
            "certificate_design",
            logo_id="certificate_picture",
            signature_id="certificate_picture",
        ),
    )
    _make_versions("series_wording", "series")
    for column, table in POINTERS.items():
        op.execute(
            f"ALTER TABLE certificate ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_certificate_{column}_{table} REFERENCES {table} (id)"
        )
    op.create_table(
        "signed_paper",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("carries", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *_keys("signed_paper", certificate_id="certificate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_paper")),
        sa.UniqueConstraint(
            "certificate_id",
            "carries",
            name=op.f("uq_signed_paper_certificate_id_carries"),
        ),
    )
    for table in PROTECTED:
        _protect(table, "UPDATE")
        _protect(table, "DELETE")


def downgrade() -> None:
    """Refused: the older schema cannot hold how issued certificates look."""
    raise NotImplementedError("restore the backup from before the upgrade instead")


def _make_pictures() -> None:
    table = "certificate_picture"
    op.create_table(
        table,
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("picturekind", "logo", "signature"), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *_keys(table, site_id="site"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sa.UniqueConstraint(
            "site_id", "kind", "sha256", name=op.f(f"uq_{table}_site_id_kind_sha256")
        ),
    )


def _make_versions(table: str, owner: str, *more: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column(f"{owner}_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *more,
        *_keys(table, **{f"{owner}_id": owner, "made_by_id": "account"}),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{table}_version")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            f"{owner}_id", "version", name=op.f(f"uq_{table}_{owner}_id_version")
        ),
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=24)


def _keys(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in columns.items()
    ]


def _protect(table: str, act: str) -> None:
    name = f"{table}_no_{act.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{table} is append-only'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
