"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of the first version."""
    op.create_table(
        "artists",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("act_name", sa.String(), nullable=False),
        sa.Column("genres", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artists")),
    )
    op.create_table(
        "cities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cities")),
        sa.UniqueConstraint("place_id", name=op.f("uq_cities_place_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_cities_slug")),
    )
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reader_id", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("embargo_ends_at", Instant(), nullable=True),
        sa.Column("entries_close_days", sa.Integer(), nullable=False),
        sa.Column("draw_days", sa.Integer(), nullable=False),
        sa.Column("confirm_hours", sa.Integer(), nullable=False),
        sa.Column("lock_days", sa.Integer(), nullable=False),
        sa.Column("reveal_hours", sa.Integer(), nullable=False),
        sa.Column("doorbell_hours", sa.Integer(), nullable=False),
        sa.Column("forget_hours", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("slug", name=op.f("uq_editions_slug")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("session_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("what", sa.Enum("password", "letter", name="attempt", native_enum=False, length=20), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_account", "sign_in_attempts", ["account", "at"], unique=False)
    op.create_index(op.f("ix_sign_in_attempts_at"), "sign_in_attempts", ["at"], unique=False)
    op.create_index("ix_sign_in_attempts_origin", "sign_in_attempts", ["origin", "at"], unique=False)

    op.create_table(
        "applications",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "accepted",
                "waitlisted",
                "declined",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("travel_km", sa.Double(), nullable=False),
        sa.Column("free_from", sa.Time(), nullable=True),
        sa.Column("free_until", sa.Time(), nullable=True),
        sa.Column("max_shows", sa.Integer(), nullable=False),
        sa.Column("set_minutes", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.CheckConstraint("max_shows IN (1, 2)", name=op.f("ck_applications_max_shows")),
        sa.CheckConstraint("travel_km >= 0", name=op.f("ck_applications_travel_km")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_applications_artist_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_applications_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_applications_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("edition_id", "artist_id", name=op.f("uq_applications_edition_id_artist_id")),
    )
    op.create_index(op.f("ix_applications_artist_id"), "applications", ["artist_id"], unique=False)
    op.create_index(op.f("ix_applications_city_id"), "applications", ["city_id"], unique=False)
    op.create_index(op.f("ix_applications_edition_id"), "applications", ["edition_id"], unique=False)

    op.create_table(
        "areas",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_areas_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_city_id"), "areas", ["city_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("failed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(op.f("ix_outbox_person_id"), "outbox", ["person_id"], unique=False)
    op.create_index("ix_outbox_waiting", "outbox", ["done_at", "due_at"], unique=False)

    op.create_table(
        "person_roles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("host", "artist", "lead", "guest", "global", "campaign", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("city_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_person_roles_city_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_roles_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_roles")),
        sa.UniqueConstraint(
            "person_id",
            "role",
            "city_id",
            name=op.f("uq_person_roles_person_id_role_city_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_person_roles_person_id"), "person_roles", ["person_id"], unique=False)

    op.create_table(
        "sec_artists",
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("refugee_background", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_artists_artist_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["people.id"], name=op.f("fk_sec_artists_contact_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_artists_edition_id")),
        sa.PrimaryKeyConstraint("artist_id", name=op.f("pk_sec_artists")),
        sa.UniqueConstraint("edition_id", "reference", name=op.f("uq_sec_artists_edition_id_reference")),
    )
    op.create_index(op.f("ix_sec_artists_contact_id"), "sec_artists", ["contact_id"], unique=False)

    op.create_table(
        "sec_members",
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_members_artist_id")),
        sa.PrimaryKeyConstraint("artist_id", "member", name=op.f("pk_sec_members")),
    )
    op.create_table(
        "sec_people",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_index", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_people_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sec_people")),
        sa.UniqueConstraint("email_index", name=op.f("uq_sec_people_email_index")),
    )
    op.create_table(
        "sec_proposals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("objective", sa.Double(), nullable=False),
        sa.Column("bound", sa.Double(), nullable=False),
        sa.Column("solver", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_proposals_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_proposals_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_proposals")),
    )
    op.create_index(op.f("ix_sec_proposals_city_id"), "sec_proposals", ["city_id"], unique=False)
    op.create_index(op.f("ix_sec_proposals_edition_id"), "sec_proposals", ["edition_id"], unique=False)

    op.create_table(
        "sign_in_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column(
            "purpose", sa.Enum("sign_in", "invite", name="purpose", native_enum=False, length=20), nullable=False
        ),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_links_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_links")),
    )
    op.create_index(op.f("ix_sign_in_links_person_id"), "sign_in_links", ["person_id"], unique=False)

    op.create_table(
        "spaces",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                "suspended",
                "withdrawn",
                name="spacestate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "living room",
                "rooftop",
                "garden",
                "loft",
                "shop",
                "gallery",
                "office",
                "studio",
                "other",
                name="kind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("has", sa.JSON(), nullable=False),
        sa.Column("stage_people", sa.Integer(), nullable=True),
        sa.Column("curfew", sa.Time(), nullable=True),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_spaces_capacity")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_spaces_area_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_spaces_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_spaces_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaces")),
    )
    op.create_index(op.f("ix_spaces_area_id"), "spaces", ["area_id"], unique=False)
    op.create_index(op.f("ix_spaces_city_id"), "spaces", ["city_id"], unique=False)
    op.create_index(op.f("ix_spaces_edition_id"), "spaces", ["edition_id"], unique=False)

    op.create_table(
        "sec_spaces",
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("host_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_spaces_edition_id")),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_sec_spaces_host_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_spaces_space_id")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_sec_spaces")),
        sa.UniqueConstraint("edition_id", "reference", name=op.f("uq_sec_spaces_edition_id_reference")),
    )
    op.create_index(op.f("ix_sec_spaces_host_id"), "sec_spaces", ["host_id"], unique=False)

    op.create_table(
        "sec_vetoes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=True),
        sa.Column("other_artist_id", sa.String(), nullable=True),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.CheckConstraint("(space_id IS NULL) <> (other_artist_id IS NULL)", name=op.f("ck_sec_vetoes_one_side")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_vetoes_artist_id")),
        sa.ForeignKeyConstraint(["other_artist_id"], ["artists.id"], name=op.f("fk_sec_vetoes_other_artist_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_vetoes_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_vetoes")),
        sa.UniqueConstraint(
            "artist_id",
            "space_id",
            "other_artist_id",
            "said_by",
            name=op.f("uq_sec_vetoes_artist_id_space_id_other_artist_id_said_by"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_sec_vetoes_artist_id"), "sec_vetoes", ["artist_id"], unique=False)
    op.create_index(op.f("ix_sec_vetoes_space_id"), "sec_vetoes", ["space_id"], unique=False)

    op.create_table(
        "shows",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "open",
                "drawn",
                "revealed",
                "live",
                "ended",
                "cancelled",
                name="showstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "living room",
                "rooftop",
                "garden",
                "loft",
                "shop",
                "gallery",
                "office",
                "studio",
                "other",
                name="kind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("local_start", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shows_ends_after_start")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_shows_area_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_shows_city_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_shows_edition_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_shows_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shows")),
        sa.UniqueConstraint("id", "starts_at", "ends_at", name=op.f("uq_shows_id_starts_at_ends_at")),
        sa.UniqueConstraint("space_id", "starts_at", name=op.f("uq_shows_space_id_starts_at")),
    )
    op.create_index(op.f("ix_shows_area_id"), "shows", ["area_id"], unique=False)
    op.create_index(op.f("ix_shows_city_id"), "shows", ["city_id"], unique=False)
    op.create_index(op.f("ix_shows_edition_id"), "shows", ["edition_id"], unique=False)
    op.create_index(op.f("ix_shows_space_id"), "shows", ["space_id"], unique=False)

    op.create_table(
        "sec_proposed",
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=True),
        sa.Column("distance_km", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_proposed_artist_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["sec_proposals.id"], name=op.f("fk_sec_proposed_proposal_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_proposed_show_id")),
        sa.PrimaryKeyConstraint("proposal_id", "show_id", "position", name=op.f("pk_sec_proposed")),
    )
    op.create_index(op.f("ix_sec_proposed_show_id"), "sec_proposed", ["show_id"], unique=False)

    op.create_table(
        "sec_slots",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_sec_slots_position")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_slots_artist_id")),
        sa.ForeignKeyConstraint(
            ["show_id", "starts_at", "ends_at"],
            ["shows.id", "shows.starts_at", "shows.ends_at"],
            name=op.f("fk_sec_slots_show_id_starts_at_ends_at"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("show_id", "position", name=op.f("pk_sec_slots")),
        sa.UniqueConstraint("show_id", "artist_id", name=op.f("uq_sec_slots_show_id_artist_id")),
    )
    op.create_index(op.f("ix_sec_slots_artist_id"), "sec_slots", ["artist_id"], unique=False)

    op.create_table(
        "sec_locks",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("first_id", sa.String(), nullable=False),
        sa.Column("second_id", sa.String(), nullable=False),
        sa.Column("third_id", sa.String(), nullable=False),
        sa.Column("locked_at", Instant(), nullable=False),
        sa.Column("locked_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "first_id <> second_id AND second_id <> third_id AND first_id <> third_id",
            name=op.f("ck_sec_locks_three_distinct"),
        ),
        sa.ForeignKeyConstraint(
            ["show_id", "first_id"],
            ["sec_slots.show_id", "sec_slots.artist_id"],
            name=op.f("fk_sec_locks_show_id_first_id"),
        ),
        sa.ForeignKeyConstraint(
            ["show_id", "second_id"],
            ["sec_slots.show_id", "sec_slots.artist_id"],
            name=op.f("fk_sec_locks_show_id_second_id"),
        ),
        sa.ForeignKeyConstraint(
            ["show_id", "third_id"],
            ["sec_slots.show_id", "sec_slots.artist_id"],
            name=op.f("fk_sec_locks_show_id_third_id"),
        ),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_locks_show_id")),
        sa.PrimaryKeyConstraint("show_id", name=op.f("pk_sec_locks")),
    )


def downgrade() -> None:
    """Undo it."""
    op.drop_table("sec_locks")
    op.drop_index(op.f("ix_sec_slots_artist_id"), table_name="sec_slots")

    op.drop_table("sec_slots")
    op.drop_index(op.f("ix_sec_proposed_show_id"), table_name="sec_proposed")

    op.drop_table("sec_proposed")
    op.drop_index(op.f("ix_shows_space_id"), table_name="shows")
    op.drop_index(op.f("ix_shows_edition_id"), table_name="shows")
    op.drop_index(op.f("ix_shows_city_id"), table_name="shows")
    op.drop_index(op.f("ix_shows_area_id"), table_name="shows")

    op.drop_table("shows")
    op.drop_index(op.f("ix_sec_vetoes_space_id"), table_name="sec_vetoes")
    op.drop_index(op.f("ix_sec_vetoes_artist_id"), table_name="sec_vetoes")

    op.drop_table("sec_vetoes")
    op.drop_index(op.f("ix_sec_spaces_host_id"), table_name="sec_spaces")

    op.drop_table("sec_spaces")
    op.drop_index(op.f("ix_spaces_edition_id"), table_name="spaces")
    op.drop_index(op.f("ix_spaces_city_id"), table_name="spaces")
    op.drop_index(op.f("ix_spaces_area_id"), table_name="spaces")

    op.drop_table("spaces")
    op.drop_index(op.f("ix_sign_in_links_person_id"), table_name="sign_in_links")

    op.drop_table("sign_in_links")
    op.drop_index(op.f("ix_sec_proposals_edition_id"), table_name="sec_proposals")
    op.drop_index(op.f("ix_sec_proposals_city_id"), table_name="sec_proposals")

    op.drop_table("sec_proposals")
    op.drop_table("sec_people")
    op.drop_table("sec_members")
    op.drop_index(op.f("ix_sec_artists_contact_id"), table_name="sec_artists")

    op.drop_table("sec_artists")
    op.drop_index(op.f("ix_person_roles_person_id"), table_name="person_roles")

    op.drop_table("person_roles")
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.drop_index(op.f("ix_outbox_person_id"), table_name="outbox")

    op.drop_table("outbox")
    op.drop_index(op.f("ix_areas_city_id"), table_name="areas")

    op.drop_table("areas")
    op.drop_index(op.f("ix_applications_edition_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_city_id"), table_name="applications")
    op.drop_index(op.f("ix_applications_artist_id"), table_name="applications")

    op.drop_table("applications")
    op.drop_index("ix_sign_in_attempts_origin", table_name="sign_in_attempts")
    op.drop_index(op.f("ix_sign_in_attempts_at"), table_name="sign_in_attempts")
    op.drop_index("ix_sign_in_attempts_account", table_name="sign_in_attempts")

    op.drop_table("sign_in_attempts")
    op.drop_table("people")
    op.drop_table("editions")
    op.drop_table("disclosures")
    op.drop_table("cities")
    op.drop_table("artists")
