"""Times as Arabic news writes them, and the days they come to.

Every rule is one way of telling a time (`calendar_times`, `relative_times`); the rules that a word may open are tried at it,
the longest reading wins, and readings that touch (مساء أمس الأحد، 29 ديسمبر) become one. What a time comes to is counted from
the publication date where it must be; without one it stays unresolved, with a note of what is known ("a Sunday"). Nothing is
guessed: a bare year gives no days, a weekday that contradicts its date gives none, the 31st of February gives none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rasid.model import DateBasis, DateInterval, Granularity
from rasid.text import calendar_times as by_calendar
from rasid.text import days
from rasid.text import relative_times as relative
from rasid.text import time_words as w
from rasid.text.cardinals import is_number_word
from rasid.text.months import ENGLISH, GREGORIAN, HIJRI, ORDINALS, TENS, WEEKDAYS
from rasid.text.normal import align
from rasid.text.time_reading import Read, Rule, Same, Words
from rasid.text.tokens import Token, tokenize

LONGEST = 24
"""Tokens of one time."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time among tokens: ``first`` to ``last``; ``prefix`` stands joined before it."""

    first: int
    last: int
    prefix: str
    when: DateInterval
    anchored: bool = False
    offset_days: int | None = None
    weekday: int | None = None
    monthday: tuple[int, int] | None = None
    """What stands in the words, resolved or not."""


def find_times(tokens: Sequence[Token], published: dt.date | None) -> list[Time]:
    """All times among the tokens, in order, none overlapping; `DateInterval.evidence` is left to the caller."""
    words = Words(tokens, published, _inner)
    out: list[Time] = []
    named = _Named()
    at = 0
    while at < len(tokens):
        found = _at(words, at, _SPANNING) if words.norms[at] in _SPAN_STARTS else None
        found = found or _at(words, at, _RULES)
        if found is None:
            at += 1
            continue
        prefix, read = found
        read = _joined(words, read, at + LONGEST)
        if read.same is not None:
            read = named.resolved(read)
        named.note(read)
        out.append(
            Time(at, read.last, prefix, _interval(read), read.anchored, read.offset, read.weekday, read.monthday)
        )
        at = read.last
    return out


def parse_date(text: str, published: dt.date | None = None) -> dt.date | None:
    """The one day that ``text`` tells, or None: for dates on pages and in feeds (الأحد 15 كانون الأول 2019)."""
    for time in find_times(tokenize(align(text)), published):
        if time.when.start is not None and time.when.start == time.when.end:
            return time.when.start
    return None


def dateline(tokens: Sequence[Token]) -> tuple[dt.date, int, int] | None:
    """(day, first token, token after) of a full date that makes up all of these tokens, for lines that only tell when an item
    was published: الأحد 29 ديسمبر 2019 - 14:30. None for prose."""
    if not 1 <= len(tokens) <= LONGEST:
        return None
    found = find_times(tokens, None)
    whole = [
        t
        for t in found
        if t.when.basis is DateBasis.EXPLICIT and t.when.start is not None and t.when.start == t.when.end
    ]
    if len(whole) != 1:
        return None
    told = {index for time in found for index in range(time.first, time.last)}
    if any(
        token.kind == "word" and token.index not in _indices(tokens, told)
        for token in tokens
        if token.norm not in _BESIDE
    ):
        return None
    assert whole[0].when.start is not None
    return whole[0].when.start, whole[0].first, whole[0].last


def _indices(tokens: Sequence[Token], told: set[int]) -> set[int]:
    return {tokens[at].index for at in told}


_BESIDE = frozenset(
    (
        "نشر",
        "نشرت",
        "في",
        "بتاريخ",
        "تاريخ",
        "الساعه",
        "م",
        "ص",
        "النشر",
        "اخر",
        "تحديث",
        "يوم",
        "اخبار",
        "من",
        "بتوقيت",
        "توقيت",
    )
)


def _interval(read: Read) -> DateInterval:
    return DateInterval(start=read.start, end=read.end, granularity=read.granularity, basis=read.basis, note=read.note)


