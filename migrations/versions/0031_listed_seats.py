"""How many seats of a show the published list of its draw has."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_DRAWS = sa.table("draws", sa.column("listed"))
_SHOWS = sa.table("shows", sa.column("id"), sa.column("capacity"), sa.column("listed_seats"))


def upgrade() -> None:
    """A number beside the capacity; lists that are published say for which shows."""
    op.add_column("shows", sa.Column("listed_seats", sa.Integer(), nullable=True))
    for listed in op.get_bind().scalars(sa.select(_DRAWS.c.listed)).all():
        named = _SHOWS.c.id.in_(json.loads(listed.partition("\n")[0])["seats"])
        op.execute(sa.update(_SHOWS).where(named).values(listed_seats=_SHOWS.c.capacity))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("shows", "listed_seats")
