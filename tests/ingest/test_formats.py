"""Every format that `read_items` takes, plain and packed with gzip."""

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from rasid.model import PublishedBasis, Source
from tests.ingest.articles import BODY, OTHER, TITLE, page, read, write


def test_plain_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", BODY)
    (report,), problems = read(path, source=Source(name="وكالة"), published=dt.date(2025, 5, 4))
    assert not problems
    assert report.text == BODY
    assert (report.published, report.published_basis) == (dt.date(2025, 5, 4), PublishedBasis.GIVEN)
    assert report.source == Source(name="وكالة")
    assert report.origin == str(path)


def test_line_breaks_are_one_kind(tmp_path: Path) -> None:
    (report,), _ = read(write(tmp_path / "a.txt", BODY.replace("\n", "\r\n") + "\u2029" + OTHER))
    assert report.text == BODY + "\n" + OTHER


META = '<meta property="article:published_time" content="2025-05-04T22:30:00+03:00">'
META_TURNED = '<meta content="2025-05-04T22:30:00+03:00" property="article:published_time"/>'
LD = '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2025-05-04T19:30:00Z"}]}</script>'


@pytest.mark.parametrize("head", [META, META_TURNED, LD], ids=["meta", "turned", "json-ld"])
def test_page_with_its_date_in_metadata(tmp_path: Path, head: str) -> None:
    site = '<meta property="og:site_name" content="موقع الخبر &amp; الرأي">'
    (report,), problems = read(write(tmp_path / "a.html", page(head=head + site)))
    assert not problems
    assert report.title == TITLE
    assert report.text == f"{TITLE}\n{BODY}"
    assert (report.published, report.published_basis) == (dt.date(2025, 5, 4), PublishedBasis.META)
    assert report.published_at is not None
    assert report.published_at.astimezone(dt.UTC) == dt.datetime(2025, 5, 4, 19, 30, tzinfo=dt.UTC)
    assert report.source is not None
    assert report.source.name == "موقع الخبر & الرأي"


@pytest.mark.parametrize("date", ["الأحد 4 أيار/مايو 2025", "٤ مايو ٢٠٢٥", "4 ماي 2025"])
def test_page_with_an_arabic_date(tmp_path: Path, date: str) -> None:
    (report,), problems = read(write(tmp_path / "a.html", page(above=f'<span class="post-date">{date}</span>')))
    assert not problems
    assert (report.published, report.published_basis) == (dt.date(2025, 5, 4), PublishedBasis.PAGE)


def test_what_the_item_tells_counts_before_what_is_given(tmp_path: Path) -> None:
    head = META + '<meta property="og:site_name" content="موقع">'
    path = write(tmp_path / "a.html", page(head=head))
    (report,), _ = read(path, published=dt.date(2025, 5, 9), source=Source(name="وكالة"))
    assert report.published == dt.date(2025, 5, 4)
    assert report.source is not None
    assert report.source.name == "موقع"


def test_a_page_with_an_xml_declaration_is_a_page(tmp_path: Path) -> None:
    xhtml = '<?xml version="1.0" encoding="utf-8"?>\n' + page()
    (report,), _ = read(write(tmp_path / "a", xhtml))
    assert report.text == f"{TITLE}\n{BODY}"


def feed_entry(title: str, body: str, date: str, link: str) -> str:
    return f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><description>{body}</description><pubDate>{date}</pubDate></item>"


def rss(*items: str) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>أخبار المدينة</title><link>https://example.org</link>{"".join(items)}</channel></rss>'


RSS = rss(
    feed_entry(TITLE, "&lt;p&gt;" + BODY.replace("\n", "&lt;/p&gt;&lt;p&gt;") + "&lt;/p&gt;", "الأحد، 4 مايو 2025", "https://example.org/1"),
    feed_entry("إصابة جنديين", OTHER, "Mon, 05 May 2025 08:00:00 +0300", "https://example.org/2"),
)  # fmt: skip
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>أخبار المدينة</title>'
    f'<entry><title>{TITLE}</title><id>urn:1</id><link href="https://example.org/1"/><updated>2025-05-04T20:00:00Z</updated>'
    f"<content type='html'>&lt;div&gt;{BODY.splitlines()[0]}&lt;/div&gt;{OTHER}&lt;script&gt;x()&lt;/script&gt;</content></entry></feed>"
)


