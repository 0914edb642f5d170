"""From the first version on, a store is brought up to date whole, or left as it was."""

import hashlib
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from rasid.errors import StoreError
from rasid.store import Store, facets, migrate
from rasid.store.schema import metadata

from .samples import RUN, analysis, report

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade():
    op.add_column("sources", sa.Column("note", sa.Text()))
    op.execute("UPDATE sources SET note = 'kept'")
    {more}
"""


def filled(where: Path) -> Path:
    with Store.create(where) as store:
        store.add_run(RUN)
        store.save(report(), analysis(report()))
    return where


@pytest.fixture
def current(tmp_path: Path) -> Path:
    """A store of this program's version with a report in it."""
    return filled(tmp_path / "s.db")


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store of version 1 with a report in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "HEAD", "0001")
        return filled(tmp_path / "first.db")


def newer_program(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    versions = folder / "versions"
    versions.mkdir()
    (versions / "v0007_note.py").write_text(NEXT.format(more=more))
    monkeypatch.setattr(migrate, "HEAD", "0007")
    monkeypatch.setattr(migrate, "EXTRA_VERSIONS", [str(versions)])


def version(where: Path) -> str:
    with sqlite3.connect(where) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)


def test_the_tables_are_those_of_the_schema(store: Store) -> None:
    def ours(_thing: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
        return not (name or "").removeprefix("ix_").startswith("report_words")

    with store._read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_head_is_the_newest_script() -> None:
    assert ScriptDirectory(str(Path(migrate.__file__).parent / "migrations")).get_current_head() == migrate.HEAD


def test_the_first_version_stays_as_it_was(first: Path) -> None:
    # Stores of this version are out there: what v0001_first.py makes must not change, only be added to.
    with sqlite3.connect(first) as connection:
        sql = [
            row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        ]
    assert hashlib.sha256(re.sub(r"\s+", " ", "\n".join(sql)).encode()).hexdigest()[:16] == "52943c7914a72ee2"


def test_an_older_store_is_brought_up_to_date(first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer_program(monkeypatch, tmp_path)
    with pytest.raises(StoreError, match="older version; make a copy"):
        Store.open(first, upgrade=False)
    assert version(first) == "0001"
    with Store.open(first) as store:
        assert store.report(report().id) == report()
        assert store.analysis(report().id) == analysis(report())
    assert version(first) == "0007"


def test_a_store_of_the_first_version_gets_the_tables_of_incidents(first: Path) -> None:
    with Store.open(first) as store:
        assert store.report(report().id) == report()
    assert version(first) == migrate.HEAD


def older(where: str) -> None:
    """A store of version 4 in which incidents were merged and split, with a row of facets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "HEAD", "0004")
        with Store.create(where) as store, store._write() as connection:
            changes = "INSERT INTO incident_changes (number, kind, incident, goes_to, at) VALUES (:n, :k, :i, :t, :a)"
            told = [(1, "merged", "i1", '["i2"]'), (2, "split", "i2", '["i2","i3"]'), (3, "merged", "i3", '["i20"]')]
            for number, kind, incident, to in told:
                row = {"n": number, "k": kind, "i": incident, "t": to, "a": "2024-05-01T00:00:00+00:00"}
                connection.execute(sa.text(changes), row)
            packed = facets._changed({}, {7: [("state", "new"), ("country", "SY")]})
            row = {"kind": "report", "shelf": 3, "record": msgspec.msgpack.encode(packed)}
            connection.execute(
                sa.text("INSERT INTO card_facets (kind, shelf, record) VALUES (:kind, :shelf, :record)"), row
            )


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_store_of_the_fourth_version_finds_what_led_to_an_incident(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = str(tmp_path / "s.db") if kind == "sqlite" else request.getfixturevalue("address")
    older(where)
    monkeypatch.setattr(migrate, "HEAD", "0005")  # the next version makes facets anew
    with Store.open(where) as store:
        with store.linked() as tables:
            led = {
                name: [change.incident for change in tables.changes_round(name)] for name in ("i1", "i2", "i3", "i20")
            }
        assert led == {"i1": ["i1"], "i2": ["i1", "i2"], "i3": ["i2", "i3"], "i20": ["i3"]}
        with store._read() as connection:
            held = store._shelves.load(connection, "report")
            ((digest, record),) = connection.execute(sa.text("SELECT digest, record FROM card_facets"))
        assert held.every().nonzero()[0].tolist() == [3 * facets.WIDTH + 7]
        assert held.counts("country", held.every()) == {"SY": 1}
        assert digest == facets.digest(bytes(record))


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(monkeypatch, tmp_path, 'op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(StoreError, match="nowhere"):
        Store.open(first)
    assert version(first) == "0001"
    monkeypatch.undo()
    with Store.open(first) as store:
        assert store.report(report().id) == report()


def test_a_store_of_this_version_opens_without_alembic(current: Path) -> None:
    code = f"import sys; from rasid.store import Store; Store.open({str(current)!r}).close(); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_newer_store_is_refused(current: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer_program(monkeypatch, tmp_path)
    Store.open(current).close()
    monkeypatch.undo()
    before = current.read_bytes()
    for open_it in (Store.open, Store.ensure):
        with pytest.raises(StoreError, match="install a newer Rasid"):
            open_it(current)
    assert current.read_bytes() == before


def test_a_store_says_whose_file_it_is(current: Path) -> None:
    with sqlite3.connect(current) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x52617364,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    engine = sa.create_engine(f"sqlite:///{current}")
    with engine.connect() as connection:
        assert (
            "STRICT" in connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'reports'").scalar_one()
        )
    engine.dispose()
