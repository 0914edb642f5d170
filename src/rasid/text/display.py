"""Right-to-left text for a terminal: isolated for one that orders and joins it itself, shaped and ordered for one that
does not. Marked ranges keep pointing at the same letters.

Order by the Unicode Bidirectional Algorithm (UAX #9, rules W1 to L4; explicit embeddings are taken out); letters by the
joining classes that the presentation forms of the Unicode Character Database imply.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

_RLI, _PDI = "\u2067", "\u2069"
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_TAKEN_OUT = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"))
_LAM = "ل"
_JOINING = "ـ\u200d"
_NOT_JOINING = "\u200c"
_DIRECTION_MARKS = "\u200e\u200f\u061c"
Marked = tuple[str, list[tuple[int, int]]]


def isolate(text: str) -> str:
    """The text as one right-to-left run that does not disturb what stands round it."""
    return f"{_RLI}{text}{_PDI}"


def isolated(text: str, ranges: Iterable[tuple[int, int]], *, width: int) -> list[Marked]:
    """The text as lines of at most ``width`` letters in reading order, each isolated, with the places in it of ``ranges``."""
    marked = sorted(ranges)
    out: list[Marked] = []
    for start, end in _lines(text, width):
        here = [(max(a, start), min(b, end)) for a, b in marked if a < end and b > start]
        out.append((isolate(text[start:end]), [(a - start + len(_RLI), b - start + len(_RLI)) for a, b in here]))
    return out or [("", [])]


def visual(text: str, ranges: Iterable[tuple[int, int]], *, width: int) -> list[Marked]:
    """The text as lines of at most ``width`` letters in the order in which they are seen, left to right, with joined letter
    forms; each line with the places in it of the letters that lie in ``ranges`` of ``text``."""
    marked: set[int] = set()
    for start, end in ranges:
        marked.update(range(start, end))
    out: list[Marked] = []
    for start, end in _lines(text, width):
        seen = _ordered(text, range(start, end))
        shaped, alifs = _shape(text, range(start, end))
        line: list[str] = []
        spans: list[tuple[int, int]] = []
        for at, level in seen:
            form = shaped.get(at)
            if not form or form in _DIRECTION_MARKS:
                continue
            if level % 2 and len(form) == 1:
                form = form.translate(_MIRRORED)
            if at in marked or alifs.get(at) in marked:
                here = len(line)
                if spans and spans[-1][1] == here:
                    spans[-1] = (spans[-1][0], here + 1)
                else:
                    spans.append((here, here + 1))
            line.append(form)
        out.append(("".join(line), spans))
    return out or [("", [])]


def _lines(text: str, width: int) -> list[tuple[int, int]]:
    """Ranges of at most ``width`` letters, broken at spaces where there are any."""
    out: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = min(len(text), start + max(1, width))
        if end < len(text):
            space = text.rfind(" ", start, end + 1)
            if space > start:
                end = space
        out.append((start, end))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return out


# --- order: UAX #9 --------------------------------------------------------------------------------------------------------


def _ordered(text: str, positions: Sequence[int]) -> list[tuple[int, int]]:
    """(position, level) of each letter in the order seen, for a line in a right-to-left paragraph."""
    classes = {at: unicodedata.bidirectional(text[at]) or "L" for at in positions}
    kept = [at for at in positions if classes[at] not in _TAKEN_OUT]
    levels = bidi_levels([classes[at] for at in kept], "".join(text[at] for at in kept))
    order = list(range(len(kept)))
    for level in range(max(levels, default=0), 0, -1):  # L2
        index = 0
        while index < len(order):
            if levels[order[index]] >= level:
                end = index
                while end < len(order) and levels[order[end]] >= level:
                    end += 1
                order[index:end] = reversed(order[index:end])
                index = end
            else:
                index += 1
    seen: list[int] = []
    marks: list[int] = []
    for at in order:  # L3: marks stand after their letter, on whichever side they were
        if classes[kept[at]] == "NSM" and levels[at] % 2:
            marks.insert(0, at)
            continue
        seen += [at, *marks]
        marks = []
    return [(kept[at], levels[at]) for at in (*seen, *marks)]


def bidi_levels(classes: Sequence[str], text: str = "") -> list[int]:
    """Embedding levels of a run of bidirectional classes in a right-to-left paragraph (base level 1). ``text`` has the
    letters of these classes; by it brackets are paired."""
    kinds = list(classes)
    n = len(kinds)
    before = "R"
    for i, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[i] = before
        before = kinds[i]
    strong = "R"
    for i, kind in enumerate(kinds):  # W2, W3
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, n - 1):  # W4
        if kinds[i] in ("ES", "CS") and kinds[i - 1] == kinds[i + 1] == "EN":
            kinds[i] = "EN"
        elif kinds[i] == "CS" and kinds[i - 1] == kinds[i + 1] == "AN":
            kinds[i] = "AN"
    i = 0
    while i < n:  # W5
        if kinds[i] == "ET":
            end = i
            while end < n and kinds[end] == "ET":
                end += 1
            if (i and kinds[i - 1] == "EN") or (end < n and kinds[end] == "EN"):
                kinds[i:end] = ["EN"] * (end - i)
            i = end
        else:
            i += 1
    kinds = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]  # W6
    strong = "R"
    for i, kind in enumerate(kinds):  # W7
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    for opening, closing in _bracket_pairs(text, kinds):  # N0
        inside = {_side(kind) for kind in kinds[opening + 1 : closing] if kind in ("L", "R", "EN", "AN")}
        if "R" in inside:
            kinds[opening] = kinds[closing] = "R"
        elif inside:
            before = next((_side(kind) for kind in reversed(kinds[:opening]) if kind in ("L", "R", "EN", "AN")), "R")
            kinds[opening] = kinds[closing] = before
    i = 0
    while i < n:  # N1, N2
        if kinds[i] in ("B", "S", "WS", "ON"):
            end = i
            while end < n and kinds[end] in ("B", "S", "WS", "ON"):
                end += 1
            left = _side(kinds[i - 1]) if i else "R"
            right = _side(kinds[end]) if end < n else "R"
            kinds[i:end] = [left if left == right else "R"] * (end - i)
            i = end
        else:
            i += 1
    levels = [1 if kind == "R" else 2 for kind in kinds]  # I2
    at_end = True
    for i in range(n - 1, -1, -1):  # L1: separators, and spaces before them or at the end of the line
        at_end = classes[i] in ("S", "B") or (at_end and classes[i] == "WS")
        if at_end:
            levels[i] = 1
    return levels


def _bracket_pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Places of brackets that belong together, by their opening (BD16: no more than 63 open at once)."""
    open_: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for at, char in enumerate(text):
        if kinds[at] != "ON":
            continue
        if char in _PAIRS:
            if len(open_) == 63:
                break
            open_.append((_PAIRS[char], at))
        elif char in _PAIRS.values():
            for depth in range(len(open_) - 1, -1, -1):
                if open_[depth][0] == char:
                    pairs.append((open_[depth][1], at))
                    del open_[depth:]
                    break
    return sorted(pairs)


