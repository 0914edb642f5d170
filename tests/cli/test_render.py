"""Records at a terminal: what stands first, what stands once, how lines break, how words are marked."""

import datetime as dt
import io
import re

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from rasid.analyse.pipeline import Pipeline
from rasid.cli.layout import Line, Page, bracketed, excerpt, joined
from rasid.cli.render import Renderer
from rasid.model import Act, Analysis, Report, Salience, Span

ARTICLE = Report.make(
    "قُتل ثلاثة مدنيين وأصيب خمسة آخرون في غارة جوية على بلدة سراقب اليوم الأحد، وفق ما قال مصدر طبي.\n"
    "ودان محافظ إدلب الغارة على سراقب.\n"
    "وكانت البلدة قد تعرضت لقصف مدفعي قبل شهرين أسفر عن مقتل جنديين.",
    published=dt.date(2021, 3, 14),
)


def printed(
    *, columns: int | None = None, bidi: str = "terminal", report: Report = ARTICLE, analysis: Analysis | None = None
) -> str:
    """What a pipe gets, or a terminal of so many columns, without its colours."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=columns is not None, width=columns or 110, highlight=False, markup=False)
    Renderer(console, bidi=bidi).report(report, analysis or Pipeline()(report))
    return re.sub(r"\x1b\[[\d;]*m", "", out.getvalue())


def events(page: str) -> list[str]:
    return re.findall(r"^(e\d+) ", page, re.MULTILINE)


def test_the_lead_event_stands_first_and_background_last() -> None:
    analysis = Pipeline()(ARTICLE)
    model = analysis.events[0]
    standing = (Salience.BACKGROUND, Salience.SECONDARY, Salience.MAIN, Salience.MAIN, Salience.BACKGROUND)
    made = [
        msgspec.structs.replace(model, id=f"e{number}", salience=salience)
        for number, salience in enumerate(standing, 1)
    ]
    analysis = msgspec.structs.replace(analysis, events=tuple(made), lead_event="e4")
    assert events(printed(analysis=analysis)) == ["e4", "e3", "e2", "e1", "e5"]


def test_every_claim_and_statement_stands_once() -> None:
    analysis = Pipeline()(ARTICLE)
    page = printed()
    assert page.count("3 killed") == page.count("5 injured") == 1
    assert len(re.findall(r"^    toll  | {15}of whom ", page, re.MULTILINE)) == len(analysis.casualties)
    assert {s.act for s in analysis.statements} == {Act.STATES, Act.CONDEMNS}
    assert page.count("condemns") == 1
    for statement in analysis.statements:
        assert f"«\u2067{statement.speaker.quote}\u2069»" in page


def test_a_sentence_stands_whole_once_and_as_an_excerpt_further_down() -> None:
    report = Report.make(
        "قُتل ثلاثة مدنيين في غارة جوية على بلدة سراقب صباح اليوم الأحد، فيما اندلعت في الوقت نفسه اشتباكات عنيفة بين "
        "الجيش ومسلحين في محيط مدينة معرة النعمان أسفرت عن مقتل جنديين.",
        published=dt.date(2021, 3, 14),
    )
    page = printed(report=report)
    numbered = re.findall(r"^ {5}1  \u2067(.+)\u2069$", page, re.MULTILINE)
    assert len(numbered) == len(events(page)) == 2
    assert re.sub("[‹›]", "", numbered[0]) == report.text
    assert "…" in numbered[1]
    assert len(numbered[1]) < len(numbered[0])
    for piece in re.sub("[‹›]", "", numbered[1]).split("…"):
        assert piece.strip() in report.text


@pytest.mark.parametrize("bidi", ["terminal", "visual"])
@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(columns: int, bidi: str) -> None:
    page = printed(columns=columns, bidi=bidi)
    assert max(map(cell_len, page.splitlines())) <= columns
    for line in page.splitlines():  # what is opened on a line is closed on it: a terminal takes each line by itself
        assert line.count("\u2067") == line.count("\u2069")
    for name in ("when", "where", "toll", "said"):
        assert re.search(rf"^    {name}  ", page, re.MULTILINE)


def test_a_pipe_gets_each_sentence_on_one_line_without_spaces_at_the_end() -> None:
    page = printed()
    assert re.search(r"^     1  \u2067.*مصدر طبي.*\u2069$", page, re.MULTILINE)
    assert not re.search(r"[ \t]+$", page, re.MULTILINE)
    assert "‹غارة جوية›" in page


def test_words_are_marked_by_letters_where_a_terminal_is_too_plain() -> None:
    out = io.StringIO()
    for console in (
        Console(file=out, force_terminal=True, width=80, color_system="truecolor"),
        Console(file=out, force_terminal=True, width=80, _environ={"TERM": "dumb"}),
    ):
        Page(console).sentence("قتل خمسة أشخاص", [(4, 8)])
    rich, plain = out.getvalue().splitlines()
    assert "\x1b[1;4mخمسة\x1b[0m" in rich
    assert "‹خمسة›" in plain


def test_what_is_not_known_is_said() -> None:
    page = printed(
        report=Report.make("سمع دوي انفجار عنيف في العراق، وقُتل جندي في انفجار لغم بقرية تل الورد الشمالية.")
    )
    assert "publication date not known" in page
    assert "Iraq (country; no point)" in page
    assert "not stated" in page or "no time told" in page
    assert re.search(r"where    not resolved: .+«", page) or re.search(r"^ {13}not resolved: .+«", page, re.MULTILINE)


def test_a_report_without_conflict_is_said_to_have_none() -> None:
    page = printed(report=Report.make("افتتح الوزير معرض الكتاب وألقى كلمة عن القراءة."))
    assert "No conflict event is reported here." in page
    assert not events(page)


LETTERS = st.text(alphabet="قصف مدينة،. ", max_size=60)
# A machine that is busy draws slowly, which says nothing of the code.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=6)


@PATIENT
@given(LETTERS, RANGES)
def test_brackets_add_nothing_else_and_hold_what_was_marked(text: str, spans: list[tuple[int, int]]) -> None:
    ranges = [(a, min(a + n, len(text))) for a, n in spans if a < len(text)]
    marked, _ = bracketed(text, ranges)
    assert re.sub("[‹›]", "", marked) == text
    assert re.findall("‹(.*?)›", marked, re.DOTALL) == [text[a:b] for a, b in joined(ranges)]


@PATIENT
@given(LETTERS, RANGES, st.integers(0, 5))
def test_an_excerpt_keeps_the_marked_words(text: str, spans: list[tuple[int, int]], words: int) -> None:
    ranges = [(a, min(a + n, len(text))) for a, n in spans if a < len(text)]
    cut, moved = excerpt(text, ranges, words=words)
    for piece in filter(None, (piece.strip() for piece in cut.split("…"))):
        assert piece in text
    for (a, b), (c, d) in zip(sorted(moved), sorted(moved)[1:], strict=False):
        assert (a, b) <= (c, d)
    for a, b in moved:
        assert cut[a:b] in text
    wanted = {word for a, b in ranges for word in text[a:b].split()}
    assert wanted <= {word for a, b in moved for word in cut[a:b].split()}


def test_an_excerpt_says_where_it_leaves_out() -> None:
    text = "a b c d e f g h i j k l m"
    at = text.index("g")
    assert excerpt(text, [(at, at + 1)], words=2) == ("… e f g h i …", [(6, 7)])
    assert excerpt(text, [(0, 1), (24, 25)], words=1) == ("a b … l m", [(0, 1), (8, 9)])
    assert excerpt(text, [(0, 1), (8, 9)], words=1)[0] == "a b c d e f …", "a gap of a word is not worth its dots"


def test_a_long_quotation_is_broken_in_the_order_of_reading() -> None:
    out = io.StringIO()
    page = Page(Console(file=out, force_terminal=True, width=30, color_system=None))
    page.line(Line().say("says").quote(" ".join(["كلمة"] * 5 + ["آخر"] * 5)), first="    said     ", hang=6)
    lines = out.getvalue().splitlines()
    assert len(lines) > 2
    assert "كلمة" in lines[1]
    assert "آخر" in lines[-1]
    assert max(map(cell_len, lines)) <= 30


def test_spans_of_a_report_are_those_that_are_marked() -> None:
    analysis = Pipeline()(ARTICLE)
    trigger = analysis.events[0].trigger
    assert Span(trigger.start, trigger.end).of(ARTICLE.text) == trigger.quote
    assert f"‹{trigger.quote}›" in printed()
