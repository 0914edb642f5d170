"""What one source counts in one report: one claim, or several that the source itself sets beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from rasid.lexicon.harm import harm
from rasid.model import Certainty, CountKind, Outcome
from rasid.model.estimate import ClaimKey, IncidentClaim, Reason, TollStage
from rasid.resolve.asides import Aside
from rasid.resolve.witness import Moment, Witness
from rasid.text.function_words import words
from rasid.text.normal import fold

BESIDE = 45
"""Letters between two counts that one breath joins: إصابة طفلين من عائلة واحدة وامرأة."""

_CURRENT = frozenset({TollStage.RISEN, TollStage.LOWERED, TollStage.NEW, TollStage.FINAL})
_SIBLINGS = words("إخوته إخوتها إخوتهم أخويه أخويها")  # أخيه and إخوة are too much alike to be nouns of the lexicon
_AND = "و"
_LISTED = ("،", ",", "-", "–", "•", "\n", "*")


@dataclass(frozen=True, slots=True)
class Tally:
    """A count by one source in one report. ``low`` and ``high`` are None where there is no bound."""

    low: int | None
    high: int | None
    kind: CountKind
    claims: tuple[IncidentClaim, ...]
    source: str
    when: Moment | None
    party: bool
    stage: TollStage | None
    hedged: bool
    repeats: tuple[IncidentClaim, ...] = ()
    """Claims of the same number by the same source in the same report."""

    @property
    def key(self) -> ClaimKey:
        return self.claims[0].key

    @property
    def vague(self) -> bool:
        return self.kind is CountKind.VAGUE

    @property
    def firm(self) -> bool:
        return not self.vague and not self.hedged

    @property
    def summed(self) -> bool:
        return len(self.claims) > 1

    @property
    def value(self) -> int:
        """The number as said: 5 of "at least 5" and of "up to 5", the lower of "5 to 7"."""
        return self.low if self.low is not None else self.high or 0

    @property
    def top(self) -> int:
        """The greatest number said."""
        return self.high if self.high is not None else self.value

    def disjoint(self, other: Tally) -> bool:
        """Whether no number fits both."""
        return self.below(other) or other.below(self)

    def below(self, other: Tally) -> bool:
        """Whether every number that fits this is less than any that fits the other."""
        return self.high is not None and other.low is not None and self.high < other.low

    def span(self) -> tuple[int, int, int]:
        """How precise it is, the most precise first: firm before vague, bounded before open, narrow before wide."""
        width = self.high - self.low if self.high is not None and self.low is not None else 0
        approx = any(claim.claim.count.approx for claim in self.claims)
        open_ = self.high is None or self.low is None
        return (2 if self.vague else 1 if open_ else 0, width, int(approx))


def tallies(
    claims: Sequence[IncidentClaim],
    seen: Mapping[ClaimKey, Witness],
    *,
    add: bool = True,
    hurt: Mapping[str, ClaimKey] = MappingProxyType({}),
) -> tuple[list[Tally], dict[ClaimKey, Aside]]:
    """The tallies of ``claims``, which all count the people of one cell; and the claims that go into none because the
    same source gives another one first in the same report. With ``add`` off, numbers that a source sets beside each other
    are not added: the greatest of them stands for what is surely reached. ``hurt`` names, by report, a claim that people were
    hurt without telling how."""
    groups: dict[tuple[str, str], list[IncidentClaim]] = {}
    for claim in claims:
        groups.setdefault((claim.report_id, seen[claim.key].source), []).append(claim)
    out: list[Tally] = []
    asides: dict[ClaimKey, Aside] = {}
    for some in groups.values():
        some.sort(key=lambda claim: (claim.claim.evidence.start, claim.claim.id))
        made = []
        for chain in _chains(some):
            greatest = max(chain, key=_surely)
            tally = _tally(chain if add else [greatest], seen[chain[0].key], open_=not add and len(chain) > 1)
            if tally.low is None and tally.high is None:  # up to 5, and dozens more
                asides |= {claim.key: Aside(Reason.NO_NUMBER) for claim in chain}
                continue
            if not add:
                asides |= {c.key: Aside(Reason.ADDITION, greatest.key) for c in chain if c is not greatest}
            made.append(tally)
        if made:
            kept, dropped = _leading(made)
            out.append(kept)
            asides |= dropped
    return _without_the_rest(out, asides, hurt)


def _without_the_rest(
    made: list[Tally], asides: dict[ClaimKey, Aside], hurt: Mapping[str, ClaimKey]
) -> tuple[list[Tally], dict[ClaimKey, Aside]]:
    """Without what a report tells beside its own count, whoever says it: that nobody was hurt, which is said of another place
    (قُتل ثلاثة في كفرنوران، وقُصفت كتيان دون وقوع إصابات), and single people further down, who are some of those counted
    (وعُرف من القتلى خالد حسن). What a side of the conflict says stays: it contradicts the others."""
    counted: dict[str, Tally] = {}
    for tally in made:
        if tally.value > 0 and tally.firm:
            known = counted.get(tally.key.report_id)
            if known is None or tally.value > known.value:
                counted[tally.key.report_id] = tally
    out = []
    for tally in made:
        of, report_id = counted.get(tally.key.report_id), tally.key.report_id
        key = of.key if of is not None else hurt.get(report_id)
        rest = tally.high == 0 or (of is not None and of is not tally and _one_of(tally, of))
        if key is not None and rest and not tally.party:
            asides |= {claim.key: Aside(Reason.WITHIN, key) for claim in (*tally.claims, *tally.repeats)}
        else:
            out.append(tally)
    return out, asides


def _one_of(tally: Tally, whole: Tally) -> bool:
    """Whether it tells of single people, or of somebody's kin (اثنان من إخوته), after a number that counts more."""
    single = all(claim.claim.count.low == claim.claim.count.high == 1 for claim in tally.claims)
    after = whole.claims[0].claim.evidence.start < tally.claims[0].claim.evidence.start
    return after and whole.value > tally.value and (single or all(map(_kin, tally.claims)))


