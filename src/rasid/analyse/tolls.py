"""To which event each count belongs, and which statement gives it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from rasid.analyse.counting import Claim
from rasid.analyse.document import Document, StatementDraft, Trigger
from rasid.lexicon.harm import harm
from rasid.model import Act, EventType, Group, Outcome, Realis
from rasid.text.function_words import TITLES, words
from rasid.text.normal import fold

_CONTRAST = words("بينما فيما حين كما لكن غير وكان وكانت قبل بعد منذ عقب وقبل وبعد أعقاب حيث غداة")
_CAUSE = words("في خلال جراء إثر نتيجة بسبب عندما برصاص وسط أثناء لدى بعدما حين عند بانفجار")
_ONSET = words(
    "ما مما أسفر أسفرت أدى أدت أوقع أوقعت خلف خلفت عن إلى الذي التي وأسفر وأدى وأدت وأسفرت تسبب بمقتل مخلفا موقعا راح أودى أودت قتل"
)

_AFTERWARDS = words("بعد قبل غداة")
_CITING = words("وفقا وفق حسب بحسب طبقا كما حسبما وحسب ووفقا وبحسب نقلا وفقما مثلما")
_ADOPTS = words("تبنى تبنت يتبنى تتبنى تبني")
_ANAPHORS = words("المصدر المصادر المتحدث الناطق المسؤول البيان المراسل الوكالة الضابط الوزارة المرصد")

MOST_PARTS = 8
NESTED = 40
"""Contents of statements that may be open at one place; in a sentence of a million letters there are more."""
REMEMBERED = 300
"""Names and nouns compared with a new one."""
_ACTS_OF = {Outcome.DETAINED: EventType.ARREST, Outcome.ABDUCTED: EventType.ABDUCTION}
_BLOODLESS = frozenset(
    {
        EventType.PROTEST,
        EventType.AGREEMENT,
        EventType.DISRUPTED_WEAPONS,
        EventType.ARREST,
        EventType.TERRITORY_CHANGE,
        EventType.PROPERTY_DESTRUCTION,
    }
)
_OUTCOMES = frozenset({"killing", "harm", "damage"})
WINDOW = 150
"""Words between a count and the trigger of its event."""
COMMA = 3.0
CONTRAST = 6.0
FITTING = 8.0
BLOODLESS = 4.0
UNREAL = 10.0
GENERIC = 3.0


def link_events(doc: Document, found: Sequence[tuple[int, Claim]]) -> dict[Claim, str]:
    """The event of each claim: that of the trigger that governs it; where that became no event, of the nearest that did."""
    events = {id(trigger): event for event in doc.events for trigger in event.triggers}
    owned = {claim: events[id(trigger)] for claim, trigger in doc.toll_triggers.items() if id(trigger) in events}
    # مقتل فلان that is an event of its own has its toll, whatever attack is named beside it.
    own = {event.trigger.first: event for event in doc.events if event.trigger.family in _OUTCOMES}
    owned |= {claim: own[claim.governor] for _, claim in found if claim.governor in own}
    rest = link_triggers(doc, found, [trigger for event in doc.events for trigger in event.triggers])
    return {
        claim: (owned.get(claim) or events[id(rest[claim])]).id for _, claim in found if claim in owned or claim in rest
    }


def link_triggers(
    doc: Document, found: Sequence[tuple[int, Claim]], triggers: Iterable[Trigger]
) -> dict[Claim, Trigger]:
    """The trigger of each claim: the one that governs it, else the nearest."""
    places = sorted(triggers, key=lambda trigger: trigger.first)
    if not places:
        return {}
    # مقتل، إصابة tell of what another word names, where there is one in the sentence.
    strong = [trigger for trigger in places if trigger.family not in _OUTCOMES]
    firsts, all_firsts = ([trigger.first for trigger in some] for some in (strong, places))
    out: dict[Claim, Trigger] = {}
    for group in side_by_side(doc, found, firsts):
        sentence = doc.sentences[group[0][0]]
        claims = [claim for _, claim in group]
        start = max(sentence.first, min(min(claim.first, claim.governor) for claim in claims) - WINDOW)
        end = min(sentence.last, max(claim.last for claim in claims) + WINDOW)
        best = None
        for some, begin in ((strong, firsts), (places, all_firsts)):
            best = best or _best(doc, claims, some[bisect_left(begin, start) : bisect_left(begin, end)])
        best = best or places[max(bisect_left(all_firsts, sentence.first) - 1, 0)]
        for claim in claims:
            out[claim] = best
    for _, claim in found:
        if claim.part_of in out:
            out[claim] = out[claim.part_of]
    return out


def side_by_side(doc: Document, found: Sequence[tuple[int, Claim]], firsts: list[int]) -> list[list[tuple[int, Claim]]]:
    """Claims of one sentence between which no trigger stands, by the first words of the triggers: مقتل 5 وإصابة 10 | في انفجار."""
    groups: list[list[tuple[int, Claim]]] = []
    for index, claim in found:
        if groups and groups[-1][-1][0] == index:
            last = groups[-1][-1][1]
            start, end = min(claim.governor, claim.first), max(last.last, last.governor + 1)
            at = bisect_left(firsts, start)
            apart = at != bisect_left(firsts, end) or (at < len(firsts) and firsts[at] == claim.governor)
            if not apart and not any(token.norm in _CONTRAST for token in doc.tokens[end:start]):
                groups[-1].append((index, claim))
                continue
        groups.append([(index, claim)])
    return groups


def _best(doc: Document, claims: list[Claim], places: list[Trigger]) -> Trigger | None:
    best, least = None, 1e9
    for place in places:
        cost = _cost(doc, claims, place)
        if cost < least:
            best, least = place, cost
    return best


def _cost(doc: Document, claims: list[Claim], trigger: Trigger) -> float:
    start = min(min(claim.first, claim.governor) for claim in claims)
    end = max(claim.last for claim in claims)
    tokens = doc.tokens
    cost = 0.0
    if trigger.last <= start:
        between = tokens[trigger.last : start]
        cost = float(len(between))
        if any(token.norm in _ONSET for token in tokens[max(trigger.last, start - 4) : start]):
            cost -= 3
    elif trigger.first >= end:
        between = tokens[end : trigger.first]
        cost = float(len(between))
        if between and between[0].norm in _CAUSE:
            cost -= 3
    else:
        return 0.0
    for token in between:
        if token.kind == "mark":
            if token.norm in "،,;؛":
                cost += COMMA
        elif token.norm in _CONTRAST:
            cost += CONTRAST
    if trigger.realis in (Realis.PLANNED, Realis.THREATENED):
        cost += UNREAL
    elif trigger.realis is Realis.GENERIC:
        cost += GENERIC
    outcome = claims[0].outcome
    if outcome in _ACTS_OF:
        if trigger.type is _ACTS_OF[outcome]:
            cost -= FITTING
    elif trigger.type in _BLOODLESS:
        cost += BLOODLESS
    return cost


def link_sources(doc: Document, found: Sequence[tuple[int, Claim]]) -> dict[Claim, StatementDraft]:
    """The statement that gives each count: the last one opened whose content holds it, else one cited after it
    (قتل خمسة …، وفقا للشرطة). Who condemns or claims an attack tells of it without vouching for its toll."""
    opened: dict[int, list[tuple[int, int, StatementDraft]]] = {}
    cued: dict[int, list[tuple[int, StatementDraft]]] = {}
    for statement in doc.statements:
        for index in statement.sentences:
            opened.setdefault(index, []).extend((span.start, span.end, statement) for span in statement.content)
            if statement.cue is not None:
                cued.setdefault(index, []).append((statement.cue.start, statement))
    for contents in opened.values():
        contents.sort(key=lambda item: item[0])
    for cues in cued.values():
        cues.sort(key=lambda item: item[0])
    starts = [token.start for token in doc.tokens]
    out: dict[Claim, StatementDraft] = {}
    for index, claim in found:
        at = claim.span.start
        contents = opened.get(index, [])
        last = bisect_right(contents, at, key=lambda item: item[0])
        held = [item[2] for item in contents[max(0, last - NESTED) : last] if at < item[1]]
        best = held[-1] if held and not _only_tells(doc, held[-1], starts) and not _background(doc, claim) else None
        if best is None:
            cues = cued.get(index, [])
            later = bisect_right(cues, at, key=lambda item: item[0])
            best = _cited_after(doc, cues[later][1], starts) if later < len(cues) else None
        if best is not None:
            out[claim] = best
    return out


def _background(doc: Document, claim: Claim) -> bool:
    """أعلن الجيش …، بعد يومين من مقتل جندي: what the report adds of its own."""
    start = min(claim.first, claim.governor)
    before = doc.tokens[max(0, start - 5) : start]
    for index, token in enumerate(before):
        if token.norm in _AFTERWARDS and index and before[index - 1].norm == "،":
            return True
    return False


def _only_tells(doc: Document, statement: StatementDraft, starts: list[int]) -> bool:
    """أدانت الرئاسة الهجوم الذي أسفر عن …، أعلنت الجماعة مسؤوليتها عن تفجير أودى …: the toll is the report's own."""
    if statement.act in (Act.CONDEMNS, Act.MOURNS):
        return True
    if statement.cue is None:
        return False
    at = bisect_left(starts, statement.cue.start)
    after = doc.tokens[at : at + 8]
    return doc.tokens[at].norm.lstrip("و") in _ADOPTS or any(
        token.norm.startswith("مسوولي") and token.norm[-1] in "هاتم" for token in after
    )


