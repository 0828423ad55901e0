"""The ledger of letters, which is only added to, its sums, collectors, and who has signed up, by fingerprints."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_CHANNEL = sa.Enum("paper", "online", name="channel", native_enum=False, length=20)
_STEPS = ("pledged", "written", "handed_over", "mailed", "reported", "verified")
_STEP = sa.Enum(*_STEPS, name="step", native_enum=False, length=20)
_WHY = sa.Enum("said", "returned", "corrected", name="why", native_enum=False, length=20)
_DIMENSION = sa.Enum(
    "edition", "case", "country", "section", "city", "cell", name="dimension", native_enum=False, length=20
)
_LEDGER = "letter_actions"
_REFUSED = "the ledger of letters is only added to"


def upgrade() -> None:
    """Four tables, and triggers on the ledger."""
    _add_ledger()
    op.create_table(
        "letter_tallies",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("dimension", _DIMENSION, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", _CHANNEL, nullable=False),
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(step, sa.Integer(), nullable=False) for step in _STEPS),
        _refers("letter_tallies", "edition_id", "letter_campaigns.edition_id"),
        sa.PrimaryKeyConstraint("edition_id", "dimension", "key", "channel", "shard", name=op.f("pk_letter_tallies")),
    )
    op.create_table(
        "letter_collectors",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("section_id", sa.String(), nullable=False),
        sa.Column("named_at", _AT, nullable=False),
        _refers("letter_collectors", "person_id", "people.id"),
        _refers("letter_collectors", "section_id", "letter_sections.id"),
        sa.PrimaryKeyConstraint("person_id", "section_id", name=op.f("pk_letter_collectors")),
    )
    op.create_table(
        "sec_letter_signs",
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("said_at", _AT, nullable=False),
        _refers("sec_letter_signs", "case_id", "letter_cases.id"),
        sa.PrimaryKeyConstraint(
            "person_key", "case_id", "channel", "step", "is_group", name=op.f("pk_sec_letter_signs")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Nothing is counted."""
    for table in ("sec_letter_signs", "letter_collectors", "letter_tallies", _LEDGER):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION letters_only_added_to()")


def _add_ledger() -> None:
    op.create_table(
        _LEDGER,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("once_key", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("edition_id", "case_id", "section_id")),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("city_id", "show_id")),
        sa.Column("channel", _CHANNEL, nullable=False),
        sa.Column("step", _STEP, nullable=False),
        sa.Column("why", _WHY, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("corrects_id", "by_id", "reason")),
        sa.Column("said_at", _AT, nullable=False),
        _refers(_LEDGER, "edition_id", "letter_campaigns.edition_id"),
        _refers(_LEDGER, "case_id", "letter_cases.id"),
        _refers(_LEDGER, "section_id", "letter_sections.id"),
        _refers(_LEDGER, "city_id", "cities.id"),
        _refers(_LEDGER, "show_id", "shows.id"),
        _refers(_LEDGER, "corrects_id", "letter_actions.id"),
        _refers(_LEDGER, "by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_actions")),
        sa.UniqueConstraint("once_key", name=op.f("uq_letter_actions_once_key")),
    )
    op.create_index("ix_letter_actions_section_id", _LEDGER, ["section_id", "said_at"])
    op.create_index(op.f("ix_letter_actions_corrects_id"), _LEDGER, ["corrects_id"])
    op.create_index(op.f("ix_letter_actions_by_id"), _LEDGER, ["by_id"])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION letters_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER only_added_to_rows BEFORE UPDATE OR DELETE ON {_LEDGER} "
        "FOR EACH ROW EXECUTE FUNCTION letters_only_added_to()"
    )
    op.execute(
        f"CREATE TRIGGER only_added_to_whole BEFORE TRUNCATE ON {_LEDGER} "
        "FOR EACH STATEMENT EXECUTE FUNCTION letters_only_added_to()"
    )


def _guard_sqlite() -> None:
    """INSERT OR REPLACE deletes without asking a trigger for DELETE, so it has one of its own."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    for event in ("update", "delete"):
        op.execute(f"CREATE TRIGGER only_added_to_{_LEDGER}_{event} BEFORE {event.upper()} ON {_LEDGER} {refuse}")
    there = f"WHEN EXISTS (SELECT 1 FROM {_LEDGER} WHERE id = NEW.id OR once_key = NEW.once_key)"  # noqa: S608 -- words of this file only
    op.execute(f"CREATE TRIGGER only_added_to_{_LEDGER}_replace BEFORE INSERT ON {_LEDGER} {there} {refuse}")
