"""The months as the Arab world's press calls them: Gregorian-Arabic, Levantine, Maghrebi, and Hijri."""

from __future__ import annotations

from rasid.text.normal import fold

_GREGORIAN = """
1 يناير | كانون الثاني | كانون ثاني | جانفي
2 فبراير | شباط | فيفري | فبرير
3 مارس | آذار | مارت
4 أبريل | نيسان | أفريل | إبريل
5 مايو | أيار | ماي
6 يونيو | حزيران | جوان | يونيه
7 يوليو | تموز | جويلية | يوليوز | يوليه
8 أغسطس | آب | أوت | غشت | أغسطوس
9 سبتمبر | أيلول | شتنبر
10 أكتوبر | تشرين الأول | اوكتوبر | تشرين أول | أكتوبر
11 نوفمبر | تشرين الثاني | نونبر | تشرين ثاني
12 ديسمبر | كانون الأول | دجنبر | كانون أول | ديسمر
"""
_HIJRI = """
1 محرم | المحرم
2 صفر
3 ربيع الأول | ربيع أول
4 ربيع الآخر | ربيع الثاني | ربيع ثاني
5 جمادى الأولى | جمادى الاولى | جمادى أول
6 جمادى الآخرة | جمادى الثانية | جمادى ثاني
7 رجب
8 شعبان
9 رمضان
10 شوال
11 ذو القعدة | ذي القعدة
12 ذو الحجة | ذي الحجة
"""


def _table(text: str) -> dict[tuple[str, ...], int]:
    out: dict[tuple[str, ...], int] = {}
    for line in text.strip().splitlines():
        number, names = line.split(" ", 1)
        for name in names.split("|"):
            out[tuple(fold(name.strip()).split())] = int(number)
    return out


GREGORIAN = _table(_GREGORIAN)
"""Words in normal form -> number of the month."""
HIJRI = _table(_HIJRI)
ENGLISH = {
    form: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
    for form in (name, name[:3])
} | {"sept": 9}
WEEKDAYS = {
    fold(name): number
    for number, name in enumerate(("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"))
}
"""Normal form -> Monday is 0."""
WEEKDAY_NAMES = ("a Monday", "a Tuesday", "a Wednesday", "a Thursday", "a Friday", "a Saturday", "a Sunday")
ORDINALS = {
    fold(name): number
    for number, name in enumerate(
        ("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"), 1
    )
} | {fold("الحادي"): 1}
TENS = {fold("العشرين"): 20, fold("الثلاثين"): 30}