def _cited_after(doc: Document, statement: StatementDraft, starts: list[int]) -> StatementDraft | None:
    """The statement, when its cue cites: وفقا لـ، كما أعلن، حسب ما ذكر."""
    assert statement.cue is not None
    at = bisect_left(starts, statement.cue.end) - 1
    return statement if any(token.norm in _CITING for token in doc.tokens[max(0, at - 2) : at + 1]) else None


def add_up(found: Sequence[tuple[int, Claim]]) -> None:
    """Makes claims that add up to a total stated just before them its parts: ستة جنود قتلوا … أربعة في … واثنان في …"""
    by_outcome: dict[Outcome, list[Claim]] = {}
    for _, claim in found:
        if claim.part_of is None and claim.count.low is not None and claim.count.low == claim.count.high:
            by_outcome.setdefault(claim.outcome, []).append(claim)
    for claims in by_outcome.values():
        for at, total in enumerate(claims):
            if total.part_of is not None:
                continue
            wanted, parts = total.count.low or 0, 0
            for end in range(at + 1, min(at + 1 + MOST_PARTS, len(claims))):
                if claims[end].part_of is not None:
                    break
                parts += claims[end].count.low or 0
                if parts >= wanted:
                    if parts == wanted and end > at + 1:
                        for part in claims[at + 1 : end + 1]:
                            part.part_of = total
                    break