# --- reading at a token ---------------------------------------------------------------------------------------------------

_RULES: dict[str, tuple[Rule, ...]] = {}
_SPANNING: dict[str, tuple[Rule, ...]] = {}


def _opens(rule: Rule, *starts: object, table: dict[str, tuple[Rule, ...]] = _RULES) -> None:
    for group in starts:
        for word in (group,) if isinstance(group, str) else group:  # type: ignore[attr-defined]
            table[word] = (*table.get(word, ()), rule)


_ORDINAL_STARTS = (*ORDINALS, *TENS, "اول", "فاتح", "غره")
_opens(by_calendar.day_month, (key[0] for key in (*GREGORIAN, *HIJRI)), _ORDINAL_STARTS, "ال")
_opens(by_calendar.english, ENGLISH)
_opens(by_calendar.early, w.EARLY)
_opens(by_calendar.year, w.YEAR_WORDS, w.SEASONS, ("لعام", "لسنه", "عامي", "السنوات", "الاعوام"))
_opens(by_calendar.part_of_year, ("النصف", "الربع", "الثلث"))
_opens(by_calendar.unit, w.UNIT_ALONE, "شهر", ("هذا", "هذه", "ذلك", "تلك", "نفس", "ذات"))
_opens(relative.weekday, WEEKDAYS, ("يوم", "نهار", "ليله"))
_opens(relative.near, ("اليوم", "اول", "الليله", "هذا", "هذه", "ذات", "نفس", "ذلك", "تلك"), w.YESTERDAY, w.TOMORROW)
_opens(relative.part, w.PARTS_ADVERB, w.BESIDE_PARTS, w.PARTS_DEFINITE, w.PARTS_OPEN, "منتصف")
_opens(relative.moment, ("في", "خلال", "وقت", "ساعه", "ساعات", "الساعات", "الساعه"))
_opens(relative.clock, ("الساعه", "تمام"), w.CLOCK_HOURS)
_opens(relative.numbered_day, ("اليوم", "الشهر", "الاسبوع", "الليله"))
_opens(relative.ago, w.DURATION_HEADS, ("علي", "في"))
_opens(relative.later, ("بعد", "قبل", "بعدها", "بعده", "بعدهما", "قبلها", "قبله"))
_opens(relative.eve, "غداه")
_opens(relative.definite_span, w.UNITS_DEFINITE, ("ال", "خلال", "في", "طوال", "طيله"))
_opens(relative.prayer, ("صلاه", "عيد", "وقت", "اداء", "لدي", "ايام"), w.BESIDE_PARTS)
_opens(relative.vague, relative.VAGUE_STARTS)
_NUMBER_RULES: tuple[Rule, ...] = (by_calendar.numeric, by_calendar.day_month, by_calendar.bare_year, relative.clock)
_WORD_NUMBER_RULES: tuple[Rule, ...] = (relative.definite_span,)
_LINKED_GRANULARITY = (Granularity.DAY, Granularity.PART_OF_DAY, Granularity.HOUR, Granularity.DAYS)


def _at(words: Words, at: int, table: dict[str, tuple[Rule, ...]]) -> tuple[str, Read] | None:
    """The longest reading that begins at the token, through و ف ب ل ك."""
    token = words.tokens[at]
    if token.kind == "number":
        return _longest(words, at, "", token.norm, _NUMBER_RULES if table is _RULES else table.get("", ()))
    if token.kind == "mark":
        return None
    norm = token.norm
    for prefix, word in _readings(norm):
        rules = table.get(word, ())
        if not rules and table is _RULES and word.startswith("ال") and is_number_word(word[2:]):
            rules = _WORD_NUMBER_RULES
        if rules:
            found = _longest(words, at, prefix, word, rules)
            if found is not None:
                return found
    return None


