"""What only PostgreSQL can do or suffer: several writers at once, databases of other encodings, tables of others."""

import csv
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from rasid.errors import InputError, MissingExtra, StoreError
from rasid.model import Analysis, Report
from rasid.store import Store

from .conftest import execute
from .samples import RUN, analysis, report
from .test_failures import killed_inside, writer


def test_two_programs_make_and_fill_one_store(address: str) -> None:
    processes = [writer(address, 0, 20), writer(address, 10, 30)]
    assert [process.wait(60) for process in processes] == [0, 0]
    with Store.open(address) as store:
        counts = store.counts()
        assert (counts["reports"], counts["analyses"], counts["events"]) == (30, 30, 3 * 30)
        assert len(store.search("قصف", limit=99)) == 30


def test_two_read_the_same_report_again(address: str) -> None:
    one, errors = report(), []

    def save(store: Store) -> None:
        try:
            for _ in range(40):
                store.save(one, analysis(one))
        except StoreError as error:
            errors.append(error)

    with Store.create(address) as first, Store.open(address) as second:
        first.add_run(RUN)
        first.save(one, analysis(one))
        threads = [threading.Thread(target=save, args=[store]) for store in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert errors == []
        assert first.analysis(one.id) == analysis(one)
        assert first.counts()["events"] == 3


def test_killed_in_the_middle_and_run_again(address: str) -> None:
    killed_inside(address, 0, 4, stop=2)
    with Store.open(address) as store:
        assert store.counts()["reports"] == store.counts()["analyses"] == 2
    assert writer(address, 0, 4).wait(60) == 0
    with Store.open(address) as store:
        assert store.counts()["reports"] == store.counts()["analyses"] == len(store.search("قصف")) == 4


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_arabic_is_refused(database: sa.URL, encoding: str) -> None:
    name = f"{database.database}_{encoding.lower()}"
    execute(database, f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    try:
        with pytest.raises(StoreError, match=f"is in {encoding}.*encoding 'UTF8'"):
            Store.ensure(database.set(database=name).render_as_string(hide_password=False))
    finally:
        execute(database, f"DROP DATABASE {name} WITH (FORCE)")


def test_the_encoding_of_the_environment_changes_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    one = report()
    with Store.create(address) as store:
        store.add_run(RUN)
        store.save(one, analysis(one))
        assert store.report(one.id) == one


def test_no_store_there(address: str, database: sa.URL) -> None:
    with pytest.raises(StoreError, match="is empty; fill it"):
        Store.open(address)
    execute(database, "CREATE TABLE others (a integer)")
    for open_it in (Store.open, Store.ensure):
        with pytest.raises(StoreError, match="not a store"):
            open_it(address)
    with pytest.raises(StoreError, match="has tables already"):
        Store.create(address)


def test_what_is_said_of_a_server_that_refuses(database: sa.URL) -> None:
    for wrong in (database.set(password="secret"), database.set(database="nowhere", password="secret")):
        with pytest.raises(StoreError, match=r"postgresql://\w+:\*\*\*@.*failed") as caught:
            Store.open(wrong.render_as_string(hide_password=False))
        assert "secret" not in str(caught.value)


def test_the_driver_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match="pip install"):
        Store.open("postgresql://127.0.0.1/rasid")


def test_a_nul_is_refused_and_nothing_of_it_is_kept(address: str) -> None:
    one = Report.make("قصف\x00على إدلب")
    with Store.create(address) as store:
        store.add_run(RUN)
        with pytest.raises(InputError, match="NUL"):
            store.save(one, Analysis(report_id=one.id, run=RUN.id, relevant=False))
        other = report()
        later = msgspec.structs.replace(analysis(other), lead_event="\x00")
        with pytest.raises(StoreError, match="NUL"):
            store.save(other, later)
        assert store.counts()["reports"] == 0


def test_the_commands_take_the_address(address: str, tmp_path: Path) -> None:
    def rasid(*options: str) -> str:
        code = "from rasid.cli.main import main; main()"
        command = [sys.executable, "-c", code, *options, "--store", address]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    (tmp_path / "a.txt").write_text("قتل ثلاثة مدنيين في قصف مدفعي على مدينة إدلب اليوم الأحد.", "utf-8")
    rasid("read", "a.txt", "--published", "2021-03-07", "--quiet")
    assert "إدلب" in rasid("show", "--search", "مدينه ادلب")
    rasid("export", "--out", "events.csv")
    with (tmp_path / "events.csv").open(encoding="utf-8", newline="") as file:
        (event,) = csv.DictReader(file)
    assert (event["type"], event["date_start"]) == ("shelling", "2021-03-07")