def repeated(
    doc: Document,
    found: Sequence[tuple[int, Claim]],
    events: dict[Claim, str],
    sources: dict[Claim, StatementDraft],
) -> dict[Claim, Claim]:
    """Claims that the same source has made before of the same event with the same number, and those earlier ones: they
    are no new records. So are names and definite numbers (الجنود الستة) told of before, whoever says them."""
    out: dict[Claim, Claim] = {}
    keys = _speakers(doc)
    kinds = {event.id: event.type for event in doc.events}
    seen: dict[tuple[object, ...], tuple[int, Claim]] = {}
    told: dict[tuple[object, ...], Claim] = {}
    names: dict[Outcome, list[tuple[frozenset[str], Claim]]] = {}
    unnumbered: dict[tuple[object, ...], list[tuple[int, set[str], Claim]]] = {}
    for index, claim in found:
        said = (claim.outcome, claim.count.low)
        if claim.counted_before and said in told:
            out[claim] = told[said]
        told.setdefault(said, claim)
        if claim.name:
            name = _name(doc, claim)
            known = names.setdefault(claim.outcome, [])
            same = next((c for other, c in known[-REMEMBERED:] if name <= other or other <= name), None)
            if same is not None:
                out[claim] = same
            known.append((name, claim))
        if claim.count.low is None:
            continue
        source = sources.get(claim)
        speaker = keys.get(source.id) if source else None
        if not claim.number:
            alike = (claim.outcome, claim.count.low, claim.count.high, speaker, kinds.get(events.get(claim, "")))
            nouns = {token.norm for token in doc.tokens[claim.first : claim.last] if not _says_little(token.norm)}
            others = unnumbered.setdefault(alike, [])
            same = next((c for at, words_, c in others[-REMEMBERED:] if at != index and nouns & words_), None)
            if same is not None:
                out[claim] = same
            others.append((index, nouns, claim))
            continue
        noun = doc.tokens[claim.noun].norm if claim.noun is not None else None
        key = (claim.outcome, claim.count.low, claim.count.high, noun, speaker, events.get(claim))
        first = seen.setdefault(key, (index, claim))
        if first[0] != index:
            out[claim] = first[1]
    return out


def _says_little(norm: str) -> bool:
    """شخص، آخر: a word that two different people may share."""
    found = harm().word(norm)
    return found is None or found[1].groups == (Group.UNSPECIFIED,)


def _name(doc: Document, claim: Claim) -> frozenset[str]:
    """The words of a name, without titles, adjectives and articles (the last word if there are no others)."""
    norms = [token.norm for token in doc.tokens[claim.first : claim.last] if claim.span.covers(token.span)]
    known = harm()
    plain = [norm for norm in norms if len(norm) > 1 and known.word(norm) is None]
    return frozenset(norm.removeprefix("ال") for norm in plain if norm.removeprefix("ال") not in TITLES) or frozenset(
        norms[-1:]
    )


def _speakers(doc: Document) -> dict[str, str]:
    """Who each statement's speaker is: the source, the spokesman and the like are the last speaker before."""
    out: dict[str, str] = {}
    last = ""
    for statement in doc.statements:
        name = statement.actor or fold(statement.speaker.of(doc.text))
        if name in _ANAPHORS and last:
            name = last
        out[statement.id] = last = name
    return out
