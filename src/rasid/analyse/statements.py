"""Component "statements": who says what about the happenings of the report."""

from __future__ import annotations

from collections.abc import Iterator

from rasid.analyse.bearing import BEARS, HARM, Candidate, Happenings, bears, choose_act, choose_events, weights
from rasid.analyse.cue_finder import HEADLINE, Found, find
from rasid.analyse.document import Document, Sentence, StatementDraft
from rasid.analyse.kinship import logit, probability
from rasid.analyse.speaker_kind import Backing
from rasid.analyse.speakers import Speaker, adopt, introductions
from rasid.lexicon.cues import CueKind, hedges
from rasid.model import Certainty, Span, SpeakerKind
from rasid.text.function_words import words

# How far back the speaker of a verb without a subject may stand, in sentences.
REACH = 3
# Speakers back to whose words a pointing phrase may refer.
REMEMBERED = 40
# Sentences over which one quotation may go on.
QUOTED = 6
# How far behind the speech word one hedging word still hedges all that is said, in tokens.
NEAR = 8
# Heads that point back to a speaker named before: their kind is that one's.
_POINTING = words(
    "متحدث ناطق متحدثه وزاره بيان حزب لجنه منظمه تنظيم حركه تقرير مسؤول قايد رجل هيييه هييه مصدر مركز مكتب وكاله جماعه حلف"
)


class Statements:
    name = "statements"
    version = "2"
    requires = ("tokens", "sentences")
    provides = ("statements",)

    def __call__(self, doc: Document) -> None:
        happenings = Happenings(doc)
        table = weights("bears")
        spoken: frozenset[str] = frozenset()
        outer: tuple[int, str] | None = None
        open_ended: list[StatementDraft] = []
        for candidate in candidates(doc, happenings):
            if probability(logit(bears(doc, candidate, happenings), table)) < BEARS:
                continue
            draft = draft_of(doc, candidate, f"s{len(doc.statements) + 1}")
            draft.about = choose_events(candidate, happenings, spoken)
            spoken = frozenset(draft.about)
            if outer is not None and outer[0] == candidate.sentence.index and candidate.within:
                draft.via = outer[1]
            outer = (candidate.sentence.index, draft.id)
            doc.statements.append(draft)
            if _open_quotation(doc, candidate.first, candidate.last):
                open_ended.append(draft)
        _carry_on(doc, open_ended)


def _open_quotation(doc: Document, first: int, last: int) -> bool:
    """Whether a quotation begins in these tokens and does not end in them."""
    return sum(doc.tokens[index].norm == '"' for index in range(first, last)) % 2 == 1


def _carry_on(doc: Document, open_ended: list[StatementDraft]) -> None:
    """A quotation left open goes on over the sentences after it, until it closes or another is said to speak."""
    spoken = {index for statement in doc.statements for index in statement.sentences}
    for statement in open_ended:
        index = statement.sentences[0] + 1
        found: list[Sentence] = []
        while index < len(doc.sentences) and len(found) < QUOTED and index not in spoken:
            sentence = doc.sentences[index]
            found.append(sentence)
            if _open_quotation(doc, sentence.first, sentence.last):
                statement.sentences.extend(one.index for one in found)
                statement.content.extend(one.span for one in found)
                break
            index += 1


def candidates(doc: Document, happenings: Happenings) -> Iterator[Candidate]:
    """Every speech word outside the title whose speaker is known, one for each speaker in a sentence."""
    past: list[tuple[int, Speaker]] = []
    known = introductions(doc)
    backing = Backing(doc)
    for one in known.values():
        one.kind = backing.kind(one.kind, one.span, one.role)
    for sentence in doc.sentences:
        if sentence.is_title:
            continue
        taken: list[tuple[Found, Speaker, bool]] = []
        keys: set[str] = set()
        for found in find(doc, sentence):
            speaker, elliptic = found.speaker, found.speaker is None
            if found.cue.kind is CueKind.PARTICIPLE and (taken or not past):
                continue
            person = backing.person(speaker.span) if speaker is not None and found.cue is not HEADLINE else None
            if speaker is not None and person is not None:
                adopt(doc, speaker, person)
            if speaker is None:
                speaker = None if taken else _antecedent(sentence, past)
                if speaker is None:
                    continue
            elif speaker.key in keys:
                continue
            else:
                speaker.kind = backing.kind(speaker.kind, speaker.span, speaker.role)
                _inherit(doc, speaker, past, known)
                actor = backing.actor(speaker.span)
                speaker.actor, speaker.label = (actor.actor, actor.label) if actor else (None, None)
            keys.add(speaker.key)
            taken.append((found, speaker, elliptic))
        for at, (found, speaker, elliptic) in enumerate(taken):
            first, last = _content(doc, sentence, taken, at)
            triggers = happenings.between(first, last)
            beside = len(happenings.between(sentence.first, sentence.last)) > len(triggers)
            harm = any(doc.tokens[index].norm in HARM for index in range(first, last))
            events = happenings.events(triggers)
            within = at > 0 and _within(doc, taken[at - 1][0], found)
            yield Candidate(found, speaker, sentence, elliptic, first, last, triggers, events, beside, harm, at, within)
        past.extend((sentence.index, speaker) for _, speaker, _ in taken)


