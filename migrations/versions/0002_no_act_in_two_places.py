"""Refuse an act in two shows at once: an exclusion constraint on PostgreSQL, triggers on SQLite."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EVENTS = {"insert": "INSERT", "update": "UPDATE OF artist_id, starts_at, ends_at, show_id"}


def upgrade() -> None:
    """Two slots of one act at different shows may touch, and not overlap."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE sec_slots ADD CONSTRAINT act_plays_elsewhere EXCLUDE USING gist "
            "(artist_id WITH =, show_id WITH <>, tstzrange(starts_at, ends_at) WITH &&)"
        )
        return
    for name, event in EVENTS.items():
        op.execute(
            f"CREATE TRIGGER act_plays_elsewhere_{name} BEFORE {event} ON sec_slots "  # noqa: S608 -- words of this file only
            "WHEN EXISTS (SELECT 1 FROM sec_slots AS other WHERE other.artist_id = NEW.artist_id "
            "AND other.show_id <> NEW.show_id AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at) "
            "BEGIN SELECT RAISE(ABORT, 'act_plays_elsewhere'); END"
        )


def downgrade() -> None:
    """Let the database take overlaps again; the extension stays, others may use it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE sec_slots DROP CONSTRAINT act_plays_elsewhere")
        return
    for name in EVENTS:
        op.execute(f"DROP TRIGGER act_plays_elsewhere_{name}")
