"""`rasid show`: what a store holds, and what is said where there is nothing."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.run.samples import text


def test_all(run: Run, store: Path) -> None:
    done = run("show", "--store", store)
    assert done.code == 0
    assert "3 killed" in done.out


def test_the_store_of_the_environment(run: Run, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_STORE", str(store))
    assert "3 killed" in run("show").out


@pytest.mark.parametrize(
    "options", [[], ["--search", "قصف ادلب"], ["--problems"], ["--counts"], ["--type", "shelling"]], ids=str
)
def test_json_can_be_read(run: Run, store: Path, options: list[str]) -> None:
    done = run("show", "--store", store, "--json", *options)
    assert (done.code, done.err) == (0, "")
    assert [json.loads(line) for line in done.out.splitlines()]


def test_search_whatever_the_hamza(run: Run, store: Path) -> None:
    done = run("show", "--store", store, "--search", "قصف ادلب")
    assert text(0).split("\n")[0] in done.out
    done = run("show", "--store", store, "--search", "برلمان")
    assert (done.code, done.out, done.err) == (0, "", "Nothing found.\n")


def test_one_report(run: Run, store: Path) -> None:
    report = json.loads(run("show", "--store", store, "--json").out)["report"]["id"]
    assert report in run("show", "--store", store, report).out
    done = run("show", "--store", store, "none")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("rasid: the store has no report none;")


def test_problems_and_counts(run: Run, store: Path, tmp_path: Path) -> None:
    assert run("show", "--store", store, "--problems").out == f"{tmp_path / 'none.txt'}: it is empty [empty]\n"
    assert "reports             1" in run("show", "--store", store, "--counts").out


def test_no_store(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite"
    done = run("show", "--store", path)
    assert (done.code, done.out) == (3, "")
    assert done.err == f"rasid: there is no store at {path}; make one with: rasid read FILES --store {path}\n"
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"not a store, but a text of some length\n" * 200])
def test_a_file_that_is_no_store(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(content)
    done = run("show", "--store", path)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("rasid: ")
    assert path.read_bytes() == content


def test_a_store_without_reports(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    (tmp_path / "none.txt").touch()
    assert run("read", tmp_path / "none.txt", "--store", path).code == 1
    done = run("show", "--store", path)
    assert (done.code, done.out, done.err) == (0, "", "Nothing found.\n")
    assert run("show", "--store", path, "--json").out == ""
