"""One party a person and day: whoever is in an entry counts once a day, in all editions on that date."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_ENTRANTS = sa.table("sec_entrants", *map(sa.column, ("day", "edition_id", "fingerprint", "entry_id")))
_ENTRIES = sa.table("sec_entries", *map(sa.column, ("id", "edition_id", "asked_at")))
_EDITIONS = sa.table("editions", *map(sa.column, ("id", "date")))


def upgrade() -> None:
    """The day in the stead of the edition. Where somebody is in two entries for a day, the newest counts as hers."""
    op.add_column("sec_entrants", sa.Column("day", sa.Date(), nullable=True))
    days = sa.select(_EDITIONS.c.date).where(_EDITIONS.c.id == _ENTRANTS.c.edition_id).scalar_subquery()
    op.execute(sa.update(_ENTRANTS).values(day=days))
    op.execute(sa.delete(_ENTRANTS).where(_is_older()))
    with op.batch_alter_table("sec_entrants") as table:
        table.drop_constraint("fk_sec_entrants_edition_id", type_="foreignkey")
        table.drop_constraint("pk_sec_entrants", type_="primary")
        table.drop_column("edition_id")
        table.alter_column("day", existing_type=sa.Date(), nullable=False)
        table.create_primary_key("pk_sec_entrants", ["day", "fingerprint"])


def downgrade() -> None:
    """The edition of the entry again."""
    op.add_column("sec_entrants", sa.Column("edition_id", sa.String(), nullable=True))
    edition = sa.select(_ENTRIES.c.edition_id).where(_ENTRIES.c.id == _ENTRANTS.c.entry_id).scalar_subquery()
    op.execute(sa.update(_ENTRANTS).values(edition_id=edition))
    with op.batch_alter_table("sec_entrants") as table:
        table.drop_constraint("pk_sec_entrants", type_="primary")
        table.drop_column("day")
        table.alter_column("edition_id", existing_type=sa.String(), nullable=False)
        table.create_primary_key("pk_sec_entrants", ["edition_id", "fingerprint"])
        table.create_foreign_key("fk_sec_entrants_edition_id", "editions", ["edition_id"], ["id"])


def _is_older() -> sa.Exists:
    """Of an entrant: another one of that day is the same person, in an entry that was asked for later."""
    other, asked, since = _ENTRANTS.alias("other"), _ENTRIES.alias("asked"), _ENTRIES.alias("since")
    later = sa.or_(
        since.c.asked_at > asked.c.asked_at,
        sa.and_(since.c.asked_at == asked.c.asked_at, other.c.entry_id > _ENTRANTS.c.entry_id),
    )
    same = sa.and_(other.c.day == _ENTRANTS.c.day, other.c.fingerprint == _ENTRANTS.c.fingerprint)
    both = sa.and_(asked.c.id == _ENTRANTS.c.entry_id, since.c.id == other.c.entry_id)
    return sa.exists().where(same, both, later).correlate(_ENTRANTS)
