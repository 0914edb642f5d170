"""Who says what. The exact code finds who may speak and what is said; the encoder judges it, and adds who speaks unheard by it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from rasid.analyse.bearing import MOST, Candidate, Happenings, bears, chances, plain_act, weights
from rasid.analyse.cue_finder import HEADLINE
from rasid.analyse.document import StatementDraft
from rasid.analyse.encoder.blend import Features, firm, odds, weight
from rasid.analyse.encoder.composition import Best, Composition, key, over, whole
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.kinship import logit
from rasid.analyse.speaker_kind import Backing, kind_of
from rasid.analyse.statements import candidates, draft_of
from rasid.model import Act, Certainty, SpeakerKind

_BEGINS = 1
Told = tuple[int, StatementDraft, dict[str, float], dict[str, Best]]
"""The word at which a statement stands, the statement, how likely what was asked of it is, and how its act and kind were chosen."""


def add_statements(composed: Composition) -> None:
    """Fills the statements of a document whose events are known, in the order of the text."""
    told: list[Told] = []
    taken: set[int] = set()
    happenings = Happenings(composed.doc)
    spoken: frozenset[str] = frozenset()
    for candidate in candidates(composed.doc, happenings):
        words = set(range(candidate.speaker.first, candidate.speaker.last)) | {candidate.found.at}
        at = candidate.found.at if candidate.found.cue is not HEADLINE else candidate.speaker.first
        draft = draft_of(composed.doc, candidate, "")
        chance = composed.chance("bears", _bears(composed, candidate, happenings), draft)
        if chance < composed.least("bears"):
            continue
        said = {"bears": chance, "about": _choose_events(composed, draft, at, chances(candidate, happenings, spoken))}
        values = _judge(composed, draft, at, candidate)
        spoken = frozenset(draft.about)
        taken |= words
        told.append((at, draft, said, values))
    told += _unheard(composed, taken)
    _settle_kinds(composed, told)
    for number, (at, draft, said, values) in enumerate(sorted(told, key=lambda item: item[0]), 1):
        draft.id = f"s{number}"
        composed.taken |= {(question, draft.id): chance for question, chance in said.items()}
        composed.values |= {(field, draft.id): best for field, best in values.items()}
        composed.doc.statements.append(draft)
        composed.anchors.append((at, draft))


def _settle_kinds(composed: Composition, told: list[Told]) -> None:
    """Who speaks more than once in the same words is of one kind: the surest."""
    by_name: dict[str, list[Told]] = {}
    for one in told:
        by_name.setdefault(key(one[1].speaker.of(composed.doc.text)), []).append(one)
    for some in by_name.values():
        surest = max(some, key=lambda one: one[3]["kind"].chance)
        for _, draft, _, values in some:
            draft.kind, values["kind"] = surest[1].kind, surest[3]["kind"]


def _bears(composed: Composition, candidate: Candidate, happenings: Happenings) -> Features:
    """Whether the statement is worth a record."""
    tags = composed.encoded.tags
    cue = odds(float(tags[candidate.found.at, TAGS.index("cue"), _BEGINS]))
    speaker = odds(
        max(
            float(tags[at, TAGS.index("speaker"), _BEGINS])
            for at in range(candidate.speaker.first, candidate.speaker.last)
        )
    )
    return {
        "bias": 1.0,
        "read": firm(logit(bears(composed.doc, candidate, happenings), weights("bears"))),
        "heard": max(cue, speaker),
        "cue": cue,
        "speaker": speaker,
        "elliptic": float(candidate.elliptic),
        "no cue": float(candidate.found.cue is HEADLINE),
        "tells of a happening": float(bool(candidate.events)),
    }


def _choose_events(composed: Composition, draft: StatementDraft, at: int, read: Mapping[str, float]) -> float:
    """The events that a statement is about, the likeliest at least; returns how likely that one is."""
    heard = composed.of_events(at, "about", reverse=True)
    known: dict[str, float] = {}
    best = {name: max(scores.values(), default=0.0) for name, scores in (("read", read), ("heard", heard))}
    for event in composed.doc.events:
        if event.id not in read and event.id not in heard:
            continue
        features: Features = {"bias": 1.0, "events": math.log(len(composed.doc.events)), **composed.stance(at, event)}
        for name, scores in (("read", read), ("heard", heard)):
            chance = scores.get(event.id)
            if chance is None:
                features[f"not {name}"] = 1.0
            else:
                features[name] = odds(chance)
                features[f"best {name}"] = float(chance >= best[name])
        known[event.id] = composed.chance("about", features, (draft, event))
    top = max(known.values(), default=0.0)
    likely = sorted(known, key=lambda name: -known[name])[:MOST]
    draft.about = [name for name in likely if known[name] >= min(composed.least("about"), top)]
    return top


def _judge(
    composed: Composition, draft: StatementDraft, at: int, candidate: Candidate | None = None
) -> dict[str, Best]:
    """Which act it is, whose kind the speaker is of, and how sure he is: by both readers where both have heard it. Returns how act
    and kind were chosen."""
    own = candidate is not None and plain_act(composed.doc, candidate) is not None
    act, by_act = _value(composed, "act", draft, at, draft.act if candidate else None, sure=own)
    draft.act = Act(act)
    named = draft.kind is not SpeakerKind.OTHER
    kind, by_kind = _value(composed, "kind", draft, at, draft.kind if candidate or named else None, sure=named)
    draft.kind = SpeakerKind(kind)
    if candidate is None:
        draft.certainty = Certainty(composed.encoded.value("certainty", (at,))[0])
    return {"act": by_act, "kind": by_kind}


def _value(
    composed: Composition, question: str, draft: StatementDraft, at: int, read: str | None, *, sure: bool
) -> tuple[str, Best]:
    heard = composed.encoded.values(question, (at,))
    asked: list[tuple[str, Features]] = [
        (
            question,
            {
                "heard": weight(chance),
                "read": float(value == read),
                "sure": float(sure and value == read),
                f"bias {value}": 1.0,
            },
        )
        for value, chance in heard.items()
    ]
    best = composed.best(asked, draft)
    return list(heard)[best.at], best


def _unheard(composed: Composition, taken: set[int]) -> list[Told]:
    """What the encoder alone has heard: speech words with their speaker, and speakers without a speech word."""
    doc = composed.doc
    speakers = composed.found("speaker")
    beside: dict[int, list[Found]] = defaultdict(list)
    """Titles by their sentence: one of another sentence is not the speaker's."""
    for title in composed.found("role"):
        beside[doc.sentence_of(doc.tokens[title.first].start).index].append(title)
    drawn: list[tuple[int, Found, Found | None]] = []
    with_cue: set[int] = set()
    for word in composed.found("cue"):
        speaker, chance = composed.nearest("speaker", word.first, speakers)
        if speaker is not None and chance >= composed.least("speaker of"):
            with_cue.add(speaker.first)
            if word.first not in taken:
                drawn.append((word.first, speaker, word))
    drawn += [(one.first, one, None) for one in speakers if one.first not in with_cue and one.first not in taken]
    out: list[Told] = []
    backing = Backing(doc)
    seen: set[tuple[int, int]] = set()
    for at, speaker, cue in sorted(drawn, key=lambda item: item[0]):
        sentence = doc.sentence_of(doc.tokens[at].start)
        if speaker.first in taken or (sentence.index, speaker.first) in seen:
            continue  # his further speech words in the sentence are of the same statement
        span = whole(composed.span(speaker), (person.span for person in doc.persons))  # عادل | عبدالمهدي
        actor = over(span, doc.actors)
        draft = StatementDraft(
            id="",
            speaker=span,
            kind=SpeakerKind.OTHER,
            act=Act.STATES,
            cue=composed.span(cue) if cue is not None else None,
            label=actor.label if actor is not None else None,
            actor=actor.actor if actor is not None else None,
            sentences=[sentence.index],
        )
        alone = composed.chance("heard alone", _alone(speaker, cue), draft)
        if alone < composed.least("heard alone"):
            continue
        seen.add((sentence.index, speaker.first))
        role, chance = composed.nearest("role", speaker.first, beside[sentence.index])
        if role is not None and chance >= composed.least("role of"):
            titles = (person.role for person in doc.persons if person.role)
            draft.role = whole(composed.span(role), titles)  # رئيس | حكومة تصريف الأعمال
            told = list(range(role.first, role.last))
        else:
            told = list(range(speaker.first, speaker.last))
        named = draft.role is not None or backing.person(span) is not None
        draft.kind = backing.kind(kind_of(doc, told, named=named), span, draft.role)
        values = _judge(composed, draft, at)
        said = {"heard alone": alone, "about": _choose_events(composed, draft, at, {})}
        out.append((at, draft, said, values))
    return out


def _alone(speaker: Found, cue: Found | None) -> Features:
    """Whether a statement that the encoder alone has heard is worth a record."""
    out: Features = {"bias": 1.0, "speaker": odds(speaker.score)}
    if cue is None:
        out["no cue"] = 1.0
        out["speaker, no cue"] = out["speaker"]
    else:
        out["heard"] = odds(cue.score)
    return out
