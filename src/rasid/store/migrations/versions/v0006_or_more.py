"""Whether a toll in a list is open above: "30 or more". Cards are made anew, since those of before do not know."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table in ("cards", "card_tags", "card_reports", "card_facets"):
        op.execute(f"DELETE FROM {table}")
    # SQLite adds a column that must have a value to a table without rows only.
    for column in ("killed_or_more", "injured_or_more"):
        op.add_column("cards", sa.Column(column, sa.Integer(), nullable=False))
