"""Letters to an address that is nobody's account, and links that know where somebody was going."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A job may be for nobody we know."""
    op.create_table(
        "sec_addressees",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_addressees")),
    )
    op.create_index(op.f("ix_sec_addressees_asked_at"), "sec_addressees", ["asked_at"], unique=False)
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("person_id", existing_type=sa.String(), nullable=True)
    with op.batch_alter_table("sign_in_links") as links:
        links.add_column(sa.Column("onwards", sa.String(), nullable=True))


def downgrade() -> None:
    """Such letters are lost."""
    with op.batch_alter_table("sign_in_links") as links:
        links.drop_column("onwards")
    op.execute("DELETE FROM outbox WHERE person_id IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("person_id", existing_type=sa.String(), nullable=False)
    op.drop_index(op.f("ix_sec_addressees_asked_at"), table_name="sec_addressees")
    op.drop_table("sec_addressees")
