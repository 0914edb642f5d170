"""Component "places": place expressions of every level, found in each sentence and resolved in the light of the report."""

from __future__ import annotations

from rasid.analyse.document import ActorMention, Document, PlaceMention, Sentence
from rasid.analyse.place_reader import Found, Reader
from rasid.analyse.resolve_places import Named, Resolver
from rasid.lexicon.places import Gazetteer, gazetteer, name_uses
from rasid.model import Span
from rasid.text.tokens import Token


class Places:
    name = "places"
    version = "3"
    requires = ("tokens", "sentences")
    provides = ("places",)

    def __init__(self) -> None:
        self.gazetteer: Gazetteer = gazetteer()
        self.uses = name_uses()

    def __call__(self, doc: Document) -> None:
        actors = _by_token(doc)
        persons = {index for person in doc.persons for index in range(person.first, person.last)}
        found: list[tuple[Sentence, list[Token], Found]] = []
        for sentence in doc.sentences:
            tokens = [token for token in doc.tokens[sentence.first : sentence.last] if token.norm not in ("#", "_")]
            reader = Reader(self.gazetteer, self.uses, doc.text, tokens, actors, persons, opening=sentence.index <= 1)
            found += ((sentence, tokens, here) for here in reader.read())
        named = [
            Named(
                sentence.index, here.kind, here.key, here.class_word, here.near, here.around, here.demonym, here.centre
            )
            for sentence, _, here in found
        ]
        resolver = Resolver(doc, self.gazetteer, named)
        for (_, tokens, here), name in zip(found, named, strict=True):
            reference = resolver.resolve(name)
            if reference.reason == "unlikely":
                continue
            first, last = tokens[here.first], tokens[here.last - 1]
            if here.skip:
                span = Span(doc.aligned.span(first.a + here.skip, first.b).start, last.end)
            else:
                span = doc.stem_span(first.index, last.index + 1, here.prefix)
            doc.places.append(
                PlaceMention(
                    span=span,
                    first=first.index,
                    last=last.index + 1,
                    kind=reference.kind,
                    reference=reference,
                )
            )


def _by_token(doc: Document) -> dict[int, ActorMention]:
    """The widest actor over each token."""
    out: dict[int, ActorMention] = {}
    for mention in doc.actors:
        for index in range(mention.first, mention.last):
            known = out.get(index)
            if known is None or mention.last - mention.first > known.last - known.first:
                out[index] = mention
    return out


def make() -> Places:
    return Places()