def _kin(claim: IncidentClaim) -> bool:
    who = claim.claim.who
    word = fold(who.quote).split(" ")[0] if who is not None and who.quote else ""
    found = harm().word(word)
    return word in _SIBLINGS or (found is not None and found[1].owned)


def _chains(claims: Sequence[IncidentClaim]) -> list[list[IncidentClaim]]:
    """Claims that are added to each other: 5 قتلى إضافة إلى 3 أطفال; مقتل رجل وطفلة."""
    chains: list[list[IncidentClaim]] = []
    for claim in claims:
        for chain in reversed(chains):
            added = any(claim.claim.added_to == other.claim.id for other in chain)
            if added or (chain is chains[-1] and _beside(chain[-1], claim)):
                chain.append(claim)
                break
        else:
            chains.append([claim])
    return chains


def _beside(a: IncidentClaim, b: IncidentClaim) -> bool:
    """Whether ``b`` stands beside ``a`` in one breath: joined to it by و, or one person after the other in a list."""
    one, two = a.claim, b.claim
    if not 0 <= two.evidence.start - one.evidence.end <= BESIDE or one.outcome is Outcome.NONE:
        return False
    if (one.event, one.part_of, one.certainty) != (two.event, two.part_of, two.certainty):
        return False
    before = two.evidence.prefix.rstrip(" \u200f\u200e")
    return before.endswith(_AND) or (before.endswith(_LISTED) and one.count.high == two.count.high == 1)


def _surely(claim: IncidentClaim) -> tuple[bool, bool, int]:
    count = claim.claim.count
    return not _vague(claim), count.low is not None, count.low or 0


def _vague(claim: IncidentClaim) -> bool:
    return claim.claim.count.kind is CountKind.VAGUE


def _tally(chain: Sequence[IncidentClaim], witness: Witness, *, open_: bool = False) -> Tally:
    """One tally of the chain. A word for a number (عشرات) adds no number to the others, and leaves the sum open."""
    numbers = [claim.claim.count for claim in chain if not _vague(claim)]
    counts = numbers or [max((claim.claim.count for claim in chain), key=lambda count: count.low or 0)]
    open_ = open_ or len(counts) < len(chain)
    lows = [count.low for count in counts if count.low is not None]
    highs = [count.high for count in counts if count.high is not None]
    kind = counts[0].kind if len(counts) == 1 else CountKind.EXACT
    if len(counts) > 1:
        kind = CountKind.EXACT if all(count.kind is CountKind.EXACT for count in counts) else CountKind.ABOUT
    if open_ and kind is not CountKind.VAGUE:
        kind = CountKind.AT_LEAST
    return Tally(
        low=sum(lows) if lows else None,
        high=sum(highs) if len(highs) == len(counts) and not open_ else None,
        kind=kind,
        claims=tuple(chain),
        source=witness.source,
        when=witness.when,
        party=witness.party,
        stage=next((claim.stage for claim in chain if claim.stage), None),
        hedged=any(claim.claim.certainty is Certainty.HEDGED for claim in chain),
    )


def _leading(made: list[Tally]) -> tuple[Tally, dict[ClaimKey, Aside]]:
    """The tally that one report of one source comes to, and its other claims. A number that is said to be the new one
    goes before the rest, one recalled as the former after; firm before vague, people before nobody; then what is told first,
    as news begin with what they report: numbers further down are of other places, of a month, of the year."""

    def rank(tally: Tally) -> tuple[object, ...]:
        return (
            tally.stage is TollStage.FORMER,
            tally.hedged,
            tally.vague,
            tally.stage not in _CURRENT,
            tally.value == 0,
            tally.claims[0].claim.evidence.start,
            tally.span(),
        )

    kept, *rest = sorted(made, key=rank)
    asides: dict[ClaimKey, Aside] = {}
    repeats: list[IncidentClaim] = []
    for tally in rest:
        if (tally.low, tally.high) == (kept.low, kept.high) and tally.hedged == kept.hedged:
            repeats += tally.claims
            continue
        if tally.stage is TollStage.FORMER or (kept.stage in _CURRENT and tally.stage not in _CURRENT):
            reason = Reason.SUPERSEDED
        elif tally.hedged:
            reason = Reason.HEDGED
        elif tally.vague:
            reason = Reason.VAGUE
        else:
            reason = Reason.WITHIN
        asides |= {claim.key: Aside(reason, kept.key) for claim in tally.claims}
    return replace(kept, repeats=tuple(repeats)), asides
