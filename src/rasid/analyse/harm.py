"""Count statements in one sentence: which number is said of whom, killed or hurt, and which is part of which.

A sentence is read once from left to right. A word of harm (مقتل، أصيب، اعتقلت) governs the people named after it; a
counted noun (25 قتيلا) says it of itself; "و" carries it on (و38 جريحا، و5 جنود), "بينهم" opens a part; a verb after
the people (جنديان قتلا) takes those that no word governs yet.
"""

from __future__ import annotations

from rasid.analyse.counting import Claim, Governor, State
from rasid.analyse.document import Sentence
from rasid.analyse.harmless import damaged, ruled, unreal
from rasid.analyse.noun_phrase import is_verb_like
from rasid.analyse.numberless import between, losses, unharmed
from rasid.analyse.people import BODILY, People, has_article_word
from rasid.analyse.reach import chained, doers, governed, in_part
from rasid.analyse.reading import Reading
from rasid.analyse.victim_lists import goes_on, list_item, listed, open_list, told_of
from rasid.analyse.victim_names import name
from rasid.lexicon.harm import MANY, TWO_OR_MANY, HarmWord
from rasid.model import Outcome
from rasid.text.clitics import has_article
from rasid.text.function_words import FUNCTION_WORDS, RELATIVES, words

AFTER = 14
"""Words between people and the verb that follows them."""
FAR = 30
"""Words between a person and the words of what befell him."""
_LIFE = words("حياته حياتهم حياتها حياتهما أرواحهم")
_LIVING = words("الحياه")
_REMAINS = words("جثث جثة جثتي جثمان جثماني جثامين")
"""Nouns: what they count stands right behind them (جثث عشرة), not beyond a verb."""
_DOOM = words("حتفه حتفهم حتفها حتفهما حتفهن مصرعه مصرعهم مصرعها مصرعهما مصرعهن ربه ربهم")
_ENDS = frozenset(".؛!؟?:;")
_LINKING = words("كان كانوا كانت كانا قد لقد")
_MOST = words("معظمهم أغلبهم غالبيتهم أغلبيتهم جلهم أكثرهم جميعهم كلهم معظمها غالبيتها وكلهم")
_TAKES = words("حصد حصدت يحصد تحصد أزهق أزهقت تزهق أودى أودت أوديا أودتا يودي تودي وأودى وأودت")
_OF_ONE = words("مقتل استشهاد اغتيال وفاة إعدام اعتقال توقيف اختطاف خطف مصرع إيقاف تصفية قتل")
_THEY = words("هم وهم هما وهما")
_OPENERS = words("أن إن بأن وأن وإن كان وكان فإن لأن وبأن أنّ")
_DENIALS = words("نفى نفت ينفي تنفي نافيا نافية نفيها نفيه")
_HURT = words("أصيب أصيبت جرح جرحت")
_WOUNDS = words("بجروح بجراح بشظايا برصاص برصاصة بكسور بحروق إثرها إثره")
_TRACE = words("أثرها أثره إثرها إثره")
_LEADS_TO = words("أدى أدت يؤدي تسبب تسببت أسفر أسفرت أفضى أفضت وأدى وأدت وأسفر وأسفرت وتسبب وتسببت فأدى")
_OF_ONE_NAMED = {
    **dict.fromkeys(words("إصابته إصابتها"), Outcome.INJURED),
    **dict.fromkeys(words("مقتله مقتلها استشهاده استشهادها وفاته وفاتها"), Outcome.KILLED),
}
_WHOLE = frozenset({Outcome.DISPLACED})


def read(reading: Reading, sentence: Sentence, before: list[Claim]) -> list[Claim]:
    """The count statements of a sentence, in the order of the text. ``before`` are those of the sentences before it, of
    which a number may be part (من بين القتلى ضابط)."""
    return _Scan(reading, sentence, before).run()


