"""Where a noun phrase ends: idafa chains, adjectives, names; by surface forms and closed classes alone."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.text.duals import has_ending
from rasid.text.function_words import (
    DEEDS,
    FUNCTION_WORDS,
    HEADS,
    NUMBERS,
    OWN_ARTICLE,
    OWN_FIRST_LETTER,
    PROPER,
    TIMES,
    TITLES,
    UNITS,
    verb_lemmas,
    verb_words,
    words,
)
from rasid.text.tokens import Token

LONGEST = 12
"""Words in a noun phrase; longer ones are run-on readings."""
LONGEST_QUOTE = 4
LONGEST_NAME = 5

_CLOSING = {'"': '"', "(": ")", "'": "'", "[": "]", "-": "-"}
_IMPERFECT_NAMES = words(
    "يوسف ياسر يحيي يعالون يواف يمني يمنيه يمنيون يمنيين يسار يساري ياسين يونس يعقوب يهودي يهوديه يهود يابان ياباني يورو يد يوم يونيسف يدلين"
    " يديعوت يازجي يونان يوناني يونانيه يونامي يلدا يلدريم يونيفيل يسري يان ينس"
)
_JOINED_ARTICLE = ("وال", "فال", "بال", "كال", "لل", "ولل", "وبال")


def is_definite(norm: str) -> bool:
    """Whether the word carries the article: القوات."""
    return norm.startswith("ال") and len(norm) > 3


def is_plural(norm: str) -> bool:
    """Whether the word is a sound plural or a usual broken one: مسلحون، جنود، عناصر، قوات، مدنيين."""
    stem = norm[2:] if is_definite(norm) else norm
    return (len(stem) > 4 and stem.endswith(("ون", "ين", "ات"))) or stem in _BROKEN_PLURALS


_SOUND_PLURAL = ("ون", "ين")
_VERBS_IN_AL = words("القت القي القوا التقي التقت التقوا الغي الغت الزم الزمت الحق الحقت الح الحت")
_QUARTERS = words("غربي شرقي شمالي جنوبي")
_GENERALS = words("الامين المدعي المدير القايد القائد النايب النائب المفتش المنسق المفوض المفتي")
_GENERAL = words("العام العامه الاعلي الخاص السامي الرسمي التنفيذي الاقليمي الاول")
_PERSONS = words(
    "جنود ضباط قتلي جرحي رجال اطفال نساء سكان اهالي نواب وزراء قاده ركاب شهداء اشخاص شبان ضحايا اسري رهائن"
)
_BROKEN_PLURALS = _PERSONS | words(
    "عناصر افراد عمال طلاب مصادر شهود مشايخ شيوخ خبراء نشطاء اطباء فتيان قناصه رهاين قوات كتائب كتايب فصائل فصايل حشود قبائل قبايل"
    " مقاتلات طايرات تقارير وسائل وسايل انباء اوساط اقارب جيوش احزاب مراسلو مسؤولو مسوولو مسلحو مقاتلو ناشطو اعضاء انصار امناء سفراء زعماء علماء مواطنو"
)
_MASCULINE = words(
    "جيش تنظيم حزب مجلس فصيل احتلال نظام حشد جانب طيران عدو تحالف مكتب مركز مرصد بيان مسلح موقع اتحاد جناح شاب طفل جندي شرطي انتحاري"
    " مهاجم حرس درك قضاء قايم قائممقام"
)
_RELATIVE_ADJECTIVES = words(
    "عسكري امني طبي محلي حكومي قضائي سياسي اعلامي دبلوماسي ميداني رسمي دولي انساني اغاثي استخباراتي برلماني تجاري حدودي ترابي ناري اسلامي"
    " جوي بري بحري مدفعي صحي قبلي عشائري عراقي سوري يمني ليبي لبناني مصري تونسي جزائري مغربي سوداني فلسطيني اسرائيلي اميركي امريكي روسي تركي ايراني"
)
"""Adjectives in ي that are no nouns of their own; after one no noun is annexed."""


def _describes(norm: str, nouns: Sequence[str]) -> bool:
    """Whether a word with the article may, by its form, be the adjective of one of the nouns, the last of which has the article too:
    السلطات | الحداد, القائممقام | المنظمات and الجيش | المدينة are of two phrases."""
    if norm in PROPER or norm[2:] in NUMBERS:  # الأشخاص الأربعة
        return True
    if norm.endswith("ات") and len(norm) > 5:
        return any(noun.endswith("ات") for noun in nouns)
    if norm.endswith("ه"):
        return not all(_is_of_men(_bare(noun)) for noun in nouns)
    return norm.endswith(("ي", "ا")) or not all(noun.endswith(("ه", "ات")) for noun in nouns)


def _is_of_men(stem: str) -> bool:
    """Whether an adjective in ة does not go with the noun: one man, or several persons."""
    if stem in _MASCULINE or stem in _PERSONS or has_ending(stem):
        return True
    return (stem in TITLES and not stem.endswith("ه")) or (len(stem) > 4 and stem.endswith(_SOUND_PLURAL))


def is_verb_like(norm: str) -> bool:
    """Whether the word, without a conjunction before it, is written like a verb: استهدفت، يقول، ستنفذ."""
    if is_definite(norm) and norm not in _VERBS_IN_AL:  # القوة is no form of ألقى
        return False
    if norm in verb_words():
        return True
    if norm[:1] in "سفو" and norm[1:] in verb_words() and norm not in OWN_FIRST_LETTER:
        return True
    if norm in _IMPERFECT_NAMES or norm in OWN_FIRST_LETTER:
        return False
    # يستهدفون: no common noun but a few names begin so; سيستهدف the same with the future.
    return (norm.startswith("ي") and len(norm) > 3 and not norm.endswith(("يه", "ا"))) or (
        norm.startswith(("سي", "ست", "وسي", "وست")) and norm.lstrip("و")[1:] in verb_words()
    )


def is_joined(norm: str) -> bool:
    """Whether a conjunction or a preposition is joined to the front: والشرطة، بالعاصمة، للجيش (not وزير، بيروت)."""
    if norm in OWN_FIRST_LETTER or norm in OWN_ARTICLE:
        return False
    if norm.startswith(_JOINED_ARTICLE) and len(norm) > (3 if norm[0] == "ل" else 4):
        return True
    if norm[:1] in "وفبلك" and len(norm) > 3:
        rest = norm[1:]
        if (
            rest in FUNCTION_WORDS
            or rest in DEEDS
            or rest in TITLES
            or rest in OWN_FIRST_LETTER
            or rest in TIMES
            or rest in PROPER
        ):
            return True
        if norm[0] == "ب" and rest in verb_lemmas():  # بعقد اجتماع
            return True
        if (
            norm[0] in "بل"
            and len(norm) > 4
            and (norm[-1] == "ه" or (len(norm) > 5 and rest[0] == "ت" and rest[-2] == "ي"))
        ):
            return True  # بجزيرة، لضاحية، بتوفير: names do not end so
        if norm[0] == "ب" and len(rest) > 4 and rest[0] == "ا" and rest[-2] == "ا":  # باندلاع، بإطلاق
            return True
        if norm[0] == "و":
            return len(norm) > 4 or rest in verb_words()
    return False


def noun_phrase(
    tokens: Sequence[Token],
    index: int,
    limit: int,
    *,
    names: bool | None = None,
    partitive: bool = False,
    quotes: bool = True,
    brackets: bool = False,
    conjoined: bool = False,
    longest: int = LONGEST,
) -> int:
    """The token after the noun phrase that begins at ``index`` and ends before ``limit`` (at least ``index + 1``).

    ``names``: whether a person's name may follow a definite noun; by default only when a title stands in the phrase
    (الرئيس عادل، but الجيش | قواعد). ``partitive``: whether "من" and what follows belong to it (عدد من الجنود).
    ``quotes``, ``brackets``: whether a name so marked right after its head does. ``conjoined``: whether
    "و" with a further definite adjective does (الخبير العسكري والإستراتيجي).
    """
    return named_phrase(
        tokens,
        index,
        limit,
        names=names,
        partitive=partitive,
        quotes=quotes,
        brackets=brackets,
        conjoined=conjoined,
        longest=longest,
    )[0]


def named_phrase(
    tokens: Sequence[Token],
    index: int,
    limit: int,
    *,
    names: bool | None = None,
    partitive: bool = False,
    quotes: bool = True,
    brackets: bool = False,
    conjoined: bool = False,
    longest: int = LONGEST,
    opening: str | None = None,
) -> tuple[int, int | None]:
    """The same end, and the token at which a person's name begins behind a title (وزير الدفاع | سامي كرم).
    ``opening``: the first word's normal form without what is joined to it (لوزير: وزير)."""
    state = _State()
    at = index
    name: int | None = None
    while at < limit and at - index < longest:
        token = tokens[at]
        if token.kind == "mark":
            if token.norm == '"' and index and tokens[index - 1].norm == '"':
                break  # it closes: «لواء المرسى | » خصمه «كتيبة الواحة»
            after = _quoted(tokens, at, limit, quotes=quotes, brackets=brackets, first=at == index)
            if not after:
                break
            at, state.named, state.definite = after, False, True
            state.closed = True
            continue
        if token.kind == "number":
            if at > index and not _takes_number(tokens[at - 1].norm):
                break
            state.definite = True
        elif token.kind == "word":
            if at == index:
                state.open(opening or token.norm)
            elif partitive and token.norm == "من" and at + 1 < limit and tokens[at + 1].kind == "word":
                state = _State()
                at += 1
                state.open(tokens[at].norm)
            elif conjoined and _conjoined_adjective(token.norm, tokens[at - 1].norm):
                pass
            elif not state.takes(
                token.norm, tokens[at - 1].norm, names, after=tokens[at + 1].norm if at + 1 < limit else ""
            ):
                break
            if name is None and state.named and at > index:
                name = at
        at += 1
    return max(at, index + 1), name


