"""Facets of cards, packed. Cards are made anew: those of before may show names in titles that are covered now."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "card_facets",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shelf", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "shelf", name="pk_card_facets"),
        sqlite_strict=True,
    )
    for table in ("cards", "card_tags", "card_reports"):
        op.execute(f"DELETE FROM {table}")
