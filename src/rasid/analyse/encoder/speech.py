"""Who says what. The exact code finds who may speak and what is said; the encoder judges it, and adds who speaks unheard by it."""

from __future__ import annotations

from rasid.analyse.bearing import Candidate, Happenings, bears, chances, choose_act, weights
from rasid.analyse.cue_finder import HEADLINE
from rasid.analyse.document import StatementDraft
from rasid.analyse.encoder.composition import Composition, over
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.kinship import logit, probability
from rasid.analyse.statements import candidates, draft_of
from rasid.model import Act, Certainty, SpeakerKind

_BEGINS = 1


def add_statements(composed: Composition) -> None:
    """Fills the statements of a document whose events are known, in the order of the text."""
    told: list[tuple[int, StatementDraft]] = []
    taken: set[int] = set()
    happenings = Happenings(composed.doc)
    spoken: frozenset[str] = frozenset()
    for candidate in candidates(composed.doc, happenings):
        words = set(range(candidate.speaker.first, candidate.speaker.last)) | {candidate.found.at}
        at = candidate.found.at if candidate.found.cue is not HEADLINE else candidate.speaker.first
        if _bears(composed, candidate, happenings) < composed.enough("bears"):
            continue
        draft = draft_of(composed.doc, candidate, "")
        draft.about = _about(composed, candidate, happenings, at, spoken)
        _judge(composed, draft, at, candidate)
        spoken = frozenset(draft.about)
        taken |= words
        told.append((at, draft))
    told += _unheard(composed, taken)
    for number, (at, draft) in enumerate(sorted(told, key=lambda item: item[0]), 1):
        draft.id = f"s{number}"
        composed.doc.statements.append(draft)
        composed.anchors.append((at, draft))


def _bears(composed: Composition, candidate: Candidate, happenings: Happenings) -> float:
    """How likely the statement is worth a record: what the weights say and what the encoder says count alike."""
    rule = probability(logit(bears(composed.doc, candidate, happenings), weights("bears")))
    tags = composed.encoded.tags
    cue = float(tags[candidate.found.at, TAGS.index("cue"), _BEGINS])
    speaker = max(
        float(tags[at, TAGS.index("speaker"), _BEGINS]) for at in range(candidate.speaker.first, candidate.speaker.last)
    )
    heard = max(cue, speaker) if candidate.elliptic or candidate.found.cue is HEADLINE else (cue + speaker) / 2
    share = composed.enough("bears by rule")
    return share * rule + (1 - share) * heard


def _about(
    composed: Composition, candidate: Candidate, happenings: Happenings, at: int, spoken: frozenset[str]
) -> list[str]:
    """The events that it is about, the likeliest at least."""
    share = composed.enough("about by rule")
    heard = composed.of_events(at, "about", reverse=True)
    known = {name: share * odds for name, odds in chances(candidate, happenings, spoken).items()}
    for name, odds in heard.items():
        known[name] = known.get(name, 0.0) + (1 - share) * odds
    top = max(known.values(), default=0.0)
    return [name for name, odds in known.items() if odds >= min(composed.enough("about"), top)]


def _judge(composed: Composition, draft: StatementDraft, at: int, candidate: Candidate | None = None) -> None:
    encoded = composed.encoded
    act, odds = encoded.value("act", (at,))
    if candidate is None or odds >= composed.enough("act"):
        draft.act = Act(act)
    else:
        draft.act = choose_act(composed.doc, candidate)
    kind, odds = encoded.value("kind", (at,))
    if candidate is None or odds >= composed.enough("kind"):
        draft.kind = SpeakerKind(kind)
    if candidate is None:
        draft.certainty = Certainty(encoded.value("certainty", (at,))[0])


def _unheard(composed: Composition, taken: set[int]) -> list[tuple[int, StatementDraft]]:
    """What the encoder alone has heard: speech words with their speaker, and speakers without a speech word."""
    doc = composed.doc
    speakers, roles = composed.found("speaker"), composed.found("role")
    drawn: list[tuple[int, Found, Found | None]] = []
    with_cue: set[int] = set()
    for word in composed.found("cue"):
        speaker, odds = composed.nearest("speaker", word.first, speakers)
        if speaker is not None and odds >= composed.enough("speaker of"):
            with_cue.add(speaker.first)
            if word.first not in taken:
                drawn.append((word.first, speaker, word))
    drawn += [
        (one.first, one, None)
        for one in speakers
        if one.first not in with_cue and one.first not in taken and one.score >= composed.enough("bare")
    ]
    out: list[tuple[int, StatementDraft]] = []
    told: set[tuple[int, int]] = set()
    for at, speaker, cue in sorted(drawn, key=lambda item: item[0]):
        sentence = doc.sentence_of(doc.tokens[at].start)
        if speaker.first in taken or (sentence.index, speaker.first) in told:
            continue  # his further speech words in the sentence are of the same statement
        told.add((sentence.index, speaker.first))
        role, odds = composed.nearest("role", speaker.first, roles)
        span = composed.span(speaker)
        actor = over(span, doc.actors)
        draft = StatementDraft(
            id="",
            speaker=span,
            kind=SpeakerKind.OTHER,
            act=Act.STATES,
            cue=composed.span(cue) if cue is not None else None,
            role=composed.span(role) if role is not None and odds >= composed.enough("role of") else None,
            label=actor.label if actor is not None else None,
            actor=actor.actor if actor is not None else None,
            sentences=[sentence.index],
        )
        _judge(composed, draft, at)
        scores = composed.of_events(at, "about", reverse=True)
        top = max(scores.values(), default=0.0)
        draft.about = [name for name, odds in scores.items() if odds >= min(composed.enough("about"), top)]
        out.append((at, draft))
    return out
