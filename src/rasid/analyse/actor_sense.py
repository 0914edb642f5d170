"""Which actor a short name means, and which one a bare noun refers back to, over the whole report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rasid.analyse.actor_phrase import Found
from rasid.lexicon.actors import Registry
from rasid.text.function_words import words
from rasid.text.normal import fold
from rasid.text.tokens import Token

# القاعدة | العسكرية is a base.
_OF_A_BASE = words("العسكريه الجويه البحريه الامريكيه الاميركيه الروسيه التركيه الشعبيه")


class Resolver:
    def __init__(self, registry: Registry, found: Sequence[Found], tokens: Sequence[Token]) -> None:
        self.registry = registry
        self.found = found
        self.tokens = tokens
        self.named = {here.actor for here in found if here.actor}
        self.countries: Counter[str] = Counter(here.country for here in found if here.country)

    def resolve(self) -> None:
        """Fills actor, country and label where the report decides them. الحركة after حركة الشباب is that movement."""
        latest: dict[str, str] = {}
        for here in self.found:
            if here.sense is not None and here.sense.short and here.actor is None:
                self._short(here)
            if here.actor is not None and here.kind not in ("state", "demonym"):
                actor = self.registry[here.actor]
                for name in (actor.name_ar, *actor.variants_ar[:2]):
                    latest[_first_word(name)] = here.actor
            elif here.bare is not None and here.actor is None and here.bare in latest:
                actor = self.registry[latest[here.bare]]
                here.actor, here.country, here.label = actor.id, actor.country, actor.name_en

    def _short(self, here: Found) -> None:
        sense = here.sense
        if sense is None:
            return
        after = self.tokens[here.last].norm if here.last < len(self.tokens) else ""
        if "al-qaeda" in sense.actors and after in _OF_A_BASE:
            return
        chosen = next((id for id in sense.actors if id in self.named), None)
        if chosen is None:
            most, best = 0, None
            for id in sense.actors:
                country = self.registry[id].country
                if country and self.countries[country] > most:
                    most, best = self.countries[country], id
            # The country must be among those the report is most about, not merely named in it.
            if most * 4 >= max(self.countries.values(), default=1):
                chosen = best
        chosen = chosen or sense.default
        if chosen is None:
            return
        actor = self.registry[chosen]
        if here.kind == "description" and here.label is None and not here.members:
            here.kind, here.label = actor.kind.value, actor.name_en
        here.actor, here.country, here.named = actor.id, here.country or actor.country, True


def _first_word(name: str) -> str:
    return fold(name).split(" ", 1)[0].removeprefix("ال")
