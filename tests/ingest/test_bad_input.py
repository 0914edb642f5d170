"""Bad input: each item gives one clear problem that names it, and the rest goes on."""

import csv
import datetime as dt
import gzip
import io
import json
import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from rasid.model import PublishedBasis
from tests.ingest.articles import BODY, OTHER, TITLE, page, read, write
from tests.ingest.test_formats import FIRST_PAGE, GOLD, OTHER_PAGE, RSS, rss, warc

MEGABYTE = 1_000_000
BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing.txt": ("empty", lambda: b""),
    "spaces.txt": ("empty", lambda: b" \n\t \r\n"),
    "mark-alone.txt": ("empty", lambda: b"\xef\xbb\xbf"),
    "nuls.txt": ("binary", lambda: b"\x00" * 5000),
    "picture.jpg": ("binary", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40),
    "random.txt": ("binary", lambda: bytes(range(256)) * 40),
    "document.pdf": ("binary", lambda: b"%PDF-1.7\n" + BODY.encode()),
    "english.txt": ("not-arabic", lambda: b"Four civilians were killed in shelling on the town on Sunday."),
    "persian.txt": ("not-arabic", lambda: "این خبر از سوی خبرگزاری منتشر شده است که چهار نفر در گلوله باران شهر کشته شدند".encode()),
    "digits.txt": ("not-arabic", lambda: b"1" * 400),
    "unknown.txt": ("unknown-encoding", lambda: bytes([0x81, 0xFE, 0x9D, 0xFF, 0xC3] * 100)),
    "line.txt": ("too-large", lambda: BODY.replace("\n", " ").encode() * 100_000),
    "line.html": ("too-large", lambda: b"<html><body><p>" + BODY.encode() * 100_000),
    "line.csv": ("too-large", lambda: b"text,date\n" + BODY.replace("\n", " ").encode() * 20_000),
    "line.jsonl": ("too-large", lambda: b'{"text":"' + BODY.replace("\n", " ").encode() * 20_000),
    "cut.txt.gz": ("truncated", lambda: gzip.compress(BODY.encode())[:-20]),
    "torn.txt.gz": ("damaged", lambda: gzip.compress(BODY.encode())[:-8] + bytes(8)),
    "bomb.gz": ("too-large", lambda: gzip.compress(BODY.encode() * 120_000)),
    "bomb.jsonl.gz": ("too-large", lambda: gzip.compress(gzip.compress(b'{"text":"' + b"a" * (50 * MEGABYTE)))),
    "none.warc": ("no-entries", lambda: warc()),
    "gone.warc": ("no-entries", lambda: warc(("https://example.org/", "404 Not Found", page()))),
    "head.warc": ("no-entries", lambda: b"WARC/1.0\r\nWARC-Type: resp"),
    "empty.xml": ("no-entries", lambda: rss().encode()),
    "torn.xml": ("no-entries", lambda: b"<?xml version='1.0'?><rss><channel><title>"),
    "other.xml": ("no-entries", lambda: b"<?xml version='1.0'?><config><a/></config>"),
    "torn.json": ("malformed-json", lambda: json.dumps(GOLD)[:-30].encode()),
    "deep.json": ("truncated", lambda: b"[" * 100_000),
    "deep-record.json": ("malformed-json", lambda: b'{"text":' * 100_000),
    "words.json": ("malformed-json", lambda: BODY.encode()),
    "number.json": ("malformed-record", lambda: b"4"),
    "list.json": ("empty", lambda: b"[]"),
    "no-text.json": ("empty", lambda: b'{"text": "", "date": "2025-05-04"}'),
    "number-as-text.json": ("empty", lambda: b'{"text": 4}'),
    "header.csv": ("empty", lambda: b"text,date\n,\n"),
    "columns.csv": ("no-text-column", lambda: b"a,b\n1,2\n"),
    "nothing.html": ("no-article", lambda: b"<html><head><title></title></head><body><script>document.write('x')</script></body></html>"),
    "nested.html": ("too-large", lambda: b"<html><body>" + b"<div>" * 100_000 + BODY.encode()),
    "nested-lists.html": ("too-large", lambda: b"<html><body>" + b"<ul><li>" * 50_000 + BODY.encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_one_problem_names_the_item_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    code, make = BAD[name]
    path = write(tmp_path / name, make())
    after = write(tmp_path / "zz.txt", OTHER)
    started = time.perf_counter()
    (report,), problems = read(path, after)
    assert [problem.code for problem in problems] == [code]
    assert str(path) in problems[0].item
    assert 10 < len(problems[0].message) < 300
    assert "\n" not in problems[0].message
    assert report.text == OTHER
    assert time.perf_counter() - started < 5


def test_a_line_without_end_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        for piece in (
            b'{"text":"',
            *([BODY.replace("\n", " ").encode() * 2500] * 43),
            b'"}\n' + json.dumps(GOLD).encode(),
        ):
            file.write(piece)
    assert path.stat().st_size > 50 * MEGABYTE
    tracemalloc.start()
    try:
        (report,), (problem,) = read(path)
        assert tracemalloc.get_traced_memory()[1] < 40 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert (problem.code, problem.item) == ("too-large", f"{path}:1")
    assert report.external_id == "a1"


@pytest.mark.parametrize("tag", ["p", "td", "li", "option", "tr", "a", "font", "b", "blink"])
def test_tags_that_need_no_end(tmp_path: Path, tag: str) -> None:
    """100,000 of them: read or refused, in little time, with no exception."""
    started = time.perf_counter()
    reports, problems = read(write(tmp_path / "a.html", f"<html><body>{f'<{tag}>' * 100_000}{BODY}"))
    assert len(reports) + len(problems) >= 1
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    "piece", ["<", "<p", "<div date", "<!--", "<script ld+json>", "<title>", "<meta ", "&", "<span class=date>"]
)
def test_pages_that_would_hold_a_pattern_up(tmp_path: Path, piece: str) -> None:
    started = time.perf_counter()
    reports, _ = read(
        write(tmp_path / "a.html", "<html>" + piece * (300_000 // len(piece))), write(tmp_path / "b.txt", OTHER)
    )
    assert reports[-1].text == OTHER
    assert time.perf_counter() - started < 10


def test_a_feed_that_breaks_off_gives_what_stood_before(tmp_path: Path) -> None:
    reports, (problem,) = read(write(tmp_path / "a.xml", RSS[: RSS.rindex("<pubDate>")]))
    assert problem.code == "malformed-feed"
    assert reports[0].text == f"{TITLE}\n{BODY}"


LAUGHS = (
    "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'هههههههههه'>"
    + "".join(f"<!ENTITY {x} '{f'&{y};' * 20}'>" for x, y in zip("bcdefghi", "abcdefgh", strict=True))
    + "]><rss><channel><item><title>&i;</title></item></channel></rss>"
)
OUTSIDE = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a SYSTEM 'file://{}'>]><rss><channel><item><title>&a;</title></item></channel></rss>"


def test_entities_of_a_feed_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", OTHER)
    for made in (LAUGHS, OUTSIDE.format(secret)):
        reports, problems = read(write(tmp_path / "a.xml", made))
        assert not reports
        assert problems


def test_a_cut_archive_gives_what_stood_before(tmp_path: Path) -> None:
    for packed in (False, True):
        whole = warc(FIRST_PAGE, OTHER_PAGE, compressed=packed)
        path = write(tmp_path / "a.warc", whole[:-150])
        (report,), (problem,) = read(path)
        assert report.url == FIRST_PAGE[0]
        assert problem.code == "truncated"
        assert problem.item.startswith(str(path))


@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.gz", "a.xml.gz"])
def test_half_an_article_is_not_read(tmp_path: Path, name: str) -> None:
    made = {"a.txt.gz": BODY, "a.html.gz": page(), "a.xml.gz": RSS}[name]
    reports, (problem,) = read(write(tmp_path / name, gzip.compress(made.encode())[:-20]))
    assert reports == []
    assert problem.code == "truncated"
    assert "nothing of it is read" in problem.message


def test_a_cut_gzip_of_records_gives_what_stood_before(tmp_path: Path) -> None:
    lines = "".join(json.dumps(GOLD | {"id": f"a{n}", "text": f"{n} {BODY}"}) + "\n" for n in range(2000)).encode()
    reports, (problem,) = read(write(tmp_path / "a.jsonl.gz", gzip.compress(lines)[:-2000]))
    assert problem.code == "truncated"
    assert 500 < len(reports) < 2000


def test_a_cut_array_gives_what_stood_before(tmp_path: Path) -> None:
    for indent in (None, 1):
        path = write(tmp_path / "a.json", json.dumps([GOLD, GOLD | {"id": "a2"}, GOLD], indent=indent)[:-30])
        reports, (problem,) = read(path)
        assert [report.external_id for report in reports] == ["a1", "a2"]
        assert (problem.code, problem.item) == ("truncated", str(path))


def test_bad_lines_among_good_ones(tmp_path: Path) -> None:
    lines = [
        '{"text": "cut',
        json.dumps(GOLD),
        "[1]",
        '{"text": "' + "x" * 6 * MEGABYTE + '"}',
        "null",
        '{"text": "\\ud800"}',
        json.dumps(GOLD | {"id": "a2"}),
    ]
    path = write(tmp_path / "a.jsonl", "\n".join(lines))
    reports, problems = read(path)
    assert [report.external_id for report in reports] == ["a1", "a2"]
    assert [(problem.code, problem.item) for problem in problems] == [
        ("malformed-json", f"{path}:1"),
        ("malformed-record", f"{path}:3"),
        ("too-large", f"{path}:4"),
        ("malformed-record", f"{path}:5"),
        ("empty", f"{path}:6"),
    ]


def test_bad_rows_among_good_ones(tmp_path: Path) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["text", "date"], [BODY, "2025-05-04"], ["", ""], [OTHER], ["one", "two", "three", "four"], []]
    )
    path = write(tmp_path / "a.csv", out.getvalue() + '"' + BODY)
    reports, problems = read(path)
    assert [report.text for report in reports] == [BODY, OTHER, BODY]
    assert [(problem.code, problem.item) for problem in problems] == [("malformed-csv", f"{path}:7")]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("0001-01-01", "date-out-of-range"),
        ("1700-05-04", "date-out-of-range"),
        ("9999-12-31", "date-out-of-range"),
        ("2025-13-45", "date-unreadable"),
        ("2025-05-04T25:00:00Z", "date-unreadable"),
        ("أمس", "date-unreadable"),
        ("9" * 400, "date-unreadable"),
        (int("9" * 399), "date-unreadable"),
        (float("inf"), "date-unreadable"),
        (-5, "date-unreadable"),
        ({"year": 2025}, "date-unreadable"),
        ("Fri, 99 Foo 99999 99:99:99 +9999", "date-unreadable"),
    ],
)  # fmt: skip
def test_dates_that_cannot_be(tmp_path: Path, told: object, code: str) -> None:
    (report,), (note,) = read(write(tmp_path / "a.jsonl", json.dumps({"text": BODY, "date": told})))
    assert (report.text, report.published) == (BODY, None)
    assert (note.code, note.report_id) == (code, report.id)
    if isinstance(told, str):
        rows = write(tmp_path / "a.csv", f'date,text\n"{told}","{BODY}"\n')
        (report,), (note,) = read(rows)
        assert (report.published, note.code) == (None, code)


