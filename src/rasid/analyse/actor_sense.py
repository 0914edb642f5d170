"""Which actor a short name means, and which one a bare noun refers back to, over the whole report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rasid.analyse.phrase_state import Found
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

    def resolve(self) -> list[Found]:
        """The phrases with actor, country and label where the report decides them; those that name none are left out.

        الحركة after حركة الشباب is that movement; القاعدة in a report that tells of no al-Qaeda is a base.
        """
        latest: dict[str, str] = {}
        for here in self.found:
            if here.sense is not None and here.sense.short and here.actor is None:
                self._short(here)
            if here.actor is not None and here.kind not in ("state", "demonym") and not here.members:
                actor = self.registry[here.actor]
                latest[_first_word(actor.name_ar)] = latest[self._word_of(here)] = here.actor
                if here.kind in ("ngo", "monitor"):
                    latest["منظمه"] = here.actor
            elif here.bare is not None and here.actor is None and here.bare in latest:
                actor = self.registry[latest[here.bare]]
                here.actor, here.country, here.label = actor.id, actor.country, actor.name_en
        return [here for here in self.found if here.actor or here.label or not here.whole or here.kind != "description"]

    def _word_of(self, here: Found) -> str:
        return self.tokens[here.first].norm[len(here.prefix) :]

    def _short(self, here: Found) -> None:
        sense = here.sense
        if sense is None:
            return
        after = self.tokens[here.last].norm if here.last < len(self.tokens) else ""
        if "al-qaeda" in sense.actors and after in _OF_A_BASE and not here.adopted:
            return
        chosen = next((id for id in sense.actors if id in self.named), None)
        if here.adopted and len(sense.actors) == 1:
            chosen = sense.actors[0]
        if chosen is None:
            most, best = 0, None
            for id in sense.actors:
                actor = self.registry[id]
                score = sum(self.countries[c] for c in {*actor.theatre, actor.country} if c)
                if score > most:
                    most, best = score, id
            # The country must be among those the report is most about, not merely named in it.
            if most * 4 >= max(self.countries.values(), default=1):
                chosen = best
        chosen = chosen or sense.default
        if chosen is None:
            return
        actor = self.registry[chosen]
        if here.whole or here.adopted:
            here.kind, here.label = actor.kind.value, actor.name_en
        elif here.gloss and here.label is None:
            here.label = f"{actor.name_en} {here.gloss}"
        here.actor, here.country, here.named = actor.id, here.country or actor.country, True


def _first_word(name: str) -> str:
    return fold(name).split(" ", 1)[0].removeprefix("ال")
