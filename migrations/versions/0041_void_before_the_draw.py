"""What was made void between the list of a draw and the draw."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A record of its own beside the chain of what happened since."""
    op.create_table(
        "list_links",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_list_links_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_list_links_city_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", "number", name=op.f("pk_list_links")),
    )


def downgrade() -> None:
    """Without it."""
    op.drop_table("list_links")
