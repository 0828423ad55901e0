"""Photos of a room at which a lead has looked."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An instant beside each; what stood in a room that is decided about has been looked at."""
    op.add_column("sec_photos", sa.Column("seen_at", Instant(), nullable=True))
    op.execute(
        "UPDATE sec_photos SET seen_at = sent_at WHERE subject = 'space' AND subject_id IN"
        " (SELECT id FROM spaces WHERE state IN ('approved', 'suspended'))"
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_column("sec_photos", "seen_at")
