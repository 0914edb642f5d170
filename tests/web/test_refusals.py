"""Errors and problems in Arabic: every sentence that a page may have to show is known, whatever is put into it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.web.language import Language
from rasid.web.refusals import in_arabic, sentences
from tests.web.desks import filled, logged_in

ROOT = Path(__file__).parents[2] / "src" / "rasid"
REACHED = [
    *sorted((ROOT / "web").glob("*.py")), *sorted((ROOT / "web" / "pages").glob("*.py")),
    *(ROOT / "store" / f"{name}.py" for name in ("decisions", "people", "releases", "inbox")),
    ROOT / "model" / "decision.py", ROOT / "run" / "release.py", ROOT / "run" / "review.py", ROOT / "run" / "views.py",
    *sorted((ROOT / "resolve").glob("*.py")),
]  # fmt: skip
"""Where what a page may have to show is raised or found."""
ENGLISH_ONLY = frozenset(path.name for path in (ROOT / "web").glob("api*.py"))
"""Answers to programs are in English."""
RAISED = {"UsageError", "StoreError", "ConflictError"}
PUT_IN = "x9"


def sentence(node: ast.expr) -> str | None:
    """What is said, with a word in place of what is put in; None for what is not put together here."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (value.value if isinstance(value, ast.Constant) else PUT_IN for value in node.values)
        return "".join(map(str, parts))
    return None


def told(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in RAISED and node.args:
            found = sentence(node.args[0])
        elif node.func.id == "Problem":
            found = next((sentence(k.value) for k in node.keywords if k.arg == "message"), None)
        else:
            continue
        if found is not None and found != PUT_IN:
            yield found


@pytest.mark.parametrize("path", [p for p in REACHED if p.name not in ENGLISH_ONLY], ids=lambda p: p.name)
def test_every_sentence_that_is_raised_has_arabic_words(path: Path) -> None:
    for message in told(path):
        arabic = in_arabic(message)
        assert arabic is not None, message
        assert re.search("[ء-ي]", arabic)


def test_the_list_has_what_is_raised_and_its_values() -> None:
    for found in sentences():
        names = set(re.findall(r"\{(\w+)\}", found.arabic))
        assert names <= found.english.groupindex.keys(), found.arabic
        assert not re.search("[٠-٩]", found.arabic), "digits are 0–9, as in the rest of the interface"


@given(st.text(min_size=1), st.integers(1, 10**6))
def test_what_is_put_in_is_shown_as_it_is(name: str, number: int) -> None:
    shown = in_arabic(f"the gazetteer knows no place {name!r}; `rasid places` adds one")
    assert shown is not None
    assert f"\u2068{name!r}\u2069" in shown
    shown = in_arabic(
        f"amal decided on the same field before you (decision {number}: edit); look at that first, then decide again"
    )
    assert shown is not None
    assert f"\u2068{number}\u2069: تعديل" in shown


@given(st.text())
def test_what_is_not_known_stays_as_it_is(message: str) -> None:
    assert in_arabic(message) is None or message
    assert Language("en").said(message) == message


def test_a_refused_form_is_told_in_the_language_of_the_page(tmp_path: Path) -> None:
    store, ids = filled(tmp_path / "s.sqlite")
    with store:
        desk = logged_in(store, "amal")
        sent = {"verdict": "edit", "kind": "event", "record": "e1", "field": "when", "first": "soon"}
        for lang, words in (("ar", "ليس تاريخاً"), ("en", "is not a day")):
            desk.headers["accept-language"] = lang
            answer = desk.post(f"/reports/{ids['a']}/decide", data=sent)
            assert answer.status_code == 422
            assert words in answer.text