@pytest.mark.parametrize(("told", "code"), [("9999-12-31", "date-out-of-range"), ("2025-13-45", "date-unreadable")])
def test_the_day_given_stands_for_one_that_cannot_be_and_this_is_told(tmp_path: Path, told: str, code: str) -> None:
    path = write(tmp_path / "a.jsonl", json.dumps({"text": BODY, "date": told}))
    (report,), (note,) = read(path, published=dt.date(2025, 5, 5))
    assert (report.published, report.published_basis) == (dt.date(2025, 5, 5), PublishedBasis.GIVEN)
    assert note.code == code
    assert "the day given, 2025-05-05, is taken" in note.message


@pytest.mark.parametrize("digits", [400, 5000])
def test_numbers_of_400_digits(tmp_path: Path, digits: int) -> None:
    line = f'{{"views": {"9" * digits}, "timestamp": {"9" * digits}, "text": "قتل {"9" * digits} في القصف على المدينة كما قالت المصادر"}}'
    (report,), (note,) = read(write(tmp_path / "a.jsonl", line))
    assert "9" * digits in report.text
    assert note.code == "date-unreadable"


def test_nuls_and_lone_surrogates_are_left_out_and_told(tmp_path: Path) -> None:
    line = (
        json.dumps({"text": BODY})
        .replace(r"\u0642", r"\u0642\u0000", 3)
        .replace(r"\u0627\u0644", r"\ud83d\u0627\u0644", 1)
    )
    (report,), (note,) = read(write(tmp_path / "a.jsonl", line))
    assert report.text == BODY
    assert (note.code, note.message) == ("text-repaired", "3 NULs, 1 lone surrogate taken out")
    (report,), (note,) = read(write(tmp_path / "a.txt", BODY.replace("ق", "ق\0").encode()))
    assert report.text == BODY
    assert note.code == "text-repaired"


