"""Times as Arabic news writes them, and the days they come to.

Every rule is one way of telling a time; the grammar is tried at each token, the longest reading wins, and readings that
touch (مساء أمس الأحد، 29 ديسمبر) become one. What a time comes to is counted from the publication date where it must be;
without one it stays unresolved, with a note of what is known ("a Sunday"). Nothing is guessed: a bare year gives no days,
a weekday that contradicts its date gives none, the 31st of February gives none.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rasid.model import DateBasis, DateInterval, Granularity
from rasid.text.months import GREGORIAN, HIJRI, ORDINALS, TENS, WEEKDAY_NAMES, WEEKDAYS
from rasid.text.normal import align, fold
from rasid.text.numbers import small_number
from rasid.text.tokens import Token, tokenize

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_HIJRI, LAST_HIJRI = 1343, 1500
"""The years that the table of Umm al-Qura covers."""

_PARTS = {
    fold(word)
    for word in (
        "فجر", "صباح", "ظهر", "عصر", "مساء", "ليل", "ليلة", "فجرا", "صباحا", "ظهرا", "عصرا", "مساء", "ليلا", "ظهيرة", "عشية", "ضحى", "مغرب",
        "الفجر", "الصباح", "المساء", "الليل", "نهار", "منتصف", "غروب", "سحر",
    )
}  # fmt: skip
_TODAY = {fold(w) for w in ("اليوم", "يومنا")}
_TODAY_PARTS = {fold(w) for w in ("الليلة", "فجرا", "صباحا", "مساء")}
_YESTERDAY = {fold(w) for w in ("أمس", "الأمس", "البارحة", "امبارح")}
_TOMORROW = {fold(w) for w in ("غدا", "الغد", "غد")}
_PAST = {fold(w) for w in ("الماضي", "الماضية", "المنصرم", "المنصرمة", "الفائت", "الفائتة", "المنقضي", "الماضيين")}
_NEXT = {fold(w) for w in ("القادم", "القادمة", "المقبل", "المقبلة", "التالي", "الآتي")}
_THIS = {fold(w) for w in ("الجاري", "الجارية", "الحالي", "الحالية", "هذا", "نفسه", "ذاته")}
_UNITS = {
    **{fold(w): "day" for w in ("يوم", "أيام", "يوما", "يومين", "يومان", "الأيام", "اليومين")},
    **{fold(w): "week" for w in ("أسبوع", "أسابيع", "أسبوعا", "أسبوعين", "أسبوعان", "الأسابيع", "الأسبوعين")},
    **{fold(w): "month" for w in ("شهر", "أشهر", "شهور", "شهرا", "شهرين", "شهران", "الأشهر", "الشهرين", "الشهور")},
    **{fold(w): "year" for w in ("عام", "أعوام", "عاما", "عامين", "عامان", "سنة", "سنوات", "سنتين", "سنين", "الأعوام", "السنوات", "العامين")},
    **{fold(w): "hour" for w in ("ساعة", "ساعات", "ساعتين", "الساعات", "دقيقة", "دقائق", "الدقائق")},
}
_DUALS = {fold(w) for w in ("يومين", "يومان", "أسبوعين", "أسبوعان", "شهرين", "شهران", "عامين", "عامان", "سنتين", "ساعتين", "اليومين", "الأسبوعين", "الشهرين", "العامين")}
_SINGLE = {fold(w) for w in ("يوم", "أسبوع", "شهر", "عام", "سنة", "ساعة")}
_UNIT_WITH_ARTICLE = {
    fold("الأسبوع"): "week", fold("الشهر"): "month", fold("العام"): "year", fold("السنة"): "year", fold("اليوم"): "day",
    fold("الليلة"): "night", fold("الصيف"): "season", fold("الشتاء"): "season", fold("الربيع"): "season", fold("الخريف"): "season",
}  # fmt: skip
_EARLY = {fold(w): part for w, part in (("مطلع", 0), ("أوائل", 0), ("بداية", 0), ("مستهل", 0), ("منتصف", 1), ("أواسط", 1), ("وسط", 1), ("أواخر", 2), ("نهاية", 2), ("آخر", 2))}
_VAGUE = tuple(
    tuple(fold(phrase).split())
    for phrase in (
        "في وقت سابق", "وقت سابق", "وقت متأخر", "في وقت لاحق", "وقت لاحق", "في الآونة الأخيرة", "الآونة الأخيرة", "مؤخرا", "مؤخراً", "حاليا",
        "الأيام الماضية", "الأيام الأخيرة", "الأيام القليلة الماضية", "الأسابيع الماضية", "الأسابيع الأخيرة", "الأشهر الماضية", "الأشهر الأخيرة",
        "السنوات الماضية", "السنوات الأخيرة", "الأعوام الأخيرة", "الساعات الماضية", "الساعات الأخيرة", "الفترة الماضية", "الفترة الأخيرة",
        "قبل ساعات", "قبل أيام", "قبل أسابيع", "قبل أشهر", "قبل سنوات", "منذ أيام", "منذ أسابيع", "منذ أشهر", "منذ سنوات", "ساعات الليل",
        "ساعات الفجر", "الأيام الحالية", "الوقت الراهن", "نهاية الأسبوع", "نهاية الأسبوع الماضي", "ساعات الصباح", "ساعات الفجر الأولى",
        "ساعات الصباح الأولى", "منذ ذلك الحين", "منذ ساعات", "الشهور الماضية", "السنوات القليلة الماضية", "ساعات مبكرة", "في الليل",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Time:
    """A time among tokens: ``first`` to ``last``; ``prefix`` stands joined before it."""

    first: int
    last: int
    prefix: str
    when: DateInterval
    anchored: bool = False
    offset_days: int | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """One reading at a token: where it ends, and what it tells."""

    last: int
    start: dt.date | None = None
    end: dt.date | None = None
    granularity: Granularity = Granularity.DAY
    basis: DateBasis = DateBasis.UNRESOLVED
    note: str | None = None
    part: bool = False
    """Only a part of the day: مساء."""
    weekday: int | None = None
    day: int | None = None
    anchored: bool = False
    offset: int | None = None
    future: bool = False


_Rule = Callable[[Sequence[Token], int, str, dt.date | None], _Read | None]


def find_times(tokens: Sequence[Token], published: dt.date | None) -> list[Time]:
    """All times among the tokens, in order, none overlapping; `DateInterval.evidence` is left to the caller."""
    out: list[Time] = []
    at = 0
    while at < len(tokens):
        found = _at(tokens, at, published)
        if found is None:
            at += 1
            continue
        prefix, read = found
        read = _joined(tokens, read, published)
        out.append(Time(at, read.last, prefix, _interval(read), anchored=read.anchored, offset_days=read.offset))
        at = read.last
    return out


def parse_date(text: str, published: dt.date | None = None) -> dt.date | None:
    """The one day that ``text`` tells, or None: for dates on pages and in feeds (الأحد 15 كانون الأول 2019)."""
    for time in find_times(tokenize(align(text)), published):
        if time.when.start is not None and time.when.start == time.when.end:
            return time.when.start
    return None


def _interval(read: _Read) -> DateInterval:
    return DateInterval(start=read.start, end=read.end, granularity=read.granularity, basis=read.basis, note=read.note)


def _at(tokens: Sequence[Token], at: int, published: dt.date | None) -> tuple[str, _Read] | None:
    """The longest reading that begins at the token, through و ف ب ل ك."""
    norm = tokens[at].norm
    best: tuple[str, _Read] | None = None
    for prefix in ("", *(norm[:1] if norm[:1] in "وفبلك" and len(norm) > 3 else "",)):
        if prefix is None:
            continue
        word = norm[len(prefix) :]
        for rule in _RULES:
            read = rule(tokens, at, word, published)
            if read is not None and (best is None or read.last > best[1].last):
                best = (prefix, read)
        if best is not None:
            break
    return best


def _first(
    rules: Sequence[_Rule], tokens: Sequence[Token], at: int, published: dt.date | None, *, of: Sequence[Granularity] = ()
) -> _Read | None:
    """What the first rule that reads something at the token reads there, of one of the granularities."""
    if at >= len(tokens):
        return None
    word = tokens[at].norm
    for rule in rules:
        read = rule(tokens, at, word, published)
        if read is not None and (not of or read.granularity in of):
            return read
    return None


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""


# --- the rules, each one way of telling a time -------------------------------------------------------------------------


def _numeric(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """29/12/2019 · 2019-12-29 · 29-12-2019 · 29.12.2019"""
    if tokens[at].kind != "number":
        return None
    last = at + 1
    text = word
    if len(word) in (1, 2, 4):  # the parts stand apart: 29-12-2019
        while last + 1 < len(tokens) and _word(tokens, last) in ("-", "/") and tokens[last + 1].kind == "number" and last < at + 5:
            text += "/" + _word(tokens, last + 1)
            last += 2
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    a, b, c = (int(part) if len(part) <= 4 else 0 for part in parts)
    if len(parts[0]) == 4:
        year, month, day = a, b, c
    elif len(parts[2]) == 4:
        year, month, day = c, b, a
        if month > 12 >= day:
            month, day = day, month
    else:
        return None
    return _day_read(last, year, month, day, DateBasis.EXPLICIT)


def _day_month(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """27 كانون الأول · الثاني عشر من يونيو 2009 · 3 رمضان 1440 · 19 يوليو 2015م · ديسمبر 2019 · ديسمبر/كانون الأول الماضي"""
    day: int | None = None
    index = at
    if tokens[at].kind == "number":
        if not word.isdigit() or len(word) > 2:
            return None
        day, index = int(word), at + 1
        if _word(tokens, index) in ("من", "-"):
            index += 1
    else:
        ordinal = _ordinal(tokens, at, word)
        if ordinal is not None:
            day, index = ordinal
            if _word(tokens, index) in ("من", "لشهر"):
                index += 1
    if day is not None and not 1 <= day <= 31:
        return None
    if _word(tokens, index) == "شهر":
        index += 1
    month = _month(tokens, index, word if index == at else _word(tokens, index))
    if month is None:
        return None
    number, hijri, last = month
    if day is None and last == at + 1 and word in _AMBIGUOUS_MONTHS and not _year_at(tokens, last):
        return None
    year_read = _year_at(tokens, last)
    year: int | None = None
    if year_read is not None:
        year, last = year_read
    shift = None
    if year is None:
        follow = _word(tokens, last)
        if follow in _PAST:
            shift, last = -1, last + 1
        elif follow in _NEXT:
            shift, last = 1, last + 1
        elif follow in _THIS:
            shift, last = 0, last + 1
        elif follow == "من" and _word(tokens, last + 1) in (fold("العام"), fold("السنة")) and _word(tokens, last + 2) in _PAST | _THIS:
            if published is not None:
                year = published.year - (1 if _word(tokens, last + 2) in _PAST else 0)
            last += 3
    if hijri:
        return _hijri(last, year, number, day, published)
    basis = DateBasis.EXPLICIT if year is not None and year_read is not None else DateBasis.COMPLETED
    if year is None:
        if published is None:
            return _Read(last, granularity=Granularity.MONTH if day is None else Granularity.DAY, note=f"{'' if day is None else str(day) + ' '}{calendar.month_name[number]}, year not known")
        year = _complete(number, day, published, shift)
    if day is None:
        return _month_read(last, year, number, basis)
    return _day_read(last, year, number, day, basis)


_AMBIGUOUS_MONTHS = {fold(w) for w in ("آب", "ماي", "صفر", "محرم", "رمضان", "رجب", "شعبان", "شوال", "جوان", "أوت")}


def _complete(month: int, day: int | None, published: dt.date, shift: int | None) -> int:
    """The year of a month without one: the latest that has begun by the publication date; with القادم the next."""
    if shift == 1:
        return published.year + (1 if month <= published.month else 0)
    if shift == -1:
        # 20 يوليو الماضي, said on the 27th, is a week ago; شهر يوليو الماضي, said in July, a year ago.
        now, then = (published.month, published.day), (month, day or 99)
        return published.year - (1 if then >= now else 0)
    year = published.year
    future = month > published.month or (month == published.month and day is not None and day > published.day)
    if future and shift != 0:
        # Announced a little ahead, it is to come; else it was last year's.
        ahead = (month - published.month) + (0 if day is None else (day - published.day) / 31)
        return year if ahead <= 2 and day is not None else year - 1
    return year


def _month(tokens: Sequence[Token], at: int, word: str) -> tuple[int, bool, int] | None:
    """(number, whether Hijri, token after) of a month, with its second name: ديسمبر/كانون الأول, يوليو (تموز)."""
    for table, hijri in ((GREGORIAN, False), (HIJRI, True)):
        for length in (2, 1):
            key = tuple([word, _word(tokens, at + 1)][:length])
            if key in table:
                last = at + length
                if not hijri and _word(tokens, last) in ("/", "-", "(", "\\"):
                    double = _month(tokens, last + 1, _word(tokens, last + 1))
                    if double is not None and double[0] == table[key]:
                        last = double[2]
                        if _word(tokens, last) == ")":
                            last += 1
                return table[key], hijri, last
    return None


def _ordinal(tokens: Sequence[Token], at: int, word: str) -> tuple[int, int] | None:
    """(number, token after): الثاني عشر · الخامس والعشرين · العاشر. Only before a month, which the caller checks."""
    if word in TENS:
        return TENS[word], at + 1
    if word not in ORDINALS:
        return None
    value = ORDINALS[word]
    follow = _word(tokens, at + 1)
    if follow in ("عشر", "عشره"):
        return value + 10, at + 2
    if follow[:1] == "و" and follow[1:] in TENS:
        return value + TENS[follow[1:]], at + 2
    return value, at + 1


def _year_at(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """A year after a month: 2019 · عام 2019 · من عام 2019 · 2015م"""
    index = at
    if _word(tokens, index) in ("من", "،", "/", "-"):
        index += 1
    if _word(tokens, index) in ("عام", "العام", "سنه", "لعام", "لسنه", "السنه"):
        index += 1
    elif _word(tokens, index - 1) == "من" and index > at:
        return None
    if index < len(tokens) and tokens[index].kind == "number" and tokens[index].norm.isdigit() and len(tokens[index].norm) == 4:
        year = int(tokens[index].norm)
        if FIRST_YEAR <= year <= LAST_YEAR or FIRST_HIJRI <= year <= LAST_HIJRI:
            last = index + 1
            if _word(tokens, last) in ("م", "ميلادي", "ميلاديه", "هـ", "ه", "هجري"):
                last += 1
            return year, last
    return None


def _hijri(last: int, year: int | None, month: int, day: int | None, published: dt.date | None) -> _Read | None:
    from hijridate import Gregorian, Hijri

    if year is None:
        if published is None or day is None:
            return _Read(last, granularity=Granularity.MONTH, note="a Hijri month, year not known")
        year = Gregorian.fromdate(published).to_hijri().year
    if not FIRST_HIJRI <= year <= LAST_HIJRI:
        return None
    try:
        if day is not None:
            date = dt.date(*Hijri(year, month, day).to_gregorian().datetuple())
            return _Read(last, date, date, Granularity.DAY, DateBasis.EXPLICIT)
        first = Hijri(year, month, 1)
        start = dt.date(*first.to_gregorian().datetuple())
        return _Read(last, start, start + dt.timedelta(days=first.month_length() - 1), Granularity.MONTH, DateBasis.EXPLICIT)
    except (ValueError, OverflowError):
        return None


def _day_read(last: int, year: int, month: int, day: int, basis: DateBasis) -> _Read | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        date = dt.date(year, month, day)
    except ValueError:  # 31 فبراير
        return _Read(last, note="there is no such day")
    return _Read(last, date, date, Granularity.DAY, basis, day=day)


def _month_read(last: int, year: int, month: int, basis: DateBasis) -> _Read | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    days = calendar.monthrange(year, month)[1]
    return _Read(last, dt.date(year, month, 1), dt.date(year, month, days), Granularity.MONTH, basis)


def _early(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """مطلع مايو · منتصف أغسطس/آب · أواخر الشهر الماضي: the month's whole span, as coded."""
    if word not in _EARLY:
        return None
    index = at + 1 + (1 if _word(tokens, at + 1) == "شهر" else 0)
    return _first((_day_month, _unit), tokens, index, published, of=(Granularity.MONTH, Granularity.YEAR, Granularity.WEEK))


