"""The lead's board: steps, overrides, versions, twins, reserves, offers, standby, alarms, reviews, check-ins."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables of the board, a deputy among the leads, and how long an offer stands."""
    op.create_table(
        "sec_remarks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("decided", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_remarks")),
    )
    op.create_index("ix_sec_remarks_subject", "sec_remarks", ["subject_id", "said_at"], unique=False)

    op.create_table(
        "check_ins",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_check_ins_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_check_ins_edition_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_check_ins_person_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", "hours", name=op.f("pk_check_ins")),
    )
    op.create_table(
        "sec_reviews",
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("reviewer_id", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_sec_reviews_score")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name=op.f("fk_sec_reviews_reviewer_id")),
        sa.PrimaryKeyConstraint("subject_id", "reviewer_id", name=op.f("pk_sec_reviews")),
    )
    op.create_table(
        "sec_standby",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name=op.f("ck_sec_standby_rank")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_standby_artist_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_standby_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_standby_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", "rank", name=op.f("pk_sec_standby")),
        sa.UniqueConstraint(
            "edition_id", "city_id", "artist_id", name=op.f("uq_sec_standby_edition_id_city_id_artist_id")
        ),
    )
    op.create_index(op.f("ix_sec_standby_artist_id"), "sec_standby", ["artist_id"], unique=False)

    op.create_table(
        "sec_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_steps_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_steps_edition_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["sec_steps.id"], name=op.f("fk_sec_steps_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_steps")),
        sa.UniqueConstraint("edition_id", "city_id", "number", name=op.f("uq_sec_steps_edition_id_city_id_number")),
    )
    op.create_table(
        "sec_alarms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("cleared_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_alarms_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_alarms")),
    )
    op.create_index(op.f("ix_sec_alarms_show_id"), "sec_alarms", ["show_id"], unique=False)
    op.create_index(
        "uq_sec_alarms_open",
        "sec_alarms",
        ["show_id", "position"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )

    op.create_table(
        "sec_offers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_sec_offers_position")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_offers_artist_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_offers_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_offers")),
    )
    op.create_index(op.f("ix_sec_offers_artist_id"), "sec_offers", ["artist_id"], unique=False)
    op.create_index(op.f("ix_sec_offers_show_id"), "sec_offers", ["show_id"], unique=False)
    op.create_index(
        "uq_sec_offers_live",
        "sec_offers",
        ["show_id", "artist_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('offered', 'confirmed')"),
        postgresql_where=sa.text("state IN ('offered', 'confirmed')"),
    )

    op.create_table(
        "sec_overrides",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_overrides_artist_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_overrides_show_id")),
        sa.PrimaryKeyConstraint("show_id", "artist_id", "rule", name=op.f("pk_sec_overrides")),
    )
    op.create_table(
        "sec_reserves",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_reserves_show_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_reserves_space_id")),
        sa.PrimaryKeyConstraint("show_id", name=op.f("pk_sec_reserves")),
    )
    op.create_index(op.f("ix_sec_reserves_space_id"), "sec_reserves", ["space_id"], unique=False)

    op.create_table(
        "sec_cancellations",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_cancellations_show_id")),
        sa.PrimaryKeyConstraint("show_id", name=op.f("pk_sec_cancellations")),
    )
    op.create_table(
        "sec_twins",
        sa.Column("twin_id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.CheckConstraint("show_id <> twin_id", name=op.f("ck_sec_twins_two_shows")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_twins_show_id")),
        sa.ForeignKeyConstraint(["twin_id"], ["shows.id"], name=op.f("fk_sec_twins_twin_id")),
        sa.PrimaryKeyConstraint("twin_id", name=op.f("pk_sec_twins")),
        sa.UniqueConstraint("show_id", name=op.f("uq_sec_twins_show_id")),
    )
    op.create_table(
        "sec_versions",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.String(), nullable=False),
        sa.Column("second_id", sa.String(), nullable=False),
        sa.Column("third_id", sa.String(), nullable=False),
        sa.Column("locked_at", Instant(), nullable=False),
        sa.Column("locked_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=True),
        sa.Column("opened_because", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["artists.id"], name=op.f("fk_sec_versions_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["artists.id"], name=op.f("fk_sec_versions_second_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_versions_show_id")),
        sa.ForeignKeyConstraint(["third_id"], ["artists.id"], name=op.f("fk_sec_versions_third_id")),
        sa.PrimaryKeyConstraint("show_id", "number", name=op.f("pk_sec_versions")),
    )
    op.add_column("sec_proposals", sa.Column("complete_bound", sa.Integer(), nullable=True))
    op.add_column("sec_proposals", sa.Column("print", sa.String(), nullable=True))
    op.add_column("sec_proposals", sa.Column("asked_by", sa.String(), nullable=True))
    op.add_column("sec_proposals", sa.Column("asked_for", sa.JSON(), nullable=True))
    op.add_column("sec_proposals", sa.Column("shows_done", sa.Integer(), nullable=True))
    op.add_column("sec_proposals", sa.Column("shows_total", sa.Integer(), nullable=True))
    op.add_column("sec_proposals", sa.Column("gap_now", sa.Double(), nullable=True))
    op.add_column("sec_proposals", sa.Column("told_at", Instant(), nullable=True))
    op.add_column("sec_proposals", sa.Column("taken_at", Instant(), nullable=True))
    op.create_index("uq_sec_proposals_print", "sec_proposals", ["print"], unique=True)
    op.add_column("sec_proposed", sa.Column("before_id", sa.String(), nullable=True))
    op.add_column("sec_proposed", sa.Column("before_rule", sa.String(), nullable=True))

    op.add_column("editions", sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="72"))

    op.add_column("person_roles", sa.Column("deputy", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("person_roles", "deputy")

    op.drop_column("editions", "offer_hours")

    op.drop_column("sec_proposed", "before_rule")
    op.drop_column("sec_proposed", "before_id")
    op.drop_index("uq_sec_proposals_print", table_name="sec_proposals")
    op.drop_column("sec_proposals", "taken_at")
    op.drop_column("sec_proposals", "told_at")
    op.drop_column("sec_proposals", "gap_now")
    op.drop_column("sec_proposals", "shows_total")
    op.drop_column("sec_proposals", "shows_done")
    op.drop_column("sec_proposals", "asked_for")
    op.drop_column("sec_proposals", "asked_by")
    op.drop_column("sec_proposals", "print")
    op.drop_column("sec_proposals", "complete_bound")

    op.drop_table("sec_versions")
    op.drop_table("sec_twins")
    op.drop_table("sec_cancellations")
    op.drop_index(op.f("ix_sec_reserves_space_id"), table_name="sec_reserves")

    op.drop_table("sec_reserves")
    op.drop_table("sec_overrides")
    op.drop_index(
        "uq_sec_offers_live",
        table_name="sec_offers",
        sqlite_where=sa.text("state IN ('offered', 'confirmed')"),
        postgresql_where=sa.text("state IN ('offered', 'confirmed')"),
    )
    op.drop_index(op.f("ix_sec_offers_show_id"), table_name="sec_offers")
    op.drop_index(op.f("ix_sec_offers_artist_id"), table_name="sec_offers")

    op.drop_table("sec_offers")
    op.drop_index(
        "uq_sec_alarms_open",
        table_name="sec_alarms",
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.drop_index(op.f("ix_sec_alarms_show_id"), table_name="sec_alarms")

    op.drop_table("sec_alarms")
    op.drop_table("sec_steps")
    op.drop_index(op.f("ix_sec_standby_artist_id"), table_name="sec_standby")

    op.drop_table("sec_standby")
    op.drop_table("sec_reviews")
    op.drop_table("check_ins")
    op.drop_index("ix_sec_remarks_subject", table_name="sec_remarks")

    op.drop_table("sec_remarks")
