"""Entries: a party's wishes, sealed, and who counts once in an edition."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Entries, their wishes, and the fingerprints of those in them."""
    op.create_table(
        "sec_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("letter_hash", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("show_id", sa.String(), nullable=True),
        sa.Column("pool", sa.String(), nullable=True),
        sa.Column("confirm_by", Instant(), nullable=True),
        sa.Column("feigned_show_id", sa.String(), nullable=True),
        sa.Column("feigned_people", sa.Integer(), nullable=True),
        sa.Column("feigned_until", Instant(), nullable=True),
        sa.CheckConstraint("people IN (1, 2)", name=op.f("ck_sec_entries_people")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_entries_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_entries_city_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_entries_person_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_entries_show_id")),
        sa.ForeignKeyConstraint(["feigned_show_id"], ["shows.id"], name=op.f("fk_sec_entries_feigned_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_entries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sec_entries_public_id")),
        sa.UniqueConstraint("letter_hash", name=op.f("uq_sec_entries_letter_hash")),
    )
    for name in ("edition_id", "city_id", "person_id", "show_id"):
        op.create_index(op.f(f"ix_sec_entries_{name}"), "sec_entries", [name], unique=False)
    op.create_table(
        "sec_wishes",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 5", name=op.f("ck_sec_wishes_position")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_wishes_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_wishes_show_id")),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_sec_wishes")),
        sa.UniqueConstraint("entry_id", "show_id", name=op.f("uq_sec_wishes_entry_id_show_id")),
    )
    op.create_index(op.f("ix_sec_wishes_show_id"), "sec_wishes", ["show_id"], unique=False)
    op.create_table(
        "sec_entrants",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_entrants_edition_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_entrants_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "fingerprint", name=op.f("pk_sec_entrants")),
    )
    op.create_index(op.f("ix_sec_entrants_entry_id"), "sec_entrants", ["entry_id"], unique=False)
    op.create_table(
        "draws",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("result_root", sa.String(), nullable=True),
        sa.Column("drawn_at", Instant(), nullable=True),
        sa.Column("listed", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_draws_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_draws_city_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", name=op.f("pk_draws")),
    )
    op.create_table(
        "sec_access_records",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_access_records_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_access_records_city_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", name=op.f("pk_sec_access_records")),
    )
    op.create_table(
        "draw_choices",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_draw_choices_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_draw_choices_city_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", name=op.f("pk_draw_choices")),
    )
    op.create_table(
        "draw_links",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_draw_links_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_draw_links_city_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", "number", name=op.f("pk_draw_links")),
    )
    op.create_table(
        "sec_seats",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.CheckConstraint("free >= 0", name=op.f("ck_sec_seats_free")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_seats_show_id")),
        sa.PrimaryKeyConstraint("show_id", "pool", name=op.f("pk_sec_seats")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_seats")
    op.drop_table("draw_links")
    op.drop_table("draw_choices")
    op.drop_table("sec_access_records")
    op.drop_table("draws")
    op.drop_table("sec_entrants")
    op.drop_table("sec_wishes")
    op.drop_table("sec_entries")
