"""The tables: what was read, what a machine found in it, and what could not be read.

``analyses.record`` is the whole Analysis, exactly (JSON, deflated); a record read back is equal to the one saved. Beside
it stand, in columns, the parts that are asked for by value: events, their arguments, claims and statements. Other
mentions, relations and sentence bounds stay in the record alone; asking for them by value would cost three rows in four.

Everything below ``analyses`` is machine output and is replaced as a whole when a report is read again. What people decide
belongs in tables of its own, tied to a report and its words (``reports.id``, code points), never to these rows, so that
a new reading cannot undo it. ``tellings`` is where the two meet: a row is an event of a report by the words of its trigger,
it outlives every reading, and ``judgements`` and the ids of incidents hang on it. ``blocks``, ``links`` and ``incidents`` are
derived again, from the analyses and the judgements; ``cards`` from all of these and the decisions.

Days are ISO 8601 texts (they sort as such in both databases), truth values 0 and 1, code points half-open as in a Span.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Real: sa.types.TypeEngine[float] = sa.Double().with_variant(
    sa.REAL(), "sqlite"
)  # STRICT tables of SQLite know REAL, PostgreSQL's REAL has 4 bytes
Big: sa.types.TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _table(name: str, about: str, *parts: Any, rowid: bool = True) -> sa.Table:
    """``about`` is what the reference (docs/reference/store.md) says of the table. Without ``rowid`` SQLite keeps the rows in
    the order of their key, once."""
    return sa.Table(
        name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid, info={"about": about, "rowid": rowid}
    )


def _column(name: str, kind: Any = sa.Text, *, unique: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, unique=unique or None)


def _maybe(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _of_analysis() -> sa.Column[Any]:
    return sa.Column(
        "report_id", sa.Text, sa.ForeignKey("analyses.report_id", ondelete="CASCADE"), primary_key=True, nullable=False
    )


sources = _table(
    "sources",
    "Outlets and channels. An outlet described in two ways is two rows.",
    sa.Column(
        "id", sa.Text, primary_key=True
    ),  # a hash of the other columns: one outlet described in two ways is two rows
    _column("name"),
    _maybe("name_ar"),
    _column("kind"),
    _maybe("country"),
    _maybe("url"),
    sa.Index(None, "name"),
)

reports = _table(
    "reports",
    "Published items as they came. A trigger refuses every change of a row.",
    sa.Column("number", sa.Integer, primary_key=True),  # what the search index points to
    _column("id", unique=True),
    sa.Column("source_id", sa.Text, sa.ForeignKey("sources.id"), nullable=True),
    _maybe("external_id"),
    _maybe("url"),
    _maybe("title"),
    _column("text"),
    _column("content_sha256"),
    _maybe("published"),
    _maybe("published_at"),
    _column("published_basis"),
    _maybe("origin"),
    _column("sentences"),
    sa.Index(None, "published", "id"),
    sa.Index(None, "content_sha256"),
    sa.Index(None, "external_id"),
    sa.Index(None, "source_id"),
)

runs = _table(
    "runs",
    "Provenance: the program, components and data of every run whose output is or was here.",
    sa.Column("id", sa.Text, primary_key=True),
    _column("rasid"),
    _column("components"),
    _column("data"),
    _column("config_sha256"),
    _maybe("started_at"),
)

analyses = _table(
    "analyses",
    "What the current run found in a report: one row a report. `record` is the whole Analysis as JSON, deflated (zlib).",
    sa.Column("report_id", sa.Text, sa.ForeignKey("reports.id"), primary_key=True),
    sa.Column("run_id", sa.Text, sa.ForeignKey("runs.id"), nullable=False),
    _column("relevant", sa.Integer),
    _maybe("relevance", Real),
    _maybe("lead_event"),
    _column("record", sa.LargeBinary),
    sa.Index(None, "run_id"),
)

events = _table(
    "events",
    "Events of the analyses, with their dates. Ids are unique within a report.",
    _of_analysis(),
    sa.Column("id", sa.Text, primary_key=True),
    _column("ordinal", sa.Integer),
    _column("type"),
    _column("realis"),
    _column("salience"),
    _maybe("parent"),
    _column("trigger_start", sa.Integer),
    _column("trigger_end", sa.Integer),
    _column("trigger_quote"),
    _maybe("date_start"),
    _maybe("date_end"),
    _maybe("date_granularity"),
    _maybe("date_basis"),
    sa.Index(None, "type"),
    sa.Index(None, "date_start", "date_end"),
)

arguments = _table(
    "arguments",
    "Who, whom, where, when and with what of each event; places with what they were resolved to.",
    sa.Column("report_id", sa.Text, primary_key=True),
    sa.Column("event_id", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    _column("role"),
    _column("quote_start", sa.Integer),
    _column("quote_end", sa.Integer),
    _column("quote"),
    _column("normal"),
    _maybe("label"),
    _maybe("actor"),
    _maybe("place_id"),
    _maybe("place_kind"),
    _maybe("place_name"),
    _maybe("country"),
    _maybe("precision"),
    _maybe("lat", Real),
    _maybe("lon", Real),
    _maybe("radius_km", Real),
    sa.ForeignKeyConstraint(["report_id", "event_id"], ["events.report_id", "events.id"], ondelete="CASCADE"),
    sa.Index(None, "actor"),
    sa.Index(None, "place_id"),
    sa.Index(None, "country"),
    sa.Index(None, "normal"),
)

casualties = _table(
    "casualties",
    "Claims of who was harmed: bounds are null where there is none, and 0 only where the report says nobody.",
    _of_analysis(),
    sa.Column("id", sa.Text, primary_key=True),
    _column("ordinal", sa.Integer),
    _column("event_id"),
    _column("outcome"),
    _maybe("low", Big),
    _maybe("high", Big),
    _column("count_kind"),
    _column("approx", sa.Integer),
    _column("quote_start", sa.Integer),
    _column("quote_end", sa.Integer),
    _column("quote"),
    _maybe("who_quote"),
    _column("groups"),
    _maybe("part_of"),
    _maybe("added_to"),
    _column("scope"),
    _maybe("statement_id"),
    _column("certainty"),
    _column("is_update", sa.Integer),
    sa.Index(None, "outcome"),
)

statements = _table(
    "statements",
    "Who says what; `about` lists ids of events and claims of the same report.",
    _of_analysis(),
    sa.Column("id", sa.Text, primary_key=True),
    _column("ordinal", sa.Integer),
    _column("kind"),
    _column("act"),
    _column("certainty"),
    _column("speaker_start", sa.Integer),
    _column("speaker_end", sa.Integer),
    _column("speaker_quote"),
    _maybe("label"),
    _maybe("actor"),
    _maybe("via"),
    _column("about"),
    sa.Index(None, "actor"),
)

problems = _table(
    "problems",
    "What could not be read or resolved. `report_id` is null where no report came of the item.",
    sa.Column("id", sa.Text, primary_key=True),  # a hash of the other columns: the same problem met again is one row
    _column("code"),
    _column("message"),
    _column("item"),
    _maybe("report_id"),  # not always in ``reports``: one that was refused has its problem here
    _maybe("component"),
    sa.Index(None, "report_id"),
    sa.Index(None, "code"),
)

tellings = _table(
    "tellings",
    "Events of reports as incidents are made of them: one row for good, by the words of its trigger. `event` is its id in the"
    " current analysis, null where that tells it no more; `incident` the `incidents.number` that it is of; `name` the id of an"
    " incident that begins with it. `record` holds what it is compared by (MessagePack).",
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("report_id", sa.Text, sa.ForeignKey("reports.id"), nullable=False),
    _maybe("event"),
    _column("name", unique=True),
    _column("trigger_start", sa.Integer),
    _column("trigger_end", sa.Integer),
    _column("trigger_quote"),
    _maybe("copies", Big),
    _column("speaks", sa.Integer),
    _maybe("incident", sa.Integer),
    _maybe("record", sa.LargeBinary),
    sa.Index(None, "report_id"),
    sa.Index(None, "copies"),
    sa.Index(None, "incident"),
)

linked_reports = _table(
    "linked_reports",
    "Reports whose events are linked: by which run's analysis, with which weights.",
    sa.Column("report_id", sa.Text, sa.ForeignKey("reports.id"), primary_key=True),
    _column("run_id"),
    _column("fit"),
    _column("record", sa.LargeBinary),
)

fits = _table(
    "fits",
    "Weights of reasons, as JSON: what one unit of each counts in a link.",
    sa.Column("id", sa.Text, primary_key=True),
    _column("weights"),
)

blocks = _table(
    "blocks",
    "Which events are compared: those with a block in common, by rank.",
    sa.Column("block", Big, primary_key=True, autoincrement=False),
    sa.Column("dated", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rank", Big, primary_key=True, autoincrement=False),
    sa.Column("telling", sa.Integer, primary_key=True, autoincrement=False),
    rowid=False,
)

links = _table(
    "links",
    "How likely two events are one happening, in log odds; `a` is the lower `tellings.number`. `features` are the reasons with"
    " their values (JSON); times their weights in `fits` they add up to the score. Pairs that score below -4 are not kept.",
    sa.Column("a", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("b", sa.Integer, primary_key=True, autoincrement=False),
    _column("score", Real),
    _column("fit"),
    _column("features"),
    sa.Index(None, "b"),
    rowid=False,
)

judgements = _table(
    "judgements",
    "What people say of two events. A trigger refuses every change but that one is taken back. `act` is the command by which"
    " several were given at once.",
    sa.Column("id", sa.Text, primary_key=True),
    _column("act"),
    sa.Column("a", sa.Integer, sa.ForeignKey("tellings.number", name="fk_judgements_tellings_a"), nullable=False),
    sa.Column("b", sa.Integer, sa.ForeignKey("tellings.number", name="fk_judgements_tellings_b"), nullable=False),
    _column("verdict"),
    _column("judged_by"),
    _column("judged_at"),
    _column("reason"),
    _maybe("revoked_at"),
    _maybe("revoked_by"),
    sa.Index(None, "a"),
    sa.Index(None, "b"),
    sa.Index(None, "act"),
)

incidents = _table(
    "incidents",
    "What several reports tell of one happening; `number` is the `tellings.number` of the first of its events to be linked,"
    " `record` the whole (JSON).",
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _column("id", unique=True),
    _column("events", sa.Integer),
    _column("reports", sa.Integer),
    _column("status"),
    _maybe("type"),
    _maybe("date_start"),
    _maybe("date_end"),
    _maybe("lat", Real),
    _maybe("lon", Real),
    _maybe("radius_km", Real),
    _maybe("place_id"),
    _maybe("country"),
    _column("record"),
    sa.Index(None, "date_start", "date_end"),
    sa.Index(None, "type"),
    sa.Index(None, "reports"),
)

incident_changes = _table(
    "incident_changes",
    "History of the ids of incidents: `incident` was merged into, or split into, those of `goes_to` (JSON).",
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _column("kind"),
    _column("incident"),
    _column("goes_to"),
    _column("at"),
    sa.Index(None, "incident"),
)

incident_heirs = _table(
    "incident_heirs",
    "The same by where it went: `heir` is one of those in `goes_to` of the change of that number.",
    sa.Column("heir", sa.Text, primary_key=True),
    sa.Column("change", sa.Integer, primary_key=True, autoincrement=False),
    rowid=False,
)

decisions = _table(
    "decisions",
    "The ledger: what people decided and did, one row for good. A trigger refuses every change of a row. `hash` is of all other"
    " columns, `previous` that of the row before; `rasid log verify` counts them over again. `root` is the first decision on the"
    " same field, `prior`, for undo and confirm, the decision that is meant. Values are JSON.",
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    _column("at"),
    _column("decided_by"),
    _column("kind"),
    _maybe("report_id"),
    _maybe("record"),
    _maybe("incident"),
    _maybe("name"),
    _column("trait"),
    _column("field"),
    _column("verdict"),
    _maybe("old_value"),
    _maybe("new_value"),
    _column("reason"),
    _column("anchor"),
    _column("evidence"),
    _maybe("prior", sa.Integer),
    _maybe("root", sa.Integer),
    _column("wants_second", sa.Integer),
    _column("previous", unique=True),
    _column("hash", unique=True),
    sa.Index(None, "report_id"),
    sa.Index(None, "incident"),
    sa.Index(None, "root"),
    sa.Index(None, "decided_by"),
)

ledger = _table(
    "ledger",
    "The last row of `decisions`: one row, `id` 1.",
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    _column("seq", sa.Integer),
    _column("hash"),
)

people = _table(
    "people",
    "Who works at the desk. `password` is a hash (argon2id), null for one who only uses tokens. Names of the removed stay.",
    sa.Column("name", sa.Text, primary_key=True),
    _column("display"),
    _column("role"),
    _column("cleared", sa.Integer),
    _column("active", sa.Integer),
    _maybe("password"),
    _column("created_at"),
)

tokens = _table(
    "tokens",
    "Keys to the API: only their sha256 is here.",
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, sa.ForeignKey("people.name"), nullable=False),
    _column("label"),
    _column("hash", unique=True),
    _column("created_at"),
    _maybe("expires_at"),
    _maybe("revoked_at"),
    _maybe("used_at"),
    sa.Index(None, "person"),
)

sessions = _table(
    "sessions",
    "Who is logged in: the sha256 of what the browser holds.",
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, sa.ForeignKey("people.name"), nullable=False),
    _column("created_at"),
    _column("expires_at"),
    sa.Index(None, "person"),
    sa.Index(None, "expires_at"),
)

releases = _table(
    "releases",
    "What was published: settings, versions and losses as JSON, and the last row of the ledger at that time.",
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _column("id", unique=True),
    _column("title"),
    _column("note"),
    _column("made_at"),
    _column("made_by"),
    _column("settings"),
    _column("versions"),
    _column("losses"),
    _column("counts"),
    _column("ledger_seq", sa.Integer),
    _column("ledger_hash"),
)

release_files = _table(
    "release_files",
    "The files of a release, by name, with their sha256.",
    sa.Column("release", sa.Integer, sa.ForeignKey("releases.number"), primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, primary_key=True),
    _column("sha256"),
    _column("size", Big),
    rowid=False,
)

release_items = _table(
    "release_items",
    "What a release holds, record by record: `told` are the values that are compared with the next one (JSON).",
    sa.Column("release", sa.Integer, sa.ForeignKey("releases.number"), primary_key=True, autoincrement=False),
    sa.Column("item", sa.Text, primary_key=True),
    _column("told"),
    rowid=False,
)

cards = _table(
    "cards",
    "Incidents and reports as lists show them: derived, taken away when an incident or a report changes, and made again."
    " `score` is how much a person is needed, `needs` why (JSON).",
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _column("id"),
    _column("score", Real),
    _column("needs"),
    _column("state"),
    _column("title"),
    _maybe("type"),
    _maybe("date_start"),
    _maybe("date_end"),
    _maybe("week"),
    _maybe("country"),
    _maybe("governorate"),
    _maybe("place_id"),
    _maybe("place"),
    _maybe("lat", Real),
    _maybe("lon", Real),
    _maybe("radius_km", Real),
    _maybe("precision"),
    _maybe("killed_low", Big),
    _maybe("killed_best", Big),
    _maybe("killed_high", Big),
    _column("killed_or_more", sa.Integer),
    _maybe("injured_low", Big),
    _maybe("injured_best", Big),
    _maybe("injured_high", Big),
    _column("injured_or_more", sa.Integer),
    _maybe("grade"),
    _column("contested", sa.Integer),
    _column("reports", sa.Integer),
    _column("sources", sa.Integer),
    _column("decided", sa.Integer),
    _column("waiting", sa.Integer),
    _maybe("confidence", Real),
    _maybe("published"),
    _maybe("run"),
    sa.Index("ix_cards_order", "kind", "score", "number"),
    sa.Index("ix_cards_days", "kind", "date_start", "number"),
    sa.Index("ix_cards_published", "kind", "published", "number"),
    sa.Index("ix_cards_id", "kind", "id"),
    # Counts of a facet are read off an index of it.
    sa.Index("ix_cards_state", "kind", "state"),
    sa.Index("ix_cards_type", "kind", "type"),
    sa.Index("ix_cards_country", "kind", "country"),
    sa.Index("ix_cards_governorate", "kind", "governorate"),
    sa.Index("ix_cards_weeks", "kind", "week", "type"),
)

card_tags = _table(
    "card_tags",
    "Who acts in an incident or report, who tells it, and why a person is needed: `facet` actor, outlet or need.",
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("facet", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Index("ix_card_tags_number", "kind", "number"),
    rowid=False,
)

card_reports = _table(
    "card_reports",
    "Which reports (`reports.number`) tell of an incident (`incidents.number`), for the search of words.",
    sa.Column("report", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("incident", sa.Integer, primary_key=True, autoincrement=False),
    sa.Index(None, "incident"),
    rowid=False,
)

card_facets = _table(
    "card_facets",
    "Facets of cards for the counts beside a list: a row has those of 4,096 numbers (`shelf` times 4,096 and up), packed"
    " (MessagePack): by facet its values, places within the row (16 bits), and which value stands at each (32 bits, little endian)."
    " `digest` is a hash of `record` (BLAKE2b, 128 bits): a row that is as it was is not read again.",
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("shelf", sa.Integer, primary_key=True, autoincrement=False),
    _column("digest"),
    _column("record", sa.LargeBinary),
)
