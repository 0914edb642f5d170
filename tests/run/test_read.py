"""The loop: order, duplicates, workers, and what fails."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rasid.analyse.document import Document
from rasid.analyse.factories import LEARNED, RULES
from rasid.analyse.pipeline import Pipeline
from rasid.errors import InputError
from rasid.model import Analysis, Problem, Report
from rasid.run.read import Summary, read
from rasid.store import Store
from tests.run.samples import Memory, report, text

PROBLEM = Problem(code="unreadable", message="it cannot be read: no", item="b.txt")
NOTE = Problem(code="text-repaired", message="read as cp1256", item="c.txt")
FOREIGN = Problem(code="not-arabic", message="it is not in Arabic", item="d.txt")


def test_order_is_kept_and_all_is_counted() -> None:
    sink, summary = Memory(), Summary()
    items = [report(0), PROBLEM, report(1), NOTE, FOREIGN, Report.make("افتتح معرض للكتب في المدينة.")]
    results = list(read(items, sink=sink, summary=summary))
    assert [result if isinstance(result, Problem) else result[0] for result in results] == items
    assert (summary.read, summary.relevant, summary.not_arabic, summary.lost) == (3, 2, 1, 1)
    assert (summary.failed, summary.noted) == ({"unreadable": 1}, {"text-repaired": 1})
    assert [kept for kept, _ in sink.saved] == [items[0], items[2], items[5]]
    assert sink.problems == [PROBLEM, NOTE, FOREIGN]
    assert [run.id for run in sink.runs] == [Pipeline().run.id]


def test_duplicates() -> None:
    sink, summary = Memory(), Summary()
    assert len(list(read([report(0), report(1), report(0)], sink=sink, summary=summary))) == 2
    assert (summary.read, summary.duplicates) == (2, 1)
    assert len(list(read([report(0), report(2)], sink=sink, summary=summary))) == 1
    assert (summary.read, summary.duplicates) == (3, 2)
    assert len(list(read([report(0), report(0)], sink=sink, summary=summary, again=True))) == 1
    assert (summary.read, summary.duplicates) == (4, 3)


def test_nothing_is_read_ahead_of_need() -> None:
    taken = []

    def items() -> Iterator[Report]:
        for number in range(100):
            taken.append(number)
            yield report(number)

    results = read(items())
    next(results)
    assert taken == [0]


def test_workers_give_the_same() -> None:
    items = [report(number) if number % 5 else PROBLEM for number in range(20)] + [report(1)]
    one, two = Memory(), Memory()
    counts = Summary(), Summary()
    serial = list(read(items, sink=one, summary=counts[0]))
    assert list(read(items, sink=two, summary=counts[1], workers=2)) == serial
    assert (one.saved, one.problems) == (two.saved, two.problems)
    assert counts[0] == counts[1]


def test_threads_give_the_same() -> None:
    """The learned reader reads a few reports at once."""
    items = [report(number) if number % 5 else PROBLEM for number in range(14)] + [report(1)]
    sink, summary, pipeline = Memory(), Summary(), Pipeline(LEARNED)
    assert pipeline.at_once > 1
    results = list(read(items, names=LEARNED, sink=sink, summary=summary))
    assert results == [item if isinstance(item, Problem) else (item, pipeline(item)) for item in items[:-1]]
    assert (summary.read, summary.duplicates) == (len(sink.saved), 1)


def test_threads_read_a_little_ahead() -> None:
    taken = []

    def items() -> Iterator[Report]:
        for number in range(100):
            taken.append(number)
            yield report(number)

    results = read(items(), names=LEARNED)
    next(results)
    assert len(taken) <= Pipeline(LEARNED).at_once + 1
    results.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name == "reading"]


def test_what_is_read_is_told_before_all_have_come() -> None:
    told = threading.Event()

    def items() -> Iterator[Report]:
        yield report(0)
        time.sleep(2)
        yield report(1)
        assert told.wait(20)

    for result in read(items(), names=LEARNED):
        assert not isinstance(result, Problem)
        told.set()


class Failing:
    """A component that raises on some words."""

    name, version, requires, provides = "failing", "1", (), ()

    def __call__(self, doc: Document) -> None:
        if "حلب" in doc.text:
            raise RecursionError("too deep")


@pytest.mark.parametrize("names", [RULES, LEARNED])
def test_a_component_that_raises_costs_one_report(names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    made = Pipeline.__init__

    def with_failing(self: Pipeline, *given: object) -> None:
        made(self, *given)  # type: ignore[arg-type]
        self.components.append(Failing())

    monkeypatch.setattr(Pipeline, "__init__", with_failing)
    sink, summary = Memory(), Summary()
    _, problem, _ = read([report(0), report(1), report(2)], names=names, sink=sink, summary=summary)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.item) == ("analysis-failed", "a.jsonl:2")
    assert "RecursionError: too deep" in problem.message
    assert sink.problems == [problem]
    assert [kept.external_id for kept, _ in sink.saved] == ["a0", "a2"]
    assert (summary.read, summary.failed) == (2, {"analysis-failed": 1})


def test_a_report_that_cannot_be_kept_costs_itself() -> None:
    class Choosy(Memory):
        def save(self, report: Report, analysis: Analysis, problems_met: object = ()) -> None:
            if report.external_id == "a1":
                raise InputError("the report cannot be kept: no")
            super().save(report, analysis)

    sink, summary = Choosy(), Summary()
    _, problem, _ = read([report(0), report(1), report(2)], sink=sink, summary=summary)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.item) == ("not-kept", "a.jsonl:2")
    assert sink.problems == [problem]
    assert len(sink.saved) == 2


def test_a_worker_that_dies_costs_one_report(tmp_path: Path) -> None:
    """In a program of its own: its workers import it, and one of them kills itself."""
    script = tmp_path / "dying.py"
    script.write_text(
        """
