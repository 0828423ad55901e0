"""Of which of its days the people of a section were last reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

_TABLE, _DAYS = "letter_sections", ("mail_told", "report_told")


def upgrade() -> None:
    """As if nobody had been reminded yet: of a day that is near just now everybody is reminded once more."""
    for name in _DAYS:
        op.add_column(_TABLE, sa.Column(name, sa.Date(), nullable=True))
    op.execute("DELETE FROM outbox WHERE kind = 'letters_due' AND done_at IS NULL")  # the next round makes them anew


def downgrade() -> None:
    """It is not known any more."""
    for name in _DAYS:
        op.drop_column(_TABLE, name)
