"""What one rule reads of a time, and the words that it reads it from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rasid.model import DateBasis, Granularity
from rasid.text.function_words import verb_words
from rasid.text.time_words import FUTURE, MOST
from rasid.text.tokens import Token

LOOK_BACK = 10
MOSTLY = 6
"""Words before منذ in which a superlative may stand."""
_CLOSING = frozenset(".،,؛:!؟?")


@dataclass(frozen=True, slots=True)
class Same:
    """A day, month or year told by one named before: اليوم التالي (day, 1), السابع من الشهر نفسه (month, 0, 7)."""

    unit: str
    shift: int = 0
    day: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """One reading at a token: ``last`` is the token after it."""

    last: int
    start: dt.date | None = None
    end: dt.date | None = None
    granularity: Granularity = Granularity.DAY
    basis: DateBasis = DateBasis.UNRESOLVED
    note: str | None = None
    part: bool = False
    """Only a part of the day: مساء."""
    reaches: bool = False
    """A part that من may join to its day: الساعات الأولى من فجر الأحد."""
    late: bool = False
    """After midnight: of the two days of a night, the second."""
    daily: bool = False
    """It tells one day, whether known or not: اليوم."""
    weekday: int | None = None
    monthday: tuple[int, int] | None = None
    """(month, day) of a date told with both."""
    month: int | None = None
    year: int | None = None
    """Of a month or year told without a day."""
    own_year: bool = False
    """The year stands in the words."""
    anchored: bool = False
    offset: int | None = None
    same: Same | None = None

    @property
    def one_day(self) -> bool:
        return self.start is not None and self.start == self.end

    @property
    def dated(self) -> bool:
        return self.start is not None or self.monthday is not None or self.weekday is not None


class Words:
    """The tokens of a text, read with one publication date."""

    __slots__ = ("norms", "published", "read", "tokens")

    def __init__(
        self, tokens: Sequence[Token], published: dt.date | None, read: Callable[[Words, int], Read | None]
    ) -> None:
        self.tokens = tokens
        self.norms = [token.norm for token in tokens]
        self.published = published
        self.read = read
        """The longest time that begins at a token, with what touches it; no span with two ends."""

    def at(self, index: int) -> str:
        return self.norms[index] if 0 <= index < len(self.norms) else ""

    def number(self, index: int, longest: int = 2) -> int | None:
        """The value of a bare run of at most ``longest`` digits."""
        if not 0 <= index < len(self.norms) or self.tokens[index].kind != "number":
            return None
        norm = self.norms[index]
        return int(norm) if len(norm) <= longest and norm.isdigit() else None

    def ends(self, index: int) -> bool:
        """Whether a mark stands there that ends a clause."""
        return self.norms[index] in _CLOSING

    def is_of_the_most(self, index: int) -> bool:
        """Whether a superlative stands before منذ: الهجوم الأعنف في البلاد منذ."""
        for at in range(index - 1, max(index - 1 - MOSTLY, -1), -1):
            if self.ends(at):
                return False
            if self.norms[at] in MOST and self.at(at - 1) not in ("تشرين", "كانون", "ربيع", "جمادي"):
                return True
        return False

    def is_to_come(self, index: int) -> bool:
        """Whether the words before say that it is to come: سيعقد يوم الخميس، المقرر في 5 أيار."""
        for at in range(index - 1, max(index - 1 - LOOK_BACK, -1), -1):
            norm = self.norms[at]
            if self.ends(at):
                return False
            norm = norm[1:] if norm[0] in "وف" else norm
            if norm == "حتي" and at == index - 1:
                return True
            if norm in FUTURE or (norm[:1] == "س" and len(norm) > 4 and norm[1:] in verb_words() and norm[1] in "يت"):
                return True
        return False


Rule = Callable[[Words, int, str], Read | None]
"""Words, the token, and its normal form without what is joined before it -> what is read, or None."""