class _Scan(State):
    """The walk over the tokens."""

    def run(self) -> list[Claim]:
        at = list_item(self)
        while at < self.limit:
            at = self._step(at)
        if self.listing is not None and self.reading.listing is None and goes_on(self):
            self.reading.listing = self.listing
        return self.claims

    def _step(self, at: int) -> int:
        """Reads what begins at this token; returns the token after it."""
        token = self.tokens[at]
        if token.kind == "mark":
            self._mark(token.norm)
            if token.norm == "(":
                listed(self, at)
            return at + 1
        if token.norm in _THEY:
            listed(self, at)
            open_list(self, at)
        elif token.norm.endswith("اسماء") and at + 1 < self.limit:
            found = self.harm.word(self.tokens[at + 1].norm)
            if found is not None and found[1].victim is not None and found[1].number == MANY:
                self.listing = found[1].victim  # أسماء الشهداء: سليم حسن، …
                return at + 2
        end = unharmed(self, at) or losses(self, at) or self._after(at) or between(self, at) or self._part(at)
        if end:
            return end
        fixed = self._fixed(at)
        if fixed:
            return fixed
        people = self.reading.people(at, self.limit) or self._named(at)
        if people is not None and self._may_be_told_of(people):
            self.one = people
        if people is not None and people.name and told_of(self, people):
            return people.last
        if people is not None:
            waiting = len(self.pending)
            if self._take(people) or people.number or len(self.pending) > waiting:
                return self.reading.end(people, self.limit)
        end = self._befell(at) or self._govern(at)
        if end:
            return end
        if people is not None:
            return at + 1
        if token.norm in _MOST:
            self.most = True
        elif token.norm in _DENIALS or token.norm[1:] in _DENIALS:
            self.denial = at
        elif token.norm in RELATIVES:
            self.relative = True
        elif token.norm not in _LINKING and not self.relative and is_verb_like(token.norm):
            self.pending.clear()
            if self.governor is not None and not self.governor.toll and not self.governor.fixed:
                self.governor = None
        return at + 1

    def _mark(self, mark: str) -> None:
        self.most = self.relative = False
        if mark in _ENDS:
            self.governor = self.part = None
            self.pending.clear()

    def _named(self, at: int) -> People | None:
        """مقتل محسن الفضلي، اغتيال أبو علي: a name right after a verbal noun that takes one person, when the document's
        persons have not been found."""
        governor = self.governor
        if governor is None or governor.filled or governor.verb or governor.last != at or self.doc.persons:
            return None
        norm = self.tokens[governor.at].norm
        found = self.harm.word(norm)
        if found is None or norm[len(found[0]) :] not in _OF_ONE:
            return None
        return name(self.reading, at, self.limit)

    def _fixed(self, at: int) -> int:
        """أودى بحياة، راح ضحيته، جثث; لقي only with حتفهم or مصرعهم to come, فارق with الحياة."""
        fixed = self.harm.fixed.at(self.tokens, at, self.limit)
        if fixed is None:
            return 0
        stem = self.tokens[at].norm[len(fixed.prefix) :]
        if stem in ("لقي", "لقيت", "يلقي") and not self.ahead(at + 1, 28, _DOOM):
            return 0
        if stem in ("فارق", "فارقت") and not self.ahead(at + 2, 9, _LIVING):
            return 0
        found = self.harm.word(self.tokens[at].norm)
        if (
            found is not None
            and found[1].verb is fixed.value
            and not fixed.prefix
            and self._post(at, *found[1:], fixed.value)
        ):
            return fixed.last  # إن أحد الجنود | أصيب بجروح
        if stem in ("حياه", "ارواح") and not (
            (fixed.prefix == "ب" or stem == "ارواح")
            and self.ahead(max(self.first, at - 9), at - max(self.first, at - 9), _TAKES)
        ):
            return 0
        self._open(Governor(fixed.value, at, fixed.last, verb=stem not in _REMAINS, fixed=True), fixed.prefix)
        return fixed.last

    def _govern(self, at: int) -> int:
        found = self.harm.word(self.tokens[at].norm)
        if found is None:
            return 0
        prefix, word = found
        if word.rise:
            self.rise = at
            if self._risen(at):
                return at + 1
        if word.toll and self._toll(at, prefix):
            return at + 1
        if Outcome.INJURED in (word.verb, word.act) and damaged(self, at):
            return at + 1
        if word.verb is not None and not has_article(prefix) and prefix[-1:] not in ("ب", "ك"):
            if ruled(self, at, prefix):
                return at + 1
            governor = Governor(word.verb, at, at + 1, verb=True)
            if word.verb is Outcome.MISSING and not self._lost(at, prefix, governor):
                return 0
            if not prefix and (self._post(at, word, governor.outcome) or self._said(at, word)):
                return at + 1
            self._open(governor, prefix)
            return at + 1
        if word.act is not None:
            if has_article(prefix) and self.governor is not None and self.governor.toll and not self.governor.filled:
                return at + 1  # عدد النازحين بسبب القتل إلى …
            governor = Governor(word.act, at, at + 1, verb=False)
            if word.act is Outcome.MISSING and self.ahead(at + 1, 9, _LIFE):
                governor.outcome = Outcome.KILLED
            self._open(governor, prefix)
            return at + 1
        if word.fallen and self.pending and self.tokens[at].norm in ("سقطوا", "سقطا"):
            return at + 1  # العشرات سقطوا بين قتيل وجريح
        if word.fallen and not has_article(prefix):
            self._open(Governor(Outcome.KILLED, at, at + 1, verb=False, fallen=True), prefix)
            return at + 1
        return 0

    def _may_be_told_of(self, people: People) -> bool:
        """Whether it is one person, and no adjective (الأمن العسكري), of whom a verb may come to tell."""
        if not people.person or people.other or people.own is not None or people.national:
            return False
        if people.count.low != 1 or people.count.high != 1:
            return False
        before = self.tokens[people.first - 1].norm if people.first > self.first else ""
        return people.name or not (people.definite and has_article_word(before))

    def _befell(self, at: int) -> int:
        """استهدفت المسيرة شابا، أصيب على أثرها بجروح; ما أدى لإصابته: of one person named before, whom no word has counted."""
        one = self.one
        if one is None or one in self.pending or at - one.last > FAR or at + 1 >= self.limit:
            return 0
        norm, before, after = self.tokens[at].norm, self.tokens[at - 1].norm, self.tokens[at + 1].norm
        stem = norm[1:] if norm[0] in "بل" else norm
        outcome = _OF_ONE_NAMED.get(stem)
        if outcome is not None:
            led = stem != norm or before in ("الي", "عن")
            if not led or not self.ahead(max(self.first, at - 3), at - max(self.first, at - 3), _LEADS_TO):
                return 0
            self.add(one, outcome, at)
            return at + 1
        if norm.lstrip("وف") not in _HURT or not (
            after in _WOUNDS or (after == "علي" and self.ahead(at + 2, 1, _TRACE))
        ):
            return 0
        if any(self.reading.people(index, self.limit) is not None for index in range(at + 1, min(at + 9, self.limit))):
            return 0
        self.add(one, Outcome.INJURED, at)
        return at + 1

    def _lost(self, at: int, prefix: str, governor: Governor) -> bool:
        """فقد 3 أشخاص حياتهم and فقد الجيش 5 من جنوده are deaths, فقد 3 أشخاص are missing; فقد قتل is neither."""
        if self.ahead(at + 1, 9, _LIFE):
            governor.outcome = Outcome.KILLED
        elif prefix.startswith("ف"):
            return False
        elif self.tokens[at].norm in ("فقد", "وفقد"):
            following = range(at + 1, min(at + 5, self.limit))
            first = next((index for index in following if index in self.reading.quantities), None)
            if first is None or not all(has_article_word(token.norm) for token in self.tokens[at + 1 : first]):
                return False
        if governor.outcome is Outcome.MISSING:
            for index in range(at + 1, min(at + 6, self.limit)):
                quantity = self.reading.quantities.get(index)
                if quantity is not None and quantity.last < self.limit and self.tokens[quantity.last].norm == "من":
                    governor.outcome = Outcome.KILLED  # فقد الجيش خمسة من جنوده
        return True

    def _open(self, governor: Governor, prefix: str) -> None:
        """مقتل وإصابة 5, قتل وجرح عدد: two words of harm with one object are ``harmed``."""
        before = self.governor
        if before is not None and not before.filled and before.outcome is not governor.outcome:
            gap = governor.at - before.last
            apart = gap == 1 and self.tokens[governor.at - 1].norm in ("و", "او")
            if (apart or (gap == 0 and prefix.startswith("و"))) and {before.outcome, governor.outcome} <= BODILY:
                governor.outcome = Outcome.HARMED
                governor.at = before.at
        governor.unreal = unreal(self, governor, prefix)
        governor.fleeing = governor.outcome is Outcome.DISPLACED and "فر" in self.tokens[governor.at].norm[:4]
        self.governor = governor
        self.part = None
        self.most = False
        self.pending.clear()

    def _toll(self, at: int, prefix: str) -> bool:
        """عدد القتلى، حصيلة ضحايا الهجوم: the outcome of the number that follows."""
        for index in range(at + 1, min(at + 5, self.limit)):
            found = self.harm.word(self.tokens[index].norm)
            if found is not None and found[1].victim is not None and found[1].number in (MANY, TWO_OR_MANY):
                rise = at - self.rise <= 6
                self._open(Governor(found[1].victim, index, index + 1, False, toll=True, rise=rise), prefix)
                return True
            if self.tokens[index].norm == "من":
                break
        return False

    def _risen(self, at: int) -> bool:
        """ارتفع إلى 9 … عدد القتلى: the number stands before what it counts."""
        tokens = self.tokens
        if at + 2 >= self.limit or tokens[at + 1].norm != "الي" or at + 2 not in self.reading.quantities:
            return False
        for index in range(at + 3, min(at + 60, self.limit - 1)):
            if tokens[index].norm in ("عدد", "تعداد", "حصيله"):
                for follower in range(index + 1, min(index + 4, self.limit)):
                    found = self.harm.word(tokens[follower].norm)
                    if found is not None and found[1].victim is not None:
                        self._open(Governor(found[1].victim, at, at + 2, verb=True, rise=True), "")
                        return True
        return False

    def _post(self, at: int, word: HarmWord, outcome: Outcome) -> bool:
        if not self.pending or (word.act is not None and not word.several and self.pending[-1].number):
            return False
        last = self.pending[-1]
        if at - last.last > (AFTER if last.number else 8):
            return False
        if at + 1 < self.limit:
            follower = self.reading.people(at + 1, self.limit)
            if follower is not None and (follower.number or (follower.person and not word.several)):
                return False
        self.settle(outcome, at)
        return True

    def _said(self, at: int, word: HarmWord) -> bool:
        """جثث 6 جنود قتلوا في: a verb of people already counted governs nobody after it."""
        if not word.several or not self.claims or at - self.claims[-1].last > 6 or at - self.claims[-1].last < 0:
            return False
        follower = self.reading.people(at + 1, self.limit) if at + 1 < self.limit else None
        return follower is None or not follower.number

    def _after(self, at: int) -> int:
        match = self.harm.after.at(self.tokens, at, self.limit)
        if match is None or match.prefix or not self.pending or at - self.pending[-1].last > AFTER:
            return 0
        self.settle(match.value, at)
        return match.last

    def _verb_after(self, people: People) -> tuple[Outcome, int] | None:
        """The verb right after the people, when nothing else governs them: ومئات جرحوا."""
        at = self.reading.end(people, self.limit)
        stop = min(at + 4, self.limit)
        while at < stop:
            token = self.tokens[at]
            if token.kind == "mark" and token.norm not in "\"')(":
                return None
            match = self.harm.after.at(self.tokens, at, self.limit)
            if match is not None and not match.prefix:
                return match.value, at
            found = self.harm.word(token.norm)
            if found is not None and found[1].verb is not None:
                if found[0] or not found[1].several:
                    return None
                after = self.reading.people(at + 1, self.limit) if at + 1 < self.limit else None
                return None if after is not None and after.number else (found[1].verb, at)
            if token.norm in FUNCTION_WORDS and token.norm not in ("علي", "قد", "كانوا", "كانا", "ايضا", "من"):
                return None
            at += 1
        return None

    def _died(self, people: People) -> int:
        """The verb of dying right behind injured people, 0 for none: اثنين من الجرحى | فارقا الحياة; not جرحى | توفي أحدهم."""
        at = self.reading.end(people, self.limit)
        for index in range(at, min(at + 2, self.limit)):
            match = self.harm.after.at(self.tokens, index, self.limit)
            found = self.harm.word(self.tokens[index].norm)
            verb = found is not None and not found[0] and found[1].verb is Outcome.KILLED
            if verb or (match is not None and not match.prefix and match.value is Outcome.KILLED):
                beyond = match.last if match is not None else index + 1
                other = self.reading.people(beyond, self.limit) if beyond < self.limit else None
                return index if other is None else 0
            if self.tokens[index].norm not in ("قد", "كان", "كانا", "كانوا"):
                return 0
        return 0

    def _part(self, at: int) -> int:
        """بينهم، منهم، من بين القتلى; إضافة إلى ends a part."""
        match = self.harm.parts.at(self.tokens, at, self.limit)
        if match is None:
            return 0
        if match.value is False:
            self.added = match.last
            self.part = None
            return match.last
        found = self.harm.word(self.tokens[match.last - 1].norm)
        if found is not None and found[1].victim is not None:
            outcome, last = found[1].victim, match.last
            second = self.harm.word(self.tokens[last].norm) if last < self.limit else None
            if second is not None and second[0] == "وال" and second[1].victim in BODILY and outcome in BODILY:
                outcome, last = Outcome.HARMED, last + 1
            return self._among(at, last, outcome)
        if self.pending and (not self.claims or self.pending[-1].first > self.claims[-1].first):
            self.waiting_part = match.last
        elif self.claims:
            self.part, self.part_at = self.total(self.claims), match.last
        return match.last

    def _among(self, at: int, last: int, outcome: Outcome) -> int:
        """من بين القتلى ضابط: part of the nearest total of that outcome; اثنان من الشرطة بين القتلى: the same after it."""
        total = self.last_total(outcome)
        if self.pending and at - self.pending[-1].last <= 6:
            for people in self.pending:
                self.add(people, outcome, last - 1).part_of = total
            self.pending.clear()
            return last
        self._open(Governor(outcome, last - 1, last, verb=False, part=total), "")
        return last

    def _take(self, people: People) -> bool:
        """Makes a claim of the people if something says what befell them; keeps them for a verb to come if not."""
        if doers(self, people):
            return False
        died = self._died(people) if people.own is Outcome.INJURED else 0
        if died:
            self.add(people, Outcome.KILLED, died)
            return True
        governor = self.governor
        outcome = governed(self, people)
        adjacent = governor is not None and people.first - governor.last <= 1
        if people.number and (people.person or people.noun is None) and not (outcome is not None and adjacent):
            after = self._verb_after(people)
            if after is not None:
                if self.pending and not self.joined(people):
                    self.pending.clear()
                self.pending.append(people)
                return False
        if outcome is not None and governor is not None:
            governor.filled = True
            claim = self.add(people, outcome, governor.at)
            claim.update = governor.rise
            claim.part_of = governor.part
            return True
        if self.part is not None and in_part(self, people):
            own = people.own if people.own in BODILY else None
            claim = self.add(people, own or self.part.outcome, self.part.governor)
            claim.part_of = self.part
            return True
        if people.of_them and self._of_them(people):
            return True
        if chained(self, people):
            if people.definite and people.own in BODILY and people.count.high is None and self.claims[-1].victims:
                self.claims[-1].outcome = Outcome.HARMED  # عدد من القتلى الأبرياء والجرحى
            else:
                self._chain(people)
            return True
        if people.own is not None and self._own(people):
            return True
        if self._may_wait(people):
            if self.pending and not self.joined(people) and people.first != self.waiting_part:
                self.pending.clear()
                self.waiting_part = -1
            self.pending.append(people)
        return False

    def _may_wait(self, people: People) -> bool:
        """Whether a verb may still come for these people: 27 شخصا … قتلوا، أن جنديين قتلا، كان مدني قد أصيب."""
        if people.number:
            return people.noun is None or people.person or people.apart
        if (
            (people.other and people.noun is None)
            or not people.person
            or (people.definite and not people.name and people.count.high != 2)
        ):
            return False
        if self.pending and people.first - self.pending[-1].last <= 3 and self.joined(people):
            return True
        if self.pending and people.first == self.waiting_part:
            return True
        return people.first == self.first or self.tokens[people.first - 1].norm in _OPENERS

    def _of_them(self, people: People) -> bool:
        """ثلاثة منهم في حالة خطيرة، أحدهم في حالة حرجة."""
        if not self.claims or people.first - self.claims[-1].last > 12:
            return False
        total = self.total(self.claims)
        if not people.number and total.outcome is not Outcome.INJURED:
            return False
        self.add(people, people.own or total.outcome, total.governor).part_of = total
        return True

    def _chain(self, people: People) -> None:
        last = self.claims[-1]
        own = people.own
        if own is not None and own not in BODILY and own is not Outcome.MISSING and last.outcome in BODILY:
            word = self.harm.word(self.tokens[last.noun].norm) if last.noun is not None else None
            if (word is None or word[1].victim is None) and (people.count.low or 0) < 1000:
                own = None  # مقتل 5 جنود و3 نازحين: the displaced were killed
        claim = self.add(people, own or last.outcome, last.governor if own is None else people.noun or last.governor)
        if self.added == people.first:
            claim.added_to = last
        elif last.part_of is not None:
            claim.part_of = last.part_of

    def _own(self, people: People) -> bool:
        """25 قتيلا; a bare plural only after what brings it forth: أسفر عن سقوط قتلى. نفى سقوط قتلى is ``none``."""
        at = people.noun if people.noun is not None else people.first
        if people.number:
            self.add(people, people.own or Outcome.HARMED, at)
            return True
        word = self.harm.word(self.tokens[people.first].norm)
        if people.definite or people.own in _WHOLE or (word is not None and word[0][-1:] == "ل"):
            return False
        if self.unreal(people.first - 1 if people.first > self.first else people.first) or self.habitual(people.first):
            return False
        for index in range(people.first - 1, max(self.first, people.first - 2) - 1, -1):
            found = self.harm.word(self.tokens[index].norm)
            if found is not None and found[1].fall:
                if people.first - self.denial <= 24 and people.own in BODILY:
                    span = self.doc.tokens_span(index, people.last)
                    self.none(Outcome.NONE, span, index, people.last)
                else:
                    self.add(people, people.own or Outcome.HARMED, at)
                return True
        return False
