"""What acts say of themselves, kept as they go, and what an edition pays them."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Acts' answers; expenses or fee of an edition."""
    op.create_table(
        "sec_act_forms",
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_act_forms_edition_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["people.id"], name=op.f("fk_sec_act_forms_contact_id")),
        sa.PrimaryKeyConstraint("artist_id", name=op.f("pk_sec_act_forms")),
    )
    op.create_index(op.f("ix_sec_act_forms_edition_id"), "sec_act_forms", ["edition_id"], unique=False)
    op.create_index(op.f("ix_sec_act_forms_contact_id"), "sec_act_forms", ["contact_id"], unique=False)
    op.add_column("editions", sa.Column("artist_terms", sa.String(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("editions") as editions:
        editions.drop_column("artist_terms")
    op.drop_index(op.f("ix_sec_act_forms_contact_id"), table_name="sec_act_forms")
    op.drop_index(op.f("ix_sec_act_forms_edition_id"), table_name="sec_act_forms")
    op.drop_table("sec_act_forms")
