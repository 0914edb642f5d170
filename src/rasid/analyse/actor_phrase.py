"""Reads one actor phrase at a token: a registry name, or the noun of a body, group or person with what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.noun_phrase import is_definite, is_joined, is_verb_like, noun_phrase
from rasid.analyse.phrase_state import Found, PhraseState
from rasid.lexicon.actors import ActorKind, Registry, Sense, registry
from rasid.lexicon.heads import Head, adjectives, head_words, heads
from rasid.lexicon.nations import demonyms, nation_of
from rasid.lexicon.phrases import Match
from rasid.text.clitics import has_article
from rasid.text.function_words import DEEDS, FUNCTION_WORDS, HEADS, NUMBERS, OWN_FIRST_LETTER, QUANTIFIERS, TIMES, words
from rasid.text.tokens import Token

LONGEST = 12
DEEPEST = 3
_LONGEST_QUOTE = 6
_CLOSING = {'"': '"', "(": ")", "[": "]"}

# Words that tie a force to the one it is of or for, with ل or ب or من after them: القوات الموالية للرئيس.
_AFFILIATED = words(
    "تابع تابعه تابعين تابعون تابعا موال موالي مواليه موالين موالون مواليا مويد مويده مويدين مويدون مناصر مناصره مناصرين مرتبط مرتبطه مرتبطين"
    " متحالف متحالفه متحالفين مناهض مناهضه مناهضين معارض معارضه محسوب محسوبه محسوبين منتمي منتميه منتمين"
)
_SETTLEMENTS = words("بلده مدينه قريه موقع مقر")
_MARCHES = words("مسيره مسيرات")  # with nothing beside them more often marches than drones
_SUPPORTED = words("مدعوم مدعومه مدعومون مدعومين المدعوم")
_HELPERS = frozenset({"rescue", "medical", "international"})
_MAY_BE_ISLAMIST = frozenset({"description", "armed_group", "movement", "party"})
_PARTITIVE_KINDS = frozenset({"description", "armed_group", "army", "police", "security", "source", "official"})
# Bodies in which a source or an official is: مصدر في وزارة الداخلية.
_HOUSES = frozenset(kind.value for kind in ActorKind) - {"state", "social"}
# Adjectives that name persons when they stand alone: هجوم | مسلح is none, قتل مسلح is one.
_ADJECTIVAL = words(
    "سلفي مطلوب مسلح عسكري مدني انتحاري ارهابي متشدد متطرف اسلامي جهادي اصولي انفصالي مجهول ملثم مقنع معارض مسيحي يهودي سني شيعي قبطي"
    " حقوقي اعلامي صحفي صحافي دبلوماسي ديبلوماسي برلماني قيادي مسيره مقاتله مدرعه اسير مرتزق مقاوم مشارك مسلم رائد مقدم مساعد"
    " عميد مقاومه معارضه شاب فدائي انقلابي وكيل وحده مهاجم مدمره رايد مرشد منسق مشرف حاكم ناج قائد"
)
# Nouns that with nothing beside them are far oftener something else: قوة (strength), موقع (site).
_BARE_NEVER = words(
    "قوه موقع مواقع شبكه مركز مراكز مكتب مكاتب اداره اتجاه فريق خليه نظام انظمه قيادات اداري سلطه مسيره مسيرات مجلس مجالس هيئه لجنه لجان قياده"
    " جبهه حركه تيار تحالف بعثه شركه شركات مؤسسه موسسه مستشفي مستشفيات معهد قناه قنوات رئاسه حزب تنظيم منظمه جمعيه وحده وحدات كتله سرايا اتحاد"
    " قيادي لواء الويه فرقه فرق فيلق كتيبه كتائب كتايب فوج سريه رتل دوريه مرصد محكمه محاكم نيابه جهاز وكاله وكالات صحيفه اذاعه غرفه راديو قبيله عشيره"
    " وزاره مقدم رائد نقيب مساعد رجل رجال امير ملك اميره امين ممثل مدير مشارك ادارات حاكم شيخ تشكيل تشكيلات فضائيه منصه منصات نظامه جماعات ائتلاف بيانات معلومات شهادات"
    " الامن القائمه المعلومات"
)


class PhraseReader:
    def __init__(self) -> None:
        self.registry: Registry = registry()
        self.heads = heads()
        self.head_words = head_words()
        self.adjectives = adjectives()
        self.demonyms = demonyms()

    def at(self, tokens: Sequence[Token], index: int, limit: int, *, depth: int = 0) -> Found | None:
        """The actor phrase that begins at ``index`` and ends before ``limit``."""
        if tokens[index].kind == "mark":
            return None
        known = self._known(tokens, index, limit)
        if known is not None and not known.whole:
            return known
        head = self.heads.at(tokens, index, limit)
        if head is None or (head.value.needs_article and not has_article(head.prefix)):
            return known
        extended = self._extended(tokens, head, limit, depth)
        if known is None or (extended is not None and extended.last > known.last):
            return extended
        if extended is not None and known.last == extended.last:
            extended.sense, extended.whole = known.sense, True
            return extended
        return known

    def _known(self, tokens: Sequence[Token], index: int, limit: int) -> Found | None:
        match = self.registry.phrases.at(tokens, index, limit)
        if match is None or (match.value.needs_article and not has_article(match.prefix)):
            return None
        sense = match.value
        last = self._alias(tokens, match.last, limit, sense)
        if sense.short:
            return Found(index, last, match.prefix, "description", sense=sense, whole=True)
        actor = self.registry[sense.actors[0]]
        if actor.name_ar == "مالي" and (index == 0 or tokens[index - 1].norm not in _BEFORE_PLACES):
            return None  # ملف مالي: "financial"
        return Found(
            index, last, match.prefix, actor.kind.value, sense, actor.id, actor.country, actor.name_en, named=True
        )

    def _alias(self, tokens: Sequence[Token], at: int, limit: int, sense: Sense) -> int:
        """The token after another name of the same actor in brackets or quotes: تنظيم الدولة الإسلامية (داعش)."""
        end = _enclosed(tokens, at, limit)
        if not end:
            return at
        inner = self.registry.phrases.at(tokens, at + 1, end - 1)
        if inner is None or inner.last != end - 1 or not set(inner.value.actors) & set(sense.actors):
            return at
        return end

    def _extended(self, tokens: Sequence[Token], head: Match[Head], limit: int, depth: int) -> Found | None:
        word = head.value
        state = PhraseState(head, tokens)
        at = head.last
        end = min(limit, head.first + LONGEST)
        while at < end:
            step = self._step(tokens, at, end, state, depth)
            if step <= at:
                break
            at = step
            if state.closed:
                break
        return self._found(tokens, head, word, at, state)

    def _step(self, tokens: Sequence[Token], at: int, limit: int, state: PhraseState, depth: int) -> int:
        """The token after the next piece of the phrase; ``at`` when there is none."""
        token, word = tokens[at], state.word
        if token.kind == "mark":
            return self._quoted(tokens, at, limit, state)
        if token.kind == "number":
            if "u" in word.traits and at == state.start:
                state.definite, state.unglossed, state.named = True, True, True
                return at + 1
            return at
        if token.kind != "word":
            return self._inner(tokens, at, limit, state, depth) if at == state.start else at
        norm = token.norm
        if norm == "باسم" and word.one == "spokesman":
            state.affiliation = True
            step = self._house(tokens, at, at + 1, limit, state, depth)
            if step == at and at + 1 < limit:  # المتحدث باسم العمليات
                state.closed = state.unglossed = True
                return noun_phrase(tokens, at + 1, limit, names=False)
            return step
        if norm == "من" and word.kind in _PARTITIVE_KINDS and at + 1 < limit:
            state.partitive = True
            return self._house(tokens, at, at + 1, limit, state, depth)
        if norm in ("في", "لدي") and "s" in word.traits:
            return self._house(tokens, at, at + 1, limit, state, depth)
        bare = norm[2:] if is_definite(norm) else norm
        if bare in _AFFILIATED and is_definite(norm) == state.definite and at + 1 < limit and "o" not in word.traits:
            return self._affiliation(tokens, at, limit, state, depth)
        if "s" in word.traits and norm[:1] in "بل" and norm not in FUNCTION_WORDS:
            step = self._house(tokens, at, at, limit, state, depth)
            if step > at:
                return step
        step = self._adjective(tokens, at, limit, state)
        if step == at:
            step = self._complement(tokens, at, limit, state, depth)
        if step == at and word.kind == "official" and state.complete and not state.definite:
            # رئيس حكومة تصريف الأعمال, مدير مستشفى البلدة
            step = noun_phrase(tokens, state.first, limit, names=False)
            state.closed = state.unglossed = state.definite = True
        return max(step, at)

    def _house(self, tokens: Sequence[Token], at: int, start: int, limit: int, state: PhraseState, depth: int) -> int:
        """What a source, an official or an element belongs to: مسؤول بوزارة الدفاع, عناصر من الحركة."""
        if depth >= DEEPEST or start >= limit:
            return at
        inner = self.at(tokens, start, limit, depth=depth + 1)
        if inner is None or (start > at and inner.prefix not in ("", "ال")):
            return at
        source = "s" in state.word.traits
        if source and inner.kind not in _HOUSES and not inner.sense:
            return at
        if start == at and inner.prefix not in ("ب", "بال", "ل", "لل"):
            return at
        if start == at and inner.prefix in ("ل", "لل") and inner.kind in ("agency", "outlet"):
            if state.word.one not in ("correspondent", "journalist"):
                return at  # قال شهود لوكالة …: to whom they said it
        if not source and inner.kind in ("state", "outlet", "agency", "demonym"):
            return at
        state.take(inner)
        state.closed = True
        return inner.last

    def _affiliation(self, tokens: Sequence[Token], at: int, limit: int, state: PhraseState, depth: int) -> int:
        """القوات الموالية للرئيس, سفينة تابعة للبحرية."""
        after = tokens[at + 1].norm
        if after[:1] not in "لب" or after in FUNCTION_WORDS or depth >= DEEPEST:
            return at
        inner = self.at(tokens, at + 1, limit, depth=depth + 1)
        state.closed = state.unglossed = True
        if inner is not None and inner.prefix in ("ل", "لل", "ب", "بال"):
            state.affiliation = True
            if tokens[at].norm.removeprefix("ال").startswith("تابع"):
                state.take(inner)
            else:  # who is loyal to an actor is not that actor
                state.named = True
                state.inner += (*inner.inner, inner)
            return inner.last
        return noun_phrase(tokens, at + 1, limit) if after[0] == "ل" else at

    def _adjective(self, tokens: Sequence[Token], at: int, limit: int, state: PhraseState) -> int:
        norm = tokens[at].norm
        if norm in FUNCTION_WORDS or norm in TIMES or norm in NUMBERS or norm in QUANTIFIERS:
            return at
        definite = is_definite(norm)
        if definite != state.definite:
            return at
        bare = norm[2:] if definite else norm
        pair = self.demonyms.at(tokens, at, limit)
        if pair is not None and pair.last > at + 1 and pair.prefix in ("", "ال"):
            state.nation = state.nation or pair.value
            state.adjectives += 1
            return pair.last
        nation = nation_of(norm)
        if nation is not None:
            state.nation = state.nation or nation
        elif bare in self.adjectives:
            adjective = self.adjectives[bare]
            state.actor = state.actor or adjective.actor
            if adjective.en == "Islamist" and state.word.kind not in _MAY_BE_ISLAMIST:
                state.unglossed = True  # الوقف الإسلامي
            elif adjective.en == "special" and state.word.kind == "source":
                state.unglossed = True  # مصدر خاص: private
            state.glosses.append(adjective.en)
        elif (
            bare in _SUPPORTED or (definite and norm in HEADS) or bare in DEEDS or is_verb_like(norm) or is_joined(norm)
        ):
            return at
        elif _nisba(bare) or (bare.endswith(("ون", "ين")) and "p" in state.word.traits and state.word.plural):
            state.unglossed = True
        else:
            return at
        state.adjectives += 1
        return at + 1

    def _complement(self, tokens: Sequence[Token], at: int, limit: int, state: PhraseState, depth: int) -> int:
        """The noun to which the head is annexed: قوات النظام, عناصر تنظيم داعش, شرطة دبي."""
        norm, word = tokens[at].norm, state.word
        if state.complete or norm in FUNCTION_WORDS or norm in TIMES or norm in DEEDS or norm in NUMBERS:
            return at
        if is_joined(norm) or is_verb_like(norm):
            return at
        step = self._inner(tokens, at, limit, state, depth)
        if step > at:
            return step
        if "o" in word.traits and (norm[0] not in "بل" or norm in OWN_FIRST_LETTER):
            step = noun_phrase(tokens, state.first, limit)
            step = next((k for k in range(at + 1, step) if tokens[k].norm in self.head_words), step)
            while step > at and tokens[step - 1].norm.removeprefix("ال") in _AFFILIATED | _SUPPORTED:
                step -= 1
            if step > at and not ("n" in word.traits and norm.endswith("ا")):  # مركزا هاما
                state.complete = state.definite = state.unglossed = True
                state.named = state.closed = True
                return step
            return at
        if is_definite(norm) and norm not in HEADS and (norm[2:] not in DEEDS or norm[2:] in _SETTLEMENTS):
            state.complete = state.definite = state.unglossed = True
            return at + 1
        return at

    def _inner(self, tokens: Sequence[Token], at: int, limit: int, state: PhraseState, depth: int) -> int:
        if depth >= DEEPEST or state.complete:
            return at
        inner = self.at(tokens, at, limit, depth=depth + 1)
        if inner is None or inner.prefix not in ("", "ال"):
            return at
        if inner.kind == "description" and inner.sense is None and inner.prefix != "ال" and state.word.plural:
            return at  # قوات | جنودا: an annexed description has the article
        state.complete = True
        state.definite = inner.definite or inner.named or inner.sense is not None
        state.take(inner)
        return inner.last

    def _quoted(self, tokens: Sequence[Token], at: int, limit: int, state: PhraseState) -> int:
        """A name in quotes or brackets: حركة "النهضة", تنظيم (داعش)."""
        end = _enclosed(tokens, at, limit)
        if not end or (tokens[at].norm == '"' and state.first and tokens[state.first - 1].norm == '"'):
            return at  # what opens a phrase in quotes is closed here: «لواء المرسى | » خصمه «كتيبة الواحة»
        state.quoted = state.quoted or at == state.start
        known = self.registry.phrases.at(tokens, at + 1, end - 1)
        if known is not None and known.last == end - 1:
            sense = known.value
            state.adopts = "o" in state.word.traits and at == state.start
            if state.adopts and state.sense is None and state.actor is None:
                state.sense, state.named = sense, True
                if not sense.short:
                    state.actor = sense.actors[0]
            elif at == state.start:  # قوات "التحالف الدولي"
                inner = self._known(tokens, at + 1, end - 1)
                if inner is not None:
                    state.take(inner)
            state.definite = state.complete = True
            return end
        if "o" in state.word.traits and tokens[at].norm == '"' and at == state.start:
            state.definite = state.complete = state.unglossed = state.named = True
            return end
        return at

    def _found(
        self, tokens: Sequence[Token], head: Match[Head], word: Head, last: int, state: PhraseState
    ) -> Found | None:
        stem = tokens[head.first].norm[len(head.prefix) :]
        article = has_article(head.prefix)
        bare = None
        if last == head.last and not word.phrase:
            if stem in _BARE_NEVER and (not article or stem in _MARCHES):
                return None
            if not word.plural and stem in _ADJECTIVAL and _follows_noun(tokens, head):
                return None
            if article and (not word.plural or "o" in word.traits):
                bare = stem
        if "q" in word.traits and not (state.quoted and state.actor is None):
            return None  # موقع "الراية"; a site's registry name is found by itself
        if "n" in word.traits and not word.phrase and not (state.complete or state.nation):
            return None  # مركزين عسكريين
        country = state.country or (state.nation.country if state.nation else None)
        actor, label = state.actor, None
        if actor is None and state.sense is None and word.body and country and not state.members:
            body = self.registry.body(country, word.body)
            actor = body.id if body else None
        kind = word.kind
        if state.adopts and state.actor is not None:
            actor_row = self.registry[state.actor]
            kind, label, country = actor_row.kind.value, actor_row.name_en, country or actor_row.country
        else:
            label = state.label()
        if state.owner_kind in _HELPERS and word.kind in ("army", "armed_group"):
            kind, label = state.owner_kind, None  # فرق الدفاع المدني
        # المتحدث باسم الحركة names the movement too; نائب رئيس الوزراء does not name the prime minister.
        inner = state.inner if state.affiliation else []
        if "s" in word.traits:
            inner = [other for other in state.inner if other.kind not in ("official", "source")]
        return Found(
            first=head.first,
            last=last,
            prefix=head.prefix,
            kind=kind,
            sense=state.sense,
            actor=actor,
            country=country,
            label=label,
            bare=bare,
            named=state.named or state.nation is not None,
            gloss=state.gloss(),
            members=state.members,
            definite=state.definite,
            adopted=state.adopts,
            plural=word.plural,
            inner=inner,
        )


def _enclosed(tokens: Sequence[Token], at: int, limit: int) -> int:
    """The token after the mark that closes what opens at ``at``, when only words stand between; else 0."""
    if at >= limit:
        return 0
    closing = _CLOSING.get(tokens[at].norm)
    if closing is None:
        return 0
    for end in range(at + 1, min(limit, at + 2 + _LONGEST_QUOTE)):
        if tokens[end].kind == "mark":
            return end + 1 if tokens[end].norm == closing and end > at + 1 else 0
    return 0


def _nisba(bare: str) -> bool:
    """Whether the word is shaped like a relative adjective: أمنية، محليون, دوليا is not."""
    return len(bare) > 4 and bare.endswith(("ي", "يه", "يون", "يين", "يان", "يتين"))


def _follows_noun(tokens: Sequence[Token], head: Match[Head]) -> bool:
    """Whether the word before is a noun that this one may describe: هجوم | انتحاري, التفجير | الانتحاري."""
    if head.first == 0 or (head.prefix and head.prefix != "ال"):
        return False
    before = tokens[head.first - 1]
    if before.kind != "word":
        return False
    for norm in (before.norm, before.norm[1:] if before.norm[0] in "وف" else before.norm):  # وكان | انتحاري
        if norm in FUNCTION_WORDS or norm in NUMBERS or norm in QUANTIFIERS or norm in _TELLS or is_verb_like(norm):
            return False
    if head.prefix == "ال":
        return is_definite(before.norm) or before.norm.startswith(("وال", "بال", "لل", "فال"))
    return not is_definite(before.norm)


_TELLS = words(
    "مقتل قتل اصابه اعتقال استهداف مصرع جرح احتجاز اختطاف خطف اغتيال قيام اقدام يد ايدي هاجم اقدم قام فجر فجرت قتله"
)
_BEFORE_PLACES = words("في من الي شمال جنوب شرق غرب وسط شمالي جنوبي دوله جمهوريه ان بين الجزائر رئيس حكومه جيش عن نحو")