def _year(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """عام 2011 · العام 1979: a bare year gives no days."""
    if word in ("عام", "العام", "سنه", "السنه") and at + 1 < len(tokens):
        number = tokens[at + 1].norm
        if tokens[at + 1].kind == "number" and number.isdigit() and len(number) == 4 and FIRST_YEAR <= int(number) <= LAST_YEAR:
            return _Read(at + 2, granularity=Granularity.YEAR, note=f"in {number}")
    return None


def _weekday(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """الأحد · يوم الجمعة الماضي · ليل الخميس الجمعة · أمس الاثنين (joined by `_joined`)"""
    index = at
    if word in ("يوم", "ليله", "نهار"):
        index += 1
    name = word if index == at else _word(tokens, index)
    if name not in WEEKDAYS:
        return None
    if index == at and word == fold("الاثنين") and _word(tokens, at - 1) in ("هذين", "كلا", "بين"):
        return None
    last = index + 1
    future = False
    if _word(tokens, last) in _PAST:
        last += 1
    elif _word(tokens, last) in _NEXT:
        last, future = last + 1, True
    weekday = WEEKDAYS[name]
    if published is None:
        return _Read(last, note=WEEKDAY_NAMES[weekday], weekday=weekday, future=future)
    if future:
        date = published + dt.timedelta(days=(weekday - published.weekday() - 1) % 7 + 1)
    else:
        date = published - dt.timedelta(days=(published.weekday() - weekday) % 7)
    if last > index + 1 and not future and date == published:
        date -= dt.timedelta(days=7)  # الأحد الماضي, said on a Sunday
    return _Read(last, date, date, Granularity.DAY, DateBasis.WEEKDAY, weekday=weekday, note=WEEKDAY_NAMES[weekday])


def _near(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """اليوم · أمس · أول من أمس · أول أمس · غدا · الليلة الماضية"""
    days: int | None = None
    last = at + 1
    if word in _TODAY:
        follow = _word(tokens, last)
        if follow in ("نفسه", "ذاته", "التالي", "السابق"):
            return _Read(last + 1, note="the same day")
        if follow in ORDINALS or follow == "الي":
            return None
        days = 0
    elif word in _YESTERDAY:
        days = -1
        if _word(tokens, last) == fold("الأول"):
            days, last = -2, last + 1
    elif word == "اول":
        if _word(tokens, last) in ("امس", "الامس"):
            days, last = -2, last + 1
        elif _word(tokens, last) == "من" and _word(tokens, last + 1) in ("امس", "الامس"):
            days, last = -2, last + 2
    elif word in _TOMORROW:
        days = 1
    elif word == fold("الليلة"):
        days = 0
        if _word(tokens, last) in _PAST:
            days, last = -1, last + 1
    if days is None:
        return None
    if published is None:
        return _Read(last, note={0: "the day of publication", -1: "the day before publication"}.get(days))
    date = published + dt.timedelta(days=days)
    return _Read(last, date, date, Granularity.DAY, DateBasis.RELATIVE)


def _part(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """مساء · فجر · صباحا · ساعة متأخرة من مساء: a part of a day that another word tells, or of none."""
    if word not in _PARTS:
        return None
    if word in ("ليله", "ظهر", "عصر", "فجر", "ليل", "صباح", "مساء", "نهار", "عشيه", "منتصف", "سحر", "غروب", "ظهيره", "ضحي", "مغرب"):
        follow = _word(tokens, at + 1)
        opens = follow in WEEKDAYS or follow in _TODAY or follow in _YESTERDAY or follow in ("يوم", "اول", "ليل", "الليل", "النهار", "نهار") or tokens[at + 1 : at + 2] and tokens[at + 1].kind == "number"
        if not opens and word not in ("مساء",):
            return None
    return _Read(at + 1, granularity=Granularity.PART_OF_DAY, part=True)


def _unit(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """الأسبوع الماضي · الشهر الجاري · العام الماضي · شهر مايو"""
    if word == "شهر":
        return _first((_day_month,), tokens, at + 1, published, of=(Granularity.MONTH,))
    unit = _UNIT_WITH_ARTICLE.get(word)
    if unit is None or unit in ("day",):
        return None
    follow = _word(tokens, at + 1)
    step = -1 if follow in _PAST else 1 if follow in _NEXT else 0 if follow in _THIS else None
    if step is None:
        return None
    last = at + 2
    if published is None or unit == "season":
        return _Read(last, granularity=Granularity.MONTH, note=f"{'last' if step < 0 else 'this' if step == 0 else 'next'} {unit}")
    if unit == "week":
        monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=step)
        return _Read(last, granularity=Granularity.WEEK, basis=DateBasis.UNRESOLVED, note=f"in the week of {monday.isoformat()}")
    if unit == "month":
        index = published.year * 12 + published.month - 1 + step
        return _month_read(last, index // 12, index % 12 + 1, DateBasis.RELATIVE)
    if unit == "night":
        date = published + dt.timedelta(days=step)
        return _Read(last, date, date, Granularity.DAY, DateBasis.RELATIVE)
    return _Read(last, granularity=Granularity.YEAR, note=f"in {published.year + step}")


def _ago(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """قبل يومين · منذ ثلاثة أيام · قبل أسبوع · بعد يومين من (counted from another happening)"""
    if word not in ("قبل", "منذ", "بعد", "خلال", "مضي"):
        return None
    index = at + 1
    if _word(tokens, index) in ("نحو", "حوالي", "قرابه", "اكثر", "نحو"):
        index += 1 + (_word(tokens, index) == "اكثر")
    name = _word(tokens, index)
    count: int | None = None
    if name in _DUALS:
        count, unit, last = 2, _UNITS[name], index + 1
    elif name in _SINGLE:
        count, unit, last = 1, _UNITS[name], index + 1
        if _word(tokens, last) == "واحد":
            last += 1
    else:
        number = small_number(tokens, index)
        if number is None or _word(tokens, number[1]) not in _UNITS:
            return None
        count, last = number
        unit, last = _UNITS[_word(tokens, last)], last + 1
    follow = _word(tokens, last)
    if word == "بعد" or (word == "قبل" and follow in ("من",)):
        if follow == "من" or follow in ("علي",):
            days = {"day": 1, "week": 7}.get(unit)
            return _Read(last, note="counted from another happening", anchored=True, offset=count * days if days else None)
        return None
    if follow in _PAST:
        last += 1
    if word == "خلال":
        return _Read(last, granularity=Granularity.DAYS, note="over a period")
    if published is None or unit == "hour":
        return _Read(last, note=f"{count} {unit}{'s' if count > 1 else ''} before publication")
    if unit == "day":
        date = published - dt.timedelta(days=count)
        if word == "منذ":
            return _Read(last, date, published if count > 1 else date, Granularity.DAYS, DateBasis.RELATIVE, note="since then")
        return _Read(last, date, date, Granularity.DAY, DateBasis.RELATIVE)
    if unit == "week" and word == "قبل" and count == 1:
        date = published - dt.timedelta(days=7)
        return _Read(last, granularity=Granularity.WEEK, note=f"about {date.isoformat()}")
    return _Read(last, granularity=Granularity.MONTH if unit != "year" else Granularity.YEAR, note=f"{count} {unit}{'s' if count > 1 else ''} before publication")


def _since(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """منذ 7 أكتوبر 2023 · منذ السابع من أكتوبر: from that day to the publication date."""
    if word != "منذ":
        return None
    index = at + 1
    if _word(tokens, index) in ("يوم", "تاريخ"):
        index += 1
    if _word(tokens, index) in _PARTS:
        index += 1
    read = _first((_numeric, _early, _day_month, _weekday, _near, _unit), tokens, index, published)
    if read is None:
        return _first((_year,), tokens, index, published)
    if read.start is None or published is None or read.start > published:
        return replace(read, start=None, end=None, basis=DateBasis.UNRESOLVED, note=read.note or "since then")
    return replace(read, end=published, granularity=Granularity.DAYS)


def _between(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """بين 3 و7 مايو · من 3 إلى 7 مايو · بين يومي 3 و7 مايو"""
    if word not in ("بين", "من"):
        return None
    index = at + 1 + (_word(tokens, at + 1) in ("يومي", "ايام", "يوم"))
    if index >= len(tokens) or tokens[index].kind != "number" or not tokens[index].norm.isdigit() or len(tokens[index].norm) > 2:
        return None
    first_day = int(tokens[index].norm)
    middle = index + 1
    first_month = _month(tokens, middle, _word(tokens, middle))
    if first_month is not None:
        middle = first_month[2]
    joint = _word(tokens, middle)
    if joint in ("الي", "و", "حتي", "-"):
        middle += 1
    elif not (joint.startswith("و") and joint[1:].isdigit()):
        return None
    last = _first((_day_month,), tokens, middle, published)
    if last is None or last.start is None or last.day is None:
        return None
    month = first_month[0] if first_month is not None else last.start.month
    try:
        start = dt.date(last.start.year - (1 if month > last.start.month else 0), month, first_day)
    except ValueError:
        return None
    if start > last.start:
        return None
    return replace(last, start=start, granularity=Granularity.DAYS)


def _vague(tokens: Sequence[Token], at: int, word: str, published: dt.date | None) -> _Read | None:
    """مؤخرا · الأيام الماضية · في وقت سابق: a time that comes to no days."""
    for phrase in _VAGUE:
        if phrase[0] == word and all(_word(tokens, at + k) == part for k, part in enumerate(phrase[1:], 1)):
            last = at + len(phrase)
            if phrase[-2:] == tuple(fold("وقت سابق").split()):
                # وقت سابق من الشهر الجاري · وقت سابق اليوم: what follows tells it
                index = last + (_word(tokens, last) == "من")
                read = _first((_near, _weekday, _unit, _day_month), tokens, index, published)
                if read is not None:
                    return read
            return _Read(last, granularity=Granularity.DAYS)
    return None


_RULES = (_numeric, _day_month, _early, _year, _weekday, _near, _part, _unit, _ago, _since, _between, _vague)
_LINKED = (_numeric, _day_month, _weekday, _near)
_TOUCHING = (*_LINKED, _part, _unit, _year)
_LINKS = {"،", ",", "(", "من", "في", "الموافق", "-", "يوم"}


def _joined(tokens: Sequence[Token], read: _Read, published: dt.date | None) -> _Read:
    """The reading with those that touch it: مساء | أمس | الأحد | 29 ديسمبر. Days that contradict each other give none."""
    while True:
        at = read.last
        step = 0
        if _word(tokens, at) in _LINKS and not (read.part and _word(tokens, at) in ("-",)):
            step = 1
        found: _Read | None = None
        rules = _TOUCHING if not step else _LINKED
        for rule in rules if at + step < len(tokens) else ():
            other = rule(tokens, at + step, _word(tokens, at + step), published)
            if other is not None and (found is None or other.last > found.last):
                found = other
        if found is None or (step and not (read.part or (read.weekday is not None and (found.day or found.basis is DateBasis.EXPLICIT)))):
            return read
        if step and _word(tokens, at) == "(" and _word(tokens, found.last) == ")":
            found = replace(found, last=found.last + 1)
        read = _merge(read, found, published)


def _merge(a: _Read, b: _Read, published: dt.date | None) -> _Read:
    last = b.last
    if a.part and b.part:
        return replace(b, last=last)
    if b.part:
        return replace(a, last=last, granularity=Granularity.PART_OF_DAY if a.start == a.end else a.granularity)
    if a.part:
        return replace(b, granularity=Granularity.PART_OF_DAY if b.start is not None and b.start == b.end else b.granularity)
    if a.weekday is not None and b.weekday is not None:  # ليل الخميس الجمعة
        if a.start is not None and b.start is not None and (b.weekday - a.weekday) % 7 == 1:
            return replace(b, start=b.start - dt.timedelta(days=1), granularity=Granularity.DAYS)
        return replace(a, last=last)
    if a.weekday is not None and b.start is not None and b.start == b.end:
        if b.start.weekday() == a.weekday:
            return replace(b, last=last)
        if b.basis is DateBasis.RELATIVE:
            return replace(b, start=None, end=None, basis=DateBasis.UNRESOLVED, note="the weekday and the day contradict each other")
        if published is None or b.basis is DateBasis.EXPLICIT:
            return replace(b, start=None, end=None, basis=DateBasis.UNRESOLVED, note="the weekday and the date contradict each other")
        return replace(b, start=None, end=None, basis=DateBasis.UNRESOLVED, note="the weekday and the date contradict each other")
    if b.weekday is not None and a.start is not None and a.start == a.end:  # أمس الاثنين
        if a.start.weekday() == b.weekday:
            return replace(a, last=last)
        return replace(a, last=last, start=None, end=None, basis=DateBasis.UNRESOLVED, note="the weekday and the day contradict each other")
    if a.start is None and b.start is not None:
        return replace(b, last=last)
    if a.start is None and b.weekday is not None:
        return replace(b, last=last)
    return replace(a, last=last, note=a.note or b.note)
