"""Dates as metadata state them: ISO 8601, seconds since 1970, RFC 2822, English, and Arabic as pages write it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from rasid.text.dates import parse_date
from rasid.text.normal import fold

# 2019-12-29 · 2019-12-29T14:30:00+03:00 · 2019/12/29 14:30 · 20191229
_ISO = re.compile(
    r"(?<!\d)(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?!\d)(?:\s*t?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(z\b|gmt\b|utc\b|[+-]\d{2}:?\d{2}(?!\d))?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?z?")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_ENGLISH_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH = "(" + "|".join(_ENGLISH_MONTHS) + ")[a-z]*"
_DAY_FIRST = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}\.?,?[\s-]+(\d{{4}})")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_SECONDS = (600_000_000, 4_000_000_000)
"""1989 to 2096: a number between is a time in seconds since 1970; a thousand times that, in milliseconds."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Stated:
    """A date that an item states. ``day`` is None where the words are not understood."""

    words: str
    day: dt.date | None = None
    moment: dt.datetime | None = None


def stated(value: Any) -> Stated | None:
    """The day, and the moment where it is told, in the time zone that is told; None when nothing is stated.

    Examples: 2019-12-29T14:30:00+03:00 · Sun, 29 Dec 2019 14:30:00 +0300 · 1577619000 · الأحد 29 كانون الأول 2019
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _since_1970(value)
    words = str(value).strip()[:_LONGEST]
    if not words:
        return None
    text = fold(words)
    if re.fullmatch(r"\d{9,13}", text):
        return _since_1970(int(text))
    for match in (_COMPACT.fullmatch(text), _ISO.search(text)):
        if match:
            parts = [part for part in match.groups() if part not in ("-", "/")]
            return _assembled(words, *parts)
    if re.search(_MONTH, text):
        return _english(words, text)
    return Stated(words, parse_date(words))


def _assembled(
    words: str,
    year: Any,
    month: Any,
    day: Any,
    hour: Any = None,
    minute: Any = None,
    second: Any = None,
    zone: Any = None,
) -> Stated:
    try:
        date = dt.date(int(year), int(month), int(day))
        if hour is None:
            return Stated(words, date)
        moment = dt.datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    except ValueError:
        return Stated(words)
    if zone:
        offset = dt.timedelta()
        if zone[0] in "+-":
            offset = (-1 if zone[0] == "-" else 1) * dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        if abs(offset) >= dt.timedelta(hours=24):
            return Stated(words)
        moment = moment.replace(tzinfo=dt.timezone(offset))
    return Stated(words, date, moment)


def _since_1970(number: float) -> Stated:
    low, high = _SECONDS
    seconds = number / 1000 if low * 1000 <= number <= high * 1000 else number
    if not low <= seconds <= high:
        return Stated(str(number)[:60])
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return Stated(str(number), moment.date(), moment)


def _english(words: str, text: str) -> Stated:
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    else:
        return Stated(words, moment.date(), moment)
    for pattern, order in ((_DAY_FIRST, (2, 1, 0)), (_MONTH_FIRST, (2, 0, 1))):
        if match := pattern.search(text):
            year, month, day = (match.groups()[index] for index in order)
            return _assembled(words, year, _ENGLISH_MONTHS[month], day)
    return Stated(words)
