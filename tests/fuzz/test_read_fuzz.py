"""Mutated articles through reading and analysis: nothing escapes, and every quote is what stands at its place."""

import datetime as dt
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.ingest import Options, read_items
from rasid.model import Analysis, Problem, Report
from tests.analyse.reading import pipeline
from tests.ingest.articles import BODY, OTHER, page
from tests.ingest.test_formats import GOLD, RSS, warc
from tests.run.samples import text

ARTICLES = (BODY, OTHER, *map(text, range(4)))
FILES: dict[str, bytes] = {
    "a.txt": BODY.encode(),
    "a.html": page().encode(),
    "a.xml": RSS.encode(),
    "a.jsonl": (json.dumps(GOLD, ensure_ascii=False) + "\n" + json.dumps(GOLD)).encode(),
    "a.json": json.dumps([GOLD, GOLD], indent=1).encode(),
    "a.csv": f'text,date\n"{BODY}",2025-05-04\n"{OTHER}",\n'.encode(),
    "a.warc": warc(("https://example.org/1", "200 OK", page())),
    "old.txt": BODY.encode("cp1256"),
    "wide.txt": BODY.encode("utf-16"),
}


def evidence_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with a quote, however deep."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for inner in value.values():
            yield from evidence_in(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from evidence_in(inner)


def sound(report: Report, analysis: Analysis) -> int:
    """Holds every quote of an analysis against the text, and gives their number."""
    found = list(evidence_in(msgspec.to_builtins(analysis)))
    for evidence in found:
        start, end = evidence["start"], evidence["end"]
        assert 0 <= start < end <= len(report.text), evidence
        assert evidence["quote"] == report.text[start:end]
        assert evidence["report_id"] == report.id
        assert report.text[:start].endswith(evidence["prefix"])
        assert report.text[end:].startswith(evidence["suffix"])
    for sentence in analysis.sentences:
        assert 0 <= sentence.start <= sentence.end <= len(report.text)
    return len(found)


def read_and_analyse(path: Path) -> int:
    """Reads an item and analyses what comes of it; the number of reports."""
    items = list(read_items([str(path)], Options(today=dt.date(2025, 6, 1))))
    assert items
    reports = [item for item in items if isinstance(item, Report)]
    for item in items:
        if isinstance(item, Problem):
            assert item.item
            assert item.message
            msgspec.json.encode(item)
    for report in reports:
        analysis = pipeline()(report)
        sound(report, analysis)
        msgspec.json.encode((report, analysis))
    return len(reports)


def test_articles_as_they_are_have_quotes() -> None:
    for article in ARTICLES:
        report = Report.make(article, published=dt.date(2025, 5, 5))
        assert sound(report, pipeline()(report)) > 5


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_files_with_broken_bytes(tmp_path: Path, name: str, chance: random.Random) -> None:
    data = bytearray(FILES[name])
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        mutation = chance.randrange(5)
        if mutation == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif mutation == 1:
            del data[at : at + chance.randint(1, 40)]
        elif mutation == 2:
            data[at:at] = data[max(0, at - 40) : at] * chance.randint(1, 5)
        elif mutation == 3:
            data[at:at] = chance.choice(
                [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"<", b'"', b"\n", b"\\ud800", b"]]>", b"&#0;", b"9" * 400]
            )
        else:
            del data[max(1, at) :]
        if not data:
            break
    path = tmp_path / name
    path.write_bytes(data)
    read_and_analyse(path)


ADDED = (
    "\x00", "\ud800", "\udfff", "\u202e", "\u202d", "\u2067", "\u2069", "\u200f", "\u200b", "\ufeff", "\u200d", "ـ", "ً", "ّ" * 30, "٠" * 400, "9" * 400, "1,2.3/4-5", "١٢٣٫٤",
    "«", "»", '"', "(", ")", "،", "؛", "\n", "\n\n", "\t", "\u2028", "\x85", "و", "ال", "لل", "بـ", "بينهم", "قتيلان", "ألف مليون مليار", "نحو", "أمس", "32 شباط 20244", "30 فبراير",
    "%", "ﷺ", "ﻻ", "ﻗﺘﻞ", "قـ.ـصف", "#", "@", "http://", "😀", "𞤀", "ﬁ", "x" * 300, "قال" * 50, "\U000e0001",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ARTICLES),
    st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 30), st.sampled_from(ADDED) | st.text(max_size=8)), max_size=8
    ),
    st.booleans(),
)
def test_texts_with_changes(article: str, changes: list[tuple[int, int, str]], dated: bool) -> None:
    for at, cut, added in changes:
        at %= len(article) + 1
        article = article[:at] + added + article[at + cut :]
    report = Report.make(article, published=dt.date(2025, 5, 5) if dated else None)
    sound(report, pipeline()(report))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200) | st.text(alphabet="قتلوبيناصفجرح ال٣3،.«»ًـ\n", max_size=300))
def test_any_text_at_all(words: str) -> None:
    report = Report.make(words)
    sound(report, pipeline()(report))


@pytest.mark.parametrize("form", ["jsonl", "txt"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ARTICLES), st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(ADDED)), max_size=6))
def test_changed_texts_from_files(tmp_path: Path, form: str, article: str, changes: list[tuple[int, str]]) -> None:
    for at, added in changes:
        article = article[: at % len(article)] + added + article[at % len(article) :]
    path = tmp_path / f"a.{form}"
    if form == "jsonl":
        path.write_text(json.dumps({"text": article}), "utf-8")
    else:
        path.write_bytes(article.encode("utf-8", "surrogatepass"))
    read_and_analyse(path)


LONG: dict[str, Callable[[int], str]] = {
    "one word": lambda size: "قتل" * (size // 3),
    "one word, many times": lambda size: "قتل " * (size // 4),
    "one line of news": lambda size: (BODY.replace("\n", " ") + " ") * (size // len(BODY)),
    "news without a stop": lambda size: (re.sub(r"[.،؛:\n]", " ", BODY) + " ") * (size // len(BODY)),
    "numbers": lambda size: "12 " * (size // 3),
    "digits": lambda size: "مقتل " + "9" * size,
    "marks": lambda size: "قَ" + "َ" * size,
    "quotation marks": lambda size: "«قال " * (size // 5),
    "commas": lambda size: "،" * size + BODY,
}


def seconds(made: str) -> float:
    """Processor time of reading it, so that what else the machine does counts nothing."""
    report = Report.make(made, published=dt.date(2025, 5, 5))
    started = time.process_time()
    analysis = pipeline()(report)
    taken = time.process_time() - started
    sound(report, analysis)
    return taken


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_cost_is_linear(name: str) -> None:
    """Four times the text takes not much more than four times the time; twice that is left for noise."""
    small, large = 30_000, 120_000
    pipeline()
    bound = max(8 * min(seconds(LONG[name](small)) for _ in range(3)), 0.5)
    # The least of three counts, so the first that is in the bound is enough.
    assert any(seconds(LONG[name](large)) < bound for _ in range(3))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["one word", "one word, many times"])
def test_a_megabyte_of_one_word(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LONG[name](500_000), "utf-8")  # two bytes a letter
    started = time.process_time()
    assert read_and_analyse(path) == 1
    assert time.process_time() - started < 60
