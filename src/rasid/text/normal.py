"""Normal forms of Arabic text, with an exact alignment back to the code points they came from.

The normal form is what words are compared in: one letter shape for the hamza carriers (أ إ آ ٱ → ا, ؤ → و, ئ → ي),
ى → ي, ة → ه, Persian ک ی → ك ي; diacritics, tatweel, bidi controls and zero-width characters gone; words that were
pulled apart whole (شهـ.ـيد → شهيد); presentation forms and ligatures as their letters; Eastern and Persian digits as
ASCII; Latin in lower case; quotes as ", dashes as -.
It is for finding and comparing, never for showing: what is shown is always cut from the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache

from rasid.model.span import Span

_LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
        "ؤ": "و", "ئ": "ي", "ى": "ي", "ی": "ي", "ے": "ي", "ې": "ي",
        "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك", "ڪ": "ك",
    }
)  # fmt: skip
_QUOTES = set('"“”„‟«»‹›″❝❞＂〝〞')
_SINGLE_QUOTES = set("'‘’‚‛′＇`´")
_DASHES = set("-‐‑‒–—―−﹘﹣－ـ") - {"ـ"}
_SPACES = set("\u00a0\u1680\u202f\u205f\u3000\ufeff") | {chr(c) for c in range(0x2000, 0x200B)}


# Words pulled apart so that filters of social media do not know them: شهـ.ـيد, استـ ـهداف, الجـ. ــثث, بقـ.صف. A ه of its own is
# the abbreviation of the Hijri era (1443 هـ.).
_PARTED = re.compile(
    "(?<=[\u0621-\u064a])(?<!(?<![\u0621-\u064a])\u0647)(?:\u0640+[. ]+\u0640+[. ]*|\u0640+\\.+)(?=[\u0621-\u064a])"
)


def parted(text: str) -> str:
    """``text`` with the words that were pulled apart put together; as it is where there are none."""
    return _PARTED.sub("", text) if "\u0640" in text else text


@lru_cache(maxsize=65536)
def _normal_char(char: str) -> str:
    """The normal form of one code point: empty for marks and controls, several letters for a ligature."""
    code = ord(char)
    if code < 0x80:
        return char.lower()
    if "ء" <= char <= "ي":  # the bulk of the text
        return "" if char == "ـ" else char.translate(_LETTERS)
    if char in _QUOTES:
        return '"'
    if char in _SINGLE_QUOTES:
        return "'"
    if char in _DASHES:
        return "-"
    if char in _SPACES:
        return " " if char != "\ufeff" else ""
    if char == "…":  # not three full stops: one mark, one code point
        return char
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cs"):  # diacritics, enclosing marks, bidi and zero-width, lone surrogates
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    form = unicodedata.normalize("NFKC", char)
    if form == char:
        return char.translate(_LETTERS).lower()
    return "".join(_normal_char(c) if c != char else c for c in form)


class Aligned:
    """A text, its normal form, and the way back: ``origin[i]`` is the code point from which normal character ``i`` came."""

    __slots__ = ("_starts", "normal", "origin", "text")

    def __init__(self, text: str, normal: str, origin: array[int]) -> None:
        self.text = text
        self.normal = normal
        self.origin = origin
        self._starts: array[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """The span of ``text`` for normal characters ``start`` to ``end`` (half-open): from the first one's code point
        to the last one's, with the marks that follow it in the same word (so that a quote keeps its vowels)."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else len(self.text)
            return Span(at, at)
        first, last = self.origin[start], self.origin[end - 1] + 1
        limit = self.origin[end] if end < len(self.origin) else len(self.text)
        text = self.text
        while last < limit and unicodedata.category(text[last]) == "Mn":
            last += 1
        return Span(first, last)

    def position(self, at: int) -> int:
        """The index in ``normal`` of the first character that came from code point ``at`` of ``text`` or a later one."""
        from bisect import bisect_left

        return bisect_left(self.origin, at)


def align(text: str) -> Aligned:
    """``text`` with its normal form and the alignment between them."""
    out: list[str] = []
    origin = array("l")
    char_of = _normal_char
    between = {at for match in _PARTED.finditer(text) for at in range(*match.span())} if "\u0640" in text else ()
    for at, char in enumerate(text):
        form = "" if at in between else char_of(char)
        if form:
            out.append(form)
            if len(form) == 1:
                origin.append(at)
            else:
                origin.extend([at] * len(form))
    return Aligned(text, "".join(out), origin)


def fold(text: str) -> str:
    """The normal form alone."""
    return "".join(map(_normal_char, parted(text)))