def test_rss(tmp_path: Path) -> None:
    reports, problems = read(write(tmp_path / "feed", RSS))
    assert not problems
    assert [report.text for report in reports] == [f"{TITLE}\n{BODY}", f"إصابة جنديين\n{OTHER}"]
    assert [report.published for report in reports] == [dt.date(2025, 5, 4), dt.date(2025, 5, 5)]
    assert {report.published_basis for report in reports} == {PublishedBasis.FEED}
    assert [report.url for report in reports] == ["https://example.org/1", "https://example.org/2"]
    assert reports[0].source == Source(name="أخبار المدينة", url="https://example.org")


def test_atom(tmp_path: Path) -> None:
    (report,), problems = read(write(tmp_path / "feed.xml", ATOM))
    assert not problems
    assert report.text == f"{TITLE}\n{BODY.splitlines()[0]}\n{OTHER}"
    assert report.published == dt.date(2025, 5, 4)
    assert report.external_id == "urn:1"


GOLD = {"id": "a1", "text": BODY, "published": "2025-05-04", "outlet": "وكالة", "sentences": [[0, 93], [94, len(BODY)]]}
SECOND = {"id": 7, "text": OTHER, "title": "إصابة جنديين", "date": "5 أيار 2025", "link": "https://example.org/2"}


def test_json_lines_of_the_gold_form(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl", "\n".join(json.dumps(record, ensure_ascii=False) for record in (GOLD, {}, SECOND))
    )
    (first, second), (empty,) = read(path)
    assert (first.external_id, first.text, first.published) == ("a1", BODY, dt.date(2025, 5, 4))
    assert [[span.start, span.end] for span in first.sentences] == GOLD["sentences"]
    assert first.published_basis is PublishedBasis.META
    assert (second.external_id, second.text, second.published) == ("7", f"إصابة جنديين\n{OTHER}", dt.date(2025, 5, 5))
    assert second.url == "https://example.org/2"
    assert (empty.code, empty.item) == ("empty", f"{path}:2")


@pytest.mark.parametrize("bounds", [[[0, 9999]], [[5, 9], [0, 4]], [[0]], "all", [[0, "9"]]])
def test_sentences_that_do_not_fit_are_not_taken(tmp_path: Path, bounds: object) -> None:
    (report,), _ = read(write(tmp_path / "a.jsonl", json.dumps(GOLD | {"sentences": bounds})))
    assert report.sentences == ()


@pytest.mark.parametrize("indent", [None, 1])
def test_json_array(tmp_path: Path, indent: int | None) -> None:
    path = write(tmp_path / "a", json.dumps([GOLD, SECOND, "word"], indent=indent))
    reports, (problem,) = read(path)
    assert [report.external_id for report in reports] == ["a1", "7"]
    assert (problem.code, problem.item) == ("malformed-record", f"{path}#3")


def test_one_record_on_several_lines(tmp_path: Path) -> None:
    (report,), problems = read(write(tmp_path / "a.json", json.dumps(GOLD, indent=2)))
    assert not problems
    assert report.external_id == "a1"


@pytest.mark.parametrize(
    "stamp", [1746388800, 1746388800000, "2025-05-04", "الأحد 4 أيار 2025", "Sun, 04 May 2025 20:00:00 GMT"]
)
def test_dates_of_records(tmp_path: Path, stamp: object) -> None:
    (report,), problems = read(write(tmp_path / "a.jsonl", json.dumps({"text": BODY, "date": stamp})))
    assert not problems
    assert report.published == dt.date(2025, 5, 4)


