"""The first tables, the guard that keeps reports as they came, and the index of their words."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

real: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
big: sa.types.TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What is written here stays: a later version changes tables in a later file.
GUARD = {
    "sqlite": (
        "CREATE TRIGGER reports_stay BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'a report never changes'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION reports_stay() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a report never changes'; END $$",
        "CREATE TRIGGER reports_stay BEFORE UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION reports_stay()",
    ),
}
# The index keeps words in normal form as they are given to it, without a copy of the text.
WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE report_words USING"
        " fts5(words, content='', detail=none, tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        "CREATE TABLE report_words (number integer PRIMARY KEY REFERENCES reports (number), words tsvector NOT NULL)",
        "CREATE INDEX ix_report_words_words ON report_words USING gin (words)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rasid", sa.Text(), nullable=False),
        sa.Column("components", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("config_sha256", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sqlite_strict=True,
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_ar", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sqlite_strict=True,
    )
    op.create_index("ix_sources_name", "sources", ["name"], unique=False)
    op.create_table(
        "reports",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("published_basis", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("sentences", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_reports_sources"),
        sa.PrimaryKeyConstraint("number", name="pk_reports"),
        sa.UniqueConstraint("id", name="uq_reports_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_reports_external_id", "reports", ["external_id"], unique=False)
    op.create_index("ix_reports_content_sha256", "reports", ["content_sha256"], unique=False)
    op.create_index("ix_reports_published_id", "reports", ["published", "id"], unique=False)
    op.create_index("ix_reports_source_id", "reports", ["source_id"], unique=False)
    op.create_table(
        "analyses",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("relevant", sa.Integer(), nullable=False),
        sa.Column("relevance", real, nullable=True),
        sa.Column("lead_event", sa.Text(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_analyses_reports"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_analyses_runs"),
        sa.PrimaryKeyConstraint("report_id", name="pk_analyses"),
        sqlite_strict=True,
    )
    op.create_index("ix_analyses_run_id", "analyses", ["run_id"], unique=False)
    op.create_table(
        "problems",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("component", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_problems"),
        sqlite_strict=True,
    )
    op.create_index("ix_problems_code", "problems", ["code"], unique=False)
    op.create_index("ix_problems_report_id", "problems", ["report_id"], unique=False)
    op.create_table(
        "casualties",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("low", big, nullable=True),
        sa.Column("high", big, nullable=True),
        sa.Column("count_kind", sa.Text(), nullable=False),
        sa.Column("approx", sa.Integer(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("who_quote", sa.Text(), nullable=True),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("part_of", sa.Text(), nullable=True),
        sa.Column("added_to", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=True),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("is_update", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["analyses.report_id"], name="fk_casualties_analyses", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "id", name="pk_casualties"),
        sqlite_strict=True,
    )
    op.create_index("ix_casualties_outcome", "casualties", ["outcome"], unique=False)
    op.create_table(
        "events",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("realis", sa.Text(), nullable=False),
        sa.Column("salience", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        sa.Column("trigger_quote", sa.Text(), nullable=False),
        sa.Column("date_start", sa.Text(), nullable=True),
        sa.Column("date_end", sa.Text(), nullable=True),
        sa.Column("date_granularity", sa.Text(), nullable=True),
        sa.Column("date_basis", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["analyses.report_id"], name="fk_events_analyses", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", "id", name="pk_events"),
        sqlite_strict=True,
    )
    op.create_index("ix_events_date_start_date_end", "events", ["date_start", "date_end"], unique=False)
    op.create_index("ix_events_type", "events", ["type"], unique=False)
    op.create_table(
        "statements",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("speaker_start", sa.Integer(), nullable=False),
        sa.Column("speaker_end", sa.Integer(), nullable=False),
        sa.Column("speaker_quote", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["analyses.report_id"], name="fk_statements_analyses", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "id", name="pk_statements"),
        sqlite_strict=True,
    )
    op.create_index("ix_statements_actor", "statements", ["actor"], unique=False)
    op.create_table(
        "arguments",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("quote_start", sa.Integer(), nullable=False),
        sa.Column("quote_end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("place_kind", sa.Text(), nullable=True),
        sa.Column("place_name", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=True),
        sa.Column("lat", real, nullable=True),
        sa.Column("lon", real, nullable=True),
        sa.Column("radius_km", real, nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id", "event_id"], ["events.report_id", "events.id"], name="fk_arguments_events", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", "event_id", "ordinal", name="pk_arguments"),
        sqlite_strict=True,
    )
    op.create_index("ix_arguments_actor", "arguments", ["actor"], unique=False)
    op.create_index("ix_arguments_country", "arguments", ["country"], unique=False)
    op.create_index("ix_arguments_normal", "arguments", ["normal"], unique=False)
    op.create_index("ix_arguments_place_id", "arguments", ["place_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in (*GUARD[dialect], *WORDS[dialect]):
        op.execute(statement)
