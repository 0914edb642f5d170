"""Printing costs no more than in proportion to what is printed."""

import io
import time

import pytest
from rich.console import Console

from rasid.cli.render import Renderer
from rasid.demo import reports
from rasid.model import Report
from tests.analyse.reading import pipeline


def seconds(times: int) -> float:
    """Processor time of printing the demo corpus, so many times over, as one report."""
    report = Report.make("\n".join(report.text for report in reports()) * times)
    analysis = pipeline()(report)
    out = io.StringIO()
    started = time.process_time()
    Renderer(Console(file=out, width=120)).report(report, analysis)
    assert len(out.getvalue()) > len(report.text)
    return time.process_time() - started


@pytest.mark.slow
def test_four_times_the_report_takes_not_much_more_than_four_times_as_long() -> None:
    seconds(1)
    assert seconds(8) < 8 * min(seconds(2) for _ in range(3))