def _side(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else "L"


# --- shape ------------------------------------------------------------------------------------------------------------------


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Letter (or lam with alif) -> its presentation forms: isolated, final, initial, medial."""
    out: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD)):
        kind, _, base = unicodedata.decomposition(chr(code)).partition(" ")
        letters = "".join(chr(int(part, 16)) for part in base.split())
        if (
            kind.strip("<>") in ("isolated", "final", "initial", "medial")
            and letters
            and (len(letters) == 1 or letters[0] == _LAM)
        ):
            out.setdefault(letters, {}).setdefault(kind.strip("<>"), chr(code))
    return out


def _shape(text: str, positions: Sequence[int]) -> tuple[dict[int, str], dict[int, int]]:
    """Position -> what is shown for it, and lam -> alif of those that are one letter; such an alif shows nothing itself."""
    forms = _forms()
    letters = [
        at
        for at in positions
        if unicodedata.category(text[at]) not in ("Mn", "Cf") or text[at] in (*_JOINING, _NOT_JOINING)
    ]
    out: dict[int, str] = {at: text[at] for at in positions}
    alifs: dict[int, int] = {}
    joins_after = [_joins(text[at], "initial") for at in letters]
    joins_before = [_joins(text[at], "final") for at in letters]
    skip = False
    for index, at in enumerate(letters):
        if skip:
            skip = False
            continue
        char = text[at]
        if char not in forms:
            continue
        before = index > 0 and joins_after[index - 1] and joins_before[index]
        follower = letters[index + 1] if index + 1 < len(letters) else None
        if char == _LAM and follower is not None and char + text[follower] in forms:
            ligature = forms[char + text[follower]]
            out[at] = ligature.get("final" if before else "isolated", char)
            out[follower] = ""
            alifs[at] = follower
            skip = True
            continue
        after = follower is not None and joins_after[index] and joins_before[index + 1]
        kind = "medial" if before and after else "final" if before else "initial" if after else "isolated"
        out[at] = forms[char].get(kind) or forms[char].get("isolated", char)
    return out, alifs


def _joins(char: str, form: str) -> bool:
    return char in _JOINING or form in _forms().get(char, ())