def _readings(norm: str) -> tuple[tuple[str, str], ...]:
    if len(norm) <= 3 or norm[0] not in "وفبلك":
        return (("", norm),)
    rest = norm[1:]
    if norm.startswith("لل"):
        return ("", norm), ("لل", "ال" + norm[2:])
    if norm.startswith("ولل"):
        return ("", norm), ("ولل", "ال" + norm[3:])
    if norm[0] in "وف" and rest[0] in "بل" and len(rest) > 3:
        return ("", norm), (norm[0], rest), (norm[:2], rest[1:])
    return ("", norm), (norm[0], rest)


def _longest(words: Words, at: int, prefix: str, word: str, rules: tuple[Rule, ...]) -> tuple[str, Read] | None:
    best: Read | None = None
    for rule in rules:
        read = rule(words, at, word)
        if read is not None and (best is None or read.last > best.last):
            best = read
    return (prefix, best) if best is not None else None


def _inner(words: Words, at: int) -> Read | None:
    """The time at a token with what touches it, but for spans that have times inside (منذ, بين)."""
    if at >= len(words.tokens):
        return None
    found = _at(words, at, _RULES)
    return _joined(words, found[1], at + LONGEST) if found is not None else None


# --- spans with times inside ----------------------------------------------------------------------------------------------

_PAIRED = frozenset(("يومي", "شهري", "عامي", "ايام", "يوم", "شهر", "عام", "السنوات", "الفتره", "ليلتي", "مساءي"))


def _between(words: Words, at: int, word: str) -> Read | None:
    """بين 3 و7 مايو · من 3 إلى 7 مايو · يومي السبت والأحد · شهري يونيو ويوليو الماضيين · بين مساء أمس وصباح اليوم"""
    index = at + 1
    if words.at(index) in _PAIRED:
        index += 1
        if words.at(index) == "من":
            index += 1
    left: Read | None = None
    number = words.number(index)
    follow = words.at(index + 1)
    if number is not None and (follow in ("و", "الي", "-", "حتي") or (follow[:1] == "و" and follow[1:] in ("", "حتي"))):
        middle = index + 1
    else:
        number = None
        left = _side(words, index)
        if left is None:
            return None
        middle = left.last
    joint = words.at(middle)
    stripped = 0
    if joint in ("الي", "حتي", "-", "و", "وحتي", "والي"):
        middle += 1
        if words.at(middle) in ("يوم", "شهر", "عام", "غايه"):
            middle += words.at(middle) == "غايه"
    elif joint.startswith("و") and len(joint) > 2:
        stripped = 1
    else:
        return None
    if word == "من" and joint not in ("الي", "حتي", "-", "وحتي", "والي"):
        return None
    right = _side(words, middle, stripped=stripped)
    if right is None or (number is None and left is None):
        return None
    return _spanned(words, left, number, right)


def _side(words: Words, at: int, *, stripped: int = 0) -> Read | None:
    if at >= len(words.tokens):
        return None
    if not stripped:
        found = _inner(words, at)
    else:
        pair = _at(words, at, _RULES)
        found = _joined(words, pair[1], at + LONGEST) if pair is not None else None
    return found if found is not None and (found.dated or found.year is not None) else None


def _spanned(words: Words, left: Read | None, number: int | None, right: Read) -> Read | None:
    if left is None:
        if right.start is None or right.monthday is None or number is None:
            return replace(right, granularity=Granularity.DAYS) if right.monthday is not None else None
        start = days.day(right.start.year, right.start.month, number)
        if start is None or start > right.start:
            return None
        return replace(right, start=start, granularity=Granularity.DAYS)
    if left.granularity is Granularity.YEAR or right.granularity is Granularity.YEAR:
        return (
            replace(right, note=f"{left.note or ''} to {right.note or ''}")
            if left.granularity is right.granularity
            else None
        )
    if left.start is None or right.end is None or right.start is None:
        return replace(
            right, start=None, end=None, basis=DateBasis.UNRESOLVED, granularity=Granularity.DAYS, note=left.note
        )
    start = left.start
    if left.weekday is not None and right.weekday is not None and not left.own_year:
        start = right.start - dt.timedelta(days=(right.weekday - left.weekday) % 7)
    elif not left.own_year and right.own_year and left.basis is DateBasis.COMPLETED:
        shifted = days.day(right.start.year, start.month, start.day)
        start = shifted or start
    if start > right.end and left.basis is DateBasis.COMPLETED:
        start = days.day(start.year - 1, start.month, start.day) or start
    if start > right.end:
        return None
    coarse = Granularity.MONTH if left.granularity is right.granularity is Granularity.MONTH else Granularity.DAYS
    return replace(right, start=start, granularity=coarse, weekday=None, monthday=None)