def _content(doc: Document, sentence: Sentence, taken: list[tuple[Found, Speaker, bool]], at: int) -> tuple[int, int]:
    """Tokens of what is said: from the cue to the next speaker's; for بحسب what stands before it too, back to the one
    before; for a post what stands before it."""
    found = taken[at][0]
    before = taken[at - 1][0].after if at else sentence.first
    following = taken[at + 1][0].at if at + 1 < len(taken) else sentence.last
    if found.cue is HEADLINE and doc.tokens[found.at].norm != ":":
        return before, found.at
    if found.cue.kind in (CueKind.ACCORDING, CueKind.ACCORDING_LAM) and found.cue is not HEADLINE:
        opens = found.at <= sentence.first + 1
        return (found.after, following) if opens else (before, following if at + 1 >= len(taken) else found.at)
    return min(found.after, following), following


def _within(doc: Document, outer: Found, inner: Found) -> bool:
    """Whether the inner speech is told by the outer one: قالت القناة إن متحدثا أعلن …, with no new clause between."""
    if outer.cue.kind in (CueKind.ACCORDING, CueKind.ACCORDING_LAM) or inner.prefix or not outer.opened:
        return False
    tokens = doc.tokens
    begins = min(inner.at, inner.speaker.first if inner.speaker is not None else inner.at)
    return outer.after < begins and not any(
        tokens[index].norm in "،؛." or tokens[index].norm in _NEW_CLAUSE for index in range(outer.after, begins)
    )


_NEW_CLAUSE = words("فيما بينما حين كما حيث لكن")


def _hedged(doc: Document, candidate: Candidate) -> tuple[Certainty, Span | None]:
    """Whether the speech word, the speaker or a phrase in what is said hedges it, and the words that do."""
    found, known, tokens = candidate.found, hedges(), doc.tokens
    if found.cue.lemma in known.verbs:
        return Certainty.HEDGED, _cue(doc, found)
    first = min(found.at, candidate.speaker.first) if not candidate.elliptic else found.at
    for match in known.phrases.find(tokens, min(first, candidate.first), max(candidate.last, first)):
        if match.last - match.first == 1 and match.first > found.after + NEAR:
            continue  # it hedges a detail: قتلوا رجلا يشتبه في أنه …
        return Certainty.HEDGED, doc.stem_span(match.first, match.last, match.prefix)
    if candidate.speaker.head in known.rumours:
        return Certainty.HEDGED, candidate.speaker.span
    for index in range(max(candidate.sentence.first, first - 3), first):
        if tokens[index].norm in known.rumours:
            return Certainty.HEDGED, tokens[index].span
    return Certainty.ASSERTED, None


def _cue(doc: Document, found: Found) -> Span:
    """The speech word without the conjunction before it and the speaker that may be written together with it."""
    token = doc.tokens[found.at]
    start = token.a + len(found.prefix)
    return doc.aligned.span(start, token.b if found.length is None else start + found.length)


def draft_of(doc: Document, candidate: Candidate, name: str) -> StatementDraft:
    """The statement that the candidate makes, without what it is about."""
    found, speaker, tokens = candidate.found, candidate.speaker, doc.tokens
    content = []
    if candidate.first < candidate.last:
        content.append(Span(tokens[candidate.first].start, tokens[candidate.last - 1].end))
    certainty, hedge = _hedged(doc, candidate)
    return StatementDraft(
        id=name,
        speaker=speaker.span,
        kind=speaker.kind,
        act=choose_act(doc, candidate),
        cue=None if found.cue is HEADLINE else _cue(doc, found),
        role=speaker.role,
        label=speaker.label,
        actor=speaker.actor,
        sentences=[candidate.sentence.index],
        content=content,
        certainty=certainty,
        hedge=hedge,
    )


def _antecedent(sentence: Sentence, past: list[tuple[int, Speaker]]) -> Speaker | None:
    """The nearest earlier speaker, not more than `REACH` sentences back: وأضاف أن … has the one of the sentence before."""
    if past and sentence.index - past[-1][0] <= REACH:
        return past[-1][1]
    return None


def _inherit(doc: Document, speaker: Speaker, past: list[tuple[int, Speaker]], known: dict[str, Speaker]) -> None:
    """A surname alone takes the role and kind with which its bearer was introduced; الوزارة, المتحدث, البيان take the kind
    of the one whose words they repeat, else of the last speaker."""
    introduced = known.get(doc.tokens[speaker.last - 1].norm)
    if introduced is not None and speaker.role is None and introduced.span.start < speaker.span.start:
        if speaker.kind is SpeakerKind.OTHER or speaker.named:
            speaker.kind, speaker.role = introduced.kind, introduced.role
            return
    if speaker.kind is not SpeakerKind.OTHER and (speaker.head not in _POINTING or len(speaker.words) > 1):
        return
    for _, other in past[: -REMEMBERED - 1 : -1]:
        if speaker.words & other.words and other.kind is not SpeakerKind.OTHER:
            speaker.kind = other.kind
            return
    if introduced is not None and speaker.kind is SpeakerKind.OTHER:
        speaker.kind = introduced.kind
    elif past and speaker.head in _ECHOES and not speaker.named:
        speaker.kind = past[-1][1].kind


_ECHOES = words("متحدث متحدثه ناطق بيان رجل وزاره")


def make() -> Statements:
    return Statements()