def test_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    targets = {
        tmp_path / "none.txt": "not-found",
        tmp_path / "folder": "no-files",
        tmp_path / "*.jsonl": "no-files",
        "a\0b": "not-found",
        "n" * 5000: "not-found",
        "": "not-found",
    }
    reports, problems = read(*targets, write(tmp_path / "zz.txt", OTHER))
    assert [report.text for report in reports] == [OTHER]
    assert [(problem.item, problem.code) for problem in problems] == [
        (str(name), code) for name, code in targets.items()
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_that_may_not_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    path = write(tmp_path / "a.txt", BODY)
    path.chmod(0)
    folder.chmod(0)
    try:
        _, problems = read(path, tmp_path)
    finally:
        folder.chmod(0o700)
    assert {(problem.code, problem.item) for problem in problems} == {
        ("unreadable", str(path)),
        ("unreadable", str(folder)),
    }


def test_what_is_no_file(tmp_path: Path) -> None:
    """A broken link is a problem; so is a pipe in a folder, which would never end."""
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    write(tmp_path / "a.txt", OTHER)
    reports, problems = read(tmp_path)
    assert [report.text for report in reports] == [OTHER]
    assert [(problem.code, problem.item) for problem in problems] == [
        ("unreadable", str(tmp_path / "gone")),
        ("unreadable", str(tmp_path / "pipe")),
    ]


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(name, "wb") as file:
        file.write(OTHER.encode())
    (report,), _ = read(tmp_path)
    assert report.origin is not None
    assert report.origin.encode().endswith(b"\\udcff.txt")
