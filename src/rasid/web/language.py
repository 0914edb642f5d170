"""The interface's languages: texts by key, plural forms, numbers and days. The texts are data (words/en.toml, words/ar.toml)."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from rasid.codes import Lang
from rasid.web.refusals import in_arabic

LANGUAGES: tuple[Lang, ...] = ("ar", "en")
# As news of the east writes them, with the name that the west of the Arab world knows.
_MONTHS_AR = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
)  # fmt: skip
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Language:
    """What the interface says, in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._texts = texts(lang)

    @property
    def other(self) -> Lang:
        return "en" if self.lang == "ar" else "ar"

    @property
    def direction(self) -> str:
        return "rtl" if self.lang == "ar" else "ltr"

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a key with the values put in; ``n`` chooses the plural form. A key that no text has is shown as it is."""
        text = self.maybe(key, **values)
        return key if text is None else text

    def maybe(self, key: str, /, **values: Any) -> str | None:
        """The same, None where there is no such text."""
        text = self._texts.get(key)
        if text is None and "n" in values:
            n = values["n"]
            text = self._texts.get(f"{key}.{plural(n, self.lang)}") or self._texts.get(f"{key}.other")
            values["n"] = self.number(n)
        return None if text is None else text.format(**values) if values else text

    def said(self, message: str) -> str:
        """What Rasid itself says in English (an error, a problem of a report) in this language; as it is where that is not
        known."""
        return (in_arabic(message) or message) if self.lang == "ar" else message

    @property
    def locale(self) -> str:
        """What the browser is to write numbers and days by: digits 0–9 in both languages."""
        return "ar-u-nu-latn" if self.lang == "ar" else "en-GB"

    def forms(self, key: str) -> dict[str, str]:
        """The plural forms of a key, for a script that counts by itself."""
        found = ((form, self._texts.get(f"{key}.{form}")) for form in ("zero", "one", "two", "few", "many", "other"))
        return {form: text for form, text in found if text is not None}

    def number(self, value: float) -> str:
        """With a comma between thousands; digits are those that both languages' news reads (0–9)."""
        if isinstance(value, int) or float(value).is_integer():
            return f"{int(value):,}"
        return f"{value:,.4g}"

    def day(self, day: dt.date) -> str:
        month = (_MONTHS_AR if self.lang == "ar" else _MONTHS_EN)[day.month - 1]
        return f"{day.day} {month} {day.year}"

    def moment(self, moment: dt.datetime) -> str:
        """Day and minute, in UTC."""
        utc = moment.astimezone(dt.UTC)
        return f"{self.day(utc.date())} {utc:%H:%M} UTC"


def plural(n: int, lang: Lang) -> str:
    """The plural form that a number asks for (Unicode CLDR, plural rules)."""
    if lang == "en":
        return "one" if n == 1 else "other"
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if 11 <= n % 100 <= 99 else "other"


@cache
def texts(lang: Lang) -> dict[str, str]:
    """All texts of a language by key."""
    found: dict[str, str] = tomllib.loads(files("rasid.web").joinpath("words", f"{lang}.toml").read_text("utf-8"))
    return found
