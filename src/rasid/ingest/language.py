"""Is it Arabic? Share of Arabic letters, and the letters and words that are those of its neighbours in the script."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0621-\u064a\ufb50-\ufdff\ufe70-\ufefc]")
_ELSEWHERE = re.compile("[پچژگڤڕڵێۆەۋۇۈېٹڈڑںےھۓټډړږښګڼځڅۍڀٿٽڪڳڻ]")
"""Letters of Persian, Kurdish, Uyghur, Urdu, Pashto and Sindhi that Arabic news has only in a foreign name. ی and ک are
not among them: Arabic typed on a Persian keyboard has them."""
_WORDS = re.compile(r"(?<!\S)(?:است|این|که|از|را|می|شد|برای|های|با|آن|به|در|ہے|اور|کے|میں|کی|سے|او|په|کې|چې|له)(?!\S)")
SHARE = 0.4
_SAMPLE = 20_000


def is_arabic(text: str) -> bool:
    """Whether at least four letters in ten are Arabic and the text is not Persian, Urdu, Kurdish or Pashto."""
    sample = text[:_SAMPLE]
    letters = len(_LETTERS.findall(sample))
    if not letters or len(_ARABIC.findall(sample)) + len(_ELSEWHERE.findall(sample)) < SHARE * letters:
        return False
    words = len(sample.split()) or 1
    return len(_ELSEWHERE.findall(sample)) < 0.04 * letters and len(_WORDS.findall(sample)) < 0.08 * words
