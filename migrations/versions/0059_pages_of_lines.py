"""The lines of a campaign's letters by their time, for pages that the campaign team reads."""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """With it a page of fifty is read without the other millions."""
    op.create_index("ix_letter_actions_edition_id", "letter_actions", ["edition_id", "said_at", "id"])


def downgrade() -> None:
    """Without it."""
    op.drop_index("ix_letter_actions_edition_id", "letter_actions")
