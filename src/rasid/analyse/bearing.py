"""Whether what is said bears on a happening, and which act it is: fitted weights over features that can be read.

Weights by tools/fit/statements.py (ridge logistic regression, one table a question); the features are the rules.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from rasid.analyse.cue_finder import HEADLINE, Found
from rasid.analyse.cue_subject import OPENERS
from rasid.analyse.document import Document, EventDraft, Sentence, Trigger
from rasid.analyse.kinship import Features, logit, probability
from rasid.analyse.noun_phrase import is_verb_like
from rasid.analyse.speaker_kind import bare
from rasid.analyse.speakers import Speaker
from rasid.lexicon.cues import CueKind, plain_words, sides, turns
from rasid.lexicon.data import path
from rasid.model import Act, Realis, Salience, SpeakerKind
from rasid.text.function_words import words

# Where precision and recall of statements meet on annotated news (tools/fit/statements.py prints the sweep).
BEARS = 0.44
ABOUT = 0.27
# Sentences round a statement in which the events that it may be about are looked for, and how many main ones beside them.
AROUND = 3
WITHIN = 250
"""The same in tokens, for texts without full stops."""
CHIEF = 6
MOST = 8
"""Events that one statement speaks of."""
FAR = 30
"""Words of what is said that tell its act; those further on tell of other things."""
"""The same for what a statement is about."""
_ARMED = frozenset({SpeakerKind.ARMED_GROUP, SpeakerKind.MILITARY, SpeakerKind.SECURITY})


@dataclass(slots=True)
class Candidate:
    """A speech word with its speaker, and what it says by tokens and by events."""

    found: Found
    speaker: Speaker
    sentence: Sentence
    elliptic: bool
    first: int
    last: int
    """Tokens of what is said; for بحسب the clause before it as well."""
    triggers: list[Trigger]
    events: list[EventDraft]
    """Of those triggers."""
    beside: bool
    """Whether the sentence has triggers outside what is said."""
    harm: bool
    """Whether words of harm stand in it."""
    position: int
    """How many speakers the sentence had before."""
    within: bool
    """Whether the speaker before it in the sentence tells of this speech."""


class Happenings:
    """Triggers and events by the tokens where they stand."""

    def __init__(self, doc: Document) -> None:
        self.triggers = sorted(doc.triggers, key=lambda trigger: trigger.first)
        self.starts = [trigger.first for trigger in self.triggers]
        self.event_of = {id(trigger): event for event in doc.events for trigger in event.triggers}
        self.by_id = {event.id: event for event in doc.events}
        self.order = {event.id: at for at, event in enumerate(doc.events)}
        self.sentences_of = {event.id: sorted({trigger.sentence for trigger in event.triggers}) for event in doc.events}
        self.sentences = doc.sentences
        mains = [event for event in doc.events if event.salience is Salience.MAIN]
        self.chief = (mains or doc.events)[:CHIEF]
        self.by_sentence: dict[int, int] = {}
        for event in doc.events:
            for trigger in event.triggers:
                self.by_sentence[trigger.sentence] = self.by_sentence.get(trigger.sentence, 0) + 1
        self.count = len(doc.events)
        self.density = len(self.by_sentence) / max(1, len(doc.sentences))
        self.main = next((event for event in doc.events if event.salience is Salience.MAIN), None) or next(
            iter(doc.events), None
        )

    def near(self, candidate: Candidate, spoken: frozenset[str]) -> list[EventDraft]:
        """The events that a statement may be about, in the order of the text: those within a few sentences, the main ones
        that come first, those spoken of last."""
        index, sentences = candidate.sentence.index, self.sentences
        low = max(sentences[max(0, index - AROUND)].first, candidate.first - WITHIN)
        high = min(sentences[min(len(sentences) - 1, index + AROUND)].last, candidate.first + WITHIN)
        out = {event.id: event for event in self.chief}
        for event in self.events(self.between(low, high)):
            out[event.id] = event
        for name in spoken:
            out[name] = self.by_id[name]
        return sorted(out.values(), key=lambda event: self.order[event.id])

    def distance(self, event: EventDraft, sentence: int) -> int:
        """Sentences to the nearest trigger of the event."""
        told = self.sentences_of[event.id]
        at = bisect_left(told, sentence)
        return min((abs(told[k] - sentence) for k in (at - 1, at) if 0 <= k < len(told)), default=9)

    def between(self, first: int, last: int) -> list[Trigger]:
        low, high = bisect_left(self.starts, first), bisect_left(self.starts, last)
        return self.triggers[low:high]

    def events(self, triggers: list[Trigger]) -> list[EventDraft]:
        out: dict[str, EventDraft] = {}
        for trigger in triggers:
            event = self.event_of.get(id(trigger))
            if event is not None:
                out.setdefault(event.id, event)
        return list(out.values())


def bears(doc: Document, candidate: Candidate, happenings: Happenings) -> Features:
    """Features of the question whether the statement is worth a record."""
    cue = candidate.found.cue
    sentence = candidate.sentence.index
    near = happenings.by_sentence
    salient = [event.salience for event in candidate.events]
    out: Features = {
        "bias": 1.0,
        f"cue {cue.kind.value}": 1.0,
        f"lemma {cue.lemma}": 1.0,
        f"act {cue.act.value}": 1.0,
        f"kind {candidate.speaker.kind.value}": 1.0,
        "named": float(candidate.speaker.named),
        "elliptic": float(candidate.elliptic),
        "subject before": float(candidate.found.before),
        "bound": float(cue.bound),
        "imperfect": float(cue.imperfect),
        "imperfect, that": float(cue.imperfect and cue.kind is CueKind.THAT),
        "opened": float(candidate.found.opened),
        "unknown speaker, object": float(
            candidate.speaker.kind is SpeakerKind.OTHER and not _opened_by_that(doc, candidate)
        ),
        "no that": float(not _opened_by_that(doc, candidate)),
        "post or headline": float(candidate.found.cue is HEADLINE),
        "after another": float(candidate.position > 0),
        "event inside": float(bool(candidate.events)),
        "events inside": float(min(3, len(candidate.events))),
        "main inside": float(Salience.MAIN in salient),
        "only background inside": float(bool(salient) and all(s is Salience.BACKGROUND for s in salient)),
        "trigger inside": float(bool(candidate.triggers)),
        "actual inside": float(any(trigger.realis is Realis.ACTUAL for trigger in candidate.triggers)),
        "event beside": float(candidate.beside),
        "event in sentence before": float(sentence - 1 in near),
        "event in sentence after": float(sentence + 1 in near),
        "no event within two": float(not any(sentence + step in near for step in (-2, -1, 0, 1, 2))),
        "no events": float(not doc.events),
        "few events": float(len(doc.events) == 1),
        "density": happenings.density,
        "first sentence": float(sentence == 0),
        "late": float(sentence > 12),
        "short": float(candidate.last - candidate.first < 6),
        "harm inside": float(candidate.harm),
        "speaker unknown, no event": float(candidate.speaker.kind is SpeakerKind.OTHER and not candidate.events),
        "reaction, no event": float(cue.act not in (Act.STATES, Act.CONFIRMS) and not candidate.events),
        "elliptic, no event": float(candidate.elliptic and not candidate.events),
    }
    return out


def _opened_by_that(doc: Document, candidate: Candidate) -> bool:
    after = candidate.found.after
    return after < len(doc.tokens) and (doc.tokens[after].norm in OPENERS or doc.tokens[after].norm in ("عن", ":", '"'))


def concerns(candidate: Candidate, event: EventDraft, happenings: Happenings, spoken: frozenset[str]) -> Features:
    """Features of the question whether the statement speaks of the event. ``spoken``: ids that the one before speaks of."""
    sentence = candidate.sentence
    inside = next((t for t in candidate.triggers if happenings.event_of.get(id(t)) is event), None)
    gap = happenings.distance(event, sentence.index)
    here = gap == 0
    others = [other for other in candidate.events if other is not event]
    kin = any(other.type is event.type for other in others)
    main = event.salience is Salience.MAIN
    lead = event is happenings.main
    earlier = bool(event.triggers) and happenings.sentences_of[event.id][0] < sentence.index
    none = not candidate.events
    return {
        "bias": 1.0,
        "inside": float(inside is not None),
        "inside alone": float(inside is not None and not others),
        "inside, first": float(inside is not None and candidate.events[0] is event),
        "inside, main": float(inside is not None and main),
        "inside, background": float(inside is not None and event.salience is Salience.BACKGROUND),
        "inside, definite": float(inside is not None and inside.definite),
        "inside, near": float(inside is not None and inside.first - candidate.found.after < 8),
        "beside": float(here and inside is None),
        "beside, none inside": float(here and inside is None and none),
        "sentence before": float(gap == 1 and earlier),
        "sentence before, none inside": float(gap == 1 and earlier and none),
        "sentence after": float(gap == 1 and not earlier),
        "two away": float(gap == 2),
        "far": float(gap > 2),
        "spoken of before": float(event.id in spoken),
        "spoken of before, none inside": float(event.id in spoken and none),
        "spoken of before, elliptic": float(event.id in spoken and candidate.elliptic),
        "main": float(main),
        "main, none inside": float(main and none),
        "lead": float(lead),
        "lead, none inside": float(lead and none),
        "lead, kin inside": float(lead and kin),
        "main, kin inside": float(main and kin),
        "lead, definite kin inside": float(
            lead and any(t.definite and t.type is event.type for t in candidate.triggers)
        ),
        "lead, harm inside": float(lead and bool(candidate.harm)),
        "main, harm inside": float(main and bool(candidate.harm)),
        "background": float(event.salience is Salience.BACKGROUND),
        "kin inside": float(kin),
        "only event": float(happenings.count == 1),
        "mentions": min(4.0, float(len(event.triggers))),
        "not actual": float(event.realis is not Realis.ACTUAL),
        "reaction, lead": float(lead and candidate.found.cue.act in _REACTIONS),
        "reaction, none inside, lead": float(lead and none and candidate.found.cue.act in _REACTIONS),
        "early": float(bool(event.triggers) and event.triggers[0].sentence <= 1),
    }


_REACTIONS = frozenset({Act.CONDEMNS, Act.MOURNS, Act.JUSTIFIES, Act.DENIES, Act.DEMANDS})


def choose_events(candidate: Candidate, happenings: Happenings, spoken: frozenset[str]) -> list[str]:
    """Ids of the events that the statement is about, the likeliest first; the likeliest one at least."""
    scored = chances(candidate, happenings, spoken)
    likely = sorted(scored, key=lambda name: -scored[name])
    return [name for at, name in enumerate(likely[:MOST]) if scored[name] >= ABOUT or at == 0]


def chances(candidate: Candidate, happenings: Happenings, spoken: frozenset[str]) -> dict[str, float]:
    """How likely the statement is about each event near it, by id, in the order of the text."""
    table = weights("about")
    return {
        event.id: probability(logit(concerns(candidate, event, happenings, spoken), table))
        for event in happenings.near(candidate, spoken)
    }


def acts(doc: Document, candidate: Candidate) -> Features:
    """Features of the question which act it is; every act has its table over the same features."""
    cue, speaker = candidate.found.cue, candidate.speaker
    out: Features = {
        "bias": 1.0,
        f"verb {cue.act.value}": 1.0,
        f"lemma {cue.lemma}": 1.0,
        f"kind {speaker.kind.value}": 1.0,
        "armed": float(speaker.kind in _ARMED),
        "unnamed": float(speaker.kind is SpeakerKind.ANONYMOUS),
        "imperfect": float(cue.imperfect),
        "event inside": float(bool(candidate.events)),
    }
    tokens, table, parties = doc.tokens, turns(), sides()
    group = _GROUPS.get(speaker.kind, "others")
    if candidate.found.after < len(tokens) and tokens[candidate.found.after].norm not in OPENERS:
        out["object"] = 1.0
        out[f"object, {cue.lemma}"] = 1.0
    start = candidate.found.after
    seen: set[str] = set()
    for index in range(candidate.first, min(candidate.last, max(start, candidate.first) + FAR)):
        norm = tokens[index].norm
        near = start <= index < start + 7
        for act in table.get(norm, ()) or (table.get(norm[1:], ()) if norm[:1] in "وبلف" else ()):
            out[f"turn {act}"] = min(3.0, out.get(f"turn {act}", 0.0) + 1)
            if near and f"turn {act} near" not in seen:
                seen.add(f"turn {act} near")
                out[f"turn {act} near"] = 1.0
                if speaker.kind in _ARMED:
                    out[f"turn {act} near, armed"] = 1.0
        if near and bare(norm) in speaker.words:
            out["of the speaker's own near"] = 1.0
        if near:
            for side, given in parties.items():
                if norm in given:
                    out[f"{side} near"] = 1.0
                    out[f"{side} near, {group}"] = 1.0
        if len(norm) > 4 and norm.startswith(_FUTURE) and is_verb_like(norm):
            out["future"] = 1.0
        if norm == "علي" and index > start and tokens[index - 1].norm in ("ردا", "رد"):
            out["in answer"] = 1.0  # ردا على هجمات
        if norm == "عن" and index > start and tokens[index - 1].norm in ("دفاعا", "الدفاع"):
            out["in defence"] = 1.0
        if near and norm in _SELF and index + 1 < candidate.last:
            verb = tokens[index + 1].norm
            if "claims_responsibility" in table.get(verb, ()) or verb in (
                "شن",
                "نفذ",
                "نفذت",
                "شنت",
                "قصف",
                "اسقط",
                "دمر",
            ):
                out["itself did"] = 1.0
                out[f"itself did, {group}"] = 1.0
        if near and norm in _SELF:
            out["of itself near"] = 1.0
            if speaker.kind in _ARMED:
                out["of itself near, armed"] = 1.0
        if norm == '"':
            out["quotation"] = 1.0
        if norm.endswith("نا") and len(norm) > 4 and norm not in ("بينا", "كنا"):
            out["we"] = 1.0
    for trigger in candidate.triggers[:3]:
        out[f"type {trigger.type.value}"] = 1.0
        out["noun trigger"] = float(trigger.noun)
        if trigger.realis is not Realis.ACTUAL:
            out[f"realis {trigger.realis.value}"] = 1.0
    return out


_FUTURE = ("سي", "ست", "سن", "وسي", "وست", "وسن")
_GROUPS = {
    SpeakerKind.ARMED_GROUP: "armed group",
    SpeakerKind.MILITARY: "forces",
    SpeakerKind.SECURITY: "forces",
    SpeakerKind.GOVERNMENT: "government",
    SpeakerKind.FOREIGN_GOVERNMENT: "government",
    SpeakerKind.ANONYMOUS: "anonymous",
    SpeakerKind.MEDIA: "media",
}
_SELF = words(
    "انه انها انهم اننا قواته قواتها مقاتليها مقاتليه عناصره عناصرها طايراته جنوده جنودها مقاتلوها مقاتلوه وحداته وحداتها"
)
HARM = words("قتل قتلي قتيل قتيلا جرحي جريح جريحا مقتل اصابه اصيب قتلوا ضحايا شهيد شهيدا شهداء استشهاد مصرع")


def choose_act(doc: Document, candidate: Candidate) -> Act:
    """The act that the words tell plainly; else the one whose table speaks loudest."""
    told = plain_act(doc, candidate)
    if told is not None:
        return told
    features = acts(doc, candidate)
    return max(Act, key=lambda act: (logit(features, weights(f"act {act.value}")), act is Act.STATES))


def plain_act(doc: Document, candidate: Candidate) -> Act | None:
    """The verb's own act where it has one (نفى, اتهم, أدان); of verbs that merely say, the act that their first words name. None
    where only a judgement of the whole can tell."""
    if candidate.found.cue.act not in (Act.STATES, Act.CONFIRMS):
        return candidate.found.cue.act
    features = acts(doc, candidate)
    if features["armed"] and features.get("itself did"):  # أعلن الجيش أنه استهدف …
        return Act.CLAIMS_RESPONSIBILITY
    if features.get("in answer"):  # قال الناطق إن الضربات جاءت ردا على …
        return Act.JUSTIFIES
    start = candidate.found.after
    plain = (plain_words().get(token.norm) for token in doc.tokens[start : min(candidate.last, start + 7)])
    return next((act for act in plain if act is not None), None)  # أبلغ الوزير رفضه للقصف


@cache
def weights(name: str) -> Features:
    """The fitted table called ``name``: "bears", or "act " and an act."""
    table: dict[str, Features] = tomllib.loads(path("bearing.toml").read_text("utf-8"))
    return table.get(name, {})
