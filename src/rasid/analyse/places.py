"""Component "places": place expressions of every level, found by name, by class word and by direction."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import structs

from rasid.analyse.document import ActorMention, Document, PlaceMention, Sentence
from rasid.analyse.noun_phrase import is_joined, is_verb_like
from rasid.analyse.resolve_places import Resolver
from rasid.lexicon.nations import demonym
from rasid.lexicon.places import CLASS_KINDS, Gazetteer, gazetteer
from rasid.model import PlaceKind, PlacePrecision, Span
from rasid.text.clitics import readings
from rasid.text.function_words import FUNCTION_WORDS, NUMBERS, TIMES, TITLES, words
from rasid.text.tokens import Token

# شمال بغداد · جنوبي قطاع غزة · وسط المدينة · ريف إدلب · محيط القاعدة
DIRECTIONS = words("شمال شمالي جنوب جنوبي شرق شرقي غرب غربي وسط")
_AROUND = words("ريف ارياف ضواحي محيط اطراف حدود سواحل ساحل")
_BY = words("محيط اطراف قرب بالقرب جوار")
_SITES = frozenset({PlaceKind.BASE, PlaceKind.FACILITY, PlaceKind.CAMP, PlaceKind.CROSSING})
_ADJECTIVES = words("الشمالي الجنوبي الشرقي الغربي الاوسط الشماليه الجنوبيه الشرقيه الغربيه الوسطي")
_GENERAL = words("البلاد المدينه القطاع القريه البلده المحافظه الضفه المخيم العاصمه القاعده المنطقه")
# Class words whose names are cut short to the name: قرية أم العمد → أم العمد.
_BARE = frozenset({"مدينه", "بلده", "قريه", "العاصمه", "عاصمه", "بلدتي", "قريتي", "مدينتي", "قري", "بلدات", "مدن"})
_CLASSES: dict[str, PlaceKind] = {
    **{word: kinds[0] for word, kinds in CLASS_KINDS.items()},
    **dict.fromkeys(words("بلدتي بلدات"), PlaceKind.TOWN),
    **dict.fromkeys(words("قريتي قري"), PlaceKind.VILLAGE),
    **dict.fromkeys(words("مدينتي مدن عاصمه"), PlaceKind.CITY),
    **dict.fromkeys(words("محافظتي"), PlaceKind.GOVERNORATE),
    **dict.fromkeys(words("ضاحيه حاره احياء"), PlaceKind.NEIGHBOURHOOD),
    **dict.fromkeys(words("مخيمي مخيمات"), PlaceKind.CAMP),
    **dict.fromkeys(words("ثكنه مقر"), PlaceKind.BASE),
    **dict.fromkeys(words("حاجز بوابه"), PlaceKind.CROSSING),
    **dict.fromkeys(words("مسجد جامع كنيسه فندق سوق مستشفي جامعه مدرسه سجن ميناء مجمع محطه ساحه ميدان سفاره مطعم قصر كليه مشفي برج ملعب"), PlaceKind.FACILITY),
    **dict.fromkeys(words("شارع طريق دوار مفترق جسر مفرق اوتوستراد"), PlaceKind.ROAD),
    **dict.fromkeys(words("سهل جبال هضبه مرتفعات بحيره سد"), PlaceKind.OTHER),
}  # fmt: skip
# Before a place that is one: in, from, to, near. A state without one of these acts, it does not lie.
_LOCATIVE = words(
    "في من الي علي داخل خارج قرب عبر عند حول نحو باتجاه صوب تجاه ضمن وسط بين خلال قباله امام خلف غادر دخل دخلت وصل وصلت شمال جنوب شرق غرب"
    " شمالي جنوبي شرقي غربي اراضي حدود مدن مطار سماء اجواء مدينه بلده قريه منطقه مناطق محافظه ولايه اقليم العاصمه عاصمه ريف محيط"
)
# Names that are everyday words or persons' names far oftener than places; they need a class word before them.
_EVERYDAY = words(
    "النصر السلام الامل الحريه الوحده الشهداء الثوره القدم النور الجديد الجديده الكبير الصغير الحديث العام الخاص الاول الثاني الحمراء البيضاء"
    " الخضراء السوداء القلعه الحصن البرج السد الجسر السوق المركز الشرقيه الغربيه الشماليه الجنوبيه الوسطي محمد احمد علي حسن حسين سعيد"
    " صالح منصور سالم خالد كامل جابر فيصل ناصر سليم رشيد مبارك جمال كمال عادل المنصور الحسن الحسين العباس المجاهد المهدي الصالح الرئيس الامير"
    " الشيخ السيد الملك الحاج المحامي نور هدي امال صباح مساء فجر دار بيت ابو بني عين راس تل ام حق قتل باب حي حد رد مر هنا اثر صدر مالي كان بدر"
    " قرن سهم رعد برق شمس قمر نجم بحر نهر صخر جبل وادي هاجر سمير منيف ماجد راشد حمد شمر عمر عثمان بكر هشام مروان وليد القائم الحر العمل القوه"
    " الاسد الاحد الجمعه الخميس السبت الاثنين الثلاثاء الاربعاء المدينه القريه الصلاه الخير الغد العدل البر البحر الشرق الغرب الشمال الجنوب"
    " المقاومه الفتح المنصوره النهضه الساحل المطار الميدان السلطان المعارضه كليه حسم حرب قاتل بيان صور مدني مدنيه حديثه حديث خالص هويه امل"
    " داخله احمدي اميه ليون الحي هيت قبلي قبل نوي كرم المعره الباب المسجد مدينه منطقه بلده قريه محافظه سفيان كورونا بابل واسط عامل عمان سيده رنا"
    " دينا لينا مرام ريم ميس سنار خرم كونر مهمند الابيض حمام حماه ورده زهره الزهراء الوليد القدس المعادي السنه الفرقه الكتيبه اللواء البحث"
)
_SURE_NAMES = words("حماه القدس بابل واسط عمان سنار القائم الابيض هيت حديثه صور الباب الزهراء")
"""Of those, names that a preposition is enough for, in a report of their country."""
# "By the base" lies so far from it, in kilometres, beyond its own radius.
BY_KM = 5.0


@dataclass(slots=True)
class _Found:
    first: int
    last: int
    start: int
    """Token from which the span begins (a class word that stays), else ``first``."""
    prefix: str
    kind: PlaceKind
    key: str | None
    """Normal form to look up; None for a name that is not looked up."""
    class_word: str | None = None
    near: bool = False
    around: bool = False
    """Said to be by the place, not in it: في محيط قاعدة …"""


class Places:
    name = "places"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ("places",)

    def __init__(self) -> None:
        self.gazetteer: Gazetteer = gazetteer()

    def __call__(self, doc: Document) -> None:
        actors = _by_token(doc)
        found: list[_Found] = []
        for sentence in doc.sentences:
            index = sentence.first
            while index < sentence.last:
                joined = bool(found) and found[-1].last == index
                here = self._at(doc, sentence, index, actors, joined=joined)
                if here is None:
                    index += 1
                else:
                    found.append(here)
                    index = here.last
        resolver = Resolver(doc, self.gazetteer, [(f.key, f.class_word) for f in found])
        for here in found:
            reference = resolver.resolve(here.key, here.kind, class_word=here.class_word, near=here.near)
            if here.key is not None and here.class_word is None and not here.near and reference.reason == "unlikely":
                continue
            if here.around and reference.radius_km is not None:
                reference = structs.replace(reference, precision=PlacePrecision.NEAR, radius_km=reference.radius_km + BY_KM)
            start = doc.stem_span(here.start, here.prefix).start if here.prefix else doc.tokens[here.start].start
            doc.places.append(
                PlaceMention(
                    span=Span(start, doc.tokens[here.last - 1].end),
                    first=here.start,
                    last=here.last,
                    kind=reference.kind,
                    reference=reference,
                )
            )

    def _at(
        self, doc: Document, sentence: Sentence, index: int, actors: dict[int, ActorMention], *, joined: bool
    ) -> _Found | None:
        token = doc.tokens[index]
        if token.kind != "word":
            return None
        for prefix, stem in readings(token.norm):
            if prefix not in ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "ال", "وال", "بال", "لل", "ولل", "وبال"):
                continue
            word = "ال" + stem if prefix.endswith(("ال", "لل")) else stem
            if word in DIRECTIONS or word in _AROUND:
                here = self._directed(doc, sentence, index, prefix, word)
                if here is not None:
                    return here
            if word == "العاصمه" and index + 1 < sentence.last and _of_country(doc.tokens[index + 1].norm):
                return _Found(index, index + 2, index, prefix, PlaceKind.CITY, None)  # العاصمة اليمنية
            if word == "الحدود":
                return self._border(doc, sentence, index, prefix)
            if word in _CLASSES and not prefix.endswith(("ال", "لل")):
                here = self._classed(doc, sentence, index, prefix, word)
                if here is not None:
                    return here
        return self._named(doc, sentence, index, actors, joined=joined)

    def _directed(self, doc: Document, sentence: Sentence, index: int, prefix: str, word: str) -> _Found | None:
        """شمال بغداد · جنوب غرب السعودية · ريف إدلب الجنوبي · وسط المدينة"""
        tokens = doc.tokens
        at = index + 1
        if at < sentence.last and tokens[at].norm in DIRECTIONS:
            at += 1
        if word in _BY and at < sentence.last and _CLASSES.get(tokens[at].norm) in _SITES:
            return None  # محيط | قاعدة التاجي: the site itself, said to be near
        if at >= sentence.last or tokens[at].kind != "word":
            return None
        if tokens[at].norm in ("مدينه", "بلده", "قريه", "محافظه", "مخيم", "العاصمه", "ريف", "منطقه", "معسكر") and at + 1 < sentence.last:
            whole = self._longest(tokens, at, sentence.last, 0)
            known = whole if whole is not None and whole[1] > at + 1 else self._longest(tokens, at + 1, sentence.last, 0)
            if known is None and tokens[at].norm != "العاصمه":
                return None
            if known is None:
                known = (at, at + 1, None)
        elif tokens[at].norm in _GENERAL:
            known = (at, at + 1, None)
        else:
            known = self._longest(tokens, at, sentence.last, 0)
        if known is None or (known[2] in _EVERYDAY and word not in ("ريف", "محيط")):
            return None
        last = known[1]
        if word in ("ريف", "ارياف", "ساحل") and last < sentence.last and tokens[last].norm in _ADJECTIVES:
            last += 1
        kind = PlaceKind.REGION
        key = known[2]
        whole = f"{word} {key}" if key else None
        if whole and self.gazetteer.keyed(whole):  # شمال سيناء, جنوب وزيرستان, ريف دمشق: names of their own
            return _Found(index, last, index, prefix, self.gazetteer.keyed(whole)[0].kind, whole)
        return _Found(index, last, index, prefix, kind, key, near=True)

    def _border(self, doc: Document, sentence: Sentence, index: int, prefix: str) -> _Found | None:
        """الحدود السورية العراقية · الحدود بين مصر وقطاع غزة · الحدود مع إسرائيل"""
        tokens = doc.tokens
        at = index + 1
        while at < sentence.last and at - index <= 3 and tokens[at].norm.startswith("ال") and tokens[at].norm.endswith(("يه", "ي")):
            at += 1
        if at == index + 1 and at + 1 < sentence.last and tokens[at].norm in ("مع", "بين"):
            known = self._longest(tokens, at + 1, sentence.last, 0)
            if known is None:
                return None
            at = known[1]
            if tokens[index + 1].norm == "بين" and at < sentence.last and tokens[at].norm.startswith("و"):
                other = self._longest(tokens, at, sentence.last, 1)
                at = other[1] if other is not None else at
        if at == index + 1:
            return None
        return _Found(index, at, index, prefix, PlaceKind.OTHER, None)

    def _classed(self, doc: Document, sentence: Sentence, index: int, prefix: str, word: str) -> _Found | None:
        """محافظة الأنبار · مخيم جباليا · قرية أم العمد · مستشفى الشفاء"""
        tokens = doc.tokens
        kind = _CLASSES[word]
        around = index > sentence.first and tokens[index - 1].norm in _BY
        bare = word in _BARE
        whole = self._longest(tokens, index, sentence.last, len(prefix) - (2 if prefix.endswith("ال") else 0) if prefix else 0)
        at = index + 1
        if at < sentence.last and tokens[at].norm == '"':
            at += 1
        named = self._longest(tokens, at, sentence.last, 0) if at < sentence.last else None
        if whole is not None and whole[1] > (named[1] if named else 0) - 1 and whole[2] and " " in whole[2]:
            place = self.gazetteer.keyed(whole[2])[0]
            last = self._with_adjectives(tokens, whole[1], sentence.last, word)
            return _Found(index, last, index, prefix, place.kind, whole[2], class_word=word, around=around)
        if named is not None:
            start = at if bare else index
            last = self._with_adjectives(tokens, named[1], sentence.last, word)
            return _Found(start, last, start, "" if bare else prefix, kind, named[2], class_word=word, around=around)
        end = _unknown_name(tokens, at, sentence.last, kind)
        if end is None:
            return None
        start = at if bare else index
        key = " ".join(token.norm for token in tokens[at:end])
        return _Found(start, end, start, "" if bare else prefix, kind, key, class_word=word, around=around)

    def _with_adjectives(self, tokens: list[Token], last: int, limit: int, word: str) -> int:
        """قاعدة التاجي | العسكرية العراقية"""
        if _CLASSES[word] in (PlaceKind.BASE, PlaceKind.FACILITY, PlaceKind.CROSSING):
            while last < limit and tokens[last].norm.startswith("ال") and tokens[last].norm.endswith(("يه", "ي")) and len(tokens[last].norm) > 5:
                last += 1
        return last

    def _named(
        self, doc: Document, sentence: Sentence, index: int, actors: dict[int, ActorMention], *, joined: bool
    ) -> _Found | None:
        """A name of the gazetteer that stands by itself. ``joined``: right after another place (في العراق وسوريا)."""
        tokens = doc.tokens
        best: tuple[int, int, str, str] | None = None
        for prefix, stem in readings(tokens[index].norm):
            if prefix not in ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "لل", "ال", "بال", "وال"):
                continue
            for head in (("ال" + stem, stem) if prefix.endswith(("ال", "لل")) else (stem,)):
                known = self._match(tokens, index, head, sentence.last)
                if known is not None and (best is None or known[0] > best[1]):
                    best = (index, known[0], prefix, known[1])
        if best is None:
            return None
        _, last, prefix, key = best
        before = tokens[index - 1].norm if index > sentence.first else ""
        inside = prefix in ("ب", "وب", "فب") or before in ("في", "من", "الي", "قرب")
        everyday = key in _EVERYDAY and not (key in _SURE_NAMES and inside)
        if last == index + 1 and (everyday or key in FUNCTION_WORDS or key in TIMES or key in TITLES or key in NUMBERS or len(key) < 3):
            return None
        places = self.gazetteer.keyed(key)
        lies = prefix in ("ب", "وب", "فب") or (joined and prefix == "و") or before in _LOCATIVE or (before in ("،", "-", "(", "و") and index > sentence.first)
        state = any(place.kind is PlaceKind.COUNTRY for place in places)
        actor = actors.get(index)
        if actor is not None:
            wider = actor.last - actor.first > last - index or actor.first < index
            if wider and not (lies and actor.kind in ("state", "demonym")) and not _dateline(doc, sentence, index):
                return None
            if not wider and state and not lies:
                return None
        elif state and not lies:
            return None
        known_well = state or any(place.source == "own" or place.population >= 60_000 for place in places)
        if not known_well and not lies and last == index + 1:
            return None
        if last == index + 1 and not lies and is_verb_like(tokens[index].norm):
            return None
        return _Found(index, last, index, prefix, places[0].kind, key)

    def _longest(self, tokens: list[Token], at: int, limit: int, cut: int) -> tuple[int, int, str] | None:
        """(first, last, key) of the longest known name at a token, whose first ``cut`` letters are left out."""
        if at >= limit or tokens[at].kind != "word":
            return None
        norm = tokens[at].norm[cut:]
        for head in (norm, norm.removeprefix("ال") if norm.startswith("ال") else "ال" + norm):
            known = self._match(tokens, at, head, limit)
            if known is not None:
                return at, known[0], known[1]
        return None

    def _match(self, tokens: list[Token], at: int, head: str, limit: int) -> tuple[int, str] | None:
        for length in self.gazetteer.lengths(head):
            if at + length > limit:
                continue
            key = " ".join([head, *(token.norm for token in tokens[at + 1 : at + length])])
            if self.gazetteer.keyed(key):
                return at + length, key
        return None


def _unknown_name(tokens: list[Token], at: int, limit: int, kind: PlaceKind) -> int | None:
    """The token after a name that no gazetteer holds, after a class word; None when what stands there is no name."""
    if at >= limit or tokens[at].kind != "word":
        return None
    norm = tokens[at].norm
    if norm in FUNCTION_WORDS or norm in TIMES or norm in NUMBERS or is_verb_like(norm) or is_joined(norm) or norm in _CLASSES:
        return None
    named = kind in (PlaceKind.VILLAGE, PlaceKind.TOWN, PlaceKind.CITY, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP, PlaceKind.DISTRICT, PlaceKind.GOVERNORATE)
    if not named and not norm.startswith("ال"):
        return None
    if norm.endswith(("يه", "ي")) and norm.startswith("ال") and kind not in (PlaceKind.NEIGHBOURHOOD, PlaceKind.VILLAGE, PlaceKind.TOWN):
        return None  # قاعدة | العسكرية: an adjective, not a name
    end = at + 1
    if norm in ("ام", "ابو", "بني", "بيت", "عين", "تل", "خربه", "كفر", "دير", "راس", "وادي", "شيخ", "الشيخ", "باب", "دار", "برج", "جسر") and end < limit and tokens[end].kind == "word":
        end += 1
    return end


def _of_country(norm: str) -> bool:
    return norm.startswith("ال") and norm.endswith("يه") and demonym(norm) is not None


def _by_token(doc: Document) -> dict[int, ActorMention]:
    """The widest actor over each token."""
    out: dict[int, ActorMention] = {}
    for mention in doc.actors:
        for index in range(mention.first, mention.last):
            known = out.get(index)
            if known is None or mention.last - mention.first > known.last - known.first:
                out[index] = mention
    return out


def _dateline(doc: Document, sentence: Sentence, index: int) -> bool:
    """طهران، إيران (CNN) -- : a place that opens the text."""
    return sentence.index <= 1 and index - sentence.first <= 4 and any(t.norm in ("-", "(") for t in doc.tokens[index : index + 6])


def make() -> Places:
    return Places()
