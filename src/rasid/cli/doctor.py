"""`rasid doctor`: is everything there, whole, and working together?"""

from __future__ import annotations

import importlib.metadata
import json
import platform
import sys
from collections.abc import Callable

import click

import rasid
from rasid.cli.common import counted
from rasid.errors import RasidError

Check = tuple[str, Callable[[], str]]


def _python() -> str:
    return f"{platform.python_version()} on {platform.system()} {platform.machine()}"


def _packages() -> str:
    names = ("click", "msgspec", "sqlalchemy", "alembic", "trafilatura", "feedparser", "warcio", "httpx2", "rich")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def _data() -> str:
    from rasid.lexicon.data import fingerprints

    return f"{len(fingerprints())} files"


def _actors() -> str:
    from rasid.lexicon.actors import registry

    return f"{len(registry())} actors"


def _places() -> str:
    from rasid.lexicon.places import gazetteer, user_tables

    tables = len(user_tables())
    return f"{len(gazetteer()):,} places" + (
        f", with {counted(tables, 'table', 'tables')} of your own" if tables else ""
    )


def _search() -> str:
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("create virtual table t using fts5(x)")
    except sqlite3.Error as error:
        raise RasidError(f"{error}; Python's SQLite was made without FTS5") from error
    return f"SQLite {sqlite3.sqlite_version} with FTS5"


def _model() -> str:
    from rasid.analyse.encoder.installed import is_installed

    if not is_installed():
        return "no model comes with this version: articles are read by rules and lexicons alone"
    from rasid.analyse.encoder.component import make

    manifest = make().manifest
    size = sum(file.bytes for file in manifest.files.values())
    return f"{manifest.name}, {size / 1e6:.0f} MB"


def _reading() -> str:
    """Reads one sentence, as a whole: two killed in a strike on Idlib."""
    from rasid.analyse.pipeline import Pipeline
    from rasid.model import Report

    analysis = Pipeline()(Report.make("قالت مصادر طبية إن مدنيين اثنين قتلا في غارة جوية على مدينة إدلب."))
    found = {claim.count.low for claim in analysis.casualties}
    if not analysis.events or 2 not in found:
        raise RasidError("the test sentence was not read rightly; install rasid again")
    return "a test sentence comes out right"


CHECKS: tuple[Check, ...] = (
    ("Python", _python),
    ("packages", _packages),
    ("data files", _data),
    ("actor registry", _actors),
    ("gazetteer", _places),
    ("full-text search", _search),
    ("learned reader", _model),
    ("reading", _reading),
)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def command(as_json: bool) -> None:
    """Check that the installation and its data are whole.

    Each line is one check. The exit code is 4 when one fails.

    \b
    Example:
      rasid doctor
    """
    rows = []
    for name, check in CHECKS:
        try:
            rows.append({"check": name, "ok": True, "detail": check()})
        except (RasidError, ImportError, OSError, LookupError, importlib.metadata.PackageNotFoundError) as error:
            rows.append({"check": name, "ok": False, "detail": str(error)})
    if as_json:
        click.echo(json.dumps({"rasid": rasid.__version__, "checks": rows}, ensure_ascii=False, indent=1))
    else:
        click.echo(f"rasid {rasid.__version__}")
        for row in rows:
            click.echo(f"  {'ok  ' if row['ok'] else 'FAIL'}  {row['check']}: {row['detail']}")
    if not all(row["ok"] for row in rows):
        sys.exit(4)