class _State:
    """What the phrase is so far: definite or not, in a name or not, with a title or not."""

    __slots__ = ("article", "closed", "definite", "named", "names", "nouns", "title")

    def __init__(self) -> None:
        self.definite = False
        self.named = False
        self.names = 0
        self.title = False
        self.closed = False
        self.article = False
        """Whether the name has had a word with the article (عمار الحكيم)."""
        self.nouns: list[str] = []
        """Its words but for names and for the adjectives of a definite noun."""

    def open(self, norm: str) -> None:
        stem = _bare(norm)
        self.definite = is_definite(norm) or norm in PROPER
        self.title = stem in TITLES
        self.nouns = [norm]
        if norm.startswith("عبدال") and len(norm) > 6:  # a name in one word: أبلغ عبدالمهدي | وزير الدفاع
            self.definite = self.named = True

    def takes(self, norm: str, before: str, names: bool | None, *, after: str = "") -> bool:
        """Whether the phrase goes on with ``norm``; notes what it adds."""
        if norm == "باسم" and self.title:  # المتحدث باسم الجيش
            self.definite = False
            return True
        if norm == "اول" and self.title:  # الفريق أول, not a name
            return True
        if norm == "جنوب" and after in ("السودان", "افريقيا"):
            return True
        if norm == "بان" and after == "كي":  # a name, not بأن
            self.named = True
            self.names += 1
            return True
        if self.title and norm[0] == "ل" and len(norm) > 4 and before in _GENERAL:  # الأمين العام للأمم المتحدة
            self.definite = True
            self.nouns.append(norm)
            return True
        if norm in _QUARTERS and self.title and not self.named:  # مسؤول غربي, not قرية | شرقي حلب
            return True
        if norm == "علي" and (self.title or self.named) and _goes_on_as_name(after):  # الرئيس علي سالم
            self.named = True
            self.names += 1
            return True
        if norm in TIMES and not (norm == "العام" and before in _GENERALS):
            return False
        verb = is_verb_like(norm) and norm not in PROPER  # عدن is also "they came back"
        if norm in FUNCTION_WORDS or norm in NUMBERS or is_joined(norm) or verb:
            return False
        if (
            before.endswith(_SOUND_PLURAL)
            and len(before) > 5
            and not self.definite
            and not norm.endswith(_SOUND_PLURAL)
        ):
            return False  # قتل مسلحون | شرطيا; أطلق مسلحون | النار: with the ن it is not annexed to what follows
        if not self.definite and self.nouns:
            if has_ending(before) and before.endswith("ان") and not norm.endswith("ان"):
                return False  # لقي شقيقان | مصرعهما
            if len(self.nouns) > 1 and not self._goes_on(norm, before):
                return False
        if is_definite(norm):
            stem = norm[2:]
            if self.definite and not self.named and not self.closed and not _describes(norm, self.nouns):
                return False
            if self.definite and not self.named and norm in HEADS:  # دعا الرئيس | المجتمع الدولي
                return False
            if self.definite and not self.title and stem in TITLES:  # سامي القدرة | المتحدث باسم الوزارة
                return False
            if self.definite and norm.endswith(_SOUND_PLURAL) and len(norm) > 6 and not is_plural(before):
                return False  # اتهمت السعودية | الحوثيين
            if self.named and (norm in HEADS or stem in TITLES or stem in DEEDS):
                return False
            if self.named and self.article and not norm.endswith("ي"):  # وصف سامي الناصر | التصويت
                return False
            self.article = self.named
            if stem in TITLES:
                self.title = True
            if not self.definite:
                self.nouns.append(norm)
            self.definite = True
            return True
        if self.closed and not self.title:
            return False
        if self.definite or self.named:
            allowed = self.title if names is None else names
            if not allowed or norm in DEEDS or norm in TITLES or self.names >= LONGEST_NAME:
                return False
            self.named = True
            self.names += 1
            return True
        # An indefinite word after an indefinite one: idafa (قائد شرطة), adjective (مصدر أمني), or the next phrase.
        if (
            norm in DEEDS
            and not norm.startswith("قوات")
            and norm not in ("عناصر", "مدينه", "عمليات", "مسلحين", "تحرير")
        ):
            return False
        if norm.endswith("ا") and len(norm) > 3 and not before.endswith("ا") and norm[-2] in "يدنرلمبتعقه":
            # An accusative after a word that is none: قتل مسلح | شرطيا. Names of lands end so too: رئيس روسيا.
            return norm.endswith(("يا", "كا", "دا", "زا", "ما")) and not norm.endswith(
                ("شرطيا", "جنديا", "مدنيا", "امنيا")
            )
        if norm in TITLES:
            self.title = True
        self.definite = norm in PROPER
        self.nouns.append(norm)
        return True

    def _goes_on(self, norm: str, before: str) -> bool:
        """Whether a word may follow an adjective without the article: مصدر طبي | حالة, دراجة نارية | النار."""
        if before in _RELATIVE_ADJECTIVES:
            return not is_definite(norm) and not norm.endswith("ه")
        if before.endswith("يه") and before[:-1] in _RELATIVE_ADJECTIVES and self.nouns[0].endswith(("ه", "ات")):
            return not is_definite(norm) and norm.endswith(("ه", "ات", "ي"))
        return True


