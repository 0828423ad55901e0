"""Hours that volunteers gave: a ledger that is only added to, and what they noted of a line for themselves."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_LEDGER = "sec_hour_lines"
_TASK = sa.Enum("leading", "door", "hosting", "letters", "team", name="task", native_enum=False, length=20)
_REFUSED = "the ledger of hours is only added to"


def upgrade() -> None:
    """Two tables, and triggers on the ledger."""
    op.create_table(
        _LEDGER,
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "once_key", "edition_id")),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=True),
        sa.Column("task", _TASK, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.String(), nullable=True),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        _refers(_LEDGER, "edition_id", "editions.id"),
        _refers(_LEDGER, "city_id", "cities.id"),
        _refers(_LEDGER, "corrects_id", f"{_LEDGER}.id"),
        _refers(_LEDGER, "by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_LEDGER}")),
        sa.UniqueConstraint("once_key", name=op.f(f"uq_{_LEDGER}_once_key")),
        sa.UniqueConstraint("edition_id", "number", name=op.f(f"uq_{_LEDGER}_edition_id_number")),
    )
    for column in ("city_id", "corrects_id", "by_id"):
        op.create_index(op.f(f"ix_{_LEDGER}_{column}"), _LEDGER, [column])
    op.create_table(
        "sec_hour_notes",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("line_id", "by_id", "words")),
        _refers("sec_hour_notes", "line_id", f"{_LEDGER}.id"),
        _refers("sec_hour_notes", "by_id", "people.id"),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_sec_hour_notes")),
    )
    op.create_index(op.f("ix_sec_hour_notes_by_id"), "sec_hour_notes", ["by_id"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Nobody gives hours."""
    op.drop_table("sec_hour_notes")
    op.drop_table(_LEDGER)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION hours_only_added_to()")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION hours_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER only_added_to_rows BEFORE UPDATE OR DELETE ON {_LEDGER} "
        "FOR EACH ROW EXECUTE FUNCTION hours_only_added_to()"
    )
    op.execute(
        f"CREATE TRIGGER only_added_to_whole BEFORE TRUNCATE ON {_LEDGER} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hours_only_added_to()"
    )


def _guard_sqlite() -> None:
    """INSERT OR REPLACE deletes without asking a trigger for DELETE, so it has one of its own."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    for event in ("update", "delete"):
        op.execute(f"CREATE TRIGGER only_added_to_{_LEDGER}_{event} BEFORE {event.upper()} ON {_LEDGER} {refuse}")
    taken = "id = NEW.id OR once_key = NEW.once_key OR (edition_id = NEW.edition_id AND number = NEW.number)"
    there = f"WHEN EXISTS (SELECT 1 FROM {_LEDGER} WHERE {taken})"  # noqa: S608 -- words of this file only
    op.execute(f"CREATE TRIGGER only_added_to_{_LEDGER}_replace BEFORE INSERT ON {_LEDGER} {there} {refuse}")
