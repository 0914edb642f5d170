"""Items in, records out: the loop that reads, analyses and keeps, on one thread, several, or several processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Protocol

from rasid.analyse.pipeline import Pipeline
from rasid.errors import InputError
from rasid.ingest.problems import NOTES, Code
from rasid.model import Analysis, Problem, Report, Run

# Reports that are with each worker at once: enough to keep it busy, few enough to hold little in memory.
AHEAD = 4
# Seconds that a run which is stopped waits for each report that is being read.
PATIENCE = 1.0


class Sink(Protocol):
    """Where records are kept; `rasid.store.Store` is one. ``save`` keeps all of a report or nothing."""

    def add_run(self, run: Run) -> None: ...
    def seen(self, report_id: str) -> bool: ...
    def save(self, report: Report, analysis: Analysis, problems_met: Iterable[Problem] = ()) -> None: ...
    def add_problems(self, met: Iterable[Problem]) -> None: ...


@dataclass(slots=True)
class Summary:
    """How many items came to what."""

    read: int = 0
    relevant: int = 0
    duplicates: int = 0
    not_arabic: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    """By problem code."""
    noted: Counter[str] = field(default_factory=Counter)
    """Problems of items that were read all the same."""

    @property
    def lost(self) -> int:
        return sum(self.failed.values())


Read = tuple[Report, Analysis]


def read(
    items: Iterable[Report | Problem],
    *,
    names: tuple[str, ...] | None = None,
    sink: Sink | None = None,
    workers: int = 1,
    summary: Summary | None = None,
    again: bool = False,
) -> Iterator[Read | Problem]:
    """Analyses every report by the components called ``names`` (the standard ones) and keeps it in ``sink``, in the order of the items; problems are passed on and kept too.

    A report that came before in these items, or that the sink has seen, is a duplicate and is skipped, unless ``again`` asks for what the
    sink holds to be read anew. A report on which the analysis fails becomes a Problem; the rest goes on. Notes on a report come after it:
    keeping it takes its earlier problems away.
    """
    count = summary if summary is not None else Summary()
    pipeline = Pipeline(names)
    if sink is not None:
        sink.add_run(pipeline.run)
    wanted = _fresh(items, sink, count, again=again)
    if workers > 1:
        results = _parallel(wanted, pipeline, workers)
    elif pipeline.at_once > 1:
        results = _threaded(wanted, pipeline)
    else:
        results = _serial(wanted, pipeline)
    for result in results:
        if sink is not None and not isinstance(result, Problem):
            report, analysis = result
            try:
                sink.save(report, analysis)
            except InputError as error:
                result = Problem(code="not-kept", message=str(error), item=report.origin or report.id)
        if isinstance(result, Problem):
            _count(result, count)
            if sink is not None:
                sink.add_problems([result])
        else:
            count.read += 1
            count.relevant += result[1].relevant
        yield result


def _count(problem: Problem, count: Summary) -> None:
    if problem.code == Code.NOT_ARABIC:
        count.not_arabic += 1
    elif problem.code in NOTES:
        count.noted[problem.code] += 1
    else:
        count.failed[problem.code] += 1


def _fresh(
    items: Iterable[Report | Problem], sink: Sink | None, count: Summary, *, again: bool
) -> Iterator[Report | Problem]:
    met: set[str] = set()
    for item in items:
        if isinstance(item, Report):
            if item.id in met or (sink is not None and not again and sink.seen(item.id)):
                count.duplicates += 1
                continue
            met.add(item.id)
        yield item


def _failed(report: Report, error: Exception) -> Problem:
    return Problem(
        code="analysis-failed",
        message=f"the analysis failed ({type(error).__name__}: {error}); the text is sound, please report this",
        item=report.origin or report.id,
    )


def _analysed(report: Report, pipeline: Pipeline) -> Read | Problem:
    # Whatever a component raises is a fault of ours: it must cost this one report, not the run.
    try:
        return report, pipeline(report)
    except Exception as error:  # noqa: BLE001
        return _failed(report, error)


def _serial(items: Iterable[Report | Problem], pipeline: Pipeline) -> Iterator[Read | Problem]:
    for item in items:
        yield item if isinstance(item, Problem) else _analysed(item, pipeline)


def _threaded(items: Iterable[Report | Problem], pipeline: Pipeline) -> Iterator[Read | Problem]:
    """The same with a few reports at once, results in order and each as soon as it is there."""
    waiting: deque[Problem | Future[Read | Problem]] = deque()
    asked: SimpleQueue[tuple[Report, Future[Read | Problem]] | None] = SimpleQueue()

    def work() -> None:
        while (job := asked.get()) is not None:
            report, future = job
            if future.set_running_or_notify_cancel():
                future.set_result(_analysed(report, pipeline))

    # Daemons, which an executor's threads are not: Ctrl-C need not wait for the end of a very long text.
    threads = [threading.Thread(target=work, name="reading", daemon=True) for _ in range(pipeline.at_once)]
    for thread in threads:
        thread.start()
    try:
        for item in items:
            if isinstance(item, Problem):
                waiting.append(item)
            else:
                future: Future[Read | Problem] = Future()
                waiting.append(future)
                asked.put((item, future))
            while waiting and (len(waiting) > len(threads) or _is_there(waiting[0])):
                yield _there(waiting.popleft())
        while waiting:
            yield _there(waiting.popleft())
    finally:
        for left in waiting:
            if isinstance(left, Future):
                left.cancel()
        for _ in threads:
            asked.put(None)
        for thread in threads:
            thread.join(PATIENCE)


def _is_there(first: Problem | Future[Read | Problem]) -> bool:
    return isinstance(first, Problem) or first.done()


def _there(first: Problem | Future[Read | Problem]) -> Read | Problem:
    return first if isinstance(first, Problem) else first.result()


_pipeline: Pipeline | None = None


def _begin() -> None:
    # Ctrl-C goes to the whole group of processes: the one that keeps the records stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whoever is killed ends nobody: a worker would wait for ever for what the dead one sends.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(report: Report, names: tuple[str, ...]) -> Read | Problem:
    global _pipeline  # one pipeline a worker process, made at its first report
    if _pipeline is None:
        _pipeline = Pipeline(names)
    return _analysed(report, _pipeline)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork would take along the open store and the thread that draws the progress.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _parallel(items: Iterable[Report | Problem], pipeline: Pipeline, workers: int) -> Iterator[Read | Problem]:
    """The same on several processes, results in order. The report at which a worker dies becomes a Problem."""
    waiting: deque[Problem | tuple[Report, Future[Read | Problem]]] = deque()
    pool = _pool(workers)
    try:
        for item in items:
            if isinstance(item, Problem):
                waiting.append(item)
            else:
                try:
                    waiting.append((item, pool.submit(_work, item, pipeline.names)))
                except BrokenProcessPool:
                    pool = _pool(workers)
                    waiting.append((item, pool.submit(_work, item, pipeline.names)))
            while len(waiting) > workers * AHEAD:
                yield _result(waiting.popleft(), pipeline)
        while waiting:
            yield _result(waiting.popleft(), pipeline)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(first: Problem | tuple[Report, Future[Read | Problem]], pipeline: Pipeline) -> Read | Problem:
    if isinstance(first, Problem):
        return first
    report, future = first
    try:
        return future.result()
    except BrokenProcessPool:
        # A worker that dies takes all that waits with it. Each is tried again by itself, so that only the culprit is lost.
        with _pool(1) as alone:
            try:
                return alone.submit(_work, report, pipeline.names).result()
            except BrokenProcessPool as error:
                return _failed(report, error)


__all__ = ["Read", "Sink", "Summary", "read"]