def _bare(norm: str) -> str:
    return norm[2:] if is_definite(norm) else norm


def _goes_on_as_name(after: str) -> bool:
    return bool(after) and not is_definite(after) and after[0] not in '".،:-' and after not in FUNCTION_WORDS | TIMES


def _takes_number(norm: str) -> bool:
    return norm in UNITS


def _conjoined_adjective(norm: str, before: str) -> bool:
    """الخبير العسكري والإستراتيجي, قوات الجيش والأمن is not one: both words must be relative adjectives."""
    return (
        norm.startswith("وال")
        and norm.endswith(("ي", "يه"))
        and before.startswith("ال")
        and before.endswith(("ي", "يه"))
    )


def _quoted(tokens: Sequence[Token], at: int, limit: int, *, quotes: bool, brackets: bool, first: bool) -> int:
    """The token after a name in quotes or brackets that opens at ``at``; 0 when there is none, or it is speech."""
    opening = tokens[at].norm
    if opening in ('"', "'"):
        if not quotes:
            return 0
    elif opening in ("(", "["):
        if not brackets or first:
            return 0
    else:
        return 0
    closing = _CLOSING[opening]
    for end in range(at + 1, min(limit, at + 2 + LONGEST_QUOTE)):
        token = tokens[end]
        if token.kind == "mark":
            return end + 1 if token.norm == closing and end > at + 1 else 0
        if token.norm in CONTENT_OPENERS or (token.kind == "word" and end == at + 1 and is_verb_like(token.norm)):
            return 0
    return 0


CONTENT_OPENERS = words("ان انه انها لن لم قد لا انهم")
