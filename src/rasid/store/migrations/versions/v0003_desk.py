"""The ledger of decisions and the guard that keeps it, people, releases, and the cards of lists."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

real: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
big: sa.types.TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

GUARD = {
    "sqlite": tuple(
        f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'a row of {table} never changes'); END"
        for table in ("decisions", "releases", "release_files", "release_items")
        for name, act in (("stay", "UPDATE"), ("kept", "DELETE"))
    ),
    "postgresql": (
        "CREATE FUNCTION rows_stay() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a row of % never changes', TG_TABLE_NAME; END $$",
        *(
            f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION rows_stay()"
            for table in ("decisions", "releases", "release_files", "release_items")
            for name, act, each in (
                ("stay", "UPDATE", "ROW"),
                ("kept", "DELETE", "ROW"),
                ("all_kept", "TRUNCATE", "STATEMENT"),
            )
        ),
    ),
}


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.Column("incident", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("trait", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=True),
        sa.Column("new_value", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("prior", sa.Integer(), nullable=True),
        sa.Column("root", sa.Integer(), nullable=True),
        sa.Column("wants_second", sa.Integer(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_decisions"),
        sa.UniqueConstraint("hash", name="uq_decisions_hash"),
        sa.UniqueConstraint("previous", name="uq_decisions_previous"),
        sqlite_strict=True,
    )
    op.create_index("ix_decisions_decided_by", "decisions", ["decided_by"], unique=False)
    op.create_index("ix_decisions_incident", "decisions", ["incident"], unique=False)
    op.create_index("ix_decisions_report_id", "decisions", ["report_id"], unique=False)
    op.create_index("ix_decisions_root", "decisions", ["root"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sqlite_strict=True,
    )
    op.create_table(
        "people",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("cleared", sa.Integer(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_people"),
        sqlite_strict=True,
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.Column("used_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name="fk_tokens_people"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("hash", name="uq_tokens_hash"),
        sqlite_strict=True,
    )
    op.create_index("ix_tokens_person", "tokens", ["person"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.name"], name="fk_sessions_people"),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
        sqlite_strict=True,
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index("ix_sessions_person", "sessions", ["person"], unique=False)
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("losses", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("ledger_seq", sa.Integer(), nullable=False),
        sa.Column("ledger_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_releases"),
        sa.UniqueConstraint("id", name="uq_releases_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "release_files",
        sa.Column("release", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", big, nullable=False),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name="fk_release_files_releases"),
        sa.PrimaryKeyConstraint("release", "name", name="pk_release_files"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "release_items",
        sa.Column("release", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name="fk_release_items_releases"),
        sa.PrimaryKeyConstraint("release", "item", name="pk_release_items"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cards",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("score", real, nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("date_start", sa.Text(), nullable=True),
        sa.Column("date_end", sa.Text(), nullable=True),
        sa.Column("week", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("governorate", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("lat", real, nullable=True),
        sa.Column("lon", real, nullable=True),
        sa.Column("radius_km", real, nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("killed_low", big, nullable=True),
        sa.Column("killed_best", big, nullable=True),
        sa.Column("killed_high", big, nullable=True),
        sa.Column("injured_low", big, nullable=True),
        sa.Column("injured_best", big, nullable=True),
        sa.Column("injured_high", big, nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("contested", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("confidence", real, nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("run", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "number", name="pk_cards"),
        sqlite_strict=True,
    )
    op.create_index("ix_cards_country", "cards", ["kind", "country"], unique=False)
    op.create_index("ix_cards_days", "cards", ["kind", "date_start", "number"], unique=False)
    op.create_index("ix_cards_governorate", "cards", ["kind", "governorate"], unique=False)
    op.create_index("ix_cards_id", "cards", ["kind", "id"], unique=False)
    op.create_index("ix_cards_order", "cards", ["kind", "score", "number"], unique=False)
    op.create_index("ix_cards_published", "cards", ["kind", "published", "number"], unique=False)
    op.create_index("ix_cards_state", "cards", ["kind", "state"], unique=False)
    op.create_index("ix_cards_type", "cards", ["kind", "type"], unique=False)
    op.create_index("ix_cards_weeks", "cards", ["kind", "week", "type"], unique=False)
    op.create_table(
        "card_tags",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facet", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "facet", "value", "number", name="pk_card_tags"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_tags_number", "card_tags", ["kind", "number"], unique=False)
    op.create_table(
        "card_reports",
        sa.Column("report", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("report", "incident", name="pk_card_reports"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_reports_incident", "card_reports", ["incident"], unique=False)
    op.execute(
        "INSERT INTO ledger (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')"
    )
    for statement in GUARD[op.get_bind().dialect.name]:
        op.execute(statement)
