"""Component "actors": who is named or described, and the persons with their titles."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from rasid.analyse.actor_phrase import PhraseReader
from rasid.analyse.actor_sense import Resolver
from rasid.analyse.document import ActorMention, Document, PersonMention, Sentence
from rasid.analyse.noun_phrase import is_definite
from rasid.analyse.person_name import LAST_LINKS, NameReader, is_site
from rasid.analyse.phrase_state import Found
from rasid.lexicon.names import SECOND
from rasid.lexicon.nations import Nation, nations
from rasid.lexicon.phrases import Phrases
from rasid.model import Span
from rasid.text.clitics import has_article, readings
from rasid.text.function_words import FUNCTION_WORDS, words
from rasid.text.morphology import verb_forms
from rasid.text.tokens import Token

# Before the name of a capital: it is the city there, not the government (في طهران, مدينة صنعاء).
_OF_PLACES = words(
    "مدينه العاصمه محافظه قرب وسط شمال جنوب شرق غرب شمالي جنوبي شرقي غربي ريف ضواحي مطار احياء سماء الي في من نحو باتجاه صوب علي"
)
# Ranks and forms of address between a role and a name: المتحدث باسم الجيش العميد سامي كرم.
_RANKS = words(
    "اللواء العميد العقيد المقدم الرائد النقيب الملازم الجنرال الفريق المشير السيد السيده الدكتور الدكتوره الشيخ الاستاذ المهندس الميجر الكولونيل القاضي الحاج"
    " الامير اول ركن الركن المتقاعد الطيار دكتور العريف الرقيب الادميرال البريجادير الانبا البابا الكاردينال المطران الاب القس الميجور السناتور السيناتور"
)
# Definite nouns beside which a name stands, that are no head of an actor phrase.
_ADDRESSES = (_RANKS - words("اول ركن الركن المتقاعد الطيار")) | words(
    "الشهيد الشهيده الاسير الاسيره الطفل الطفله الفتي الفتاه المرحوم الراحل المواطن الشاب الشابه القتيل الجريح الجندي العسكري الضابط الشرطي المصور"
    " الصحفي الصحافي الصحفيه الصحافيه المراسل القيادي القياديه الزعيم الامام الداعيه الملا المتهم المدعو ويدعي يدعي تدعي اسمه واسمه اسمها يدعون نجله شقيقه ابنه والده"
    " زوجته عمه المعارض الناشط الناشطه الكاتب الطالب الطالبه الاعلامي الاعلاميه المحامي المحاميه العريف الرهينه الارهابي المجرم القناص الانتحاري"
)
_SAYS = frozenset().union(
    *(
        verb_forms(perfect, imperfect)
        for perfect, imperfect in (
            ("قال", "يقول"), ("أضاف", "يضيف"), ("أوضح", "يوضح"), ("أكد", "يؤكد"), ("صرح", "يصرح"), ("تابع", "يتابع"),
            ("أشار", "يشير"), ("ذكر", "يذكر"), ("اعتبر", "يعتبر"), ("شدد", "يشدد"), ("كشف", "يكشف"), ("لفت", "يلفت"),
        )
    )
)  # fmt: skip
_AFTER_SPEAKER = words("ان انه انها بان لن لقد خلال في لوكاله لقناه للصحفيين للصحافيين امام علي انهم") | {
    ":",
    "،",
    '"',
    ",",
    "(",
}
_MOST_RANKS = 4
_COMMON_ENDINGS = ("ه", "ات", "ون", "ين", "ا", "يه")
_SPEAKER_KINDS = frozenset({"official", "source"})


class Actors:
    name = "actors"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ("actors", "persons")

    def __init__(self) -> None:
        self.reader = PhraseReader()
        self.names = NameReader()
        self.metonyms: Phrases[Nation] = Phrases()
        for nation in nations():
            for city in nation.metonyms_ar:
                self.metonyms.add(city, nation, exact=True)

    def __call__(self, doc: Document) -> None:
        view = _without_hashtags(doc)
        self._read(view)
        doc.actors, doc.persons = view.actors, view.persons
        if view is not doc:
            mentions: list[ActorMention | PersonMention] = [*doc.actors, *doc.persons]
            for mention in mentions:
                mention.first = view.tokens[mention.first].index
                mention.last = view.tokens[mention.last - 1].index + 1

    def _read(self, doc: Document) -> None:
        found: list[Found] = []
        persons: list[PersonMention] = []
        for sentence in doc.sentences:
            self._sentence(doc, sentence, found, persons)
        self._surnames(doc, found, persons)
        found.sort(key=lambda here: (here.first, -here.last))
        doc.actors = [_mention(doc, here) for here in Resolver(self.reader.registry, found, doc.tokens).resolve()]
        doc.persons = sorted(persons, key=lambda person: person.span)

    def _sentence(self, doc: Document, sentence: Sentence, found: list[Found], persons: list[PersonMention]) -> None:
        tokens, at, limit = doc.tokens, sentence.first, sentence.last
        while at < limit:
            token = tokens[at]
            if token.kind in ("mark", "number") or (token.norm in FUNCTION_WORDS and not _is_ali(doc, token)):
                at += 1
                continue
            person = self._person(doc, at, limit)
            here = self._at(tokens, at, limit)
            if person is None and here is None:
                person = self._speaker(doc, at, limit)
            if person is not None and (here is None or person.last >= here.last):
                persons.append(person)
                at = person.last
                continue
            if here is None:
                at = self._address(doc, at, limit, persons) or at + 1
                continue
            found += here.inner
            after = self._titled(doc, here, limit, persons)
            if not after:
                found.append(here)
            at = after or here.last

    def _at(self, tokens: list[Token], at: int, limit: int) -> Found | None:
        here = self.reader.at(tokens, at, limit)
        if here is not None:
            return here
        city = self.metonyms.at(tokens, at, limit)
        if city is not None:
            if "ب" in city.prefix or (at and tokens[at - 1].norm in _OF_PLACES and not city.prefix):
                return None
            return _national(city.value, at, city.last, city.prefix, "government")
        match = self.reader.demonyms.at(tokens, at, limit)
        if match is None or match.value.common:
            return None
        here = _national(match.value, at, match.last, match.prefix, "demonym")
        if tokens[match.last - 1].norm.endswith(("ون", "ين")):
            # الفلسطينيون: persons, not their state
            adjective = match.value.adjective_en
            here.actor, here.label = None, f"{adjective}s" if adjective.endswith(("an", "i")) else None
        return here

    def _person(self, doc: Document, at: int, limit: int) -> PersonMention | None:
        """A full name without a title before it."""
        tokens = doc.tokens
        name = self.names.at(tokens, at, limit, text=doc.text)
        return self._untitled(doc, at, *name, limit=limit) if name is not None else None

    def _untitled(self, doc: Document, at: int, last: int, prefix: str, *, limit: int) -> PersonMention:
        role, end, actor = self._role_after(doc, last, limit)
        return PersonMention(doc.stem_span(at, last, prefix), at, max(last, end), role, actor)

    def _speaker(self, doc: Document, at: int, limit: int) -> PersonMention | None:
        """One to three words that can only be a name between a verb of speech and what is said.

        قال مولر إن, أوضح هادار ميلر أن; not قال سائق حافلة إن.
        """
        tokens = doc.tokens
        if at == 0 or tokens[at].kind != "word":
            return None
        before = tokens[at - 1].norm
        if before not in _SAYS and before.removeprefix("و") not in _SAYS:
            return None
        for end in range(at + 1, min(at + 4, limit)):
            norm = tokens[end - 1].norm
            if (
                tokens[end - 1].kind != "word"
                or not (self.names.may_open(norm) or norm in self.names.given)
                or norm == "باسم"
            ):
                return None
            if end - at > 1 and norm.endswith(_COMMON_ENDINGS) and norm not in self.names.given:
                return None
            if tokens[end].norm in _AFTER_SPEAKER:
                return self._untitled(doc, at, end, "", limit=limit)
        return None

    def _role_after(self, doc: Document, at: int, limit: int) -> tuple[Span | None, int, str | None]:
        """سامي كرم، المتحدث باسم الجيش: the role that follows the name. The name's end where there is none."""
        tokens = doc.tokens
        start = at + 1 if at < limit and tokens[at].norm in ("،", ",", "-", "(") else at
        if start >= limit:
            return None, at, None
        here = self.reader.at(tokens, start, limit)
        if here is None or here.kind not in _SPEAKER_KINDS or here.prefix not in ("", "ال") or here.last - start < 2:
            return None, at, None
        if here.prefix == "" and not here.inner:
            return None, at, None
        return doc.stem_span(start, here.last, here.prefix), at, here.actor

    def _titled(self, doc: Document, here: Found, limit: int, persons: list[PersonMention]) -> int:
        """The token after the name that stands beside the title ``here``; 0 when none does."""
        tokens = doc.tokens
        persons_noun = here.kind == "description" and here.named is False and here.last - here.first == 1
        if here.kind not in _SPEAKER_KINDS and not persons_noun:
            return 0
        at = here.last
        comma = at < limit and tokens[at].norm in ("،", ",", "-", '"', "(")
        at += comma
        ranks = at
        while at < min(limit, ranks + _MOST_RANKS) and tokens[at].norm in _RANKS:
            at += 1
        if at >= limit or tokens[at].norm == "باسم":
            return 0
        if here.first and is_site(tokens[here.first - 1].norm):
            return 0  # حي الشيخ رضوان
        if here.plural or (persons_noun and not here.definite):
            return 0
        last = here.last
        if not here.definite and not comma and at + 1 < limit and self.names.prefix_at(tokens[at].norm) is None:
            if (
                tokens[at].kind == "word"
                and self.names.prefix_at(tokens[at + 1].norm) == ""
                and self.names.may_open(tokens[at].norm)
            ):
                at = last = at + 1  # قائد شرطة تعز | سامي كرم
        name = self.names.at(tokens, at, limit, text=doc.text, trusted=here.definite and here.kind == "official")
        if name is None or name[1]:
            return 0
        if comma and ranks == at and not self._apposed(tokens, at, name[0], limit):
            return 0
        role = doc.stem_span(here.first, last, here.prefix) if here.kind in _SPEAKER_KINDS else None
        persons.append(PersonMention(doc.stem_span(at, name[0], ""), at, name[0], role, here.actor))
        return name[0]

    def _apposed(self, tokens: list[Token], at: int, end: int, limit: int) -> bool:
        """Whether what follows the comma after a title is a name: قائد الشرطة، تولغا كايا، إن."""
        if self.names.prefix_at(tokens[at].norm) == "":
            return end - at > 1
        return end - at > 1 and end < limit and tokens[end].norm in _AFTER_SPEAKER

    def _address(self, doc: Document, at: int, limit: int, persons: list[PersonMention]) -> int:
        """الدكتور سامي كرم, الشهيد سامي كرم: a name after a form of address. 0 when none does."""
        tokens = doc.tokens
        prefix = next((p for p, stem in readings(tokens[at].norm) if not has_article(p) and stem in _ADDRESSES), None)
        if prefix is None or (at and is_site(tokens[at - 1].norm)):
            return 0
        start = at + 1
        while start < min(limit, at + 1 + _MOST_RANKS) and (tokens[start].norm in _RANKS or tokens[start].norm == '"'):
            start += 1
        if start >= limit:
            return 0
        name = self.names.at(tokens, start, limit, text=doc.text, trusted=True)
        if name is None or name[1]:
            return 0
        rank = tokens[at].norm[len(prefix) :] in _RANKS
        role = doc.stem_span(at, at + 1, prefix) if rank else None
        persons.append(PersonMention(doc.stem_span(start, name[0], ""), start, name[0], role))
        return name[0]

    def _surnames(self, doc: Document, found: list[Found], persons: list[PersonMention]) -> None:
        """Later mentions of a person by the last part of the name: وقال مولر, after a full naming."""
        tokens = doc.tokens
        known: dict[str, PersonMention] = {}
        for person in persons:
            last = tokens[_name_end(doc, person) - 1].norm
            if (
                len(last) < 4
                or last in FUNCTION_WORDS
                or last in self.names.heads
                or last in SECOND
                or last in LAST_LINKS
            ):
                continue
            if person.role is None and (last.endswith(_COMMON_ENDINGS[:2]) or (is_definite(last) and last[-1] != "ي")):
                continue  # كأس المباراة
            if person.last - person.first > 1 or person.role:
                known.setdefault(last, person)
                if is_definite(last):
                    known.setdefault(last[2:], person)
        if not known:
            return
        taken = {i for p in persons for i in range(p.first, p.last)}
        taken |= {i for here in found for i in range(here.first, here.last)}
        for at, token in enumerate(tokens):
            if token.kind != "word" or at in taken:
                continue
            for prefix, stem in readings(token.norm):
                named = known.get(stem) if prefix in ("", "و", "ل", "ب", "ف", "ال") else None
                if named is None or stem in FUNCTION_WORDS or (stem in self.names.given and named.role is None):
                    continue
                span = doc.stem_span(at, at + 1, prefix)
                persons.append(PersonMention(span, at, at + 1, None, named.actor))
                break


