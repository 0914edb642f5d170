"""Times told by the calendar: dates in figures and in words, months, years, parts of months and years."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

from rasid.model import DateBasis, Granularity
from rasid.text import days
from rasid.text.cardinals import small_number
from rasid.text.months import ENGLISH, GREGORIAN, HIJRI, ORDINALS, TENS
from rasid.text.time_reading import Read, Same, Words
from rasid.text.time_words import NEXT, PAST, SAME, SEASONS, THIS, UNIT_ALONE, YEAR_WORDS

_AMBIGUOUS_MONTHS = frozenset(("اب", "ماي", "مارس", "صفر", "محرم", "المحرم", "رجب", "شعبان", "شوال", "جوان", "اوت"))
"""Names of persons and other words; alone, a month only after في and the like."""
_BEFORE_MONTHS = frozenset(
    ("في", "منذ", "خلال", "شهر", "حتي", "مطلع", "بدايه", "نهايه", "منتصف", "اواخر", "اوائل", "بين", "الي")
)
_CHRISTIAN = frozenset(("م", "ميلادي", "ميلاديه"))
_HEGIRA = frozenset(("ه", "هجري", "هجريه"))
_THAT = frozenset(("ذلك", "تلك", "نفس", "ذات"))
_DOUBLING = frozenset("/-(\\")
_YEAR_OPENERS = frozenset(
    ("في", "منذ", "حتي", "خلال", "مطلع", "بدايه", "نهايه", "منتصف", "اواخر", "اوائل", "اوايل", "بين", "(")
)
_HALVES = {"النصف": 6, "الربع": 3, "الثلث": 4}
_PARTS_OF_YEAR = {"الاول": 1, "الاولي": 1, "الثاني": 2, "الثانيه": 2, "الثالث": 3, "الرابع": 4}


def numeric(words: Words, at: int, word: str) -> Read | None:
    """29/12/2019 · 2019-12-29 · 29-12-2019 · 29.12.2019 · ٢٩-١٢-٢٠١٩"""
    last = at + 1
    text = word
    if len(word) in (1, 2, 4):  # the parts stand apart
        while last < at + 5 and words.at(last) in ("-", "/") and last + 1 < len(words.tokens):
            if words.tokens[last + 1].kind != "number":
                break
            text += "/" + words.at(last + 1)
            last += 2
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) != 3 or not all(part.isdigit() and len(part) <= 4 for part in parts):
        return None
    if len(parts[0]) == 4:
        year, month, number = (int(part) for part in parts)
    elif len(parts[2]) == 4:
        number, month, year = (int(part) for part in parts)
        if month > 12 >= number:
            month, number = number, month
    else:
        return None
    if days.FIRST_HIJRI <= year <= days.LAST_HIJRI:
        return _hijri(words, _closed(words, last, _HEGIRA), year, month, number)
    return on_day(_closed(words, last, _CHRISTIAN), year, month, number, DateBasis.EXPLICIT)


def day_month(words: Words, at: int, word: str) -> Read | None:
    """27 كانون الأول · الثاني عشر من يونيو 2009 · الـ8 من يوليو · 3 رمضان 1440 · ديسمبر/كانون الأول الماضي"""
    number, index = _day_number(words, at, word)
    if index is None:
        return None
    if words.at(index) in ("شهر", "لشهر"):
        index += 1
    if number is not None and words.at(index) in ("الشهر", "ذلك", "نفس", "ذات"):
        return _same_month(words, index, number)
    month = _month(words, index, word if index == at else words.at(index))
    if month is None:
        return None
    of_month, is_hijri, last = month
    if not of_month:
        return Read(last, granularity=_fineness(number), note="the two names of the month contradict each other")
    year, after = _year_at(words, last)
    if number is None and year is None and last == at + 1 and word in _AMBIGUOUS_MONTHS:
        if _shift(words.at(last)) is None and words.at(at - 1) not in _BEFORE_MONTHS:
            return None
    if is_hijri:
        return _hijri(words, after, year, of_month, number)
    if year is not None:
        return _on(after, year, of_month, number, DateBasis.EXPLICIT)
    if words.at(last) == "من" and words.at(last + 1) in _THAT and words.at(last + 2) in YEAR_WORDS:
        return Read(
            last + 3,
            granularity=_fineness(number),
            note="of a year named before",
            same=Same("year", 0, number, of_month),
        )
    return _completed(words, at, last, of_month, number)


def _day_number(words: Words, at: int, word: str) -> tuple[int | None, int | None]:
    """(day, token after) where a day stands; (None, at) where a month may stand at once; (None, None) where neither can."""
    if at < len(words.tokens) and words.tokens[at].kind == "number":
        number = words.number(at)
        if number is None or not 1 <= number <= 31:
            return None, None
        index = at + 1
    elif word == "ال" and words.number(at + 1) is not None:
        number, index = words.number(at + 1), at + 2
    else:
        ordinal = _ordinal(words, at, word)
        if ordinal is None:
            return None, at
        number, index = ordinal
    if words.at(index) in ("من", "-") or (words.at(index) == "/" and not words.number(index + 1)):
        index += 1
    return (number, index) if number is not None and 1 <= number <= 31 else (None, None)


def _ordinal(words: Words, at: int, word: str) -> tuple[int, int] | None:
    """(number, token after): الثاني عشر · الخامس والعشرين · العاشر · أول. Only before a month, which the caller checks."""
    if word in TENS:
        return TENS[word], at + 1
    if word not in ORDINALS:
        return (1, at + 1) if word in ("اول", "فاتح", "غره") else None
    value = ORDINALS[word]
    follow = words.at(at + 1)
    if follow in ("عشر", "عشره"):
        return value + 10, at + 2
    if follow[:1] == "و" and follow[1:] in TENS:
        return value + TENS[follow[1:]], at + 2
    return value, at + 1


def _same_month(words: Words, at: int, number: int) -> Read | None:
    """السابع من | الشهر نفسه · الشهر الجاري · الشهر الماضي"""
    if words.at(at) in _THAT and words.at(at + 1) == "الشهر":
        return Read(at + 2, note="of a month named before", same=Same("month", 0, number))
    follow = words.at(at + 1)
    if words.at(at) != "الشهر":
        return None
    if follow in SAME:
        return Read(at + 2, note="of a month named before", same=Same("month", 0, number))
    shift = _shift(follow)
    if shift is None:
        return None
    if words.published is None:
        return Read(at + 2, note=f"the {number}. of a month")
    return on_day(at + 2, *days.moved(words.published, shift), number, DateBasis.RELATIVE)


def _month(words: Words, at: int, word: str) -> tuple[int, bool, int] | None:
    """(number, whether Hijri, token after) of a month, with its second name: ديسمبر/كانون الأول · يوليو (تموز) · آب أغسطس"""
    for table, is_hijri in ((GREGORIAN, False), (HIJRI, True)):
        for length in (2, 1):
            key = (word, words.at(at + 1))[:length]
            if key not in table:
                continue
            number, last = table[key], at + length
            if is_hijri:
                return number, True, last
            mark = words.at(last) in _DOUBLING
            differs = 0
            for wide in (2, 1):
                begin = last + mark
                second = tuple(words.norms[begin : begin + wide])
                if words.at(last) == "/" and GREGORIAN.get(second, number) != number:
                    differs = differs or begin + wide
                elif len(second) == wide and GREGORIAN.get(second) == number and second != key:
                    last = begin + wide
                    if mark and words.at(last) == ")":
                        last += 1
                    break
            if differs and last < differs:  # يناير/كانون الأول: its two names contradict each other
                return 0, False, differs
            return number, False, last
    return None


def _year_at(words: Words, at: int) -> tuple[int | None, int]:
    """A year after a month, and the token after it: 2019 · عام 2019 · من عام 2019 · 2015م; (None, at) when there is none."""
    index = at
    if (
        words.at(index) in ("من", "،", ",", "/", "-", "عام", "لعام", "سنه", "لسنه")
        and words.at(index) not in YEAR_WORDS
    ):
        of = words.at(index) == "من"
        index += 1
        if of and words.at(index) not in ("عام", "العام", "سنه", "السنه", "لعام"):
            return None, at
    if words.at(index) in YEAR_WORDS:
        index += 1
    year = words.number(index, 4)
    if year is None or len(words.at(index)) != 4:
        return None, at
    if not (days.FIRST_YEAR <= year <= days.LAST_YEAR or days.FIRST_HIJRI <= year <= days.LAST_HIJRI):
        return None, at
    return year, _closed(words, index + 1, _CHRISTIAN | _HEGIRA)


def _closed(words: Words, last: int, eras: frozenset[str]) -> int:
    return last + 1 if words.at(last) in eras else last


def _shift(word: str) -> int | None:
    return -1 if word in PAST else 1 if word in NEXT else 0 if word in THIS else None


def _completed(words: Words, at: int, last: int, month: int, number: int | None) -> Read | None:
    """The year comes from the publication date: 20 يوليو الماضي · يناير المقبل · أبريل من العام الماضي"""
    published = words.published
    shift = _shift(words.at(last))
    year: int | None = None
    if shift is not None:
        last += 1
    elif words.at(last) == "من" and words.at(last + 1) in ("العام", "السنه") and _shift(words.at(last + 2)) is not None:
        if published is not None:
            year = published.year + (_shift(words.at(last + 2)) or 0)
        last += 3
    if published is None:
        told = "" if number is None else f"{number} "
        note = f"{told}{calendar.month_name[month]}, year not known"
        both = None if number is None else (month, number)
        return Read(last, granularity=_fineness(number), note=note, monthday=both, month=month)
    if year is None:
        if shift == 0 and abs(month - published.month) > (0 if number is None else 1):  # يناير الجاري, said in March
            return Read(last, granularity=_fineness(number), note="contradicts the day of publication")
        year = days.complete(month, number, published, shift=shift, future=shift is None and words.is_to_come(at))
    return _on(last, year, month, number, DateBasis.COMPLETED)


def _fineness(number: int | None) -> Granularity:
    return Granularity.MONTH if number is None else Granularity.DAY


def _on(last: int, year: int, month: int, number: int | None, basis: DateBasis) -> Read | None:
    if number is not None:
        return on_day(last, year, month, number, basis)
    return of_span(last, days.month_days(year, month), basis, month=month, year=year)


def on_day(last: int, year: int, month: int, number: int, basis: DateBasis) -> Read | None:
    if not days.FIRST_YEAR <= year <= days.LAST_YEAR:
        return None
    date = days.day(year, month, number)
    if date is None:  # 31 فبراير
        return Read(last, note="there is no such day")
    return Read(
        last, date, date, Granularity.DAY, basis, monthday=(month, number), own_year=basis is DateBasis.EXPLICIT
    )


def of_span(
    last: int, span: days.Days | None, basis: DateBasis, *, month: int | None = None, year: int | None = None
) -> Read | None:
    if span is None:
        return None
    return Read(last, *span, Granularity.MONTH, basis, month=month, year=year, own_year=basis is DateBasis.EXPLICIT)


def _hijri(words: Words, last: int, year: int | None, month: int, number: int | None) -> Read | None:
    """3 رمضان 1440 · رمضان الماضي"""
    basis = DateBasis.EXPLICIT
    if year is None:
        if _shift(words.at(last)) is not None:
            last += 1
        basis = DateBasis.COMPLETED
        year = days.hijri_year(month, number, words.published) if words.published else None
        if year is None:
            return Read(last, granularity=_fineness(number), note="a Hijri month, year not known")
    span = days.hijri(year, month, number)
    if span is None:
        return Read(last, granularity=_fineness(number), note="there is no such day") if number else None
    return Read(last, *span, _fineness(number), basis, own_year=basis is DateBasis.EXPLICIT)


def english(words: Words, at: int, word: str) -> Read | None:
    """September 3, 2024 · Nov 30: dates that stand between Arabic words come from embedded posts."""
    month = ENGLISH.get(word)
    number = words.number(at + 1)
    if month is None or number is None or not 1 <= number <= 31:
        return None
    last = at + 2
    index = last + 1 if words.at(last) == "," else last
    year = words.number(index, 4)
    if year is None or year < days.FIRST_YEAR:
        return _completed(words, at, last, month, number)
    return on_day(index + 1, year, month, number, DateBasis.EXPLICIT)


def early(words: Words, at: int, word: str) -> Read | None:
    """مطلع مايو · منتصف أغسطس/آب · أواخر الشهر الماضي · مطلع الشهر: the month's whole span, as coded; مطلع 2014"""
    index = at + 1
    if word in ("اول", "اخر", "غره"):  # آخر أيام شهر مايو
        return None
    follow = words.at(index)
    if follow in ("شهر", "هذا", "هذه"):
        index += 1
        follow = words.at(index)
    found = None
    for rule in (unit, day_month, year, bare_year):
        found = rule(words, index, follow)
        if found is not None:
            break
    if found is not None:
        coarse = found.granularity in (Granularity.MONTH, Granularity.YEAR, Granularity.WEEK)
        return (
            replace(found, start=None, end=None) if found.granularity is Granularity.YEAR else found if coarse else None
        )
    if follow == "الشهر":
        if words.published is None:
            return Read(index + 1, granularity=Granularity.MONTH, note="this month")
        return of_span(index + 1, days.month_days(words.published.year, words.published.month), DateBasis.RELATIVE)
    if follow in ("العام", "السنه", "الاسبوع"):
        if follow == "الاسبوع":
            return Read(index + 1, granularity=Granularity.WEEK, note="this week")
        of = words.published.year if words.published else None
        return Read(index + 1, granularity=Granularity.YEAR, note=f"in {of}" if of else "this year", year=of)
    return None


