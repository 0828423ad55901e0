"""Letters for people in danger: campaigns beside an edition, their sections, cases and what these say."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)
_STATE = sa.Enum("draft", "open", "closed", "withdrawn", name="casestate", native_enum=False, length=20)


def upgrade() -> None:
    """Four tables, none of which knows anybody."""
    op.create_table(
        "letter_campaigns",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("begun_at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_letter_campaigns_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_letter_campaigns")),
    )
    op.create_index(op.f("ix_letter_campaigns_begun_at"), "letter_campaigns", ["begun_at"])
    op.create_table(
        "letter_sections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("mail_by", sa.Date(), nullable=False),
        sa.Column("report_by", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _of_campaign("letter_sections"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_sections")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_letter_sections_edition_id_name")),
    )
    op.create_table(
        "letter_cases",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_at", _AT, nullable=False),
        sa.Column("opened_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        _of_campaign("letter_cases"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_cases")),
    )
    op.create_index(op.f("ix_letter_cases_edition_id"), "letter_cases", ["edition_id"])
    words = [
        sa.Column(name, sa.String(), nullable=False) for name in ("title", "story", "asks", "dos", "donts", "safety")
    ]
    op.create_table(
        "letter_case_texts",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        *words,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["letter_cases.id"], name=op.f("fk_letter_case_texts_case_id")),
        sa.PrimaryKeyConstraint("case_id", "language", name=op.f("pk_letter_case_texts")),
    )


def downgrade() -> None:
    """No letters."""
    for table in ("letter_case_texts", "letter_cases", "letter_sections", "letter_campaigns"):
        op.drop_table(table)


def _of_campaign(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["edition_id"], ["letter_campaigns.edition_id"], name=op.f(f"fk_{table}_edition_id"))
