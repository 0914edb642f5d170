"""Killed, locked, damaged, foreign and newer: nothing half-written, and a message that says what to do."""

import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from rasid.errors import StoreError, UsageError
from rasid.store import Store

from .samples import RUN, analysis, report

# Saves reports one after another; with a number, it stops inside the transaction of that one and waits to be killed.
WRITER = textwrap.dedent(
    """
    import sys, time
    from tests.store.samples import RUN, analysis, report, TEXT
    from rasid.store import Store, fulltext
    where, first, last, stop = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    with Store.ensure(where) as store:
        store.add_run(RUN)
        add = fulltext.add
        for n in range(first, last):
            one = report(f"خبر رقم {n}. " + TEXT)
            if n == stop:
                def wait(*given):
                    add(*given)
                    print("inside", flush=True)
                    time.sleep(60)
                fulltext.add = wait
            if not store.seen(one.id):
                store.save(one, analysis(one))
            print(n, flush=True)
    """
)


def writer(where: Path | str, first: int, last: int, stop: int = -1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(where), str(first), str(last), str(stop)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_inside(where: Path | str, first: int, last: int, *, stop: int) -> None:
    """A writer that is killed in the middle of the transaction of report ``stop``."""
    process = writer(where, first, last, stop)
    assert process.stdout is not None
    while process.stdout.readline().strip() != "inside":
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait(60)


def contents(where: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(where) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not name.startswith("report_words")
        ]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in tables}


def test_killed_in_the_middle_and_run_again(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    assert writer(whole, 0, 6).wait(60) == 0
    killed_inside(killed, 0, 6, stop=3)
    with Store.open(killed) as store:
        assert store.counts()["reports"] == store.counts()["analyses"] == 3
        assert len(store.search("قصف", limit=99)) == 3
    assert writer(killed, 0, 6).wait(60) == 0
    assert contents(killed) == contents(whole)
    with Store.open(killed) as store, Store.open(whole) as other:
        assert store.search("قصف", limit=99) == other.search("قصف", limit=99)
        assert len(store.search("قصف", limit=99)) == 6


def test_killed_while_it_is_made(tmp_path: Path) -> None:
    where = tmp_path / "s.db"
    for wait in (0.2, 0.35, 0.5):
        process = writer(where, 0, 0)
        time.sleep(wait)
        process.kill()
        process.wait(60)
    assert writer(where, 0, 2).wait(60) == 0
    with Store.open(where) as store:
        assert store.counts()["reports"] == 2


def test_two_writers_at_once(tmp_path: Path) -> None:
    where = tmp_path / "s.db"
    processes = [writer(where, 0, 30), writer(where, 15, 45)]
    assert [process.wait(60) for process in processes] == [0, 0]
    with Store.open(where) as store:
        assert store.counts()["reports"] == store.counts()["analyses"] == 45
        assert store.counts()["events"] == 3 * 45


def test_locked(tmp_path: Path) -> None:
    where = tmp_path / "s.db"
    one = report()
    with Store.create(where) as made:
        made.add_run(RUN)
    other = sqlite3.connect(where, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(where, busy_seconds=0.05) as store:
        assert store.counts()["reports"] == 0
        with pytest.raises(StoreError, match="written by another program; wait"):
            store.save(one, analysis(one))
        other.rollback()
        store.save(one, analysis(one))
    other.close()


def test_no_store_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="rasid read"):
        Store.open(tmp_path / "none.db")
    with pytest.raises(StoreError, match="a folder"):
        Store.open(tmp_path)
    with pytest.raises(StoreError, match="folder exists"):
        Store.create(tmp_path / "none" / "s.db")
    assert not (tmp_path / "none.db").exists()


def test_something_else_there(tmp_path: Path) -> None:
    text, foreign, empty = tmp_path / "a.txt", tmp_path / "f.db", tmp_path / "e.db"
    text.write_text("قصف على إدلب\n" * 400)
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (a)")
    empty.touch()
    for open_it in (Store.open, Store.ensure):
        with pytest.raises(StoreError, match="not a store"):
            open_it(text)
        with pytest.raises(StoreError, match="not a store"):
            open_it(foreign)
    with pytest.raises(StoreError, match="exists already"):
        Store.create(text)
    with pytest.raises(StoreError, match="is empty"):
        Store.open(empty)
    with Store.ensure(empty) as store:
        assert store.counts()["reports"] == 0
    assert text.read_text().startswith("قصف")


def test_damaged(tmp_path: Path) -> None:
    where = tmp_path / "s.db"
    with Store.create(where) as store:
        store.add_run(RUN)
        for n in range(20):
            one = report(f"خبر {n}. " * 50)
            store.save(one, analysis(report()).__class__(report_id=one.id, run=RUN.id, relevant=False))
    raw = bytearray(where.read_bytes())
    raw[4096 : len(raw) - 4096] = b"\x5a" * (len(raw) - 8192)
    where.write_bytes(raw)
    with pytest.raises(StoreError, match=r"damaged|recover|failed"), Store.open(where) as store:
        list(store.reports())


def test_a_damaged_record_names_its_report(tmp_path: Path) -> None:
    one = report()
    with Store.create(tmp_path / "s.db") as store:
        store.add_run(RUN)
        store.save(one, analysis(one))
        with store._write() as connection:
            connection.exec_driver_sql("UPDATE analyses SET record = x'00ff'")
        with pytest.raises(StoreError, match=f"{one.id}.*read that report again"):
            store.analysis(one.id)


def test_errors_are_of_ours_and_urls_are_checked(tmp_path: Path) -> None:
    for url in ("mysql://h/d", "sqlite://", "x://", "://"):
        with pytest.raises(UsageError):
            Store.open(url)
    with Store.create(f"sqlite:///{tmp_path / 'u.db'}") as store:
        assert store.counts()["reports"] == 0
    with pytest.raises(StoreError, match="refused") as caught:
        Store.open("postgresql://nobody:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
