"""What an actor phrase is while it is read, what it comes to, and its English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rasid.lexicon.actors import Sense
from rasid.lexicon.heads import Head
from rasid.lexicon.nations import Nation, nation_by_country
from rasid.lexicon.phrases import Match
from rasid.text.clitics import has_article
from rasid.text.tokens import Token

# Nouns of which "owner noun" is right English: "Syrian Army artillery". Of the others it would mislead.
_OWNED_KINDS = frozenset({"army", "air_force", "navy", "police", "security", "armed_group"})
_NO_OWNER = frozenset({"report", "person", "man", "woman", "citizen", "group", "gang", "organization", "militia"})


@dataclass(slots=True)
class Found:
    """An actor phrase: tokens ``first`` to ``last``, ``prefix`` joined before it."""

    first: int
    last: int
    prefix: str
    kind: str
    sense: Sense | None = None
    """Set when the registry may know it; a short name is decided later, over the whole report."""
    actor: str | None = None
    country: str | None = None
    label: str | None = None
    bare: str | None = None
    """Normal form of the head noun when nothing but the article is beside it: الحركة, which refers back."""
    named: bool = False
    """It holds a name, a nation or a registry actor."""
    whole: bool = False
    """The sense is of the whole phrase; when nothing decides it, the phrase is no actor or its plain noun."""
    adopted: bool = False
    """The short name stands in quotes after the noun of a body: تنظيم "القاعدة"."""
    gloss: str | None = None
    """English of the noun and its adjectives, for a label once the actor is known."""
    definite: bool = False
    plural: bool = False
    members: bool = False
    """It names persons or forces of the actor, not the actor itself: عناصر داعش."""
    inner: list[Found] = field(default_factory=list)
    """The body that a source or an official is of: المتحدث باسم | حركة طالبان."""


class PhraseState:
    """What the phrase is so far."""

    def __init__(self, head: Match[Head], tokens: Sequence[Token]) -> None:
        self.first = head.first
        self.start = head.last
        self.word = head.value
        key = " ".join(token.norm for token in tokens[head.first : head.last])
        self.definite = has_article(head.prefix) or head.value.owned or " ال" in key or key.startswith("ال")
        # With the article, a possessive or the ن of the plural a noun is not annexed to what follows.
        ending = tokens[head.last - 1].norm
        self.complete = (
            self.definite
            or (head.value.plural and not head.value.phrase and ending.endswith(("ون", "ين", "ان")))
            or ("p" in head.value.traits and not head.value.plural and ending not in ("عضو", "عنصر", "قايد"))
        )
        self.nation: Nation | None = None
        self.country: str | None = None
        self.actor: str | None = None
        self.owner: str | None = None
        self.owner_kind = ""
        self.owner_named = False
        self.partitive = False
        self.sense: Sense | None = None
        self.glosses: list[str] = []
        self.adjectives = 0
        self.unglossed = False
        self.unglossed_noun = False
        self.closed = False
        self.named = False
        self.members = False
        self.affiliation = False
        self.quoted = False
        self.adopts = False
        """The name in quotes is the body's own: حركة "النهضة"."""
        self.inner: list[Found] = []

    def take(self, inner: Found) -> None:
        """What is said of the inner phrase holds for this one: عناصر داعش are of the Islamic State."""
        self.named = self.named or inner.named
        self.members = True
        self.owner_kind = inner.kind
        self.owner_named = inner.actor is not None and not inner.members and inner.kind != "state"
        self.inner += (*inner.inner, inner)
        self.country = self.country or inner.country
        self.owner = "Houthi" if inner.label == "Houthis" else inner.label
        self.unglossed_noun = self.unglossed
        if inner.label is None:
            self.unglossed = True
        if inner.kind == "state":
            # قوات مصر: as good as an adjective
            self.nation = self.nation or nation_by_country(inner.country)
            self.members, self.owner = False, None
        else:
            self.actor = self.actor or inner.actor
            self.sense = self.sense or inner.sense

    def label(self) -> str | None:
        """English: nation, adjectives, noun: "Israeli special forces"; of a named actor: "Taliban fighters"."""
        if self.unglossed:
            return None
        if self.members:
            return " ".join((self.owner, self._plain())) if self.owner and self._owned() else None
        if self.word.owned:
            return None
        return f"{self.nation.adjective_en} {self._plain()}" if self.nation else self._plain()

    def gloss(self) -> str | None:
        """The English of the noun and its adjectives, where "actor noun" will be a right label once the actor is known."""
        if not self.members or self.unglossed_noun or self.word.owned or "p" not in self.word.traits:
            return None
        return self._plain() if self._may_be_owned() else None

    def _plain(self) -> str:
        noun = self.word.gloss
        told = [gloss for gloss in dict.fromkeys(reversed(self.glosses)) if not noun.startswith(f"{gloss} ")]
        return " ".join([*told, noun])

    def _may_be_owned(self) -> bool:
        return not (self.affiliation or self.word.kind == "official" or self.word.one in _NO_OWNER or self.nation)

    def _owned(self) -> bool:
        word = self.word
        if not self._may_be_owned():
            return False
        if word.traits.startswith("g") and ("n" in word.traits or self.partitive or word.kind not in _OWNED_KINDS):
            return False
        return self.owner_named or self.owner_kind in ("army", "police", "security", "government", "ministry")
