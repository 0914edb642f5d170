"""Full-text search on the normal form. SQL that only one of the databases knows stands here (and in the migrations).

Neither database folds Arabic or knows its clitics, so they are given words that are ready: each word of a report in
normal form and, beside it, its readings without what is joined to its front.  قصف ادلب finds "قصفٌ على إدلب",
بغداد finds وبغداد and ببغداد; القصف and قصف find each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from rasid.model import Span
from rasid.text.clitics import has_article, readings
from rasid.text.normal import align
from rasid.text.tokens import Token, tokenize

# A single letter cut off the front leaves three at least: بلد is not ب + لد.
_MIN_BARE_STEM = 3
# PostgreSQL takes 1 MB of words for one report; beyond this each word is given once.
_MANY_WORDS = 300_000


@dataclass(frozen=True, slots=True)
class Term:
    """One word that is sought: ``forms`` are its spellings in the index, any of which will do."""

    forms: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All ``terms`` must stand in the report; those of each of ``phrases`` next to each other, in this order."""

    terms: tuple[Term, ...]
    phrases: tuple[tuple[Term, ...], ...] = ()


def _plain(norm: str) -> str:
    return "".join(char for char in norm if char.isalnum())


def forms(norm: str) -> list[tuple[str, str]]:
    """(prefix, stem) pairs under which a word of the text is found, the whole word first."""
    plain = _plain(norm)
    return [
        (prefix, stem)
        for prefix, stem in readings(plain)
        if not prefix or has_article(prefix) or len(stem) >= _MIN_BARE_STEM
    ]


def _words(text: str) -> Iterator[Token]:
    return (token for token in tokenize(align(text)) if token.kind != "mark")


def index_words(text: str) -> list[str]:
    """The words by which a text is found, in the order of the text, readings beside their word."""
    return [stem for token in _words(text) for _, stem in forms(token.norm) if stem]


def parse(text: str) -> Query:
    """A query as typed: words, "words side by side", and a star for any ending (قصف*)."""
    terms: list[Term] = []
    phrases: list[tuple[Term, ...]] = []
    phrase: list[Term] | None = None
    for token in tokenize(align(text)):
        if token.norm == '"':
            if phrase is None:
                phrase = []
            else:
                if len(phrase) > 1:
                    phrases.append(tuple(phrase))
                phrase = None
        elif token.norm == "*" and terms and not text[token.start - 1].isspace():
            terms[-1] = Term(terms[-1].forms, prefix=True)
            if phrase:
                phrase[-1] = terms[-1]
        elif token.kind != "mark" and _plain(token.norm):
            plain = _plain(token.norm)
            # Of what is joined to a sought word only the article is taken off: who types بلد does not mean لد.
            bare = [stem for prefix, stem in readings(plain) if prefix == "ال"]
            terms.append(Term(tuple(dict.fromkeys([plain, *bare]))))
            if phrase is not None:
                phrase.append(terms[-1])
    return Query(tuple(dict.fromkeys(terms)), tuple(phrases))


def matches(query: Query, text: str) -> list[Span]:
    """The spans of ``text`` that answer ``query``, in order, without the clitics in front that are no part of what was
    sought (the article stays); empty when a phrase of the query does not stand in the text."""
    aligned = align(text)
    tokens = [token for token in tokenize(aligned) if token.kind != "mark"]
    options = [forms(token.norm) for token in tokens]

    def hit(term: Term, at: int) -> Span | None:
        for prefix, stem in options[at]:
            if stem in term.forms or (term.prefix and stem.startswith(term.forms)):
                token = tokens[at]
                keep = 2 if prefix.endswith("ال") else 1 if prefix.endswith("لل") else 0
                return aligned.span(token.a + len(prefix) - keep, token.b)
        return None

    found: set[Span] = set()
    phrased = {term for phrase in query.phrases for term in phrase}
    for phrase in query.phrases:
        spans = [
            [span for step, term in enumerate(phrase) if (span := hit(term, at + step))]
            for at in range(len(tokens) - len(phrase) + 1)
        ]
        whole = [row for row in spans if len(row) == len(phrase)]
        if not whole:
            return []
        found.update(Span(row[0].start, row[-1].end) for row in whole)
    for term in query.terms:
        if term not in phrased:
            found.update(span for at in range(len(tokens)) if (span := hit(term, at)))
    return sorted(found)


def add(connection: sa.Connection, number: int, text: str) -> None:
    """Enters the words of report ``number``."""
    words = index_words(text)
    if connection.dialect.name == "sqlite":
        connection.execute(
            sa.text("INSERT INTO report_words (rowid, words) VALUES (:number, :words)"),
            {"number": number, "words": " ".join(words)},
        )
    else:
        if sum(map(len, words)) > _MANY_WORDS:
            words = sorted(set(words))
        connection.execute(
            sa.text("INSERT INTO report_words (number, words) VALUES (:number, to_tsvector('simple', :words))"),
            {"number": number, "words": " ".join(words)},
        )


def _sought(query: Query, dialect: str) -> str:
    """The query as the database takes it."""
    if dialect == "sqlite":
        return " AND ".join(
            "(" + " OR ".join(f'"{form}"{" *" if term.prefix else ""}' for form in term.forms) + ")"
            for term in query.terms
        )
    return " & ".join(
        "(" + " | ".join(f"'{form}'{':*' if term.prefix else ''}" for form in term.forms) + ")" for term in query.terms
    )


def find(connection: sa.Connection, query: Query) -> Iterable[tuple[int, float]]:
    """(number of report, score) for reports that hold all terms, best first; a higher score is better."""
    if connection.dialect.name == "sqlite":
        statement = (
            "SELECT rowid, -bm25(report_words) FROM report_words WHERE report_words MATCH :sought ORDER BY 2 DESC, 1"
        )
    else:
        statement = (
            "SELECT number, ts_rank(words, sought) FROM report_words, to_tsquery('simple', :sought) sought"
            " WHERE words @@ sought ORDER BY 2 DESC, 1"
        )
    sought = _sought(query, connection.dialect.name)
    for number, score in connection.execute(sa.text(statement), {"sought": sought}):
        yield int(number), float(score)


def by_index(connection: sa.Connection) -> None:
    """Has words looked up in their index for the rest of this transaction. PostgreSQL would rather read every report's words for
    those that stand in many: it does not reckon with what it costs to unpack them."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL enable_seqscan = off"))


def numbers(query: Query, dialect: str) -> sa.Select[tuple[int]]:
    """The numbers of reports that hold all terms, as a part of another statement. Words side by side are sought apart."""
    if dialect == "sqlite":
        words = sa.table("report_words", sa.column("rowid", sa.Integer), sa.column("report_words"))
        return sa.select(words.c.rowid).where(words.c.report_words.op("MATCH")(_sought(query, dialect)))
    held = sa.table("report_words", sa.column("number", sa.Integer), sa.column("words"))
    return sa.select(held.c.number).where(held.c.words.op("@@")(sa.func.to_tsquery("simple", _sought(query, dialect))))
