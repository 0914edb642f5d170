"""Short reports of our own, as many as are wanted, and a store in memory."""

import datetime as dt
from collections.abc import Iterable

from rasid.model import Analysis, Problem, Report, Run

PLACES = ("إدلب", "حلب", "الموصل", "تعز", "درعا", "غزة", "بغداد", "صنعاء")


def text(number: int) -> str:
    return (
        f"قالت مصادر طبية إن {number + 3} مدنيين قتلوا، بينهم طفلان، في قصف مدفعي على مدينة {PLACES[number % len(PLACES)]} مساء الأحد.\n"
        f"وأضافت المصادر أن {number + 5} آخرين أصيبوا بجروح، في حين أعلن الجيش مقتل جنديين في انفجار لغم على الطريق."
    )


def report(number: int) -> Report:
    return Report.make(
        text(number), published=dt.date(2025, 5, 5), external_id=f"a{number}", origin=f"a.jsonl:{number + 1}"
    )


class Memory:
    """A sink that keeps all in lists."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.saved: list[tuple[Report, Analysis]] = []
        self.problems: list[Problem] = []

    def add_run(self, run: Run) -> None:
        self.runs.append(run)

    def seen(self, report_id: str) -> bool:
        return any(report.id == report_id for report, _ in self.saved)

    def save(self, report: Report, analysis: Analysis, problems_met: Iterable[Problem] = ()) -> None:
        self.saved.append((report, analysis))
        self.problems += problems_met

    def add_problems(self, met: Iterable[Problem]) -> None:
        self.problems += met
