"""Writes the reference of records and of the columns of exports, from the structs and columns themselves.

python tools/docs/records_reference.py      writes docs/reference/records.md and docs/reference/exports.md
"""

from __future__ import annotations

import ast
import inspect
import re
import typing
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

import msgspec
from sqlalchemy.dialects import sqlite

from rasid import codes, model
from rasid.export.columns import COLUMNS, SEPARATOR
from rasid.export.incident_columns import CLAIM_COLUMNS, INCIDENT_COLUMNS
from rasid.store.schema import metadata

FOLDER = Path(__file__).parents[2] / "docs" / "reference"

# From the whole to its parts.
STRUCTS: tuple[type[msgspec.Struct], ...] = (
    model.Report,
    model.Source,
    model.Analysis,
    model.Event,
    model.EventMention,
    model.Argument,
    model.DateInterval,
    model.PlaceReference,
    model.PlaceCandidate,
    model.CasualtyClaim,
    model.CountRange,
    model.Statement,
    model.Relation,
    model.Mention,
    model.Evidence,
    model.Span,
    model.Problem,
    model.Run,
    model.IncidentClaim,
    model.ClaimKey,
    model.Matrix,
    model.Estimate,
    model.ClaimUse,
    model.Grading,
    model.Responsibility,
    model.PartyResponsibility,
    model.Attribution,
    model.Incident,
    model.EventKey,
    model.Supported,
    model.Account,
    model.IncidentLink,
    model.Feature,
    model.Judgement,
    model.IncidentChange,
    model.Decision,
    model.Draft,
    model.Subject,
    model.Basis,
    model.Card,
    model.Reasoned,
    model.Toll,
    model.Release,
    model.ReleaseFile,
    model.ReleaseLoss,
    model.ReleaseChanges,
    model.ReleaseChange,
    model.Person,
    model.Token,
)

INTRO = """\
# Records

What Rasid stores and writes as JSON (`rasid read --json`, `rasid export --format jsonl`): an object for each record, with
the fields below. Days are ISO 8601 texts. `null` is "not stated" or "not known", never 0. Offsets are code points of the
report's `text`, half-open, so that `text[start:end]` is the `quote`. Codes are explained in the
[coding manual](../manual/coding-manual.md).

A line of `rasid export --format jsonl` is `{"report": Report, "analysis": Analysis}`; the report has its `text` with
`--with-text` only, and names of victims and witnesses are covered by █ unless `--clear-names` is given.

This page is made from the structs in `src/rasid/model/` by `python tools/docs/records_reference.py`.
"""

EXPORTS = """\
# Columns of exports

`rasid export --format csv` writes one row an event, in UTF-8, with the columns below. An empty cell is "not stated" or
"not resolved", never 0. Several values in one cell stand between `{separator}`; columns of one kind (`attacker_quote`,
`attacker_name`, `attacker_id`) keep the same order. Text that a spreadsheet would run as a formula has an apostrophe before it.

`rasid export --format geojson` writes one feature an event (RFC 7946), with the same facts as properties and lists in
place of joined cells. A point is where the gazetteer has the place, never moved; the geometry is `null` where the place is
not resolved or is a whole country, and a MultiPoint where several places are equally fine.

What a file leaves out stands in `FILE.losses.json` beside it, and in a GeoJSON file also as its member `losses`: a list of
`{{"field", "reason", "count"}}`.

Names of persons who were harmed or aimed at, and of witnesses, relatives and unnamed sources, are covered by █ in every
format, in quotes and text, letter by letter, so that offsets still hold; `--clear-names` leaves them. Others who speak
keep their names. Addresses of reports are left as they are, though one may have a name in it.

`rasid export --incidents` writes one row, feature or line an incident, with estimates under the rule of `--rule`, and one row a
claim in `FILE.claims.csv`; a line of JSON is an [Account](records.md#account).

This page is made from `src/rasid/export/columns.py` and `incident_columns.py` by `python tools/docs/records_reference.py`.
"""

