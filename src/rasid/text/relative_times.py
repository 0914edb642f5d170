"""Times told from where one stands: today, weekdays, parts of the day, hours, so long ago, over so long."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from rasid.model import DateBasis, Granularity
from rasid.text import days
from rasid.text.calendar_times import of_span, year_told
from rasid.text.cardinals import small_number
from rasid.text.function_words import words as word_set
from rasid.text.months import HIJRI, ORDINALS, WEEKDAY_NAMES, WEEKDAYS
from rasid.text.normal import align
from rasid.text.time_reading import Read, Same, Words
from rasid.text.time_words import (
    ABOUT,
    AFTER_DURATION,
    BESIDE_PARTS,
    CLOCK_FRACTIONS,
    CLOCK_HOURS,
    DUALS,
    DURATION_HEADS,
    FOLLOWING,
    MIDNIGHT,
    NEXT,
    PARTS_ADVERB,
    PARTS_AFTER_PREPOSITION,
    PARTS_DEFINITE,
    PARTS_OPEN,
    PAST,
    PLURALS,
    PRAYERS,
    PRECEDING,
    SAME,
    SINGLE,
    SOME,
    THIS,
    TOMORROW,
    UNITS,
    UNITS_DEFINITE,
    VAGUE_PHRASES,
    YESTERDAY,
    ZONES,
)
from rasid.text.tokens import tokenize

_DAY_WORDS = word_set("يوم نهار ليلة يومي")
_THIS_ONE = word_set("هذا هذه")
_OLD_OR_FIRST = word_set("أول")
_FEASTS = word_set("الفطر الأضحى الميلاد النوروز")
_AFTER = word_set("بعد بعيد")
_BEGINNINGS = word_set("مطلع بداية مستهل أوائل")
_PART = Read(0, granularity=Granularity.PART_OF_DAY, part=True)


def weekday(words: Words, at: int, word: str) -> Read | None:
    """الأحد · يوم الجمعة الماضي · الأحد المقبل · الأحد قبل الماضي"""
    index = at
    if word in _DAY_WORDS:
        index += 1
        word = words.at(index)
    number = WEEKDAYS.get(word)
    if number is None:
        return None
    if index == at and word == "الاثنين" and words.at(at - 1) in ("هذين", "كلا", "بين"):
        return None
    last = index + 1
    follow = words.at(last)
    weeks, future = 0, False
    if follow in PAST:
        last += 1
        weeks = -1
    elif follow in NEXT:
        last += 1
        future = True
    elif follow in THIS:
        last += 1
    elif follow == "قبل" and words.at(last + 1) in PAST:
        last += 2
        weeks = -2
    published = words.published
    if published is None:
        return Read(last, note=WEEKDAY_NAMES[number], weekday=number, daily=True)
    ahead = (number - published.weekday()) % 7
    if future or (weeks == 0 and ahead and words.is_to_come(at)):
        date = published + dt.timedelta(days=ahead or 7)
    else:
        date = published - dt.timedelta(days=(published.weekday() - number) % 7)
        if weeks == -2 or (weeks == -1 and date == published):  # الأحد الماضي, said on a Sunday
            date -= dt.timedelta(days=7)
    return Read(last, date, date, Granularity.DAY, DateBasis.WEEKDAY, WEEKDAY_NAMES[number], weekday=number, daily=True)


def near(words: Words, at: int, word: str) -> Read | None:
    """اليوم · أمس · أول من أمس · غدا · الليلة الماضية · هذا الصباح · اليوم نفسه · اليوم التالي"""
    last = at + 1
    if word in _THIS_ONE and words.at(last) in ("اليوم", "الصباح", "المساء", "الفجر", "الليله", "النهار"):
        part = words.at(last) not in ("اليوم", "النهار")
        return replace(
            _from_today(words, last + 1, 0), granularity=Granularity.PART_OF_DAY if part else Granularity.DAY
        )
    if word in ("ذات", "نفس", "ذلك", "تلك") and words.at(last) in ("اليوم", "الليله"):
        return _same_day(last + 1, 0)
    if word == "اليوم":
        return _today(words, at)
    if word in YESTERDAY:
        further = words.at(last) in ("الاول", "الاولي")
        return _from_today(words, last + further, -1 - further)
    if word in _OLD_OR_FIRST:
        if words.at(last) in ("امس", "الامس", "البارحه"):
            return _from_today(words, last + 1, -2)
        if words.at(last) == "من" and words.at(last + 1) in ("امس", "الامس", "البارحه"):
            return _from_today(words, last + 2, -2)
        return None
    if word in TOMORROW:
        return _from_today(words, last, 1)
    if word == "الليله":
        return _night(words, last)
    return None


def _today(words: Words, at: int) -> Read | None:
    last = at + 1
    follow = words.at(last)
    if follow in SAME:
        return _same_day(last + 1, 0)
    if follow in FOLLOWING:
        return _same_day(last + 1, 1)
    if follow in PRECEDING:
        return _same_day(last + 1, -1)
    if follow in ("ال", "لل") and words.number(last + 1, 4) is not None:  # اليوم الـ66
        return Read(last + 2, note="a numbered day")
    if follow in ORDINALS or follow in ("الاخير", "الاولي") or follow in PAST:
        return None if words.at(at)[:2] != "لل" else Read(last + 1, note="a numbered day")
    return _from_today(words, last, 0)


def _same_day(last: int, shift: int) -> Read:
    return Read(
        last,
        note="the same day" if shift == 0 else "the day after" if shift == 1 else "the day before",
        same=Same("day", shift),
    )


def _night(words: Words, last: int) -> Read:
    """الليلة · الليلة الماضية (it runs into today) · الليلة قبل الماضية"""
    follow = words.at(last)
    if follow in PAST:
        found = _from_today(words, last + 1, -1)
        return replace(found, end=words.published, granularity=Granularity.DAYS) if found.start else found
    if follow == "قبل" and words.at(last + 1) in PAST:
        return _from_today(words, last + 2, -2)
    return _from_today(words, last, 0)


def _from_today(words: Words, last: int, shift: int) -> Read:
    if words.published is None:
        note = {0: "the day of publication", -1: "the day before publication", 1: "the day after publication"}
        return Read(last, note=note.get(shift, f"{-shift} days before publication"), daily=True)
    date = words.published + dt.timedelta(days=shift)
    return Read(last, date, date, Granularity.DAY, DateBasis.RELATIVE, daily=True)


def part(words: Words, at: int, word: str) -> Read | None:
    """صباحا · مساء السبت · بعد ظهر الأحد · قبيل الفجر · منتصف الليل: what another word gives a day, or none does"""
    last = at + 1
    follow = words.at(last)
    if word in PARTS_ADVERB and not _opens_day(words, last):
        return replace(_PART, last=last)
    if word in BESIDE_PARTS:
        if follow in PARTS_AFTER_PREPOSITION or (follow in PARTS_OPEN and _opens_day(words, last + 1)):
            inner = part(words, last, follow) or replace(_PART, last=last + 1)
            return replace(inner, late=word in _AFTER and follow == "منتصف")
        return None
    if word == "منتصف":
        return replace(_PART, last=last if follow == "الليله" else last + 1) if follow in MIDNIGHT else None
    if word in PARTS_DEFINITE:
        return replace(_PART, last=last)
    if word in PARTS_OPEN and _opens_day(words, last):
        return replace(_PART, last=last)
    return None


def _opens_day(words: Words, at: int) -> bool:
    word = words.at(at)
    if (
        word in WEEKDAYS
        or word in YESTERDAY
        or word in TOMORROW
        or word in ("اليوم", "يوم", "اول", "ليل", "الليل", "النهار", "نهار")
    ):
        return True
    if word == "من" and words.at(at + 1) in ("يوم", "اليوم", "امس"):
        return True
    if word in ("ذات", "نفس", "ذلك") and words.at(at + 1) in ("اليوم", "الليله"):
        return True
    number = words.number(at)
    return (
        (number is not None and 1 <= number <= 31)
        or (word == "ال" and words.number(at + 1) is not None)
        or (word in ORDINALS and words.at(at + 1) in ("من", "عشر", "عشره"))
    )


_MOMENTS = word_set("وقت ساعة ساعات الساعات الساعة")
_QUALIFIERS = word_set(
    "مبكر مبكرة متأخر متأخرة متقدمة متقدم سابق لاحق الأولى أولى المبكرة المتأخرة سابقة لاحقة باكر باكرة"
)
_HOURS_OF = word_set("الليل الفجر الصباح المساء الظهيرة الظهر العصر الذروة النهار")


def moment(words: Words, at: int, word: str) -> Read | None:
    """في وقت سابق · وقت متأخر من مساء الجمعة · الساعات الأولى من الصباح · ساعات الفجر الأولى · ساعة متأخرة"""
    index = at
    if word in ("في", "خلال"):
        index += 1
        word = words.at(index)
    if word not in _MOMENTS:
        return None
    last = index + 1
    if words.at(last) in _HOURS_OF and word in ("ساعات", "ساعه", "وقت"):
        last += 1
        if words.at(last) in _QUALIFIERS:
            last += 1
    elif words.at(last) in _QUALIFIERS and (word != "الساعه" or words.at(last) != "الاولي"):
        last += 1
        if words.at(last) in ("جدا", "قليلا"):
            last += 1
    else:
        return None
    return Read(last, granularity=Granularity.PART_OF_DAY, part=True, reaches=True)


def clock(words: Words, at: int, word: str) -> Read | None:
    """الساعة العاشرة والنصف · الساعة 7:25 صباحا · الثالثة والنصف بعد ظهر الخميس · 04:00 بتوقيت غرينتش"""
    index = at
    named = word in ("الساعه", "تمام", "ساعه")
    while words.at(index) in ("الساعه", "تمام") and index < at + 2:
        index += 1
    here = word if index == at else words.at(index)
    timed = False
    if index < len(words.tokens) and words.tokens[index].kind == "number":
        timed = _is_clock(here)
        if not timed and not (named and here.isdigit() and int(here[:3]) <= 24 and len(here) <= 2):
            return None
    elif here not in CLOCK_HOURS:
        return None
    last = index + 1
    if words.at(last) in ("عشره", "عشر"):
        last += 1
    if words.at(last) in CLOCK_FRACTIONS:
        last += 1
    elif (words.at(last) == "الا" and words.at(last + 1) in ("ربعا", "الربع", "ربع", "ثلثا", "الثلث", "خمس")) or (
        words.at(last) == "و" and words.number(last + 1) is not None
    ):
        last += 2
    if words.at(last) in ("دقيقه", "دقائق"):
        last += 1
    if not named and not _confirmed(words, last, timed=timed):
        return None
    if words.at(last) in ("ص", "م") and timed:
        last += 1
    return replace(_PART, last=_zone(words, last), granularity=Granularity.HOUR, reaches=True)


def _is_clock(norm: str) -> bool:
    hour, mark, minute = norm.replace(".", ":").partition(":")
    return (
        bool(mark)
        and hour.isdigit()
        and minute.isdigit()
        and len(minute) == 2
        and len(hour) <= 2
        and int(hour) <= 24
        and int(minute) < 60
    )


def _confirmed(words: Words, last: int, *, timed: bool) -> bool:
    follow = words.at(last)
    if follow in PARTS_ADVERB or follow in ("بتوقيت", "بالتوقيت"):
        return True
    if timed:
        return follow in ("ص", "م") or (":" in words.at(last - 1) and follow in ("من", "بعد", "قبل"))
    return follow in ("بعد", "قبل", "من") and words.at(last + 1) in PARTS_OPEN | PARTS_AFTER_PREPOSITION


def _zone(words: Words, last: int) -> int:
    """The token after بالتوقيت المحلي, بتوقيت غرينتش."""
    if words.at(last) in ("بتوقيت", "بالتوقيت") and words.at(last + 1) in ZONES:
        return last + 2 + (words.at(last + 2) in ("المكرمه", "المحتله"))
    return last


def numbered_day(words: Words, at: int, word: str) -> Read | None:
    """لليوم الـ74 · لليوم الثاني على التوالي · للشهر الرابع على التوالي"""
    if words.at(at)[:2] != "لل" or word not in ("اليوم", "الشهر", "الاسبوع", "الليله"):
        return None
    last = at + 1
    if words.at(last) == "ال" and words.number(last + 1, 4) is not None:
        last += 2
    elif words.at(last) in ORDINALS or words.at(last) in CLOCK_HOURS:
        last += 1 + (words.at(last + 1) in ("عشر", "عشره"))
    else:
        return None
    if words.at(last) == "علي" and words.at(last + 1) == "التوالي":
        last += 2
    return Read(last, granularity=Granularity.DAYS, note="a numbered day")


def ago(words: Words, at: int, word: str) -> Read | None:
    """قبل يومين · منذ ثلاثة أيام · قبل أسبوع · خلال أسبوعين · بعد يومين من (counted from another happening)"""
    index = at + 1
    if word in ("علي", "في"):
        if words.at(index) not in ("مدي", "مدار", "غضون"):
            return None
        word, index = words.at(index), index + 1
    elif word not in DURATION_HEADS:
        return None
    if words.at(index) in ("مدي", "مدار", "غضون", "مده"):
        index += 1
    found = _duration(words, index)
    if found is None:
        return None
    count, name, last, about = found
    follow = words.at(last)
    told = f"{count} {name}{'s' if count != 1 else ''}" if count else f"some {name}s"
    about = about or count is None
    days_each = {"day": 1, "week": 7}.get(name)
    if word in ("بعد", "عقب") or (word == "قبل" and follow == "من"):
        if follow in ("من", "علي"):
            exact = None if about or not days_each or not count else count * days_each * (1 if word != "قبل" else -1)
            return Read(
                last,
                note=f"{told} {'before' if word == 'قبل' else 'after'} another happening",
                anchored=True,
                offset=exact,
            )
        return Read(last, granularity=Granularity.DAYS, note=f"{told} later") if word != "قبل" else None
    if word not in ("قبل", "منذ"):
        return _over(words, last, told)
    if words.published is None or about or days_each is None or not count:
        return Read(last, granularity=_fineness(name), note=f"{told} before publication")
    date = _back(words.published, count * days_each)
    if date is None:
        return Read(last, note=f"{told} before publication")
    if word == "منذ" and count * days_each > 1:
        return Read(last, date, words.published, Granularity.DAYS, DateBasis.RELATIVE, note="since then")
    return Read(last, date, date, Granularity.DAY, DateBasis.RELATIVE)


def _back(day: dt.date, count: int) -> dt.date | None:
    return day - dt.timedelta(days=count) if count < 40_000 else None


def _fineness(name: str) -> Granularity:
    if name in ("hour", "minute", "day", "night"):
        return Granularity.DAYS
    return {"week": Granularity.WEEK, "month": Granularity.MONTH}.get(name, Granularity.YEAR)


def _over(words: Words, last: int, told: str) -> Read:
    return Read(last + (words.at(last) in PAST), granularity=Granularity.DAYS, note=f"over {told}")


def _duration(words: Words, at: int) -> tuple[int | None, str, int, bool] | None:
    """(count, unit, token after, whether about) of a length of time: يومين · نحو 3 أشهر · عدة أسابيع · أيام قليلة · أكثر من عام"""
    index, about = at, False
    if words.at(index) in ABOUT:
        index, about = index + 1, True
    elif words.at(index) in ("اكثر", "اقل", "ازيد") and words.at(index + 1) == "من":
        index, about = index + 2, True
    elif words.at(index) in ("ما", "مايقارب", "مايقرب") and words.at(index + 1) in ("يقارب", "يقرب", "من"):
        index, about = index + 2, True
        if words.at(index) == "من":
            index += 1
    name = words.at(index)
    count: int | None = None
    if name in SOME:
        index += 1
        if words.at(index) not in PLURALS:
            return None
        unit, last = UNITS[words.at(index)], index + 1
    elif name in DUALS:
        count, unit, last = 2, UNITS[name], index + 1
    elif name in SINGLE:
        count, unit, last = 1, UNITS[name], index + 1
    elif name in PLURALS:
        if words.at(index + 1) in ("عيد", "العيد"):
            return None
        unit, last = UNITS[name], index + 1
    else:
        number = small_number(words.tokens, index)
        if number is None or words.at(number[1]) not in UNITS:
            return None
        count, last = number
        unit, last = UNITS[words.at(last)], last + 1
    while words.at(last) in AFTER_DURATION:
        about = about or words.at(last) in ("تقريبا", "ونصف")
        last += 1
    return count, unit, last, about


_COUNTED_FROM = word_set("ذلك هذا")
_AFTERWARDS = word_set("بعدها بعده بعدهما قبلها قبله")


def later(words: Words, at: int, word: str) -> Read | None:
    """بعد ذلك بيومين · قبل ذلك بيوم · بعدها بثلاثة أيام: counted from the day named before"""
    last = at + 1
    if word in ("بعد", "قبل"):
        if words.at(last) not in _COUNTED_FROM:
            return None
        last += 1
    elif word not in _AFTERWARDS:
        return None
    here = words.at(last)
    if not here.startswith("ب") or len(here) < 4:
        return None
    bare = here[1:]
    if bare in DUALS or bare in SINGLE:
        count, unit = 2 if bare in DUALS else 1, UNITS[bare]
    elif bare in PLURALS or bare in SOME:
        return Read(last + 1 + (bare in SOME), granularity=Granularity.DAYS, note="some time from another day")
    else:
        number = small_number(words.tokens, last)
        if number is None or words.at(number[1]) not in UNITS:
            return None
        count, last = number[0], number[1]
        unit = UNITS[words.at(last)]
    days_each = {"day": 1, "week": 7}.get(unit)
    if days_each is None or count > 400:
        return Read(last + 1, granularity=Granularity.DAYS, note="some time from another day")
    shift = count * days_each * (-1 if word.startswith("قبل") else 1)
    return Read(
        last + 1, note=f"{abs(shift)} days {'before' if shift < 0 else 'after'} another day", same=Same("day", shift)
    )


def eve(words: Words, at: int, word: str) -> Read | None:
    """غداة (the day after another happening)"""
    return Read(at + 1, note="the day after another happening", anchored=True, offset=1)


def definite_span(words: Words, at: int, word: str) -> Read | None:
    """خلال الـ24 ساعة الماضية · اليومين الماضيين · الأيام الثلاثة الماضية · الأشهر الستة الأولى من العام"""
    index = at
    if word in ("خلال", "في", "طوال", "طيله"):
        index += 1
        word = words.at(index)
    count: int | None = None
    name = UNITS_DEFINITE.get(word)
    last = index + 1
    if name is None:
        counted = _counted_definite(words, index, word)
        if counted is None:
            return None
        count, last = counted
        name = UNITS.get(words.at(last))
        if name is None:
            return None
        last += 1
    else:
        if word[2:] in DUALS:
            count = 2
        else:
            counted = _counted_definite(words, last, words.at(last))
            if counted is not None and words.at(last) not in ORDINALS:
                count, last = counted
        if words.at(last) in ("القليله", "القليلتين", "المعدوده"):
            last += 1
    follow = words.at(last)
    if follow in ("الاولي", "الاول") and words.at(last + 1) == "من" and count and name == "month":
        return _first_months(words, last + 2, count)
    if follow not in PAST and follow not in NEXT and follow not in THIS:
        return Read(last, granularity=Granularity.DAYS, note="over a span") if count and index > at else None
    last += 1
    published = words.published
    if published is None or count is None or follow not in PAST or name not in ("hour", "day"):
        return Read(last, granularity=Granularity.DAYS, note="a span up to publication" if follow in PAST else None)
    if name == "hour":
        start, end = _back(published, -(-count // 24)), published
    else:
        start, end = _back(published, count), published - dt.timedelta(days=1)
    if start is None:
        return Read(last, granularity=Granularity.DAYS, note="a span up to publication")
    return Read(last, start, end, Granularity.DAYS, DateBasis.RELATIVE)


def _counted_definite(words: Words, at: int, word: str) -> tuple[int, int] | None:
    """(count, token after): الـ24 · الثلاثة · الأربع والعشرين · الثماني والأربعين"""
    if word == "ال":
        number = words.number(at + 1, 3)
        return (number, at + 2) if number is not None else None
    if not word.startswith("ال"):
        return None
    found = small_number(words.tokens, at)
    if found is None:
        return None
    value, last = found
    follow = words.at(last)
    if value < 10 and follow.startswith("وال"):
        tens = small_number(words.tokens, last)
        if tens is not None and tens[0] % 10 == 0:
            return value + tens[0], tens[1]
    return value, last


def _first_months(words: Words, at: int, count: int) -> Read | None:
    told = year_told(words, at)
    if told is None:
        return None
    year, last = told
    if year is None:
        return Read(last, granularity=Granularity.MONTH, note=f"the first {count} months of a year")
    return of_span(last, days.months_days(year, 1, count), DateBasis.RELATIVE)


def since(words: Words, at: int, word: str) -> Read | None:
    """منذ 7 أكتوبر 2023 · منذ فجر أمس · منذ بداية العام: from that day to the publication date."""
    index = at + 1
    if words.at(index) in ("تاريخ", "ان"):
        index += 1
    if words.is_of_the_most(at):
        return None
    read = words.read(words, index)
    if read is None or read.last <= index or read.anchored:
        return None
    if read.part and not read.dated:
        return replace(read, note="since then")
    if read.granularity is Granularity.YEAR and read.year is not None and words.at(index) in _BEGINNINGS:
        read = replace(read, start=days.day(read.year, 1, 1), basis=DateBasis.RELATIVE)
    return opened(read, words.published)


def opened(read: Read, published: dt.date | None) -> Read:
    """From what is read to the publication date."""
    if read.start is None or published is None or read.start > published:
        return replace(
            read, start=None, end=None, basis=DateBasis.UNRESOLVED, note=read.note or "since then", part=False
        )
    return replace(read, end=published, granularity=Granularity.DAYS, part=False)


def prayer(words: Words, at: int, word: str) -> Read | None:
    """صلاة الجمعة (a Friday) · بعد صلاة المغرب · عيد الفطر · أول أيام عيد الأضحى"""
    index = at
    if word in BESIDE_PARTS | {"وقت", "اداء", "لدي"}:
        index += 1
        if words.at(index) == "اداء":
            index += 1
    here = words.at(index) if index > at else word
    follow = words.at(index + 1)
    if here == "صلاه":
        if follow == "الجمعه":
            found = weekday(words, index + 1, follow)
            return replace(found, granularity=Granularity.PART_OF_DAY) if found is not None else None
        if follow in PRAYERS:
            return replace(_PART, last=index + 2)
        return None
    if here == "ايام" and follow in ("عيد", "العيد"):
        index += 1
        here, follow = follow, words.at(index + 1)
        if here == "العيد":
            return Read(index + 1, granularity=Granularity.DAYS, note="a feast")
    if here == "عيد" and follow in _FEASTS:
        return Read(index + 2, granularity=Granularity.DAYS, note="a feast")
    return None


_PHRASES: dict[str, list[tuple[str, ...]]] = {}
for _line in VAGUE_PHRASES.replace("\n", "|").split("|"):
    _key = tuple(token.norm for token in tokenize(align(_line)))
    if _key:
        _PHRASES.setdefault(_key[0], []).append(_key)
for _keys in _PHRASES.values():
    _keys.sort(key=len, reverse=True)


def vague(words: Words, at: int, word: str) -> Read | None:
    """مؤخرا · الآونة الأخيرة · لاحقا: a time that comes to no days."""
    for phrase in _PHRASES.get(word, ()):
        if all(words.at(at + k) == piece for k, piece in enumerate(phrase[1:], 1)):
            return Read(at + len(phrase), granularity=Granularity.DAYS)
    return None


VAGUE_STARTS = frozenset(_PHRASES)
HIJRI_STARTS = frozenset(key[0] for key in HIJRI)
