"""What led to an incident, to be looked up; and a digest of each row of packed facets."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    heirs = op.create_table(
        "incident_heirs",
        sa.Column("heir", sa.Text(), nullable=False),
        sa.Column("change", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("heir", "change", name="pk_incident_heirs"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    changes = op.get_bind().execute(sa.text("SELECT number, goes_to FROM incident_changes"))
    led = sorted({(heir, number) for number, goes_to in changes for heir in json.loads(goes_to)})
    if led:
        op.bulk_insert(heirs, [{"heir": heir, "change": number} for heir, number in led])

    # Made anew with what it held, since SQLite adds no column that must have a value without giving it a default one.
    packed = op.get_bind().execute(sa.text("SELECT kind, shelf, record FROM card_facets")).all()
    op.drop_table("card_facets")
    facets = op.create_table(
        "card_facets",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shelf", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "shelf", name="pk_card_facets"),
        sqlite_strict=True,
    )
    for kind, shelf, record in packed:
        digest = hashlib.blake2b(record, digest_size=16).hexdigest()
        op.bulk_insert(facets, [{"kind": kind, "shelf": shelf, "digest": digest, "record": bytes(record)}])
