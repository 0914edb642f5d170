"""Names of the people counted: after a title, after a definite noun, or told by nothing but their unknown words."""

from __future__ import annotations

from rasid.analyse.noun_phrase import is_joined, is_verb_like
from rasid.analyse.people import Lookup, People, has_article_word
from rasid.text.function_words import DEEDS, FUNCTION_WORDS, HEADS, QUANTIFIERS, TIMES, TITLES

LONGEST_NAME = 5


def name_after(reading: Lookup, at: int, limit: int) -> int:
    """The token after the name that follows a definite noun and its adjectives, or 0: الطفل الفلسطيني علي حسن."""
    tokens = reading.doc.tokens
    for index in range(at, min(at + 5, limit)):
        end = reading.names.get(index)
        if end is not None:
            return end
        token = tokens[index]
        if index in reading.quantities or index in reading.timed:
            return 0
        if reading.doc.persons:
            if has_article_word(token.norm) or token.norm == '"':
                continue
            return 0
        if token.norm in ('"', "("):
            end = _name_end(reading, index + 1, limit) if token.norm == '"' else index + 1
            return end if end > index + 1 else 0
        if token.kind != "word":
            return 0
        if has_article_word(token.norm):
            continue
        if token.norm in FUNCTION_WORDS or token.norm in TIMES or is_joined(token.norm) or is_verb_like(token.norm):
            return 0
        end = _name_end(reading, index, limit)
        return end if end > index else 0
    return 0


def titled(reading: Lookup, at: int, limit: int) -> People | None:
    """The name after a title of more words: مقتل قائد كتيبة الشاطئ في الحركة سليم حسن."""
    tokens = reading.doc.tokens
    for index in range(at, min(at + 12, limit)):
        end = reading.names.get(index)
        if end is not None:
            if index < at + 1:
                return None
            span = reading.doc.tokens_span(index, end)
            return People(
                at - 1, end, span, reading.one(span), False, noun=index, person=True, definite=True, name=True
            )
        norm = tokens[index].norm
        if tokens[index].kind != "word" and norm not in '"()':
            return None
        if (norm in FUNCTION_WORDS and norm not in ("في", "السابق")) or norm[:1] == "و" or is_verb_like(norm):
            return None
    return None


def name(reading: Lookup, at: int, limit: int) -> People | None:
    """A name of two words and more from token ``at``, told by nothing but that its words are no known words."""
    end = _name_end(reading, at, limit)
    if end - at < 2 or has_article_word(reading.doc.tokens[at].norm):
        return None
    span = reading.doc.tokens_span(at, end)
    return People(at, end, span, reading.one(span), False, noun=at, person=True, definite=True, name=True)


def _name_end(reading: Lookup, at: int, limit: int) -> int:
    tokens, end = reading.doc.tokens, at
    while end < min(at + LONGEST_NAME, limit):
        norm = tokens[end].norm
        if tokens[end].kind != "word" or reading.harm.word(norm) is not None or end in reading.quantities:
            break
        if norm in FUNCTION_WORDS or norm in TIMES or norm in DEEDS or norm in HEADS or norm in QUANTIFIERS:
            break
        if is_joined(norm) or is_verb_like(norm) or norm.removeprefix("ال") in TITLES:
            break
        end += 1
        if has_article_word(norm) and tokens[end - 2].norm not in ("عبد", "ابو", "ابي"):
            break
    return end
