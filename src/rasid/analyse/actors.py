"""Component "actors": who is named or described, and the persons with their titles."""

from __future__ import annotations

from collections import Counter

from rasid.analyse.actor_phrase import Found, PhraseReader
from rasid.analyse.document import ActorMention, Document
from rasid.lexicon.nations import Nation, nations
from rasid.lexicon.phrases import Phrases
from rasid.model import Span
from rasid.text.clitics import has_article
from rasid.text.function_words import FUNCTION_WORDS, words
from rasid.text.normal import fold
from rasid.text.tokens import Token

# Before the name of a capital: it is the city there, not the government (في طهران, مدينة صنعاء).
_OF_PLACES = words(
    "مدينه العاصمه محافظه قرب وسط شمال جنوب شرق غرب شمالي جنوبي شرقي غربي ريف ضواحي مطار احياء سماء الي في من نحو باتجاه صوب علي"
)
_AFTER_QAEDA = words("العسكريه الجويه البحريه الامريكيه الاميركيه الروسيه التركيه الشعبيه")


class Actors:
    name = "actors"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ("actors", "persons")

    def __init__(self) -> None:
        self.reader = PhraseReader()
        self.metonyms: Phrases[Nation] = Phrases()
        for nation in nations():
            for city in nation.metonyms_ar:
                self.metonyms.add(city, nation, exact=True)

    def __call__(self, doc: Document) -> None:
        found: list[Found] = []
        for sentence in doc.sentences:
            at = sentence.first
            while at < sentence.last:
                here = self._at(doc, at, sentence.last)
                if here is None:
                    at += 1
                else:
                    found.append(here)
                    at = here.last
        _Resolver(self.reader, found, doc.tokens).resolve()
        doc.actors = [_mention(doc, here) for here in found]

    def _at(self, doc: Document, at: int, limit: int) -> Found | None:
        tokens = doc.tokens
        token = tokens[at]
        if token.kind == "mark" or token.kind == "number" or token.norm in FUNCTION_WORDS:
            return None
        here = self.reader.at(tokens, at, limit)
        if here is not None:
            return here
        city = self.metonyms.at(tokens, at, limit)
        if city is not None:
            if "ب" in city.prefix or (at and tokens[at - 1].norm in _OF_PLACES and not city.prefix):
                return None
            nation = city.value
            return Found(
                at, city.last, city.prefix, "government", actor=nation.state, country=nation.country,
                label=nation.name_en, named=True,
            )  # fmt: skip
        nation_match = self.reader.demonyms.at(tokens, at, limit)
        if nation_match is not None and not nation_match.value.common:
            nation = nation_match.value
            if nation_match.prefix not in ("", "ال") and not has_article(nation_match.prefix):
                if nation_match.prefix not in ("و", "ل", "ب", "ف"):
                    return None
            return Found(
                at, nation_match.last, nation_match.prefix, "demonym", actor=nation.state, country=nation.country,
                label=nation.name_en, named=True,
            )  # fmt: skip
        return None


class _Resolver:
    """Decides short names over the whole report, and the nouns that refer back (الحركة)."""

    def __init__(self, reader: PhraseReader, found: list[Found], tokens: list[Token]) -> None:
        self.registry = reader.registry
        self.found = found
        self.tokens = tokens
        self.named = {here.actor for here in found if here.actor}
        self.countries = Counter(here.country for here in found if here.country)

    def resolve(self) -> None:
        last: dict[str, str] = {}
        for here in self.found:
            if here.sense is not None and here.sense.short and here.actor is None:
                self._short(here)
            if here.actor is not None and here.kind not in ("state", "demonym"):
                actor = self.registry.get(here.actor)
                if actor is not None:
                    for name in (actor.name_ar, *actor.variants_ar[:2]):
                        last[_first_word(name)] = here.actor
            if here.bare is not None and here.actor is None and here.bare in last:
                actor = self.registry[last[here.bare]]
                here.actor, here.country, here.label = actor.id, actor.country, actor.name_en

    def _short(self, here: Found) -> None:
        sense = here.sense
        if sense is None:
            return
        if "al-qaeda" in sense.actors and (
            here.last < len(self.tokens) and self.tokens[here.last].norm in _AFTER_QAEDA
        ):
            return
        chosen = next((id for id in sense.actors if id in self.named), None)
        if chosen is None:
            scored = [
                (self.countries[self.registry[id].country], id) for id in sense.actors if self.registry[id].country
            ]
            best = max(scored, default=(0, None))
            # The country must be among those the report is most about, not merely named in it.
            if best[0] and best[0] * 4 >= max(self.countries.values(), default=1):
                chosen = best[1]
        chosen = chosen or sense.default
        if chosen is None:
            return
        actor = self.registry[chosen]
        whole = here.kind == "description" and here.label is None
        here.actor, here.country, here.named = actor.id, here.country or actor.country, True
        if whole:
            here.kind, here.label = actor.kind.value, actor.name_en


def _first_word(name: str) -> str:
    word = fold(name).split()[0]
    return word[2:] if word.startswith("ال") else word


def _mention(doc: Document, here: Found) -> ActorMention:
    start = doc.stem_span(here.first, here.prefix).start
    return ActorMention(
        span=Span(start, doc.tokens[here.last - 1].end),
        first=here.first,
        last=here.last,
        actor=here.actor,
        label=here.label,
        kind=here.kind,
        country=here.country,
    )


def make() -> Actors:
    return Actors()
