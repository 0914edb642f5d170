"""Arithmetic of days: the year of a date told without one, spans of months, Hijri dates."""

from __future__ import annotations

import calendar
import datetime as dt

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_HIJRI, LAST_HIJRI = 1343, 1500
"""The years that the table of Umm al-Qura covers."""
AHEAD_AT_ONCE = 3
"""Days ahead of the publication date that a date may lie and still be this year's: what was published is dated a little off."""
AHEAD_AT_MOST = 9
"""Months ahead that an announced date may lie."""

Days = tuple[dt.date, dt.date]


def day(year: int, month: int, number: int) -> dt.date | None:
    """The day, or None when there is none: the 31st of February."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def month_days(year: int, month: int) -> Days | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def months_days(year: int, first: int, last: int) -> Days | None:
    """From the first day of one month to the last of another, of one year."""
    begin, end = month_days(year, first), month_days(year, last)
    return (begin[0], end[1]) if begin and end else None


def moved(published: dt.date, months: int) -> tuple[int, int]:
    """(year, month) that many months after the publication date's."""
    index = published.year * 12 + published.month - 1 + months
    return index // 12, index % 12 + 1


def complete(month: int, number: int | None, published: dt.date, *, shift: int | None, future: bool) -> int:
    """The year of a month (and day) told without one: the latest that has begun by the publication date.

    ``shift`` is -1 with الماضي, 1 with القادم, 0 with الجاري, None with none of these. ``future``: what stands before says
    that it is to come. 20 يوليو الماضي, said on the 27th, is a week ago; شهر يوليو الماضي, said in July, a year ago.
    """
    year = published.year
    now, then = (published.month, published.day), (month, number or 99)
    if shift == 1:
        return year + (
            1 if month < published.month or (month == published.month and (number or 0) <= published.day) else 0
        )
    if shift == -1:
        return year - (1 if then >= now else 0)
    if shift == 0 or month < published.month or (month == published.month and (number or 0) <= published.day):
        return year
    ahead = _ahead(month, number, published)
    if number is not None and ahead is not None and ahead <= AHEAD_AT_ONCE:
        return year
    if future and month - published.month <= AHEAD_AT_MOST:
        return year
    return year - 1


def _ahead(month: int, number: int | None, published: dt.date) -> int | None:
    then = day(published.year, month, number or 1)
    return (then - published).days if then else None


def hijri(year: int, month: int, number: int | None) -> Days | None:
    """The Gregorian days of a Hijri day or month by the calendar of Umm al-Qura; None outside its table."""
    from hijridate import Hijri

    if not FIRST_HIJRI <= year <= LAST_HIJRI:
        return None
    try:
        first = Hijri(year, month, number or 1)
        start = dt.date(*first.to_gregorian().datetuple())
        return start, start if number is not None else start + dt.timedelta(days=first.month_length() - 1)
    except (ValueError, OverflowError):
        return None


def hijri_year(month: int, number: int | None, published: dt.date) -> int | None:
    """The Hijri year of a month (and day) told without one: the latest that has begun by the publication date."""
    from hijridate import Gregorian

    try:
        now = Gregorian.fromdate(published).to_hijri()
    except (ValueError, OverflowError):
        return None
    later = (month, number or 1) > (now.month, now.day)
    return int(now.year) - (1 if later else 0)