def year(words: Words, at: int, word: str) -> Read | None:
    """عام 2011 · العام 1979 · عام ألفين وعشرة · صيف 2014: a bare year gives no days."""
    index = at + 1
    if word in SEASONS and words.at(index) in YEAR_WORDS:
        index += 1
    found = words.number(index, 4)
    last = index + 1
    if found is None and word not in SEASONS:
        told = small_number(words.tokens, index)
        found, last = told if told is not None and words.tokens[index].kind == "word" else (None, index)
    if found is None or not days.FIRST_YEAR <= found <= days.LAST_YEAR:
        return None
    while words.at(last) == "و" and (words.number(last + 1, 4) or 0) >= days.FIRST_YEAR:  # السنوات 2005 و2006
        last += 2
    last = _closed(words, last, _CHRISTIAN)
    return Read(last, granularity=Granularity.YEAR, note=f"in {found}", year=found, own_year=True)


def bare_year(words: Words, at: int, word: str) -> Read | None:
    """في 2011، منذ 1984: a year without the word for it, where no noun follows that it could count."""
    found = words.number(at, 4)
    if found is None or not days.FIRST_YEAR <= found <= days.LAST_YEAR or len(word) != 4:
        return None
    before = words.at(at - 1)
    if before not in _YEAR_OPENERS and before.lstrip("وف") not in _YEAR_OPENERS:
        return None
    last = at + 1
    follow = words.at(last)
    other = words.number(last + 1, 4) if follow in ("-", "و") else None
    if other is not None and days.FIRST_YEAR <= other <= days.LAST_YEAR:  # (1983 - 2005)
        last += 2
    elif last < len(words.tokens) and words.tokens[last].kind == "word":
        if follow not in _AFTER_YEARS and follow[:1] not in "وفب" and _shift(follow) is None:
            return None
    return Read(last, granularity=Granularity.YEAR, note=f"in {found}", year=found, own_year=True)