_opens(_between, ("بين", "من", "يومي", "شهري", "عامي", "ليلتي"), table=_SPANNING)


def _since(words: Words, at: int, word: str) -> Read | None:
    """منذ 20 أكتوبر وحتى أمس: a span with both its ends; else as `relative.since`"""
    found = relative.since(words, at, word)
    if found is None or found.start is None:
        return found
    index = found.last + (words.at(found.last) == "،")
    if words.at(index) not in ("حتي", "وحتي", "الي", "والي"):
        return found
    index += 1
    number = words.number(index)
    if number is not None and words.at(index + 1) == "منه":  # منذ 17 يوليو حتى 19 منه
        end = days.day(found.start.year, found.start.month, number)
        return replace(found, last=index + 2, end=end) if end is not None and end >= found.start else found
    right = _side(words, index)
    if right is None or right.end is None or right.end < found.start:
        return found
    return replace(found, last=right.last, end=right.end)


_opens(_since, "منذ", table=_SPANNING)
_SPAN_STARTS = frozenset(prefix + word for word in _SPANNING for prefix in ("", "و", "ف"))


# --- times that touch -----------------------------------------------------------------------------------------------------

_LINKS = frozenset(("،", ",", "(", "من", "في", "الموافق", "-", "يوم", "/", "عند", "حوالي", "بحدود"))


def _joined(words: Words, read: Read, limit: int) -> Read:
    """The reading with those that touch it: مساء | أمس | الأحد | 29 ديسمبر. Days that contradict each other give none."""
    while read.last < limit:
        step = 0
        while (
            step < 2 and words.at(read.last + step) in _LINKS and not (step and words.at(read.last + step) != "الموافق")
        ):
            step += 1
        at = read.last + step
        if at >= len(words.tokens):
            return read
        pair = _at(words, at, _RULES)
        if pair is None and step:  # الأحد، مساء: the mark ends it
            return read
        if pair is not None and pair[0] == "و" and not step:
            if not (read.weekday is not None and pair[1].weekday is not None and read.granularity is Granularity.DAY):
                return read
        elif pair is None or pair[0] not in ("", "لل") or not _may_join(words, read, pair[1], step):
            return read
        found = pair[1]
        if step and words.at(read.last) == "(":
            if words.at(found.last) != ")":
                return read
            found = replace(found, last=found.last + 1)
        merged = _merged(read, found)
        if merged is None:
            return read
        read = merged
    return read


def _may_join(words: Words, read: Read, other: Read, step: int) -> bool:
    if other.anchored or read.anchored or (other.same is not None and not read.part):
        return False
    if not step:
        if read.part or other.part:
            return other.granularity in _LINKED_GRANULARITY and read.granularity is not Granularity.YEAR
        return (read.dated or _daily(read)) and (other.dated or _daily(other))
    link = words.at(read.last)
    if link == "من":
        return read.reaches or (read.part and other.granularity in _LINKED_GRANULARITY and not other.part)
    if link in ("-", "/") and read.weekday is not None and other.weekday is not None:
        return read.granularity is Granularity.PART_OF_DAY and (other.weekday - read.weekday) % 7 == 1
    if link in ("عند", "حوالي", "بحدود"):
        return other.granularity is Granularity.HOUR
    if link in ("في", "يوم"):
        return read.part
    if read.part and not other.part and other.granularity in _LINKED_GRANULARITY:
        return link != "-"
    if link == "(":
        return _daily(read) and (other.weekday is not None or other.monthday is not None)
    return (_daily(read) and (other.monthday is not None or other.granularity is Granularity.HOUR)) or (
        other.basis is DateBasis.EXPLICIT and other.one_day and read.one_day
    )