import os, signal, sys
from rasid.analyse.factories import LEARNED, RULES
from rasid.analyse.pipeline import Pipeline
called = Pipeline.__call__

def dying(self, report):
    if report.external_id == "a5":
        os.kill(os.getpid(), signal.SIGKILL)
    return called(self, report)

Pipeline.__call__ = dying
if __name__ == "__main__":
    from rasid.model import Problem
    from rasid.run.read import read
    from tests.run.samples import report
    for result in read(map(report, range(12)), workers=2):
        print(f"{result.code} {result.item}" if isinstance(result, Problem) else result[0].external_id)
"""
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))}
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    lines = [f"a{number}" for number in range(12)]
    lines[5] = "analysis-failed a.jsonl:6"
    assert done.stdout.split("\n")[:-1] == lines, done.stderr


COMMAND = (sys.executable, "-c", "from rasid.cli.main import main; main()")


def corpus(path: Path, size: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(size):
            record = {"id": f"a{number}", "text": text(number), "published": "2025-05-05"}
            file.write("{\n" if number == 7 else json.dumps(record, ensure_ascii=False) + "\n")
    return path


def stopped_in_the_middle(articles: Path, store: Path, how: signal.Signals, *options: str) -> tuple[int, str]:
    """Starts to read, and sends a signal when some reports are kept. (exit code, what it said)"""
    process = subprocess.Popen(
        [*COMMAND, "read", str(articles), "--store", str(store), *options],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # What a shell starts in the background is deaf to Ctrl-C, and so would be what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and process.poll() is None and kept(store) < 5:
        time.sleep(0.02)
    os.killpg(process.pid, how)
    _, said = process.communicate(timeout=20)
    return process.returncode, said


def kept(store: Path) -> int:
    if not store.exists():
        return 0
    try:
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        try:
            return int(connection.execute("select count(*) from analyses").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 0


def contents(path: Path) -> object:
    """All that a store holds, but when it was written."""
    with Store.open(path) as store:
        records = [(report, store.analysis(report.id)) for report in store.reports()]
        return (
            records,
            list(store.problems()),
            [run.id for run in store.runs()],
            store.counts(),
            len(store.search("قصف", limit=999)),
        )


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_stopped_and_run_again_gives_the_same_store(tmp_path: Path, how: signal.Signals) -> None:
    articles = corpus(tmp_path / "a.jsonl", 60)
    broken, whole = tmp_path / "broken.sqlite", tmp_path / "whole.sqlite"
    code, said = stopped_in_the_middle(articles, broken, how)
    assert 5 <= kept(broken) < 59
    if how is signal.SIGINT:
        assert code == 130
        assert said.strip().splitlines()[-1].startswith("rasid: stopped;")
        assert "Traceback" not in said
    for store in (broken, whole):
        done = subprocess.run(
            [*COMMAND, "read", str(articles), "--store", str(store)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert "1 failed: 1 malformed-json" in done.stderr
    assert contents(broken) == contents(whole)


@pytest.mark.parametrize("options", [("--workers", "2"), ("--reader", "learned")])
def test_ctrl_c_with_several_at_once(options: tuple[str, ...], tmp_path: Path) -> None:
    articles, store = corpus(tmp_path / "a.jsonl", 200), tmp_path / "a.sqlite"
    code, said = stopped_in_the_middle(articles, store, signal.SIGINT, *options)
    assert code == 130
    assert "Traceback" not in said
    with Store.open(store) as opened:
        assert 5 <= opened.counts()["analyses"] < 199


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc")
def test_workers_end_when_the_one_that_sent_them_is_killed(tmp_path: Path) -> None:
    articles, store = corpus(tmp_path / "a.jsonl", 200), tmp_path / "a.sqlite"
    process = subprocess.Popen(
        [*COMMAND, "read", str(articles), "--store", str(store), "--workers", "2"],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until(lambda: kept(store) >= 5 or process.poll() is not None, 40)
        assert len(of_session(process.pid) - {process.pid}) >= 2
        process.kill()  # it alone, as one that runs out of memory is
        process.wait(timeout=20)
        until(lambda: not of_session(process.pid), 10)
        assert of_session(process.pid) == set()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def until(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not done():
        time.sleep(0.05)


def of_session(leader: int) -> set[int]:
    """The processes of a session that still run."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = entry.read_text().rpartition(") ")[2].split()[:4]
        except OSError:
            continue  # it ended meanwhile
        if int(session) == leader and state != "Z":
            found.add(int(entry.parent.name))
    return found