_AFTER_YEARS = frozenset(
    (
        "في",
        "من",
        "الي",
        "حتي",
        "عندما",
        "حين",
        "ان",
        "م",
        "بعد",
        "قبل",
        "اثر",
        "علي",
        "عن",
        "كان",
        "كانت",
        "قتل",
        "اذ",
        "التي",
        "الذي",
        "ضد",
        "لكن",
        "مع",
        "بين",
        "دون",
        "خلال",
        "لم",
        "ما",
        "هو",
        "هي",
        "ثم",
    )
)


def part_of_year(words: Words, at: int, word: str) -> Read | None:
    """النصف الثاني من عام 2014 · الربع الأول من العام الجاري"""
    size = _HALVES.get(word)
    which = _PARTS_OF_YEAR.get(words.at(at + 1))
    if size is None or which is None or which * size > 12 or words.at(at + 2) not in ("من", "لعام"):
        return None
    told = year_told(words, at + 3 if words.at(at + 2) == "من" else at + 2)
    if told is None:
        return None
    of, last = told
    if of is None:
        return Read(last, granularity=Granularity.MONTH, note="part of a year")
    span = days.months_days(of, (which - 1) * size + 1, which * size)
    return of_span(last, span, DateBasis.RELATIVE)


def year_told(words: Words, at: int) -> tuple[int | None, int] | None:
    """(year, token after): عام 2014 · العام الماضي · العام; the year is None where it counts from an unknown publication."""
    word = words.at(at)
    if word in ("هذا", "هذه") and words.at(at + 1) in YEAR_WORDS:
        return (words.published.year if words.published else None), at + 2
    if word not in YEAR_WORDS and word != "لعام":
        return None
    number = words.number(at + 1, 4)
    if number is not None and days.FIRST_YEAR <= number <= days.LAST_YEAR:
        return number, at + 2
    if not word.startswith("ال"):
        return None
    shift = _shift(words.at(at + 1))
    last = at + 2 if shift is not None else at + 1
    return (words.published.year + (shift or 0) if words.published else None), last