ENGLISH, ARABIC = ("id", "Text", "date", "source"), ("المعرف", "النص", "التاريخ", "المصدر")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("header", [ENGLISH, ARABIC], ids=["english", "arabic"])
@pytest.mark.parametrize("name", ["a.csv", "a"])
def test_tables(tmp_path: Path, header: tuple[str, ...], delimiter: str, name: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerow(("1", BODY, "2025-05-04", "وكالة"))
    writer.writerow(("2", OTHER, "", ""))
    (first, second), problems = read(write(tmp_path / name, "\ufeff" + out.getvalue()))
    assert not problems
    assert (first.external_id, first.text, first.published) == ("1", BODY, dt.date(2025, 5, 4))
    assert first.source == Source(name="وكالة")
    assert (second.text, second.published, second.source) == (OTHER, None, None)


def warc(*pages: tuple[str, str, str], compressed: bool = False) -> bytes:
    """An archive of responses: URL, status line, body; the last one cut by hand where a test wants it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for url, status, body in pages:
        http = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body.encode()), http_headers=http)
        )
    return out.getvalue()


FIRST_PAGE = ("https://example.org/1", "200 OK", page(head=META))
GONE_PAGE = ("https://example.org/2", "404 Not Found", page(body=OTHER))
OTHER_PAGE = (
    "https://example.org/3",
    "200 OK",
    page(title="إصابة جنديين في انفجار لغم", body=OTHER + "\n" + OTHER.replace("جنديين", "شرطيين")),
)


@pytest.mark.parametrize("compressed", [False, True])
def test_warc(tmp_path: Path, compressed: bool) -> None:
    path = write(tmp_path / "archive", warc(FIRST_PAGE, GONE_PAGE, OTHER_PAGE, compressed=compressed))
    reports, problems = read(path)
    assert not problems
    assert [report.url for report in reports] == ["https://example.org/1", "https://example.org/3"]
    assert reports[0].text == f"{TITLE}\n{BODY}"
    assert reports[0].published == dt.date(2025, 5, 4)


PACKED: dict[str, Callable[[], bytes]] = {
    "a.txt": lambda: BODY.encode(),
    "a.html": lambda: page(head=META).encode(),
    "a.xml": lambda: RSS.encode(),
    "a.jsonl": lambda: json.dumps(GOLD).encode(),
    "a.json": lambda: json.dumps([GOLD]).encode(),
    "a.csv": lambda: f'text,date\n"{BODY}",2025-05-04\n'.encode(),
    "a.warc": lambda: warc(FIRST_PAGE),
}


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("times", [1, 2])
def test_gzip_of_each(tmp_path: Path, name: str, times: int) -> None:
    data = PACKED[name]()
    plain, _ = read(write(tmp_path / name, data))
    for _ in range(times):
        data = gzip.compress(data)
    packed, problems = read(write(tmp_path / f"{name}.gz", data))
    assert not problems
    assert [report.id for report in packed] == [report.id for report in plain] != []


@pytest.mark.parametrize("name", PACKED)
def test_standard_input_in_small_pieces(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe cannot be wound back, and gives a few bytes at a time."""

    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self.data = data

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            piece, self.data = self.data[:7], self.data[7:]
            buffer[: len(piece)] = piece
            return len(piece)

    class Stdin:
        buffer = io.BufferedReader(Pipe(gzip.compress(PACKED[name]())))

    monkeypatch.setattr("sys.stdin", Stdin)
    piped, problems = read("-")
    assert not problems
    assert [report.id for report in piped] == [report.id for report in read(write(tmp_path / name, PACKED[name]()))[0]]


def test_folders_and_globs_go_by_name(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    write(tmp_path / "c.txt", OTHER)
    write(tmp_path / "b" / "a.txt", BODY)
    write(tmp_path / ".hidden", BODY)
    write(tmp_path / ".git" / "x", BODY)
    write(tmp_path / "c.txt~", BODY)
    reports, problems = read(tmp_path)
    assert not problems
    assert [Path(report.origin or "").name for report in reports] == ["a.txt", "c.txt"]
    assert len(read(tmp_path / "**" / "*.txt")[0]) == 2
    assert len(read(tmp_path / "b", tmp_path / "c.txt")[0]) == 2
