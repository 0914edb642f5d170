"""Component "relations": who is loyal to, part of, led by whom, and what lies in what, where the text says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rasid.analyse.document import Document, PersonMention, PlaceMention, RelationDraft, Sentence
from rasid.analyse.noun_phrase import is_definite, noun_phrase
from rasid.model import PlaceKind, RelationType, Span
from rasid.text.function_words import words
from rasid.text.morphology import perfect_forms, verb_forms
from rasid.text.normal import fold
from rasid.text.tokens import Token

# Adjectives that tie the noun before them to what follows; the joined or separate prepositions that come between.
_ADJECTIVES: dict[RelationType, tuple[frozenset[str], frozenset[str]]] = {
    # القوات الموالية للرئيس
    RelationType.LOYAL_TO: (
        words("موال موالي مواليه مواليا موالون موالين مويد مويده مويدون مويدين مناصر مناصره مناصرون مناصرين مبايع مبايعه مبايعون مبايعين"),
        frozenset("ل"),
    ),
    # الفصائل المدعومة من تركيا
    RelationType.SUPPORTED_BY: (
        words("مدعوم مدعومه مدعوما مدعومون مدعومين مسنود مسنوده مسنودا مدعم مدعمه مسنودين ممول مموله ممولون ممولين"),
        frozenset(("من", "ب")),
    ),
    # الجماعة المرتبطة بالقاعدة, ميليشيا متحالفة مع الجيش
    RelationType.ALLIED_WITH: (
        words(
            "متحالف متحالفه متحالفا متحالفون متحالفين حليف حليفه حليفا مرتبط مرتبطه مرتبطون مرتبطين مقرب مقربه مقربون مقربين"
        ),
        frozenset(("مع", "ل", "ب", "من")),
    ),
    # مسلحون مناهضون للحكومة
    RelationType.OPPOSED_TO: (
        words(
            "معارض معارضه معارضون معارضين مناهض مناهضه مناهضون مناهضين مناوي مناويه مناويون مناويين معادي معاديه معاديا معادون معادين"
        ),
        frozenset("ل"),
    ),
    # كتائب القسام التابعة لحماس
    RelationType.PART_OF: (
        words("تابع تابعه تابعا تابعون تابعين منبثق منبثقه"),
        frozenset(("ل", "عن")),
    ),
    # مسلحون منتمون للحركة
    RelationType.MEMBER_OF: (
        words("منتمي منتميه منتمون منتمين منتم منضوي منضويه منضوون منضوين منضم منضمه منضمون منضمين"),
        frozenset(("ل", "الي", "في", "تحت")),
    ),
}  # fmt: skip
_VERBS: dict[str, RelationType] = dict.fromkeys(verb_forms("انتمى", "ينتمي"), RelationType.MEMBER_OF) | dict.fromkeys(
    perfect_forms("بايع") - perfect_forms("باع"), RelationType.LOYAL_TO
)
# كتائب الفجر، الجناح العسكري لحركة كذا
_WINGS = words("الجناح الذراع الفرع")
# الجيش بقيادة سامي كرم, التحالف الذي تقوده السعودية
_LED_BY = words("بقياده بزعامه برئاسه بامره")
_LEADS = words("يقوده تقوده يقودها تقودها يتزعمه يتزعمها تتزعمه تتزعمها يراسه يراسها تراسه تراسها يتراسه يتراسها")
_UNITS = words(
    "لواء كتيبه كتائب كتايب فرقه فوج سريه وحده فيلق جهاز فصيل مجموعه سرايا جناح قسم اللواء الكتيبه الفرقه الفوج السريه الوحده الفيلق الجهاز الفصيل الفرقه سلاح"
)
_TIES = words("علاقه علاقات صله صلات")
_RECEIVES = verb_forms("تلقى", "يتلقى") | verb_forms("نال", "ينال")
_AIDS = words("دعم دعما دعمها دعمه مساعدات مساعده تمويل تمويلا تمويلها اسلحه تدريبات تدريبا الدعم المساعدات")
_SUPPORT = words("بدعم وبدعم بمسانده باسناد بمساعده")
# Heads of roles: زعيم الحركة leads it, قيادي في الحركة commands in it, عضو في الحركة and who speaks for it belong to it.
_LEADER_HEADS = words("زعيم رئيس قائد امين مرشد زعيمه رئيسه مدير مديره مؤسس موسس امير شيخ مرجع")
_COMMANDER_HEADS = words("قيادي القيادي قياديه امر")
_MEMBER_HEADS = words("عضو متحدث ناطق متحدثه ناطقه عنصر مقاتل")
_PARTS_COMMANDED = words(
    "كتيبه لواء فرقه قوات شرطه سريه فوج وحده قوه القوات الشرطه اركان عمليات اللواء الفرقه الكتيبه قياده القياده"
)
_COMMANDER = fold("قائد")
_DEPUTIES = words("نائب مساعد مستشار معاون وكيل نائبه")
_ORGANISED = frozenset(
    [
        "army",
        "air_force",
        "navy",
        "police",
        "security",
        "intelligence",
        "armed_group",
        "militia",
        "party",
        "movement",
        "coalition",
        "international",
        "government",
        "ngo",
        "monitor",
        "medical",
        "rescue",
        "tribe",
        "religious",
        "company",
        "description",
        "outlet",
        "agency",
        "other",
    ]
)
_MEMBER_KINDS = frozenset(
    {"armed_group", "militia", "party", "movement", "army", "coalition", "international", "police"}
)
# How wide a place is; one lies in another that is wider.
_WIDTH = {
    PlaceKind.FACILITY: 0, PlaceKind.BASE: 0, PlaceKind.CROSSING: 0, PlaceKind.ROAD: 0, PlaceKind.NEIGHBOURHOOD: 1,
    PlaceKind.CAMP: 1, PlaceKind.VILLAGE: 2, PlaceKind.TOWN: 3, PlaceKind.CITY: 4, PlaceKind.DISTRICT: 5,
    PlaceKind.GOVERNORATE: 6, PlaceKind.REGION: 7, PlaceKind.COUNTRY: 8,
}  # fmt: skip
_GAP = 3


@dataclass(frozen=True, slots=True)
class _Party:
    """Someone or something that a relation may hold of."""

    first: int
    last: int
    span: Span
    kind: str


class Relations:
    name = "relations"
    version = "1"
    requires = ("tokens", "sentences", "actors", "persons", "places")
    provides = ("relations",)

    def __call__(self, doc: Document) -> None:
        reading = _Reading(doc)
        found: list[RelationDraft] = []
        for sentence in doc.sentences:
            found += reading.of_cues(sentence)
        for person in doc.persons:
            found += reading.of_role(person)
        found += reading.of_places()
        seen: set[tuple[RelationType, Span, Span]] = set()
        for relation in sorted(found, key=lambda r: (r.a, r.b, r.type)):
            key = (relation.type, relation.a, relation.b)
            if key not in seen and not relation.a.overlap(relation.b):
                seen.add(key)
                doc.relations.append(relation)


class _Reading:
    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.tokens = doc.tokens
        self.starts = [token.start for token in doc.tokens]
        parties = [_Party(m.first, m.last, m.span, m.kind) for m in doc.actors if m.kind not in ("source", "official")]
        parties += [_Party(p.first, p.last, p.span, "person") for p in doc.persons]
        parties.sort(key=lambda party: (party.first, -party.last))
        self.at: dict[int, _Party] = {}
        for party in parties:
            self.at.setdefault(party.first, party)
        # A title before a name stands for the name: للرئيس | سامي كرم.
        for person in doc.persons:
            if person.role is not None and person.role.start < person.span.start:
                self.at[self._token(person.role.start)] = self.at[person.first]
        # The same where the name was read apart from its title: الموالية للرئيس | سامي كرم.
        names = {person.first: self.at[person.first] for person in doc.persons}
        for m in doc.actors:
            if m.kind == "official" and m.first not in self.at:
                self.at[m.first] = names.get(m.last, _Party(m.first, m.last, m.span, m.kind))
        self.parties = parties
        self.firsts = [party.first for party in parties]

    def _token(self, position: int) -> int:
        return max(0, bisect_right(self.starts, position) - 1)

    def of_cues(self, sentence: Sentence) -> Iterator[RelationDraft]:
        for index in range(sentence.first, sentence.last):
            token = self.tokens[index]
            if token.kind != "word":
                continue
            norm = token.norm
            bare = norm[2:] if is_definite(norm) else norm
            for kind, (adjectives, prepositions) in _ADJECTIVES.items():
                if bare in adjectives:
                    yield from self._adjective(kind, index, prepositions, sentence)
            verb = _VERBS.get(norm)
            if verb is not None:
                yield from self._verb(verb, index, sentence)
            elif norm in _WINGS:
                yield from self._wing(index, sentence)
            elif norm in _LED_BY or norm in _LEADS:
                yield from self._led(index, sentence, near=norm in _LED_BY)
            elif norm in _SUPPORT:
                yield from self._support(index, sentence)
            elif norm == "في":
                yield from self._unit(index, sentence)
            elif norm in _TIES:
                yield from self._tie(index, sentence)
            elif norm in _RECEIVES or (norm[0] == "و" and norm[1:] in _RECEIVES):
                yield from self._aided(index, sentence)

    def _before(self, index: int, sentence: Sentence, gap: int = _GAP) -> _Party | None:
        """The party whose noun phrase ends at token ``index`` or, with adjectives and marks between, a little before."""
        low = bisect_right(self.firsts, index - 1)
        for party in reversed(self.parties[max(0, low - 4) : low]):
            if party.first < sentence.first:
                break
            if party.last > index:  # قوات موالية للرئيس was read as one phrase
                span = Span(party.span.start, self.tokens[index - 1].end)
                return _Party(party.first, index, span, party.kind)
            if index - party.last <= gap and all(_between(token) for token in self.tokens[party.last : index]):
                return party
        return None

    def _after(self, index: int, limit: int) -> _Party | None:
        if index < limit and self.tokens[index].kind == "mark":
            index += 1
        return self.at.get(index) if index < limit else None

    def _object(self, index: int, prepositions: frozenset[str], limit: int) -> tuple[_Party | None, int]:
        """(party, its token) after the cue at ``index``, over one of its prepositions, joined or not."""
        at = index + 1
        if at < limit and self.tokens[at].norm in ("سياسيا", "عسكريا", "مباشره", "دوليا"):
            at += 1
        if at >= limit:
            return None, at
        norm = self.tokens[at].norm
        if norm in prepositions:
            at += 1
            if at < limit and norm == "من" and self.tokens[at].norm in ("قبل", "جانب"):
                at += 1
            return self._after(at, limit), at
        if norm == "ل" or (norm[:1] in prepositions and norm[:1] in "لب"):
            return self._after(at, limit), at
        return None, -1

    def _adjective(
        self, kind: RelationType, index: int, prepositions: frozenset[str], sentence: Sentence
    ) -> Iterator[RelationDraft]:
        a = self._before(index, sentence)
        if a is None:
            return
        cue = self.tokens[index].span
        party, at = self._object(index, prepositions, sentence.last)
        if party is not None:
            if kind is RelationType.PART_OF and a.kind == "description":
                kind = RelationType.MEMBER_OF  # مسلحون تابعون للحركة
            elif kind is RelationType.PART_OF and party.kind in ("state", "person"):
                kind = RelationType.LOYAL_TO
            yield RelationDraft(kind, a.span, party.span, cue)
        elif kind is RelationType.SUPPORTED_BY and at == -1 and index + 1 < sentence.last:
            # المدعومة إيرانيا
            adverb = self.at.get(index + 1)
            if adverb is not None and adverb.kind == "demonym" and self.tokens[index + 1].norm.endswith("ا"):
                yield RelationDraft(kind, a.span, adverb.span, cue)
        elif kind is RelationType.LOYAL_TO and 0 <= at < sentence.last and self.tokens[at].norm.startswith("لل"):
            end = noun_phrase(self.tokens, at, sentence.last, longest=3)
            b = self.doc.stem_span(at, end, "لل")
            yield RelationDraft(kind, a.span, b, cue)

    def _verb(self, kind: RelationType, index: int, sentence: Sentence) -> Iterator[RelationDraft]:
        """مسلحون ينتمون لحركة كذا, الجماعة التي بايعت التنظيم."""
        a = self._before(index, sentence)
        limit = sentence.last
        at = index + 1
        if at < limit and self.tokens[at].norm in ("الي", "في"):
            at += 1
        b = self._after(at, limit)
        if a is not None and b is not None:
            yield RelationDraft(kind, a.span, b.span, self.tokens[index].span)

    def _wing(self, index: int, sentence: Sentence) -> Iterator[RelationDraft]:
        at = index + 1
        while at < sentence.last and at - index < 3 and not self.tokens[at].norm.startswith("ل"):
            at += 1
        if at >= sentence.last:
            return
        b = self._after(at, sentence.last)
        a = self._before(index, sentence)
        if b is not None and a is not None:
            yield RelationDraft(RelationType.PART_OF, a.span, b.span, self.tokens[index].span)

    def _led(self, index: int, sentence: Sentence, *, near: bool) -> Iterator[RelationDraft]:
        group = self._before(index, sentence, gap=2)
        leader = self._after(index + 1, sentence.last)
        if group is not None and leader is not None and (near or leader.kind != "description"):
            yield RelationDraft(RelationType.LEADER_OF, leader.span, group.span, self.tokens[index].span)

    def _support(self, index: int, sentence: Sentence) -> Iterator[RelationDraft]:
        """الجيش الوطني بدعم من الجيش التركي."""
        at = index + 1
        if at < sentence.last and self.tokens[at].norm in ("جوي", "عسكري", "مباشر", "كامل"):
            at += 1
        if at >= sentence.last or self.tokens[at].norm != "من":
            return
        b = self._after(at + 1, sentence.last)
        a = self._before(index, sentence, gap=1)
        if a is not None and b is not None:
            yield RelationDraft(RelationType.SUPPORTED_BY, a.span, b.span, self.tokens[index].span)

    def _unit(self, index: int, sentence: Sentence) -> Iterator[RelationDraft]:
        """اللواء 12 في الحشد الشعبي."""
        b = self._after(index + 1, sentence.last)
        a = self._before(index, sentence, gap=0)
        if a is None or b is None or b.kind not in _ORGANISED - {"description", "outlet", "government"}:
            return
        if self.tokens[a.first].norm in _UNITS:
            yield RelationDraft(RelationType.PART_OF, a.span, b.span, self.tokens[index].span)

    def _tie(self, index: int, sentence: Sentence) -> Iterator[RelationDraft]:
        """الكتائب لها علاقة قوية بقوة القدس, علاقات وثيقة مع الحكومة."""
        at = index + 1
        while at < sentence.last and at - index < 3 and self.tokens[at].norm in ("قويه", "وثيقه", "جيده", "مباشره"):
            at += 1
        if at >= sentence.last or not (self.tokens[at].norm == "مع" or self.tokens[at].norm[0] == "ب"):
            return
        b = self._after(at + (self.tokens[at].norm == "مع"), sentence.last)
        a = self._before(index - 1, sentence, gap=0) if index > sentence.first else None
        if a is not None and b is not None and b.kind not in ("person", "description"):
            yield RelationDraft(RelationType.ALLIED_WITH, a.span, b.span, self.tokens[index].span)

    def _aided(self, index: int, sentence: Sentence) -> Iterator[RelationDraft]:
        """الجماعة التي تتلقى دعما من إيران; with و the subject is the sentence's own: والكتائب … وتتلقى مساعدات من إيران."""
        at = index + 1
        if at >= sentence.last or self.tokens[at].norm not in _AIDS:
            return
        at += 1
        while at < sentence.last and at - index < 5 and self.tokens[at].norm != "من":
            at += 1
        b = self._after(at + 1, sentence.last)
        if self.tokens[index].norm[0] == "و":
            low = bisect_right(self.firsts, sentence.first - 1)
            a = self.parties[low] if low < len(self.parties) and self.firsts[low] < index else None
        else:
            a = self._before(index, sentence)
        if a is not None and b is not None:
            yield RelationDraft(RelationType.SUPPORTED_BY, a.span, b.span, self.tokens[index].span)

    def of_role(self, person: PersonMention) -> Iterator[RelationDraft]:
        """القيادي في حركة كذا سامي كرم: what the title says of the person."""
        if person.role is None:
            return
        first = self._token(person.role.start)
        limit = self._token(person.role.end - 1) + 1
        norm = self.tokens[first].norm
        head = norm[2:] if is_definite(norm) else norm
        if head[:1] in "لبو" and head not in _LEADER_HEADS | _MEMBER_HEADS | _DEPUTIES:
            head = head[1:].removeprefix("ال")
        # رئيس المكتب السياسي لحركة كذا leads the movement: an office is passed over for the body it is of.
        named = [self.at[i] for i in range(first + 1, limit) if i in self.at and i != person.first]
        inner = next((party for party in named if party.kind != "other"), named[0] if named else None)
        if head in _DEPUTIES:
            return
        if (
            inner is None
            and head == _COMMANDER
            and first + 1 < limit
            and self.tokens[first + 1].norm in _PARTS_COMMANDED
        ):
            b = Span(self.tokens[first + 1].start, person.role.end)  # قائد شرطة البلدة سامي كرم
            yield RelationDraft(RelationType.COMMANDER_IN, person.span, b, self.tokens[first].span)
        if inner is None or inner.kind not in _ORGANISED | {"state"}:
            return
        kind = None
        if head in _COMMANDER_HEADS or (head == _COMMANDER and self.tokens[first + 1].norm in _PARTS_COMMANDED):
            kind = RelationType.COMMANDER_IN
        elif head in _LEADER_HEADS and (inner.kind != "state" or first + 1 == inner.first):
            kind = RelationType.LEADER_OF
        elif head in _MEMBER_HEADS and inner.kind in _MEMBER_KINDS:
            kind = RelationType.MEMBER_OF
        if kind is not None:
            yield RelationDraft(kind, person.span, inner.span, self.tokens[first].span)

    def of_places(self) -> Iterator[RelationDraft]:
        """بلدة كذا في محافظة كذا, حي كذا بحلب: neighbours of which the second is wider."""
        places = sorted(self.doc.places, key=lambda place: place.first)
        for a, b in pairwise(places):
            if _WIDTH.get(a.kind, 9) < _WIDTH.get(b.kind, -1) and self._lies_in(a, b):
                yield RelationDraft(RelationType.LOCATED_IN, a.span, b.span)

    def _lies_in(self, a: PlaceMention, b: PlaceMention) -> bool:
        between = [token.norm for token in self.tokens[a.last : b.first]]
        joined = self.doc.text[self.tokens[b.first].start : b.span.start]
        if joined not in ("", "ب", "ل"):
            return False
        if joined == "ب":
            return not between
        if joined == "ل":
            return between in (["التابعه"], ["التابع"])
        return between in (["في"], ["ضمن"], ["من", "اعمال"])


def _between(token: Token) -> bool:
    """What may stand between a noun phrase and the adjective that ties it: further adjectives, marks, الذي."""
    norm = token.norm
    return norm in ('"', ")", "،", ",", "-", "(", "الذي", "التي", "وهو", "وهي", "و") or is_definite(norm)


def make() -> Relations:
    return Relations()
