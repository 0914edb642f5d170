"""Count statements in one sentence: which number is said of whom, killed or hurt, and which is part of which.

A sentence is read once from left to right. A word of harm (مقتل، أصيب، اعتقلت) governs the people named after it; a
counted noun (25 قتيلا) says it of itself; "و" carries it on (و38 جريحا، و5 جنود), "بينهم" opens a part; a verb after
the people (جنديان قتلا) takes those that no word governs yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rasid.analyse.document import Document, Quantity, Sentence
from rasid.analyse.noun_phrase import is_verb_like, noun_phrase
from rasid.lexicon.harm import MANY, ONE, TWO, TWO_OR_MANY, Harm, HarmWord, has_article
from rasid.model import CountKind, CountRange, Group, Outcome, Span
from rasid.text.function_words import FUNCTION_WORDS, TIMES, words

BODILY = frozenset({Outcome.KILLED, Outcome.INJURED, Outcome.HARMED})
ADJACENT = 3
"""Words that may stand between a verbal noun and the one person it governs."""
REACH = 14
"""Words that may stand between a verb and the number of people it governs: قتلت القوات أمس في البلدة 5 مدنيين."""
CHAIN = 14
"""Words that may stand between two numbers joined by "و"."""
TOLL_REACH = 24
"""Words between the head of a toll and its number: ارتفع عدد قتلى … إلى 40."""
AFTER = 14

_OTHERS = {"اخر": ONE, "اخري": ONE, "اخرين": MANY, "اخرون": MANY, "اخران": TWO, "اخرى": ONE}
_ONE_OF = words("أحد إحدى أحدهم أحدهما إحداهن إحداهما أحدهن")
_SOME = words("عدد عددا العديد عديد بعض كثير الكثير مجموعة بعضهم كثيرين كثيرون عشرات العشرات مئات المئات آلاف الآلاف")
_LEAST = (("علي", "الاقل"), ("علي", "اقل"), ("كحد", "ادني"), ("في", "الاقل"))
_LIFE = words("حياته حياتهم حياتها حياتهما أرواحهم")
_DOOM = words("حتفه حتفهم حتفها حتفهما حتفهن مصرعه مصرعهم مصرعها مصرعهما مصرعهن ربه ربهم وجه")
_ENDS = frozenset(".؛!؟?:;")
_SKIP = frozenset("\"'()[]،,-«»")
_OF_THEM = words("منهم منها منهما منهن")
_LINKING = words("كان كانوا كانت كانا قد لقد")
_TOWARDS = words("الي بلغ بلغت عند تجاوز تجاوزت هو هي يبلغ تبلغ وصل وصلت يصل يتجاوز نحو حوالي قرابه علي")


@dataclass(slots=True)
class Claim:
    """One count statement, by token indices of the document."""

    outcome: Outcome
    count: CountRange
    span: Span
    first: int
    last: int
    """The number and its noun."""
    noun: int | None
    """Token of the counted noun, the head of the people counted."""
    governor: int | None
    """Token of the word of harm that governs it."""
    groups: tuple[Group, ...] = ()
    part_of: Claim | None = None
    added_to: Claim | None = None
    update: bool = False
    name: bool = False
    of_them: bool = False


@dataclass(slots=True)
class _Governor:
    outcome: Outcome
    at: int
    last: int
    verb: bool
    fixed: bool = False
    toll: bool = False
    rise: bool = False
    filled: bool = False
    several: bool = False


@dataclass(slots=True)
class _Candidate:
    first: int
    last: int
    span: Span
    count: CountRange
    number: bool
    noun: int | None = None
    own: Outcome | None = None
    groups: tuple[Group, ...] = ()
    person: bool = False
    definite: bool = False
    name: bool = False
    other: bool = False
    of_them: bool = False


@dataclass(slots=True)
class Reading:
    """What `read` needs of the document, looked up once."""

    doc: Document
    harm: Harm
    quantities: dict[int, Quantity] = field(default_factory=dict)
    timed: set[int] = field(default_factory=set)
    names: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, doc: Document, harm: Harm) -> Reading:
        reading = cls(doc, harm)
        for quantity in doc.quantities:
            reading.quantities[quantity.first] = quantity
        for time in doc.times:
            reading.timed.update(range(time.first, time.last))
        for person in doc.persons:
            reading.names[person.first] = person.last
        return reading


def read(reading: Reading, sentence: Sentence) -> list[Claim]:
    """The count statements of a sentence, in the order of the text."""
    return _Scan(reading, sentence).run()


def exactly(count: int, raw: str) -> CountRange:
    return CountRange(low=count, high=count, kind=CountKind.EXACT, raw=raw)


def at_least(count: int, raw: str, *, vague: bool = True) -> CountRange:
    return CountRange(low=count, high=None, kind=CountKind.VAGUE if vague else CountKind.AT_LEAST, raw=raw)


class _Scan:
    def __init__(self, reading: Reading, sentence: Sentence) -> None:
        self.reading = reading
        self.doc = reading.doc
        self.harm = reading.harm
        self.tokens = reading.doc.tokens
        self.first, self.limit = sentence.first, sentence.last
        self.claims: list[Claim] = []
        self.governor: _Governor | None = None
        self.pending: list[_Candidate] = []
        self.part: Claim | None = None
        self.part_at = -1
        self.added = -1
        self.rise = -100

    def run(self) -> list[Claim]:
        at = self.first
        while at < self.limit:
            at = self._step(at)
        return self.claims

    # One step: what begins at this token, and the token after it.

    def _step(self, at: int) -> int:
        token = self.tokens[at]
        if token.kind == "mark":
            self._mark(token.norm)
            return at + 1
        end = self._none(at) or self._after(at) or self._part(at)
        if end:
            return end
        candidate = self._candidate(at)
        if candidate is not None:
            if self._take(candidate):
                return candidate.last
            if candidate.number:
                return candidate.last
        end = self._govern(at)
        if end:
            return end
        if token.kind == "word" and candidate is None and token.norm not in _LINKING and is_verb_like(token.norm):
            self.pending.clear()
            if self.governor is not None and not self.governor.toll and not self.governor.fixed:
                self.governor = None
        return at + 1

    def _mark(self, mark: str) -> None:
        if mark in _ENDS:
            self.governor = None
            self.pending.clear()
            self.part = None

    # Governors.

    def _govern(self, at: int) -> int:
        tokens = self.tokens
        found = self.harm.word(tokens[at].norm)
        fixed = self.harm.fixed.at(tokens, at, self.limit)
        if fixed is not None:
            stem = tokens[at].norm[len(fixed.prefix) :] if fixed.last - fixed.first == 1 else ""
            if stem not in ("لقي", "لقيت", "يلقي") or self._ahead(at + 1, 28, _DOOM):
                self._open(_Governor(fixed.value, at, fixed.last, verb=True, fixed=True), fixed.prefix)
                return fixed.last
        if found is None:
            return 0
        prefix, word = found
        if word.rise:
            self.rise = at
        if word.toll:
            end = self._toll(at, prefix)
            if end:
                return end
        if word.verb is not None and not has_article(prefix) and prefix[-1:] not in ("ب", "ك"):
            outcome = word.verb
            if outcome is Outcome.MISSING:
                if self._ahead(at + 1, 9, _LIFE):
                    outcome = Outcome.KILLED
                elif prefix.startswith("ف") or tokens[at].norm == "فقد" and self._verb_follows(at):
                    return 0
            if word.act is None and self._post(at, word, prefix, outcome):
                return at + 1
            if word.act is not None and not prefix and self._post(at, word, prefix, outcome):
                return at + 1
            self._open(_Governor(outcome, at, at + 1, verb=True, several=word.several), prefix)
            return at + 1
        if word.act is not None:
            self._open(_Governor(word.act, at, at + 1, verb=False), prefix)
            return at + 1
        return 0

    def _open(self, governor: _Governor, prefix: str) -> None:
        before = self.governor
        joined = prefix.startswith("و") or (
            governor.at > self.first and self.tokens[governor.at - 1].norm in ("و", "او")
        )
        if (
            before is not None
            and not before.filled
            and joined
            and governor.at - before.last <= 1
            and {before.outcome, governor.outcome} <= BODILY
            and before.outcome is not governor.outcome
        ):
            governor.outcome = Outcome.HARMED
        self.governor = governor
        self.part = None
        self.pending.clear()

    def _toll(self, at: int, prefix: str) -> int:
        """عدد القتلى، حصيلة ضحايا الهجوم: the outcome of the number that follows."""
        for index in range(at + 1, min(at + 5, self.limit)):
            found = self.harm.word(self.tokens[index].norm)
            if found is not None and found[1].victim is not None and found[1].number in (MANY, TWO_OR_MANY):
                outcome = found[1].victim
                self._open(_Governor(outcome, at, index + 1, verb=False, toll=True, rise=at - self.rise <= 6), prefix)
                return index + 1
            if self.tokens[index].norm == "من":
                break
        return 0

    def _ahead(self, first: int, reach: int, wanted: frozenset[str]) -> bool:
        return any(token.norm in wanted for token in self.tokens[first : min(first + reach, self.limit)])

    def _verb_follows(self, at: int) -> bool:
        if at + 1 >= self.limit:
            return True
        found = self.harm.word(self.tokens[at + 1].norm)
        return is_verb_like(self.tokens[at + 1].norm) or (found is not None and found[1].verb is not None)

    # Verbs after the people: 27 شخصا قتلوا، جنديين قتلا، ستة جنود لقوا حتفهم.

    def _post(self, at: int, word: HarmWord, prefix: str, outcome: Outcome) -> bool:
        if prefix or not self.pending:
            return False
        last = self.pending[-1]
        if at - last.last > AFTER or (not last.number and at - last.last > 5):
            return False
        if self._people_at(at + 1) and not word.several:
            return False
        if word.several and self._people_at(at + 1) and at + 1 in self.reading.quantities:
            return False
        self._settle(outcome, at)
        return True

    def _people_at(self, at: int) -> bool:
        if at >= self.limit:
            return False
        candidate = self._candidate(at)
        return candidate is not None and (candidate.person or candidate.number or candidate.other)

    def _after(self, at: int) -> int:
        match = self.harm.after.at(self.tokens, at, self.limit)
        if match is None:
            return 0
        if self.pending and at - self.pending[-1].last <= AFTER:
            self._settle(match.value, at)
        return match.last if self.pending or match.last - match.first > 1 else 0

    def _settle(self, outcome: Outcome, at: int) -> None:
        for candidate in self.pending:
            self._add(candidate, candidate.own or outcome, at)
        self.pending.clear()
        self.governor = _Governor(outcome, at, at + 1, verb=True, filled=True)

    # Parts.

    def _part(self, at: int) -> int:
        match = self.harm.parts.at(self.tokens, at, self.limit)
        if match is None:
            return 0
        if match.value is False:
            self.added = match.last
            self.part = None
            return match.last
        if self.claims and self.claims[-1].first >= self.first:
            total = self._total()
            self.part, self.part_at = total, match.last
        elif self.pending:
            self._part_of_pending()
        if "بين" in self.tokens[at].norm or match.last - match.first > 1:
            return match.last
        return match.last

    def _part_of_pending(self) -> None:
        """18 شخصا بينهم 3 أطفال قتلوا: the part waits with its total."""
        self.part_at = -1

    def _total(self) -> Claim:
        for claim in reversed(self.claims):
            if claim.part_of is None:
                return claim
        return self.claims[-1]

    # None harmed.

    def _none(self, at: int) -> int:
        """دون وقوع إصابات، لم يسفر عن ضحايا، من دون خسائر بشرية."""
        match = self.harm.none.at(self.tokens, at, self.limit)
        if match is None:
            return 0
        tokens = self.tokens
        for index in range(match.last, min(match.last + 7, self.limit)):
            norm = tokens[index].norm
            if tokens[index].kind == "mark" and norm not in _SKIP:
                return 0
            found = self.harm.word(norm)
            stem = norm if found is None else norm[len(found[0]) :]
            if stem in self.harm.none_harms or norm in self.harm.none_harms:
                end = index + 1
                if stem == "خساير":
                    follow = " ".join(t.norm for t in tokens[end : end + 2])
                    if follow.startswith("بشريه"):
                        end += 1
                    elif follow.startswith("في الارواح"):
                        end += 2
                    elif follow.startswith("او") or follow.startswith("بين"):
                        pass
                    else:
                        return 0
                outcome = Outcome.DETAINED if stem == "اعتقالات" else Outcome.NONE
                span = Span(tokens[match.first].start, tokens[end - 1].end)
                if match.prefix:
                    span = Span(self.doc.stem_span(match.first, match.prefix).start, span.end)
                raw = span.of(self.doc.text)
                self.claims.append(
                    Claim(outcome, CountRange(low=0, high=0, kind=CountKind.NONE, raw=raw), span, at, end, None, at)
                )
                return end
            if index in self.reading.quantities:
                return 0
        return 0

    # People and numbers.

    def _candidate(self, at: int) -> _Candidate | None:
        quantity = self.reading.quantities.get(at)
        if quantity is not None and quantity.noun is None and at not in self.reading.timed:
            return self._numbered(quantity)
        token = self.tokens[at]
        if token.kind != "word":
            return None
        name_end = self.reading.names.get(at)
        if name_end is not None:
            span = self.doc.tokens_span(at, name_end)
            return _Candidate(
                at, name_end, span, exactly(1, span.of(self.doc.text)), number=False, person=True, name=True, noun=at
            )
        found = self.harm.word(token.norm)
        if found is None:
            return self._pronoun(at, token.norm) or (self._dual(quantity) if quantity is not None else None)
        prefix, word = found
        if not (word.person or word.victim) or not word.number:
            return self._pronoun(at, token.norm) or (self._dual(quantity) if quantity is not None else None)
        if word.act is not None and not (word.number in (MANY, TWO)):
            return None
        if prefix[-1:] in ("ك", "س") or "ب" in prefix:
            return None
        return self._noun(at, prefix, word)

    def _dual(self, quantity: Quantity) -> _Candidate:
        return _Candidate(
            quantity.first,
            quantity.last,
            quantity.span,
            quantity.count,
            number=False,
            noun=quantity.first,
            person=False,
        )

    def _pronoun(self, at: int, norm: str) -> _Candidate | None:
        stem = norm[1:] if norm[:1] in "وفل" and (norm[1:] in _OTHERS or norm[1:] in _ONE_OF) else norm
        if stem in _OTHERS:
            number = _OTHERS[stem]
        elif stem in _ONE_OF:
            number = ONE
        else:
            return None
        span = Span(self.tokens[at].start + (len(norm) - len(stem)), self.tokens[at].end)
        raw = span.of(self.doc.text)
        count = exactly(1, raw) if number == ONE else exactly(2, raw) if number == TWO else at_least(2, raw)
        last, noun = at + 1, None
        if stem in ("احد", "احدي") and at + 1 < self.limit:
            noun, last = at + 1, at + 2
            found = self.harm.word(self.tokens[noun].norm)
            if (
                found is None
                or not (found[1].person or found[1].victim)
                or found[1].number == ONE
                and not found[1].owned
            ):
                return None
            return _Candidate(
                at, last, span, count, number=False, noun=noun, person=True, groups=found[1].groups, other=True
            )
        return _Candidate(
            at, last, span, count, number=False, noun=noun, person=True, other=True, of_them=stem in _ONE_OF
        )

    def _noun(self, at: int, prefix: str, word: HarmWord) -> _Candidate | None:
        tokens = self.tokens
        definite = has_article(prefix) or word.owned
        span = self.doc.stem_span(at, prefix) if prefix else tokens[at].span
        last = at + 1
        number = word.number
        # جنديين اثنين، قتيل واحد: the number stands after its noun.
        follower = self.reading.quantities.get(last)
        if (
            follower is not None
            and follower.noun is None
            and follower.count.high in (1, 2)
            and follower.count.low == follower.count.high
        ):
            if tokens[last].kind == "word" and last not in self.reading.timed:
                number = ONE if follower.count.high == 1 else TWO
                span = Span(span.start, follower.span.end)
                last = follower.last
        raw = span.of(self.doc.text)
        if number == ONE:
            count = exactly(1, raw)
        elif number == TWO:
            count = exactly(2, raw)
        else:
            count = at_least(2, raw)
        count = self._least(last, count)
        name_end = self.reading.names.get(last)
        if definite and number == ONE and name_end is not None:
            span = Span(span.start, tokens[name_end - 1].end)
            return _Candidate(
                at,
                name_end,
                span,
                count,
                number=False,
                noun=at,
                own=word.victim,
                groups=word.groups,
                person=True,
                definite=True,
                name=True,
            )
        return _Candidate(
            at,
            last,
            span,
            count,
            number=False,
            noun=at,
            own=word.victim,
            groups=word.groups,
            person=word.person or word.victim is not None,
            definite=definite,
        )

    def _least(self, at: int, count: CountRange) -> CountRange:
        """شخص على الأقل: no upper bound."""
        for index in range(at, min(at + 4, self.limit - 1)):
            if (self.tokens[index].norm, self.tokens[index + 1].norm) in _LEAST:
                return replace_high(count)
            if self.tokens[index].norm[:1] == "و" or self.tokens[index].norm in FUNCTION_WORDS:
                break
        return count

    def _numbered(self, quantity: Quantity) -> _Candidate | None:
        """A number with the noun that it counts; None when it counts something else than people."""
        tokens = self.tokens
        at = quantity.last
        out = _Candidate(quantity.first, quantity.last, quantity.span, quantity.count, number=True)
        steps = 0
        while at < self.limit and steps < 6:
            token = tokens[at]
            norm = token.norm
            if norm in _OF_THEM:
                out.of_them, out.person, out.last = True, True, at + 1
                break
            if (norm, tokens[at + 1].norm if at + 1 < self.limit else "") in _LEAST:
                out.count = replace_high(out.count)
                at += 2
                continue
            if (
                norm in ("من", "كبير", "كبيرا", "اخر", "فقط", "تقريبا", "قليل", "الي", "بين")
                or norm in '()"'
                or norm == "-"
            ):
                if norm == "الي" or norm == "بين" and tokens[at - 1].norm != "من":
                    break
                at += 1
                steps += 1
                continue
            if norm in _OTHERS:
                out.person, out.other, out.last = True, True, at + 1
                break
            if token.kind == "mark":
                if norm == "%":
                    return None
                break
            found = self.harm.word(norm)
            if found is None:
                prefix_free = norm[:1] != "و" and norm not in FUNCTION_WORDS and norm not in TIMES
                if prefix_free and at == quantity.last and not is_verb_like(norm):
                    out.noun, out.last = at, at + 1
                elif prefix_free and tokens[at - 1].norm == "من" and not is_verb_like(norm):
                    out.noun, out.last, out.person = at, at + 1, True
                break
            prefix, word = found
            if prefix.startswith(("و", "ف", "ب")) or prefix == "ل":
                break
            if word.thing:
                return None
            if word.victim is not None and not (word.act is not None and word.number == ONE):
                out.own, out.noun, out.last, out.person = word.victim, at, at + 1, True
                self._both(out)
                break
            if word.person:
                out.noun, out.last, out.person, out.groups = at, at + 1, True, word.groups
                self._victim_adjective(out)
                break
            if word.act is None and word.verb is None and not word.fall and at == quantity.last:
                out.noun, out.last = at, at + 1
            break
        if out.noun is not None:
            out.count = self._least(out.last, out.count)
        return out

    def _both(self, out: _Candidate) -> None:
        """130 ألف شهيد وجريح، عشرات القتلى والجرحى: one number for both."""
        at = out.last
        if at < self.limit and out.own in BODILY:
            found = self.harm.word(self.tokens[at].norm)
            if (
                found is not None
                and found[0].startswith("و")
                and found[1].victim in BODILY
                and found[1].victim is not out.own
            ):
                if found[1].number in (ONE, MANY) and found[1].act is None:
                    out.own = Outcome.HARMED
                    out.last = at + 1

    def _victim_adjective(self, out: _Candidate) -> None:
        """3 جنود قتلى، 15 مدنيا جريحا."""
        if out.last < self.limit:
            found = self.harm.word(self.tokens[out.last].norm)
            if found is not None and not found[0] and found[1].victim in BODILY and found[1].act is None:
                out.own = found[1].victim
                out.last += 1

    # Whom a word governs.

    def _take(self, candidate: _Candidate) -> bool:
        outcome = self._governed(candidate)
        if outcome is not None:
            governor = self.governor
            assert governor is not None
            governor.filled = True
            claim = self._add(candidate, outcome, governor.at)
            claim.update = governor.rise
            return True
        if self.part is not None and self._in_part(candidate):
            part = self.part
            own = candidate.own if candidate.own in BODILY else None
            claim = self._add(candidate, own or part.outcome, part.governor)
            claim.part_of = part
            return True
        if candidate.of_them and self.claims and (candidate.number or self.claims[-1].outcome is Outcome.INJURED):
            total = self._total()
            claim = self._add(candidate, candidate.own or total.outcome, total.governor)
            claim.part_of = total
            return True
        if self._chained(candidate):
            last = self.claims[-1]
            claim = self._add(candidate, candidate.own or last.outcome, last.governor)
            if self.added == candidate.first:
                claim.added_to = last
            elif last.part_of is not None and self.part is last.part_of:
                claim.part_of = last.part_of
            return True
        if candidate.own is not None and self._own(candidate):
            self._add(candidate, candidate.own, candidate.noun)
            return True
        if candidate.person or candidate.number:
            if not candidate.definite or candidate.name:
                if self.pending and not self._joined(candidate):
                    self.pending.clear()
                self.pending.append(candidate)
        return False

    def _own(self, candidate: _Candidate) -> bool:
        """25 قتيلا; a bare plural only after what brings it forth: أسفر عن سقوط قتلى."""
        if candidate.number:
            return True
        if candidate.definite:
            return False
        word = self.harm.word(self.tokens[candidate.first].norm)
        if word is not None and word[0][-1:] == "ل":
            return False
        for index in range(max(self.first, candidate.first - 2), candidate.first):
            found = self.harm.word(self.tokens[index].norm)
            if found is not None and found[1].fall:
                return True
        return False

    def _governed(self, candidate: _Candidate) -> Outcome | None:
        governor = self.governor
        if governor is None or governor.filled:
            return None
        gap = candidate.first - governor.last
        if governor.toll:
            if not candidate.number or gap > TOLL_REACH:
                return None
            if candidate.noun is not None and not candidate.person:
                return None
            before = self.tokens[candidate.first - 1].norm
            if before not in _TOWARDS and candidate.own is None and gap > 2 and not candidate.person:
                return None
            return candidate.own if candidate.own in BODILY else governor.outcome
        if candidate.number:
            if gap > REACH:
                return None
            if gap > 2 and not candidate.person:
                return None
            if not governor.verb and gap > 1 and not self._clear(governor.last, candidate.first):
                return None
        elif candidate.name:
            if gap > 8 or not self._clear(governor.last, candidate.first):
                return None
            if governor.verb and not governor.fixed and gap > 3:
                return None
        else:
            if gap > (5 if governor.verb else 1) or not self._clear(governor.last, candidate.first):
                return None
            if candidate.definite and not candidate.other and not governor.fixed:
                if governor.verb or candidate.count.high == 1:
                    return None
            if governor.verb and not candidate.other and self._object_follows(candidate):
                return None
        if candidate.own in BODILY and governor.outcome not in BODILY:
            return candidate.own if candidate.number else governor.outcome
        if candidate.own in BODILY and candidate.number:
            return candidate.own
        return governor.outcome

    def _object_follows(self, candidate: _Candidate) -> bool:
        """قتل مسلحون ثلاثة جنود: the people before a number are those who did it."""
        for index in range(candidate.last, min(candidate.last + 5, self.limit)):
            token = self.tokens[index]
            if token.kind == "mark" or token.norm[:1] == "و" or token.norm in FUNCTION_WORDS:
                return False
            if index in self.reading.quantities and index not in self.reading.timed:
                other = self._candidate(index)
                return other is not None and other.person
        return False

    def _clear(self, first: int, last: int) -> bool:
        """Whether nothing stands between that ends the reach of a verbal noun."""
        for token in self.tokens[first:last]:
            if token.kind == "mark" and token.norm not in "\"'()":
                return False
            if token.norm in FUNCTION_WORDS and token.norm not in ("من", "نحو", "قرابه", "ايضا", "كل"):
                return False
        return True

    def _joined(self, candidate: _Candidate) -> bool:
        token = self.tokens[candidate.first]
        if self.added == candidate.first:
            return True
        if candidate.first > self.first and self.tokens[candidate.first - 1].norm in ("و", "او"):
            return True
        start = candidate.span.start
        return (
            token.start < start
            and token.norm.startswith("و")
            or token.kind == "word"
            and token.norm.startswith("و")
            and token.norm not in ("واحد", "واحده", "والد", "والده", "والدته", "وزير", "ولد", "وزراء")
        )

    def _chained(self, candidate: _Candidate) -> bool:
        if not self.claims or not self._joined(candidate):
            return False
        last = self.claims[-1]
        if last.outcome is Outcome.NONE:
            return False
        gap = candidate.first - last.last
        if gap > CHAIN:
            return False
        if not candidate.number and not candidate.other and gap > 5:
            return False
        if candidate.definite and not candidate.name and candidate.own is None:
            return candidate.count.high == 1 and self._owned(candidate) and gap <= 4
        if not candidate.person and not candidate.other and (gap > 4 or candidate.noun is not None):
            return False
        for token in self.tokens[last.last : candidate.first]:
            if token.kind == "word" and is_verb_like(token.norm):
                return False
            if token.kind == "mark" and token.norm in _ENDS:
                return False
        return True

    def _owned(self, candidate: _Candidate) -> bool:
        found = self.harm.word(self.tokens[candidate.first].norm)
        return found is not None and found[1].owned and found[1].number == ONE

    def _in_part(self, candidate: _Candidate) -> bool:
        gap = candidate.first - self.part_at
        if candidate.own in BODILY and self.part is not None and candidate.own is not self.part.outcome:
            return False
        if gap <= 2:
            return not candidate.definite or candidate.name
        return False

    def _add(self, candidate: _Candidate, outcome: Outcome, governor: int | None) -> Claim:
        claim = Claim(
            outcome=outcome,
            count=candidate.count,
            span=candidate.span,
            first=candidate.first,
            last=candidate.last,
            noun=candidate.noun,
            governor=governor,
            groups=candidate.groups,
            name=candidate.name,
            of_them=candidate.of_them,
        )
        end = candidate.last
        if candidate.noun is not None and not candidate.name:
            end = max(end, noun_phrase(self.tokens, candidate.noun, self.limit))
        claim.last = max(candidate.last, min(end, self.limit))
        self.claims.append(claim)
        return claim


def replace_high(count: CountRange) -> CountRange:
    """The same number without an upper bound."""
    if count.low is None or count.high is None or count.low != count.high:
        return count
    return CountRange(low=count.low, high=None, kind=CountKind.AT_LEAST, approx=count.approx, raw=count.raw)


__all__ = ["Claim", "Reading", "read", "replace"]