def _daily(read: Read) -> bool:
    """Whether it tells one day, known or not: اليوم, أمس, الأحد."""
    return read.daily or read.weekday is not None or read.one_day


def _merged(a: Read, b: Read) -> Read | None:
    """Both as one; None where they are two times."""
    last = b.last
    if b.part:
        if a.part:
            return replace(a, last=last, granularity=_finer(a, b), reaches=a.reaches and b.reaches)
        return replace(a, last=last, granularity=_finer(a, b) if a.start == a.end else a.granularity)
    if a.part:
        return replace(b, granularity=_finer(a, b) if b.start == b.end else b.granularity, late=a.late)
    if a.weekday is not None and b.weekday is not None:  # ليل الخميس الجمعة, الاثنين والثلاثاء
        if (b.weekday - a.weekday) % 7 != 1:
            return None
        if b.start is None or a.late:  # بعيد منتصف ليل الثلاثاء-الأربعاء
            return replace(b, last=last, granularity=a.granularity)
        return replace(b, start=b.start - dt.timedelta(days=1), granularity=Granularity.DAYS, weekday=None)
    weekday = a.weekday if a.weekday is not None else b.weekday
    granularity = _finer(a, b)
    known = [read for read in (a, b) if read.start is not None and read.weekday is None]
    if len(known) == 2 and (a.start, a.end) != (b.start, b.end):
        return _contradiction(last, granularity, "the days contradict each other", a, b)
    if known:
        day = next((read for read in known if read.own_year), known[0])
        if weekday is not None and (day.start is None or day.start != day.end or day.start.weekday() != weekday):
            return _contradiction(last, granularity, "the weekday and the day contradict each other", a, b)
        granularity = granularity if day.one_day else day.granularity
        return replace(day, last=last, granularity=granularity, weekday=weekday, daily=True)
    # Only weekdays and what is unresolved: اليوم الأحد 20 كانون الثاني, no publication date.
    told = next((read for read in (b, a) if read.monthday is not None), None)
    if told is not None:
        return replace(told, last=last, weekday=weekday, start=None, end=None, basis=DateBasis.UNRESOLVED, daily=True)
    held = a if a.weekday is not None else b
    return replace(held, last=last, granularity=granularity, daily=True)


def _finer(a: Read, b: Read) -> Granularity:
    for granularity in (Granularity.HOUR, Granularity.PART_OF_DAY):
        if granularity in (a.granularity, b.granularity):
            return granularity
    return b.granularity if b.granularity is not Granularity.DAYS else a.granularity


def _contradiction(last: int, granularity: Granularity, note: str, a: Read, b: Read) -> Read:
    return Read(last, granularity=granularity, note=note, monthday=a.monthday or b.monthday)


# --- times told by ones before --------------------------------------------------------------------------------------------


class _Named:
    """The day, month and year named last."""

    def __init__(self) -> None:
        self.day: dt.date | None = None
        self.month: tuple[int, int] | None = None
        self.year: int | None = None

    def note(self, read: Read) -> None:
        if read.one_day:
            self.day = read.start
        if read.year is not None:
            self.year = read.year
        if read.start is not None and read.end is not None and (read.one_day or read.month is not None):
            self.month, self.year = (read.start.year, read.start.month), read.start.year

    def resolved(self, read: Read) -> Read:
        same = read.same
        assert same is not None
        span = self._span(same)
        if span is None:
            return read
        granularity = read.granularity
        return replace(read, start=span[0], end=span[1], granularity=granularity, basis=DateBasis.ANCHORED)

    def _span(self, same: Same) -> days.Days | None:
        if same.unit == "day":
            if self.day is None:
                return None
            date = self.day + dt.timedelta(days=same.shift)
            return date, date
        if same.unit == "year":
            if self.year is None or same.month is None:
                return None
            year, month = self.year, same.month
        elif self.month is None:
            return None
        else:
            year, month = self.month
        if same.day is None:
            return days.month_days(year, month)
        date_of = days.day(year, month, same.day)
        return (date_of, date_of) if date_of else None
