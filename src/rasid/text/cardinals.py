"""Exact numbers in figures and words: 25 · 1,200 · ثلاثة وعشرين ألفا · 3 آلاف · مليون و340 ألف · أحد عشر."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rasid.text.function_words import FUNCTION_WORDS
from rasid.text.number_words import (
    ANNEXED_SCALES,
    DUAL_SCALES,
    HALF,
    HUNDRED,
    HUNDREDS,
    ONES,
    PLURAL_SCALES,
    SCALES,
    TEEN,
    TEEN_ONES,
    TENS,
)
from rasid.text.tokens import Token

LONGEST = 12
"""Digits in a number; a longer run of digits is no count."""
_COMMA_DECIMAL = re.compile(r"\d+,\d{1,2}")
_TOP = 10**15
_ARTICLES = ("ال", "وال", "بال", "فال", "لل")


@dataclass(frozen=True, slots=True)
class Cardinal:
    """``last`` is the token after it; ``prefix`` stands joined before its first word."""

    value: int
    last: int
    prefix: str


@dataclass(frozen=True, slots=True)
class _Part:
    value: float
    last: int
    prefix: str
    ceiling: int
    """Only parts smaller than this may be added to it."""


def cardinal(tokens: Sequence[Token], at: int) -> Cardinal | None:
    """The number that begins at a token, with all that is added to it; None when there is none, or it is no whole number."""
    part = _scaled(tokens, at, first=True)
    if part is None:
        return None
    total, last, ceiling = part.value, part.last, part.ceiling
    while ceiling > 1 and last < len(tokens):
        more = _added(tokens, last)
        if more is None or not 0 < more.value < ceiling:
            break
        total, last, ceiling = total + more.value, more.last, more.ceiling
    total = round(total, 3)
    if total != int(total) or total >= _TOP:
        return None
    return Cardinal(int(total), last, part.prefix)


def _added(tokens: Sequence[Token], at: int) -> _Part | None:
    """A part after و, joined or apart: وثلاثمئة · و453 · والعشرين."""
    apart = tokens[at].norm == "و" and tokens[at].kind == "word"
    if not apart and not (tokens[at].kind == "word" and tokens[at].norm.startswith("و")):
        return None
    if apart and at + 1 >= len(tokens):
        return None
    part = _scaled(tokens, at + apart, first=False)
    if part is None or part.prefix not in (("",) if apart else ("و", "وال")):
        return None
    return part


def _scaled(tokens: Sequence[Token], at: int, *, first: bool) -> _Part | None:
    """A number below a thousand with the thousands, millions … that it counts; or one of these alone."""
    token = tokens[at]
    if token.kind == "number":
        return _figures(tokens, at)
    if token.kind != "word":
        return None
    part = _alone(tokens, at, first=first) or _below_thousand(tokens, at, article=True)
    if part is None:
        return None
    scale = SCALES.get(tokens[part.last].norm) if part.last < len(tokens) else None
    if scale is None or part.ceiling > 1000:
        return part
    return _Part(part.value * scale, part.last + 1, part.prefix, scale)


def _figures(tokens: Sequence[Token], at: int) -> _Part | None:
    norm = tokens[at].norm
    value = digits(norm)
    last = at + 1
    if value is None:
        return None
    if norm.isdigit() and len(norm) <= 3 and norm[0] != "0":  # 12 000, 1 250 000
        while last < len(tokens) and len(tokens[last].norm) == 3 and tokens[last].norm.isdigit():
            if tokens[last].a - tokens[last - 1].b != 1 or last - at > 2:
                break
            value, last = value * 1000 + int(tokens[last].norm), last + 1
    after = tokens[last].norm if last < len(tokens) else ""
    if after in ('"', ")") and at and tokens[at - 1].norm in ('"', "(") and last + 1 < len(tokens):
        if tokens[last + 1].norm in PLURAL_SCALES:  # «3» آلاف
            return _Part(value * SCALES[tokens[last + 1].norm], last + 2, "", SCALES[tokens[last + 1].norm])
    scale = SCALES.get(after)
    if scale is None:
        return _Part(value, last, "", 1)
    if _COMMA_DECIMAL.fullmatch(norm):
        value = float(norm.replace(",", "."))  # 1,8 مليون
    return _Part(value * scale, last + 1, "", scale)


def _alone(tokens: Sequence[Token], at: int, *, first: bool) -> _Part | None:
    """ألف · ألفان · ألفا شخص · نصف مليون · مليون ونصف المليون"""
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    for prefix, rest in stripped(tokens[at].norm, article=False):
        if rest in HALF and first and SCALES.get(after, 0) >= 1000 and after not in PLURAL_SCALES:
            return _Part(SCALES[after] / 2, at + 2, prefix, 1)
        if rest in DUAL_SCALES:
            return _Part(DUAL_SCALES[rest], at + 1, prefix, DUAL_SCALES[rest] // 2)
        if rest in ANNEXED_SCALES and first and _counts_noun(tokens, at + 1):
            return _Part(ANNEXED_SCALES[rest], at + 1, prefix, 1)
        if rest in SCALES and rest not in PLURAL_SCALES:
            scale = SCALES[rest]
            if after == "ونصف":
                of = tokens[at + 2].norm if at + 2 < len(tokens) else ""
                named = of.removeprefix("ال") == rest
                return _Part(scale * 1.5, at + 2 + named, prefix, 1)
            return _Part(scale, at + 1, prefix, scale)
    return None


def _counts_noun(tokens: Sequence[Token], at: int) -> bool:
    if at >= len(tokens) or tokens[at].kind != "word":
        return False
    norm = tokens[at].norm
    return norm not in FUNCTION_WORDS and norm[0] != "و" and norm not in SCALES


def digits(norm: str) -> float | None:
    """The value of a run of figures with its separators; None for times, dates, and what is too long."""
    bare = norm.replace(",", "").replace("٬", "")
    if len(bare) > LONGEST or "/" in bare or ":" in bare:
        return None
    bare = bare.replace("٫", ".")
    parts = bare.split(".")
    if not all(part.isdecimal() for part in parts):
        return None  # figures of scripts that are younger than this Python's tables
    if len(parts) == 1:
        return int(bare)
    if all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3 and parts[0] != "0":
        return int("".join(parts))  # 1.200 as thousands, the continental way
    return float(bare) if len(parts) == 2 else None


def stripped(norm: str, *, article: bool) -> list[tuple[str, str]]:
    """(prefix, rest) of a number word: only و ف ب ل ك, and the article where allowed."""
    out = [("", norm)]
    if norm[:1] in "وفبلك" and len(norm) > 3:
        out.append((norm[0], norm[1:]))
        if norm[0] in "وف" and norm[1] in "بلك" and len(norm) > 4:
            out.append((norm[:2], norm[2:]))
    if article:
        out += [(prefix, norm[len(prefix) :]) for prefix in _ARTICLES if norm.startswith(prefix)]
    return out


def _below_thousand(tokens: Sequence[Token], at: int, *, article: bool) -> _Part | None:
    """A number word up to 999 without what و adds, but for ones before tens: خمسة وعشرون · مئتان · ثلاث مئة · أحد عشر."""
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    for prefix, rest in stripped(tokens[at].norm, article=article):
        definite = prefix.endswith(("ال", "لل"))
        if rest in TEEN_ONES and after in TEEN:
            return _Part(10 + TEEN_ONES[rest], at + 2, prefix, 1)
        if rest in HUNDREDS:
            return _Part(HUNDREDS[rest], at + 1, prefix, 100)
        if rest in TENS:
            return _Part(TENS[rest], at + 1, prefix, 1)
        if rest not in ONES or (definite and ONES[rest] <= 2):  # الاثنين is a day, الواحد one of them
            continue
        if after in HUNDRED and 3 <= ONES[rest] <= 9:
            return _Part(ONES[rest] * 100, at + 2, prefix, 100)
        tens = _tens_after(tokens, at + 1) if ONES[rest] < 10 else None
        if tens is not None:
            return _Part(ONES[rest] + tens[0], tens[1], prefix, 1)
        return _Part(ONES[rest], at + 1, prefix, 1)
    return None


def _tens_after(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """(tens, token after): وعشرون · والعشرين · و عشرين"""
    if at >= len(tokens):
        return None
    norm = tokens[at].norm
    if norm == "و" and at + 1 < len(tokens):
        at += 1
        norm = "و" + tokens[at].norm
    if not norm.startswith("و"):
        return None
    tens = norm[1:].removeprefix("ال")
    return (TENS[tens], at + 1) if tens in TENS else None


def small_number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """(value, token after) of a number that begins at a token, for durations: ثلاثة, 10, أحد عشر; None when there is none."""
    found = cardinal(tokens, at) if at < len(tokens) else None
    return (found.value, found.last) if found is not None else None


def is_number_word(norm: str) -> bool:
    """Whether the word is one of a number: ثلاثة, أربعين."""
    return norm in ONES or norm in TENS or norm in HUNDREDS or norm in TEEN_ONES
