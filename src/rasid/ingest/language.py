"""Is it Arabic? Share of Arabic letters, and the letters and words that are Persian's or Urdu's own."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0621-\u064a\ufb50-\ufdff\ufe70-\ufefc]")
_ELSEWHERE = re.compile("[پچژگڑٹڈھےںۀەڕڵێۆ]")
"""Letters of Persian, Urdu and Kurdish that Arabic news does not use but in a foreign name."""
_PERSIAN = re.compile(r"(?:^|\s)(?:است|این|که|از|را|می|شد|برای|های|ہے|اور|کے|میں)(?=\s|$)")
SHARE = 0.4
SAMPLE = 20_000


def is_arabic(text: str) -> bool:
    """Whether at least four letters in ten are Arabic and the text is not Persian, Urdu or Kurdish."""
    sample = text[:SAMPLE]
    letters = len(_LETTERS.findall(sample))
    if not letters:
        return False
    arabic = len(_ARABIC.findall(sample))
    if arabic < SHARE * letters:
        return False
    words = len(sample.split()) or 1
    return len(_ELSEWHERE.findall(sample)) < 0.02 * letters and len(_PERSIAN.findall(sample)) < 0.04 * words
