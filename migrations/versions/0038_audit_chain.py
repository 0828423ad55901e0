"""The audit is only added to: its lines form a chain, and the database refuses to change or delete one."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLES = {"disclosures": "id = NEW.id", "audit_links": "number = NEW.number OR line_id = NEW.line_id"}
REFUSED = "the audit is only added to"


def upgrade() -> None:
    """The links, and triggers on both tables. Lines that are there already stay outside the chain."""
    op.create_table(
        "audit_links",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["disclosures.id"], name=op.f("fk_audit_links_line_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("line_id", name=op.f("uq_audit_links_line_id")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """A list that can be changed again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER only_added_to_rows ON disclosures")
        op.execute("DROP TRIGGER only_added_to_whole ON disclosures")
        op.drop_table("audit_links")
        op.execute("DROP FUNCTION only_added_to()")
        return
    for event in ("update", "delete", "replace"):
        op.execute(f"DROP TRIGGER only_added_to_disclosures_{event}")
    op.drop_table("audit_links")


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER only_added_to_rows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION only_added_to()"
        )
        op.execute(
            f"CREATE TRIGGER only_added_to_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()"
        )


def _guard_sqlite() -> None:
    """INSERT OR REPLACE deletes without asking a trigger for DELETE, so it has one of its own."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table, same in TABLES.items():
        for event in ("update", "delete"):
            op.execute(f"CREATE TRIGGER only_added_to_{table}_{event} BEFORE {event.upper()} ON {table} {refuse}")
        there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 -- words of this file only
        op.execute(f"CREATE TRIGGER only_added_to_{table}_replace BEFORE INSERT ON {table} {there} {refuse}")
