"""Articles and short-hand for the tests of reading. The articles are ours."""

import datetime as dt
from pathlib import Path

from rasid.ingest import Limits, Options, read_items
from rasid.model import Problem, Report

TITLE = "مقتل أربعة مدنيين في قصف على بلدة النخيل"
BODY = (
    "قالت مصادر طبية إن أربعة مدنيين قتلوا، بينهم طفلان، في قصف مدفعي على بلدة النخيل مساء الأحد.\n"
    "وأضافت المصادر أن سبعة آخرين أصيبوا بجروح ونقلوا إلى مستشفى المدينة القريب من موقع القصف.\n"
    "ولم تعلن أي جهة مسؤوليتها عن الهجوم، في حين دعا رئيس البلدية إلى وقف إطلاق النار على الفور."
)
OTHER = "أعلن الجيش أن جنديين أصيبا في انفجار لغم على الطريق بين القرية والمعبر صباح الاثنين من دون وقوع قتلى."
TODAY = dt.date(2025, 6, 1)


def options(**given: object) -> Options:
    limits = Limits(**given.pop("limits", {}))  # type: ignore[arg-type]
    return Options(today=TODAY, limits=limits, **given)  # type: ignore[arg-type]


def read(*targets: Path | str, **given: object) -> tuple[list[Report], list[Problem]]:
    """The reports and the problems of some targets."""
    items = list(read_items(map(str, targets), options(**given)))
    return [item for item in items if isinstance(item, Report)], [item for item in items if isinstance(item, Problem)]


def write(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def page(*, head: str = "", above: str = "", body: str = BODY, title: str = TITLE) -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    return (
        f"<!DOCTYPE html><html lang='ar'><head><title>{title} - موقع</title>{head}</head><body><nav><a href='/'>الرئيسية</a></nav>"
        f"<article><h1>{title}</h1>{above}{paragraphs}</article><footer>جميع الحقوق محفوظة</footer></body></html>"
    )
