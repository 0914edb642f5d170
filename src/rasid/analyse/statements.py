"""Component "statements": who says what about the happenings of the report."""

from __future__ import annotations

from rasid.analyse.cue_finder import HEADLINE, Found, find
from rasid.analyse.document import Document, Sentence, StatementDraft
from rasid.analyse.speakers import Speaker
from rasid.lexicon.cues import CueKind
from rasid.model import Span


class Statements:
    name = "statements"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ("statements",)

    def __call__(self, doc: Document) -> None:
        past: list[tuple[int, Speaker]] = []
        for sentence in doc.sentences:
            if sentence.is_title:
                continue
            self._sentence(doc, sentence, past)

    def _sentence(self, doc: Document, sentence: Sentence, past: list[tuple[int, Speaker]]) -> None:
        here: list[tuple[Speaker, StatementDraft]] = []
        for found in find(doc, sentence):
            speaker = found.speaker
            if found.cue.kind is CueKind.PARTICIPLE and (here or not past):
                continue
            if speaker is None:
                if here:
                    continue
                speaker = _antecedent(found, sentence, past)
                if speaker is None:
                    continue
            elif any(_same(speaker, other) for other, _ in here):
                continue
            draft = StatementDraft(
                id=f"s{len(doc.statements) + 1}",
                speaker=speaker.span,
                kind=speaker.kind,
                act=found.cue.act,
                cue=None
                if found.cue is HEADLINE
                else doc.aligned.span(doc.tokens[found.at].a + len(found.prefix), doc.tokens[found.at].b),
                role=speaker.role,
                sentences=[sentence.index],
                content=[Span(doc.tokens[found.after].start, sentence.span.end)] if found.after < sentence.last else [],
            )
            doc.statements.append(draft)
            here.append((speaker, draft))
        past.extend((sentence.index, speaker) for speaker, _ in here)


def _antecedent(found: Found, sentence: Sentence, past: list[tuple[int, Speaker]]) -> Speaker | None:
    """The nearest earlier speaker, not more than three sentences back, whose gender the verb allows."""
    for index, speaker in reversed(past):
        if sentence.index - index > 3:
            return None
        return speaker
    return None


def _same(a: Speaker, b: Speaker) -> bool:
    return a.key == b.key


def make() -> Statements:
    return Statements()
