"""Which words of a report are marked, as what, and for which records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rasid.model import Analysis, Evidence, Report, Role, Span
from rasid.web.marks import Look, Mark, merged

KINDS = (
    "event", "count", "harmed", "attacker", "target", "party", "place", "time", "weapon",
    "speaker", "cue", "hedge", "actor", "person", "quantity", "relation", "said",
)  # fmt: skip
"""Kinds of marks, the most telling first."""
QUIET = frozenset({"said", "relation"})
"""Long stretches: seen only while they are lit."""
LOOK = Look(quiet=QUIET)
_OF_ROLE = {role: role.value for role in Role}


def evidence_of(analysis: Analysis) -> Iterator[tuple[Evidence, str, str]]:
    """(words, what they are, the record that rests on them) of a whole analysis."""
    for event in analysis.events:
        yield event.trigger, "event", event.id
        for again in event.mentions:
            yield again.evidence, "event", event.id
        for argument in event.arguments:
            yield argument.evidence, _OF_ROLE[argument.role], event.id
        for words in event.when.evidence if event.when else ():
            yield words, "time", event.id
    for claim in analysis.casualties:
        yield claim.evidence, "count", claim.id
        if claim.who is not None:
            yield claim.who, "harmed", claim.id
    for statement in analysis.statements:
        yield statement.speaker, "speaker", statement.id
        for found, kind in ((statement.role, "speaker"), (statement.cue, "cue"), (statement.hedge, "hedge")):
            if found is not None:
                yield found, kind, statement.id
        for words in statement.content:
            yield words, "said", statement.id
    for relation in analysis.relations:
        for found in (relation.a, relation.b, relation.cue):
            if found is not None:
                yield found, "relation", ""
    for mention in analysis.mentions:
        yield mention.evidence, mention.kind, ""


def words(report: Report, analysis: Analysis) -> tuple[list[tuple[Evidence, str, str]], int]:
    """What `evidence_of` gives and stands in the text where the records have it, and how many others there are, which cannot be
    marked."""
    found: list[tuple[Evidence, str, str]] = []
    lost = 0
    for one in evidence_of(analysis):
        told = one[0]
        if told.end > len(report.text) or report.text[told.start : told.end] != told.quote:
            lost += 1
        elif told.quote:
            found.append(one)
    return found, lost


def marked(found: Iterable[tuple[Evidence, str, str]]) -> list[Mark]:
    """The marks of some words of one report, in the order of its text."""
    return merged(((told.span, kind, ref) for told, kind, ref in found), KINDS)


def marks(report: Report, analysis: Analysis) -> tuple[list[Mark], int]:
    """The marks of a report in the order of its text, and how many words of records could not be marked."""
    found, lost = words(report, analysis)
    return marked(found), lost


def within(found: list[Mark], sentence: Span) -> list[Mark]:
    """Those marks that touch a sentence."""
    return [mark for mark in found if mark.start < sentence.end and mark.end > sentence.start]
