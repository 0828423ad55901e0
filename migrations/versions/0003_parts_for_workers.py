"""Let several workers solve the parts of a day: what is to be solved, and the answers until a plan is made."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables, empty save while a day is being solved."""
    op.create_table(
        "sec_solvings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_solvings_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_solvings_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_solvings")),
    )
    op.create_index(op.f("ix_sec_solvings_edition_id"), "sec_solvings", ["edition_id"], unique=False)
    op.create_table(
        "sec_parts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("solving_id", sa.String(), nullable=False),
        sa.Column("shows", sa.JSON(), nullable=False),
        sa.Column("print", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["solving_id"], ["sec_solvings.id"], name=op.f("fk_sec_parts_solving_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_parts")),
    )
    op.create_index(op.f("ix_sec_parts_solving_id"), "sec_parts", ["solving_id"], unique=False)


def downgrade() -> None:
    """Take both tables away."""
    op.drop_index(op.f("ix_sec_parts_solving_id"), table_name="sec_parts")
    op.drop_table("sec_parts")
    op.drop_index(op.f("ix_sec_solvings_edition_id"), table_name="sec_solvings")
    op.drop_table("sec_solvings")
