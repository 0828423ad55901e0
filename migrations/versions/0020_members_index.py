"""Who shares a member is looked for by member."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index."""
    op.create_index(op.f("ix_sec_members_member"), "sec_members", ["member"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_sec_members_member"), table_name="sec_members")
