"""What an edition says of itself: its cause, who helps, a hashtag, and words in each language."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Blank until somebody of the global team says it."""
    for name in ("cause", "partners", "hashtag"):
        op.add_column("editions", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "edition_texts",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_edition_texts_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "language", name=op.f("pk_edition_texts")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("edition_texts")
    for name in ("hashtag", "partners", "cause"):
        op.drop_column("editions", name)
