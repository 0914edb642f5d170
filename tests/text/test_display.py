"""Right-to-left text for terminals: order by UAX #9, joined letters, and marks that stay on their letters."""

import unicodedata
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.text.display import bidi_levels, isolate, visual


def shown(text: str, width: int = 10_000) -> str:
    return "\n".join(line for line, _ in visual(text, (), width=width))


# What is seen from left to right. Hebrew letters stand for Arabic ones where only the order is asked: they do not join.
ORDER = {
    "letters": ("אבג", "גבא"),
    "words": ("אב גד", "דג בא"),
    "Latin alone": ("abc def", "abc def"),
    "Latin within": ("אב abc גד", "דג abc בא"),
    "two Latin words": ("אב abc def גד", "דג abc def בא"),
    "number after letters": ("אב 123", "123 בא"),
    "number between": ("אב 123 גד", "דג 123 בא"),
    "number with comma": ("אב 1,234 גד", "דג 1,234 בא"),
    "date with slashes": ("אב 4/5 גד", "דג 4/5 בא"),
    "range of numbers, Arabic before (W2, AN)": ("و 10-12", "12-10 ﻭ"),
    "range of numbers, Hebrew before (W4, EN)": ("א 10-12", "10-12 א"),
    "two numbers": ("אב 12 34", "34 12 בא"),
    "percent after European digits": ("א 12%", "12% א"),
    "percent after Arabic letters": ("و 12%", "%12 ﻭ"),
    "Eastern digits": ("א ١٢٣ ב", "ב ١٢٣ א"),
    "Eastern digits with a decimal mark": ("א ١٢٫٥ ב", "ב ١٢٫٥ א"),
    "Latin with a number": ("א F-16 ב", "ב F-16 א"),
    "number first, then Latin (N2)": ("א 45 km ב", "ב km 45 א"),
    "full stop at the end": ("אב abc.", ".abc בא"),
    "brackets": ("(אב)", "(בא)"),
    "brackets round Latin": ("אב (abc) גד", "דג (abc) בא"),
    "Latin with brackets at the end (N0)": ("א abc (def)", "abc (def) א"),
    "brackets with both": ("א (abc ב) ג", "ג (ב abc) א"),
    "brackets that do not match": ("א (abc] ב", "ב [abc) א"),
    "guillemets": ("«אב»", "«בא»"),
    "spaces at the end (L1)": ("אב abc  ", "  abc בא"),
    "tab (L1)": ("abc\tdef", "def\tabc"),
    "embeddings are taken out": ("א\u202aabc\u202c ב\u200f", "ב abcא"),
    "isolates are taken out": ("\u2067אב\u2069", "בא"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("case", ORDER)
def test_order(case: str) -> None:
    text, seen = ORDER[case]
    assert shown(text) == seen


@pytest.mark.parametrize(
    ("classes", "levels"),
    [
        ("AL EN", [1, 2]),
        ("AL NSM EN", [1, 1, 2]),
        ("L NSM R", [2, 2, 1]),
        ("EN ET", [2, 2]),
        ("AN ET", [2, 1]),
        ("ET ET EN", [2, 2, 2]),
        ("L ON L", [2, 2, 2]),
        ("L ON R", [2, 1, 1]),
        ("L WS EN", [2, 2, 2]),
        ("R WS EN", [1, 1, 2]),
        ("EN CS EN CS", [2, 2, 2, 1]),
        ("AN CS AN", [2, 2, 2]),
        ("AN ES AN", [2, 1, 2]),
        ("L WS WS", [2, 1, 1]),
        ("L WS S L", [2, 1, 1, 2]),
        ("", []),
    ],
)
def test_levels(classes: str, levels: list[int]) -> None:
    assert bidi_levels(classes.split()) == levels


JOINED = {
    "isolated": ("ب", "ﺏ"),
    "initial, medial, final": ("ببب", "ﺐﺒﺑ"),
    "letters that join to the right only": ("دار", "ﺭﺍﺩ"),
    "a word": ("قصف", "ﻒﺼﻗ"),
    "lam with alif": ("لا", "ﻻ"),
    "lam with alif after a letter": ("بلا", "ﻼﺑ"),
    "lam with hamza": ("الأحد", "ﺪﺣﻷﺍ"),
    "hamza joins nothing": ("جزء", "ﺀﺰﺟ"),
    "tatweel joins": ("هـ", "ـﻫ"),
    "a word ends at a space": ("من بعد", "ﺪﻌﺑ ﻦﻣ"),
    "marks stand after their letter (L3)": ("بَب", "ﺐﺑَ"),
    "two marks keep their order": ("بَّ", "ﺏَّ"),
    "zero-width joiner": ("ه\u200d", "ﻫ"),
    "zero-width non-joiner": ("ب\u200cب", "ﺏﺏ"),
    "Persian letters": ("چپ", "ﭗﭼ"),
}


@pytest.mark.parametrize("case", JOINED)
def test_letters_join(case: str) -> None:
    text, seen = JOINED[case]
    assert shown(text) == seen


def test_lines_break_at_spaces_and_the_first_comes_first() -> None:
    assert shown("אב גד הו", 5) == "דג בא\nוה"
    assert shown("אבגדה", 2) == "בא\nדג\nה"
    assert visual("א", [(0, 1)], width=0) == [("א", [(0, 1)])]


def test_marks_point_at_the_same_letters() -> None:
    text = "قتل 12 مدنيا في Homs"
    (line, spans), *_ = visual(text, [(4, 6), (16, 20)], width=100)
    assert [line[a:b] for a, b in spans] == ["Homs", "12"]


@pytest.mark.parametrize("span", [(0, 1), (1, 2)])
def test_a_mark_on_either_letter_of_lam_alif_marks_it(span: tuple[int, int]) -> None:
    assert visual("لا", [span], width=10) == [("ﻻ", [(0, 1)])]


TEXTS = st.text(alphabet="ابتلدقصفأإآىيةء ـًَُّ0123٤٥%.,()[]«»abcXYZ \t\u200f\u200d\u202b\u202c", max_size=60)


def letters(text: str) -> Counter[str]:
    """The letters of a text in whatever form, without regard to brackets' sides; lam with alif counts as lam."""
    plain = (unicodedata.normalize("NFKC", char)[0] if char not in "ًَُّ" else char for char in text)
    return Counter("(" if c in "()" else "[" if c in "[]" else "«" if c in "«»" else c for c in plain)


def expected(text: str, start: int, end: int) -> Counter[str]:
    out = []
    for at in range(start, end):
        if unicodedata.category(text[at]) == "Cf":
            continue
        before = next(
            (c for c in reversed(text[:at]) if unicodedata.category(c) not in ("Mn", "Cf") or c == "\u200d"), ""
        )
        if text[at] in "اأإآ" and before == "ل":  # one letter with its lam
            lam = text.rindex("ل", 0, at)
            if lam < start:
                out.append("ل")
            continue
        out.append(text[at])
    return letters("".join(out))


@given(TEXTS, st.data())
def test_marked_ranges_keep_their_letters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    [(line, spans)] = visual(text, [(start, end)], width=1000)
    assert letters("".join(line[a:b] for a, b in spans)) == expected(text, start, end)
    assert all(a < b for a, b in spans)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spans))


@given(TEXTS, st.integers(1, 20))
def test_no_letter_is_lost_in_lines(text: str, width: int) -> None:
    lines = visual(text, [(0, len(text))], width=width)
    assert all(len(line) <= width for line, _ in lines)
    assert all(spans == ([(0, len(line))] if line else []) for line, spans in lines)
    kept = sum(letters("".join(line for line, _ in lines)).values())
    dropped = sum(unicodedata.category(c) == "Cf" or c in " اأإآ" for c in text)
    assert kept + dropped >= len(text)


@given(st.text(max_size=80))
def test_any_unicode_is_shown(text: str) -> None:
    for line, spans in visual(text, [(0, len(text))], width=30):
        assert all(0 <= a < b <= len(line) for a, b in spans)
    assert isolate(text) == f"\u2067{text}\u2069"
