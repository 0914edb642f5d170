"""Where the name of a person stands: given names, particles and surnames, by lists and by what cannot be a name."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.noun_phrase import is_definite, is_joined, is_verb_like
from rasid.lexicon.actors import registry
from rasid.lexicon.heads import adjectives, head_words
from rasid.lexicon.names import LINKS, OPENERS, SECOND, given_names
from rasid.lexicon.nations import nation_of
from rasid.text.clitics import readings
from rasid.text.function_words import (
    DEEDS,
    FUNCTION_WORDS,
    HEADS,
    NUMBERS,
    OWN_FIRST_LETTER,
    QUANTIFIERS,
    TIMES,
    TITLES,
    words,
)
from rasid.text.tokens import Token

LONGEST = 6
_PREFIXES = ("", "و", "ل", "ب", "ف", "ول", "وب", "ك")
# After a name or a title these are no part of a name.
_NEVER = (
    FUNCTION_WORDS
    | NUMBERS
    | QUANTIFIERS
    | TIMES
    | DEEDS
    | TITLES
    | HEADS
    | words(
        "الذي التي الذين نفسه نفسها ذاته ذاتها عينه عينها وحده قائلا قائله مضيفا موكدا مشيرا محذرا متهما معتبرا مشددا داعيا اول الاول ثاني الثاني عاما سنه مواليد قرب"
        " هاتفيا رسميا امام برصاص بنيران بجروح بغاره بقصف بعد قبل ضد مع عبر باسم خلال لدي حيث كما لكن ايضا الى الي دوليا سابقا يوميا"
        " البالغ الملقب المعروف المكني المدعو والبالغ وزوجته زوجته نجله ابنه شقيقه والده والدته رفقه برفقه وعدد وعدة وهو وهي"
        " العام الجديد الحالي السابق الراحل المخلوع الشرعي المنتخب الموقت المعزول الاسبق القادم الماضي الاعلي العسكري الامني السياسي الاعلامي"
        " ابيض اسود شرق غرب شمال جنوب مدينه قريه بلده مخيم منطقه محافظه منزل سياره شارع مستشفي حي مسجد جامع كنيسه مدرسه مطار قاعده معسكر"
        " اكد نفي شدد حذر منفذ مرتكب خلص دفن قتل قتلت اصيب استشهد بالنفس بالغه بالغ ارمله زوج زوجه ابناء اسره عائله عاءله نجل شقيق شقيقه والد والده ابن ابنه صباحا"
        " النادي الوادي الشاطي الشاطيء التالي الثاني الاهالي الاراضي المباني الاغاني النواحي اللاحق الدوري الرئيسي الاساسي رصاص نار النار رصاصه حرب الحرب هجوما قصفا غارات مقتلا جريمه خطاب كلمه بيان موتمر اجتماع لقاء زياره مكالمه اتصال محادثات رساله"
    )
)

_SITES = words(
    "حي شارع مخيم مستشفي مدرسه جامع مسجد سجن مفترق دوار قاعده مطار ميدان ساحه مدينه قريه بلده جبل تل وادي باب منطقه محافظه معبر برج حديقه جسر معسكر جامعه كليه مقبره ضاحيه شركه فندق خان ملعب كنيسه"
    " كتيبه كتائب كتايب لواء الويه سرايا فرقه"
)
LAST_LINKS = words("اوغلو بك اغا زاده")
_CLOSERS = words("ان انه انها الذي التي") | {"،", ",", ".", ":", '"', "(", ")"}


class NameReader:
    def __init__(self) -> None:
        self.given = given_names()
        self.heads = head_words()
        self.registry = registry().phrases
        self.adjectives = adjectives()

    def prefix_at(self, norm: str) -> str | None:
        """What is joined before a given name, "" for nothing; None when the word is none: ومحمد → و."""
        if norm in self.given or norm in OPENERS:
            return ""
        if norm in OWN_FIRST_LETTER or norm in self.heads:
            return None  # بيان is not ب + يان
        for prefix, stem in readings(norm):
            if prefix in _PREFIXES and prefix and (stem in self.given or stem in OPENERS):
                return prefix
        return None

    def at(
        self, tokens: Sequence[Token], index: int, limit: int, *, text: str, trusted: bool = False
    ) -> tuple[int, str] | None:
        """(token after the name, what is joined before it) for a name that begins at ``index``.

        ``trusted``: a title stands before, so that a single unknown word may be a name (الجنرال مولر).
        """
        whole = self.given.whole.at(tokens, index, limit)
        if whole is not None:
            return (whole.last, whole.prefix) if whole.value else None
        if index and is_site(tokens[index - 1].norm):
            return None  # حي الشيخ رضوان, مستشفى ناصر
        token = tokens[index]
        if token.kind != "word":
            return None
        norm = token.norm
        prefix = self.prefix_at(norm)
        if prefix is not None and norm.endswith("علي") and text[token.end - 1] == "ى":
            return None  # على
        if prefix is None or (prefix and trusted and norm not in self.given):
            if not trusted or not self.may_open(norm) or norm.endswith("ه"):
                return None
            end = self._more(tokens, index, limit, text, foreign=True)
            return (end, "") if end >= limit or self._may_follow(tokens[end]) else None
        stem = norm[len(prefix) :]
        if stem in OPENERS and index + 1 >= limit:
            return None
        end = self._more(tokens, index, limit, text, foreign=stem in self.given.foreign)
        if trusted:
            return end, prefix
        if end - index < 2:
            return None
        if stem in self.given.common and not self._name_like(tokens[index + 1].norm):
            return None
        return end, prefix

    @staticmethod
    def _may_follow(token: Token) -> bool:
        """Whether a name of unknown words can end before ``token``: a mark, a small word, a time or a verb comes."""
        norm = token.norm
        return token.kind == "mark" or norm in FUNCTION_WORDS or norm in TIMES or is_verb_like(norm) or is_joined(norm)

    def _more(self, tokens: Sequence[Token], index: int, limit: int, text: str, *, foreign: bool) -> int:
        at, unknown = index + 1, 0
        limit = min(limit, index + LONGEST)
        after_opener = any(stem in OPENERS for _, stem in readings(tokens[index].norm)[:4])
        while at < limit:
            token = tokens[at]
            if token.kind != "word":
                break
            norm = token.norm
            if text[token.end - 1] == "ى" and (norm == "علي" or is_definite(norm)):
                break  # على, بعيد المدى
            if norm in LINKS:
                if at + 1 >= limit or tokens[at + 1].kind != "word":
                    break
                after_opener = norm in OPENERS
            elif after_opener and norm not in FUNCTION_WORDS and not is_verb_like(norm) and not is_joined(norm):
                after_opener = False
            elif norm in SECOND or norm in self.given:
                pass
            elif norm in _NEVER or is_verb_like(norm):
                break
            elif is_definite(norm):
                # أشرف القدرة, محمد المصري; not الرئيس محمد | العراقي when the name is full already
                if nation_of(norm) is not None and at - index > 1:
                    break
                adjective = self.adjectives.get(norm[2:])
                if (adjective and not adjective.actor) or norm[2:] in _NEVER or self._is_head(norm):
                    break
                body = self.registry.at(tokens, at, limit)
                if body is not None and (body.last > at + 1 or norm[-1] != "ي"):
                    break  # سامي كرم | الهلال الأحمر; not عبد الملك الحوثي
                at += 1
                if at < limit and _surname(tokens[at].norm) and tokens[at].norm[2:] not in self.adjectives:
                    at += 1  # حامد بن مالح الشمري القحطاني
                break
            else:
                if unknown >= 2 or is_joined(norm) or nation_of(norm) is not None or self._is_head(norm):
                    break
                if norm[0] in "بلوفك" and not foreign and norm not in OWN_FIRST_LETTER:
                    # عبد الستار بارز إن; not أحمد برصاص قناص
                    if norm[0] in "ول" or at + 1 >= limit or tokens[at + 1].norm not in _CLOSERS:
                        break
                if norm.endswith("ا") and not foreign:
                    break
                if norm.endswith("ه") and at + 1 < limit and not self._may_follow(tokens[at + 1]):
                    break
                if len(norm) == 3 and norm[0] in "يت":
                    break  # محسود | يقف
                unknown += 1
            at += 1
        while at > index + 1 and tokens[at - 1].norm in LINKS and tokens[at - 1].norm not in LAST_LINKS:
            at -= 1
        return at

    def may_open(self, norm: str) -> bool:
        """Whether a word that is no given name may be a surname: no verb, no demonym, no noun of an actor."""
        if norm in _NEVER or is_verb_like(norm) or is_joined(norm) or self._is_head(norm) or len(norm) < 3:
            return False
        if is_definite(norm):
            stem = norm[2:]
            return _surname(norm) and stem not in self.adjectives and stem not in _NEVER
        if norm[0] == "و" and norm not in OWN_FIRST_LETTER:
            return False
        return nation_of(norm) is None and norm not in self.adjectives

    def _is_head(self, norm: str) -> bool:
        return norm in self.heads or (norm.startswith("ال") and norm[2:] in self.heads)

    def _name_like(self, norm: str) -> bool:
        """Whether the second word makes an everyday first one a name: صالح محمد, عادل الكلباني."""
        if norm in self.given or norm in LINKS or norm in SECOND:
            return True
        return _surname(norm) and norm[2:] not in self.adjectives


def _surname(norm: str) -> bool:
    """الشمري, الكلباني: shaped like a surname of origin, and no demonym of a state."""
    return is_definite(norm) and norm.endswith("ي") and norm not in _NEVER and nation_of(norm) is None


def is_site(norm: str) -> bool:
    """Whether the word is of a kind of site; the name after it is the site's: حي, مستشفى, شارع."""
    return norm in _SITES or norm.removeprefix("ب") in _SITES or norm.removeprefix("و") in _SITES
