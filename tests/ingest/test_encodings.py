"""Encodings: told rightly, told wrongly, not told, and text that was stored in a wrong one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.ingest.encoding import decode
from tests.ingest.articles import BODY, OTHER, TITLE, page, read, write


@pytest.mark.parametrize(
    "encoding", ["cp1256", "iso8859-6", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-8"]
)
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (report,), problems = read(write(tmp_path / "a.txt", BODY.encode(encoding)))
    assert report.text == BODY
    guessed = encoding in ("cp1256", "iso8859-6")
    assert [(problem.code, problem.report_id) for problem in problems] == [("encoding-guessed", report.id)] * guessed


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1256"])
@pytest.mark.parametrize("form", ["jsonl", "csv", "html"])
def test_records_in_any_encoding(tmp_path: Path, form: str, encoding: str) -> None:
    made = {
        "jsonl": json.dumps({"text": BODY}, ensure_ascii=False)
        + "\n"
        + json.dumps({"text": OTHER}, ensure_ascii=False),
        "csv": f'text,date\n"{BODY}",2025-05-04\n"{OTHER}",\n',
        "html": page(),
    }[form]
    reports, problems = read(write(tmp_path / f"a.{form}", made.encode(encoding)))
    assert [report.text for report in reports] == ([f"{TITLE}\n{BODY}"] if form == "html" else [BODY, OTHER])
    assert [problem.code for problem in problems] == ["encoding-guessed"] * (
        encoding == "cp1256"
    )  # once for all records


def test_windows_arabic_declared_as_utf8(tmp_path: Path) -> None:
    made = page(head='<meta charset="utf-8">').encode("cp1256")
    (report,), (note,) = read(write(tmp_path / "a.html", made))
    assert report.text == f"{TITLE}\n{BODY}"
    assert (note.code, note.report_id) == ("encoding-guessed", report.id)
    assert "cp1256" in note.message
    assert "utf-8" in note.message


def test_windows_arabic_declared_so_needs_no_note(tmp_path: Path) -> None:
    made = page(head='<meta charset="windows-1256">').encode("cp1256")
    (report,), problems = read(write(tmp_path / "a.html", made))
    assert report.text == f"{TITLE}\n{BODY}"
    assert not problems


@pytest.mark.parametrize("wrong", ["cp1256", "latin-1", "browser"])
def test_mojibake_is_put_right(tmp_path: Path, wrong: str) -> None:
    """UTF-8 that was read as a code page and stored so: قال becomes ظ‚ط§ظ„ or Ù‚Ø§Ù„."""
    data = BODY.encode()
    if wrong == "browser":  # cp1252, with C1 controls for the five bytes that have no letter
        stored = "".join(
            bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in data
        )
    else:
        stored = data.decode(wrong)
    (report,), (note,) = read(write(tmp_path / "a.txt", stored))
    assert report.text == BODY
    assert note.code == "text-repaired"
    (report,), (note,) = read(write(tmp_path / "a.jsonl", json.dumps({"text": stored})))
    assert report.text == BODY


def test_encoding_that_is_forced(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", BODY.encode("cp1256"))
    (report,), problems = read(path, encoding="cp1256")
    assert (report.text, problems) == (BODY, [])
    reports, (problem,) = read(path, encoding="utf-8")
    assert (reports, problem.code) == ([], "unknown-encoding")


def test_a_few_broken_bytes_are_marked_in_the_text(tmp_path: Path) -> None:
    (report,), (note,) = read(write(tmp_path / "a.txt", BODY.encode() + b" \xff " + OTHER.encode()))
    assert report.text == f"{BODY} \ufffd {OTHER}"
    assert (note.code, note.message) == ("text-repaired", "1 character of it cannot be read and stand as \ufffd")


def test_text_cut_within_a_letter(tmp_path: Path) -> None:
    (report,), (note,) = read(write(tmp_path / "a.txt", BODY.encode()[:-2]))
    assert report.text == BODY[:-2] + "\ufffd"
    assert note.code == "text-repaired"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_utf8_that_is_no_mojibake_comes_out_as_it_is(text: str) -> None:
    data = text.encode()
    if b"\x00" in data or any(byte < 32 for byte in data):
        return
    assert decode(data).text == text.removeprefix("\ufeff")
