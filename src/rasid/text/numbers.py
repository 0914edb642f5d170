"""Counts as Arabic news writes them: exact numbers, duals that are their own number, vague words, and the words round a
number that make it a bound. Dates, ages, measures, shares, ranks, models and names are no counts.

Bounds are those of casualty recording: "more than n" and "at least n" n to no bound, "up to n" no bound to n, a few
(بضعة، عدة، عدد من) 3, tens 10, hundreds 100, thousands 1,000 to no bound.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rasid.model import CountKind, CountRange
from rasid.text.cardinals import Cardinal, cardinal, is_number_word, small_number, stripped
from rasid.text.duals import dual
from rasid.text.function_words import FUNCTION_WORDS, OWN_FIRST_LETTER
from rasid.text.number_words import (
    ABOUT,
    ABOUT_PHRASES,
    AFTER_ABOUT,
    AFTER_NUMBER,
    AT_LEAST,
    AT_MOST,
    COUNTED_TOTAL,
    LEAST_AFTER,
    MEASURES,
    MODELS,
    MONTH_WORDS,
    MOST_AFTER,
    NAMING,
    NUMBER,
    RISING,
    SOME,
    SURPASSING,
    VAGUE,
    VAGUE_SCALES,
)
from rasid.text.tokens import Token

__all__ = ["Number", "find_numbers", "is_number_word", "small_number"]

AFTER = 6
"""Tokens after a number within which "at least" may stand: 4 من العناصر المسلحة على الأقل."""
BEFORE = 6
"""Tokens before one that its bounds are made of: قرابة أكثر من، لا يقل عددهم عن."""
_YEARS = range(1900, 2101)
_CURRENCIES = frozenset("$€£¥")


@dataclass(frozen=True, slots=True)
class Number:
    """A number among tokens. ``first`` to ``last`` is the number itself; ``prefix`` stands joined before it."""

    first: int
    last: int
    prefix: str
    count: CountRange
    noun: str | None = None
    """The singular, in normal form, where a dual noun is the number."""


def find_numbers(tokens: Sequence[Token], taken: Collection[int] = ()) -> list[Number]:
    """All counts among the tokens, in order. ``taken`` are tokens that tell a time: a number there is none."""
    out: list[Number] = []
    at = 0
    while at < len(tokens):
        found = _at(tokens, at)
        if found is None:
            at += 1
            continue
        if at not in taken and not _is_other(tokens, found):
            out.append(found)
        at = found.last
    return _ranges(tokens, out)


def _at(tokens: Sequence[Token], at: int) -> Number | None:
    token = tokens[at]
    if token.kind == "number":
        found = cardinal(tokens, at)
        return _exact(tokens, at, found) if found is not None else None
    if token.kind != "word":
        return None
    vague = _vague(tokens, at)
    if vague is not None:
        return vague
    found = cardinal(tokens, at)
    if found is not None:
        return _exact(tokens, at, found)
    two = dual(tokens, at)
    if two is None:
        return None
    prefix, noun = two
    return Number(at, at + 1, prefix, _bounded(tokens, at, at + 1, 2), noun=noun)


def _exact(tokens: Sequence[Token], at: int, found: Cardinal) -> Number:
    return Number(at, found.last, found.prefix, _bounded(tokens, at, found.last, found.value))


def _vague(tokens: Sequence[Token], at: int) -> Number | None:
    """بضعة أشخاص · عدد من الجنود · أعداد كبيرة · عشرات القتلى · عشرات الآلاف · بضع مئات"""
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    for prefix, rest in stripped(tokens[at].norm, article=True):
        article = prefix.endswith(("ال", "لل"))
        if rest in NUMBER and not article and after in AFTER_NUMBER:
            return _at_least(at, at + 1, prefix, 3, tokens[at].norm)
        if article and "ال" + rest in VAGUE:
            rest = "ال" + rest
            prefix = prefix if prefix.endswith("لل") else prefix[:-2]
        if rest not in VAGUE or not _is_vague(rest, after):
            continue
        low = VAGUE[rest]
        last = at + 1
        if rest in SOME and after in ("عشرات", "مئات", "مايات", "الاف"):
            return _at_least(at, at + 2, prefix, low * VAGUE[after], f"{rest} {after}")
        if low in (10, 100) and after in VAGUE_SCALES:
            low, last = low * VAGUE_SCALES[after], at + 2
        return _at_least(at, last, prefix, low, rest)
    return None


def _is_vague(rest: str, after: str) -> bool:
    """عديد and كثيرا are numbers only beside what they count: كثيرا من التجار, عديد المحتجين."""
    if rest in ("عديد", "كثير", "كثيرا"):
        return after == "من" or (rest == "عديد" and after.startswith("ال"))
    return True


def _at_least(first: int, last: int, prefix: str, low: int, raw: str) -> Number:
    return Number(first, last, prefix, CountRange(low=low, high=None, kind=CountKind.VAGUE, raw=raw))


# --- bounds ---------------------------------------------------------------------------------------------------------------


def _bounded(tokens: Sequence[Token], first: int, last: int, value: int) -> CountRange:
    """The number with what stands round it: نحو · أكثر من · قرابة أكثر من · على الأقل · تجاوز عدد القتلى"""
    raw = " ".join(token.norm for token in tokens[first:last])
    words = [token.norm for token in tokens[max(0, first - BEFORE) : first]]
    approx = least = most = False
    while words:
        size, kind = _modifier(words)
        if not size:
            break
        approx, least, most = approx or kind == "about", least or kind == "least", most or kind == "most"
        joined = words[-size][0] == "و"
        del words[len(words) - size :]
        if joined:  # 31 قتيلا على الأقل | وحوالي مئة
            break
    if not (least or most):
        least = _surpassed(words)
    after = _after(tokens, last)
    approx = approx or after == "about"
    if (least and not most) or after == "least":
        return CountRange(low=value, high=None, kind=CountKind.AT_LEAST, approx=approx, raw=raw)
    if most or after == "most":
        return CountRange(low=None, high=value, kind=CountKind.AT_MOST, approx=approx, raw=raw)
    kind = CountKind.ABOUT if approx else CountKind.EXACT
    return CountRange(low=value, high=value, kind=kind, approx=approx, raw=raw)


def _modifier(words: list[str]) -> tuple[int, str]:
    """(tokens, kind) of the modifier that these words end in; (0, "") when there is none."""
    for phrases, kind in ((AT_MOST, "most"), (AT_LEAST, "least"), (ABOUT_PHRASES, "about")):
        for phrase in phrases:
            if (
                len(phrase) <= len(words) and words[-1] == phrase[-1]
                if len(phrase) > 1
                else _opens(words[-1], phrase[0])
            ):
                begin = words[-len(phrase) :]
                if tuple(begin[1:]) == phrase[1:] and _opens(begin[0], phrase[0]):
                    if kind == "least" and len(words) > len(phrase) and words[-len(phrase) - 1] in ("لا", "لم", "لن"):
                        return len(phrase) + 1, "most" if phrase[0] not in ("يقل", "تقل") else "least"
                    return len(phrase), kind
    return (
        (1, "about")
        if words and any(_opens(words[-1], word) for word in (words[-1], words[-1][1:]) if word in ABOUT)
        else (0, "")
    )


def _opens(word: str, plain: str) -> bool:
    """Whether the word is ``plain``, with و ف ب ل before it or without: ونحو, بأكثر."""
    return word == plain or (word[1:] == plain and word[0] in "وفبل")


def _surpassed(words: list[str]) -> bool:
    """تجاوز عدد القتلى | 100"""
    for index in range(len(words) - 1):
        if words[index].lstrip("وف") in SURPASSING and words[index + 1] in COUNTED_TOTAL:
            return words[index - 1] not in ("لا", "لم", "لن") if index else True
    return False


def _after(tokens: Sequence[Token], last: int) -> str:
    """ "least", "most" or "about" of what follows: 32 قتيلا على الأقل; not 32 قتيلا | وأكثر من مئة جريح."""
    for at in range(last, min(last + AFTER, len(tokens))):
        norm = tokens[at].norm
        rest = at + 1 if norm == "،" else at  # 5 أشخاص، على الأقل
        for phrases, kind in ((LEAST_AFTER, "least"), (MOST_AFTER, "most")):
            for phrase in phrases:
                if tuple(token.norm for token in tokens[rest : rest + len(phrase)]) == phrase:
                    following = tokens[rest + len(phrase)].norm if rest + len(phrase) < len(tokens) else ""
                    return kind if following != "من" or phrase[-1] == "الاقل" else ""
        if at > last + 3 and norm not in ("علي",) and not norm.startswith("ال"):
            return ""
        if norm in AFTER_ABOUT:
            return "about"
        if tokens[at].kind != "word" or (norm in FUNCTION_WORDS and norm != "من") or is_number_word(norm):
            return ""
        if norm[0] == "و" and norm not in OWN_FIRST_LETTER:
            follows = tokens[at + 1].norm if at + 1 < len(tokens) else ""
            return _after(tokens, at + 1) if follows == "علي" and norm[1:2] != "ا" else ""  # 13 جنديا وشرطيا على الأقل
    return ""


# --- what is no count -----------------------------------------------------------------------------------------------------


def _is_other(tokens: Sequence[Token], found: Number) -> bool:
    """Whether the number is a date, an age, a measure, a rank or a name, not a count."""
    if found.noun is not None:
        return False
    first, last = found.first, found.last
    before = tokens[first - 1].norm if first else ""
    after = tokens[last].norm if last < len(tokens) else ""
    beyond = tokens[last + 1].norm if last + 1 < len(tokens) else ""
    if after in MEASURES or (after == "في" and beyond in ("الميه", "المايه", "الالف")) or before in _CURRENCIES:
        return True
    if after in MONTH_WORDS or (after in ("-", "/", "من") and beyond in MONTH_WORDS):
        return True
    if tokens[first].kind != "number":
        return False
    return _is_name(tokens, first) or _is_part_of_figure(tokens, first, last) or _is_year(tokens, found, before, after)


def _is_name(tokens: Sequence[Token], first: int) -> bool:
    """اللواء 45 · للفرقة 25 · القناة الـ14 · إف-16 · كوفيد-19"""
    at = first - 1
    if at >= 0 and tokens[at].norm == "ال":  # القناة الـ14
        at -= 1
    if at >= 0 and tokens[at].norm in NAMING:
        return True
    if at >= 0 and any(rest in NAMING for prefix, rest in stripped(tokens[at].norm, article=False) if prefix):
        return True
    if at >= 0 and tokens[at].norm.startswith("لل") and "ال" + tokens[at].norm[2:] in NAMING:
        return True
    at = first - 1
    joined = at >= 0 and tokens[at].norm in ("-", '"') and tokens[at].end == tokens[first].start
    if joined:
        at -= 1
    if at < 0:
        return False
    adjacent = tokens[at].end == tokens[at + 1].start
    return (
        (tokens[at].norm in MODELS)
        or (adjacent and tokens[at].kind == "latin")
        or (
            joined
            and adjacent
            and tokens[at].kind == "word"
            and len(tokens[at].norm) <= 4
            and tokens[first - 1].norm == "-"
        )
    )


def _is_part_of_figure(tokens: Sequence[Token], first: int, last: int) -> bool:
    """12/5 · 10:30 · +963 · 0097: pieces of a date, an hour, a number to be rung."""
    norm = tokens[first].norm
    if norm[0] == "0" and len(norm) > 1 and norm.isdigit():
        return True
    if first and tokens[first - 1].norm in ("/", ":", "+") and tokens[first - 1].end == tokens[first].start:
        if tokens[first - 1].norm == "+" or (first > 1 and tokens[first - 2].kind == "number"):
            return True
    return (
        last + 1 < len(tokens)
        and tokens[last].norm in (":", "/")
        and tokens[last + 1].kind == "number"
        and (tokens[last].end == tokens[last + 1].start)
    )


def _is_year(tokens: Sequence[Token], found: Number, before: str, after: str) -> bool:
    norm = tokens[found.first].norm
    value = found.count.low or found.count.high or 0
    if before in MONTH_WORDS and (value in _YEARS or (found.last < len(tokens) and tokens[found.last].kind == "mark")):
        return True
    if value not in _YEARS or found.last != found.first + 1 or not norm.isdigit():
        return False
    return before in ("عام", "العام", "سنه", "في", "منذ", "(", "خلال", "حتي") or after in (")", "م", "ميلادي")


# --- ranges ---------------------------------------------------------------------------------------------------------------


def _ranges(tokens: Sequence[Token], found: list[Number]) -> list[Number]:
    """بين 3 و5 · من 3 إلى 5 · ثلاثة أو أربعة · شخصين أو ثلاثة · 5-7: two numbers that bound one count become one."""
    out: list[Number] = []
    skip = False
    for at, number in enumerate(found):
        if skip:
            skip = False
            continue
        other = found[at + 1] if at + 1 < len(found) else None
        joined = _range(tokens, number, other) if other is not None else None
        out.append(joined or number)
        skip = joined is not None
    return out


def _range(tokens: Sequence[Token], a: Number, b: Number) -> Number | None:
    low, high = a.count.low, b.count.low
    if low is None or high is None or low >= high or b.noun is not None:
        return None
    if CountKind.VAGUE in (a.count.kind, b.count.kind):
        return None
    between = [token.norm for token in tokens[a.last : b.first]]
    if len(between) > 2 or not _bounds_one(tokens, a, b, between):
        return None
    count = CountRange(
        low=low, high=high, kind=CountKind.BETWEEN, approx=a.count.approx, raw=f"{a.count.raw} {b.count.raw}"
    )
    return Number(a.first, b.last, a.prefix, count)


def _bounds_one(tokens: Sequence[Token], a: Number, b: Number, between: list[str]) -> bool:
    link = between[-1] if between else ""
    before = tokens[a.first - 1].norm if a.first else ""
    if link == "او":
        return True
    if a.noun is not None:
        return False
    if before in ("بين", "وبين") and (b.prefix == "و" or link == "و"):
        return True
    if link in ("الي", "حتي"):
        return not any(token.norm in RISING for token in tokens[max(0, a.first - 8) : a.first])
    if between == ["-"]:
        return (b.count.low or 0) <= (a.count.low or 0) * 20
    return False