def unit(words: Words, at: int, word: str) -> Read | None:
    """الأسبوع الماضي · الشهر الجاري · هذا العام · الشهر قبل الماضي · شهر مايو · الشهر نفسه · الصيف الماضي"""
    if word == "شهر":
        found = day_month(words, at + 1, words.at(at + 1))
        return found if found is not None and found.granularity is Granularity.MONTH else None
    last = at + 1
    step: int | None = None
    if word in ("هذا", "هذه"):
        word, step, last = words.at(last), 0, last + 1
    elif word in _THAT:
        word, last = words.at(last), last + 1
        return _same(word, 0, last)
    name = UNIT_ALONE.get(word)
    if name is None or name == "day":
        return None
    if step is None:
        follow = words.at(last)
        if follow in SAME:
            return _same(word, 0, last + 1)
        if follow == "قبل" and words.at(last + 1) in PAST:
            step, last = -2, last + 2
        else:
            step = _shift(follow)
            last += 1
    if step is None:
        return None
    return _stepped(words, name, step, last)


def _same(word: str, shift: int, last: int) -> Read | None:
    name = UNIT_ALONE.get(word)
    if name not in ("month", "year"):
        return None
    coarse = Granularity.MONTH if name == "month" else Granularity.YEAR
    return Read(last, granularity=coarse, note=f"a {name} named before", same=Same(name, shift))


def _stepped(words: Words, name: str, step: int, last: int) -> Read | None:
    told = {-2: "the one before last", -1: "last", 0: "this", 1: "next"}[step]
    published = words.published
    if name in ("season", "century", "decade"):
        return Read(last, granularity=Granularity.YEAR, note=f"{told} {name}")
    if published is None:
        coarse = {"week": Granularity.WEEK, "year": Granularity.YEAR, "night": Granularity.DAY}.get(
            name, Granularity.MONTH
        )
        return Read(last, granularity=coarse, note=f"{told} {name}")
    if name == "week":
        monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=step)
        return Read(last, granularity=Granularity.WEEK, note=f"in the week of {monday.isoformat()}")
    if name == "month":
        of, month = days.moved(published, step)
        return of_span(last, days.month_days(of, month), DateBasis.RELATIVE, month=month, year=of)
    if name == "night":
        date = published + dt.timedelta(days=step)
        end = published if step == -1 else date  # last night runs into today
        return Read(last, date, end, Granularity.DAY if step != -1 else Granularity.DAYS, DateBasis.RELATIVE)
    return Read(last, granularity=Granularity.YEAR, note=f"in {published.year + step}", year=published.year + step)
