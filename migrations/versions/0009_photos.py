"""Photos of rooms, sealed, in the sizes that pages need."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each photo, and one for each of its sizes."""
    op.create_table(
        "sec_photos",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_photos")),
    )
    op.create_index("ix_sec_photos_subject", "sec_photos", ["subject", "subject_id"], unique=False)
    op.create_table(
        "sec_pictures",
        sa.Column("photo_id", sa.String(), nullable=False),
        sa.Column("side", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["sec_photos.id"], name=op.f("fk_sec_pictures_photo_id")),
        sa.PrimaryKeyConstraint("photo_id", "side", name=op.f("pk_sec_pictures")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_pictures")
    op.drop_index("ix_sec_photos_subject", table_name="sec_photos")
    op.drop_table("sec_photos")