STORE = """\
# Tables of a store

A store is a SQLite file (or a PostgreSQL database). Read it with any program that reads those; write it with `rasid` only.
Days are ISO 8601 texts, truth values 0 and 1, lists JSON. Offsets (`trigger_start`, `quote_start` …) are code points of
`reports.text`, half-open. Codes are explained in the [coding manual](../manual/coding-manual.md).

Below `analyses` everything is machine output: when a report is read again, its rows are replaced as a whole. Every table is
written in one transaction a report, so that a killed run leaves no half of one. From `tellings` on are the
[incidents](../how-to/work-with-incidents.md): `judgements` are people's and never change but to be taken back; the rest is
derived from them and the analyses, in one transaction a change.

`report_words` is the search index; it holds words in normal form and is of use to `rasid show --search` only.

This page is made from `src/rasid/store/schema.py` by `python tools/docs/records_reference.py`.
"""


def records() -> str:
    """The reference of records, as Markdown."""
    return INTRO + "".join(_struct(struct) for struct in STRUCTS)


def exports() -> str:
    """The reference of exports, as Markdown."""
    parts = [EXPORTS.format(separator=SEPARATOR.strip().replace("|", "|"))]
    for title, columns in (
        ("Events", COLUMNS),
        ("Incidents", INCIDENT_COLUMNS),
        ("Claims of incidents", CLAIM_COLUMNS),
    ):
        parts.append(f"\n## {title}\n\n| column | what it holds |\n| --- | --- |\n")
        parts += [f"| `{name}` | {column.tells} |\n" for name, column in columns.items()]
    return "".join(parts)


def store() -> str:
    """The reference of the tables, as Markdown."""
    parts = [STORE]
    for table in metadata.tables.values():
        parts.append(
            f"\n## {table.name}\n\n{table.info['about']}\n\n| column | type | refers to |\n| --- | --- | --- |\n"
        )
        for column in table.columns:
            kind = column.type.compile(sqlite.dialect()).lower()
            kind += "" if column.nullable else ", never null"
            kind += ", key" if column.primary_key else ""
            refers = ", ".join(f"`{key.target_fullname}`" for key in sorted(column.foreign_keys, key=str))
            parts.append(f"| `{column.name}` | {kind} | {refers} |\n")
    return "".join(parts)


def _struct(struct: type[msgspec.Struct]) -> str:
    notes = _field_notes(struct)
    about = inspect.cleandoc(struct.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    lines = [
        f"\n## {struct.__name__}\n\n{_plain(about)}\n\n| field | type | default | what it is |\n| --- | --- | --- | --- |\n"
    ]
    hints = typing.get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        empty = msgspec.NODEFAULT if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        value = empty if field.default is msgspec.NODEFAULT else field.default
        default = "" if field.required else f"`{_default(value)}`"
        lines.append(
            f"| `{field.name}` | {_type(hints[field.name])} | {default} | {_plain(notes.get(field.name, ''))} |\n"
        )
    return "".join(lines)


def _default(value: object) -> str:
    if isinstance(value, StrEnum):
        return f'"{value.value}"'
    if isinstance(value, int):
        return str(value).lower()
    if value == {}:
        return "{}"
    return {None: "null", (): "[]", "": '""'}.get(value, repr(value))  # type: ignore[call-overload,no-any-return]


def _type(hint: typing.Any) -> str:
    """A type as it is written in JSON, with links to the codes and structs."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return f"list of {_type(args[0])}"
    if origin is dict:
        return f"object of {_type(args[1])}"
    if args:
        return " or ".join("null" if part is type(None) else _type(part) for part in args)
    if issubclass(hint, StrEnum):
        anchor = codes.vocabulary(hint).en.lower().replace(" ", "-")
        return f"[{hint.__name__}](../manual/coding-manual.md#{anchor})"
    if issubclass(hint, msgspec.Struct):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return {
        "str": "text",
        "int": "integer",
        "float": "number",
        "bool": "true or false",
        "date": "day",
        "datetime": "moment",
        "Any": "any value",
    }[hint.__name__]


def _field_notes(struct: type[msgspec.Struct]) -> dict[str, str]:
    """The strings that stand under fields in the source."""
    (body,) = (node.body for node in ast.parse(inspect.getsource(struct)).body if isinstance(node, ast.ClassDef))
    out: dict[str, str] = {}
    for field, note in pairwise(body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(note, ast.Expr)
            and isinstance(note.value, ast.Constant)
        ):
            out[field.target.id] = inspect.cleandoc(str(note.value.value)).replace("\n", " ")
    return out


def _plain(text: str) -> str:
    """Docstring markup as Markdown."""
    return re.sub(r"``([^`]+)``", r"`\1`", text).replace("|", "\\|")


PAGES = {"records.md": records, "exports.md": exports, "store.md": store}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make(), encoding="utf-8")
