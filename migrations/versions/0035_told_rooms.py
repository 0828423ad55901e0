"""What guests were told of the room of a show: its kind and seats."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_TOLD = sa.table("told_shows", *map(sa.column, ("show_id", "kind", "capacity")))
_SHOWS = sa.table("shows", *map(sa.column, ("id", "kind", "capacity")))


def upgrade() -> None:
    """Two columns, as shows are now."""
    op.add_column("told_shows", sa.Column("kind", sa.String(), nullable=True))
    op.add_column("told_shows", sa.Column("capacity", sa.Integer(), nullable=True))
    for name in ("kind", "capacity"):
        now = sa.select(_SHOWS.c[name]).where(_SHOWS.c.id == _TOLD.c.show_id).scalar_subquery()
        op.execute(sa.update(_TOLD).values({name: now}))
    with op.batch_alter_table("told_shows") as table:
        table.alter_column("kind", existing_type=sa.String(), nullable=False)
        table.alter_column("capacity", existing_type=sa.Integer(), nullable=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_column("told_shows", "capacity")
    op.drop_column("told_shows", "kind")
