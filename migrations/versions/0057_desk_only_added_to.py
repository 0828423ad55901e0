"""What the global team writes down is only added to: the database refuses to change or delete it."""

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

_KEYS = {"sec_handovers": ("id",), "sec_troubles": ("id",), "sec_trouble_steps": ("trouble_id", "number")}
_OTHERS = {
    "sec_handovers": ("id", "edition_id", "zone", "said_by", "said_at"),
    "sec_trouble_steps": ("trouble_id", "number", "state", "owner_id", "said_by", "said_at"),
}  # all columns but the sealed words, which another key may seal anew
_REFUSED = "what the global team has written down is only added to"


def upgrade() -> None:
    """Triggers on three tables."""
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """By code alone."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in _KEYS:
        for event in ("update", "delete", "truncate" if postgresql else "replace"):
            op.execute(f"DROP TRIGGER only_added_to_{table}_{event}{f' ON {table}' if postgresql else ''}")
    if postgresql:
        op.execute("DROP FUNCTION desk_only_added_to()")


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION desk_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    refuse = "EXECUTE FUNCTION desk_only_added_to()"
    for table in _KEYS:
        changed = _changed(table, "IS DISTINCT FROM", "split_part({}, ':', 1)")
        when = f"WHEN ({changed}) " if changed else ""
        named = f"CREATE TRIGGER only_added_to_{table}"
        op.execute(f"{named}_update BEFORE UPDATE ON {table} FOR EACH ROW {when}{refuse}")
        op.execute(f"{named}_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"{named}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")


def _guard_sqlite() -> None:
    """INSERT OR REPLACE deletes without asking a trigger for DELETE: what is there already stays, and nothing is put in
    its place, as with an insert that minds conflicts."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    for table, keys in _KEYS.items():
        changed = _changed(table, "IS NOT", "substr({0}, 1, instr({0}, ':'))")
        when = f"WHEN {changed} " if changed else ""
        named = f"CREATE TRIGGER only_added_to_{table}"
        op.execute(f"{named}_update BEFORE UPDATE ON {table} {when}{refuse}")
        op.execute(f"{named}_delete BEFORE DELETE ON {table} {refuse}")
        same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 -- words of this file only
        op.execute(f"{named}_replace BEFORE INSERT ON {table} {there} BEGIN SELECT RAISE(IGNORE); END")


def _changed(table: str, differs: str, key_of: str) -> str:
    """The condition under which an update is refused: anything but the same words sealed by another key."""
    others = _OTHERS.get(table)
    if others is None:
        return ""
    told = [f"OLD.{name} {differs} NEW.{name}" for name in others]
    return " OR ".join([*told, f"{key_of.format('OLD.words')} = {key_of.format('NEW.words')}"])
