"""Tables of incidents, and the guard that keeps judgements as they were given."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

real: sa.types.TypeEngine[float] = sa.Double().with_variant(sa.REAL(), "sqlite")
big: sa.types.TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

GUARD = {
    "sqlite": (
        "CREATE TRIGGER judgements_stay BEFORE UPDATE OF id, act, a, b, verdict, judged_by, judged_at, reason ON judgements"
        " BEGIN SELECT RAISE(ABORT, 'a judgement never changes'); END",
        "CREATE TRIGGER judgements_once BEFORE UPDATE OF revoked_at, revoked_by ON judgements"
        " WHEN OLD.revoked_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a judgement never changes'); END",
        "CREATE TRIGGER judgements_kept BEFORE DELETE ON judgements"
        " BEGIN SELECT RAISE(ABORT, 'a judgement never changes'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION judgements_stay() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a judgement never changes'; END $$",
        "CREATE TRIGGER judgements_stay BEFORE UPDATE OF id, act, a, b, verdict, judged_by, judged_at, reason ON judgements"
        " FOR EACH ROW EXECUTE FUNCTION judgements_stay()",
        "CREATE TRIGGER judgements_once BEFORE UPDATE OF revoked_at, revoked_by ON judgements"
        " FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL) EXECUTE FUNCTION judgements_stay()",
        "CREATE TRIGGER judgements_kept BEFORE DELETE ON judgements FOR EACH ROW EXECUTE FUNCTION judgements_stay()",
    ),
}


def key(name: str, kind: sa.types.TypeEngine[int]) -> sa.Column[int]:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "tellings",
        key("number", sa.Integer()),
        text("report_id"),
        text("event", nullable=True),
        text("name"),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        text("trigger_quote"),
        sa.Column("copies", big, nullable=True),
        sa.Column("speaks", sa.Integer(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_tellings_reports"),
        sa.PrimaryKeyConstraint("number", name="pk_tellings"),
        sa.UniqueConstraint("name", name="uq_tellings_name"),
        sqlite_strict=True,
    )
    op.create_index("ix_tellings_report_id", "tellings", ["report_id"], unique=False)
    op.create_index("ix_tellings_copies", "tellings", ["copies"], unique=False)
    op.create_index("ix_tellings_incident", "tellings", ["incident"], unique=False)
    op.create_table(
        "linked_reports",
        text("report_id"),
        text("run_id"),
        text("fit"),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_linked_reports_reports"),
        sa.PrimaryKeyConstraint("report_id", name="pk_linked_reports"),
        sqlite_strict=True,
    )
    op.create_table(
        "fits", text("id"), text("weights"), sa.PrimaryKeyConstraint("id", name="pk_fits"), sqlite_strict=True
    )
    op.create_table(
        "blocks",
        key("block", big),
        key("dated", sa.Integer()),
        key("rank", big),
        key("telling", sa.Integer()),
        sa.PrimaryKeyConstraint("block", "dated", "rank", "telling", name="pk_blocks"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "links",
        key("a", sa.Integer()),
        key("b", sa.Integer()),
        sa.Column("score", real, nullable=False),
        text("fit"),
        text("features"),
        sa.PrimaryKeyConstraint("a", "b", name="pk_links"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_links_b", "links", ["b"], unique=False)
    op.create_table(
        "judgements",
        text("id"),
        text("act"),
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        text("verdict"),
        text("judged_by"),
        text("judged_at"),
        text("reason"),
        text("revoked_at", nullable=True),
        text("revoked_by", nullable=True),
        sa.ForeignKeyConstraint(["a"], ["tellings.number"], name="fk_judgements_tellings_a"),
        sa.ForeignKeyConstraint(["b"], ["tellings.number"], name="fk_judgements_tellings_b"),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
        sqlite_strict=True,
    )
    for column in ("a", "b", "act"):
        op.create_index(f"ix_judgements_{column}", "judgements", [column], unique=False)
    op.create_table(
        "incidents",
        key("number", sa.Integer()),
        text("id"),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        text("status"),
        text("type", nullable=True),
        text("date_start", nullable=True),
        text("date_end", nullable=True),
        sa.Column("lat", real, nullable=True),
        sa.Column("lon", real, nullable=True),
        sa.Column("radius_km", real, nullable=True),
        text("place_id", nullable=True),
        text("country", nullable=True),
        text("record"),
        sa.PrimaryKeyConstraint("number", name="pk_incidents"),
        sa.UniqueConstraint("id", name="uq_incidents_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_incidents_date_start_date_end", "incidents", ["date_start", "date_end"], unique=False)
    op.create_index("ix_incidents_type", "incidents", ["type"], unique=False)
    op.create_index("ix_incidents_reports", "incidents", ["reports"], unique=False)
    op.create_table(
        "incident_changes",
        key("number", sa.Integer()),
        text("kind"),
        text("incident"),
        text("goes_to"),
        text("at"),
        sa.PrimaryKeyConstraint("number", name="pk_incident_changes"),
        sqlite_strict=True,
    )
    op.create_index("ix_incident_changes_incident", "incident_changes", ["incident"], unique=False)
    for statement in GUARD[op.get_bind().dialect.name]:
        op.execute(statement)