def _without_hashtags(doc: Document) -> Document:
    """The document as if the words of its hashtags were plain words (#القوات_التركية); itself when it has none."""
    if "_" not in doc.text and "#" not in doc.text:
        return doc
    tokens = [token for token in doc.tokens if token.norm not in "_#"]
    starts = [token.start for token in tokens]
    sentences = [
        replace(s, first=bisect_left(starts, s.span.start), last=bisect_left(starts, s.span.end)) for s in doc.sentences
    ]
    return replace(doc, tokens=tokens, sentences=sentences)


def _is_ali(doc: Document, token: Token) -> bool:
    """علي and على have one normal form."""
    return token.norm == "علي" and doc.text[token.end - 1] != "ى"


def _name_end(doc: Document, person: PersonMention) -> int:
    at = person.first
    while at < person.last and doc.tokens[at].end < person.span.end:
        at += 1
    return at + 1


def _national(nation: Nation, first: int, last: int, prefix: str, kind: str) -> Found:
    return Found(
        first, last, prefix, kind, actor=nation.state, country=nation.country, label=nation.name_en, named=True
    )


def _mention(doc: Document, here: Found) -> ActorMention:
    return ActorMention(
        span=doc.stem_span(here.first, here.last, here.prefix),
        first=here.first,
        last=here.last,
        actor=here.actor,
        label=here.label,
        kind=here.kind,
        country=here.country,
    )


def make() -> Actors:
    return Actors()
