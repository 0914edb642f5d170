"""Where the name of a person stands: given names, particles and surnames, by lists and by what cannot be a name."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.noun_phrase import is_definite, is_joined, is_verb_like
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
        "الذي التي الذين نفسه نفسها وحده قائلا قائله مضيفا موكدا مشيرا محذرا متهما معتبرا مشددا داعيا اول الاول ثاني الثاني عاما سنه مواليد قرب"
        " هاتفيا رسميا امام برصاص بنيران بجروح بغاره بقصف بعد قبل ضد مع عبر باسم خلال لدي حيث كما لكن ايضا الى الي دوليا سابقا يوميا"
        " البالغ الملقب المعروف المكني المدعو والبالغ وزوجته زوجته نجله ابنه شقيقه والده والدته رفقه برفقه وعدد وعدة وهو وهي"
        " العام الجديد الحالي السابق الراحل المخلوع الشرعي المنتخب الموقت المعزول الاسبق القادم الماضي الاعلي العسكري الامني السياسي الاعلامي"
        " ابيض اسود شرق غرب شمال جنوب مدينه قريه بلده مخيم منطقه محافظه منزل سياره شارع مستشفي حي مسجد جامع كنيسه مدرسه مطار قاعده معسكر"
        " رصاص نار النار رصاصه حرب الحرب هجوما قصفا غارات مقتلا جريمه خطاب كلمه بيان موتمر اجتماع لقاء زياره مكالمه اتصال محادثات رساله"
    )
)


class NameReader:
    def __init__(self) -> None:
        self.given = given_names()
        self.heads = head_words()
        self.adjectives = adjectives()

    def prefix_at(self, norm: str) -> str | None:
        """What is joined before a given name, "" for nothing; None when the word is none: ومحمد → و."""
        if norm in self.given or norm in OPENERS:
            return ""
        for prefix, stem in readings(norm):
            if prefix in _PREFIXES and prefix and (stem in self.given or stem in OPENERS):
                return prefix
        return None

    def at(self, tokens: Sequence[Token], index: int, limit: int, *, trusted: bool = False) -> tuple[int, str] | None:
        """(token after the name, what is joined before it) for a name that begins at ``index``.

        ``trusted``: a title stands before, so that a single unknown word may be a name (الجنرال مولر).
        """
        whole = self.given.whole.at(tokens, index, limit)
        if whole is not None:
            return whole.last, whole.prefix
        token = tokens[index]
        if token.kind != "word":
            return None
        norm = token.norm
        prefix = self.prefix_at(norm)
        if prefix is None or (prefix and trusted and norm not in self.given):
            if not trusted or not self.may_open(norm):
                return None
            return self._more(tokens, index, limit, foreign=True, sure=True), ""
        stem = norm[len(prefix) :]
        if stem in OPENERS and index + 1 >= limit:
            return None
        end = self._more(tokens, index, limit, foreign=stem in self.given.foreign, sure=stem in self.given.sure)
        if trusted:
            return end, prefix
        if end - index < 2:
            return None
        if stem in self.given.common and not self._name_like(tokens[index + 1].norm):
            return None
        return end, prefix

    def _more(self, tokens: Sequence[Token], index: int, limit: int, *, foreign: bool, sure: bool) -> int:
        at, unknown = index + 1, 0
        limit = min(limit, index + LONGEST)
        after_opener = any(stem in OPENERS for _, stem in readings(tokens[index].norm)[:4])
        while at < limit:
            token = tokens[at]
            if token.kind != "word":
                break
            norm = token.norm
            if norm in LINKS:
                if at + 1 >= limit or tokens[at + 1].kind != "word":
                    break
                after_opener = True
            elif after_opener and norm not in FUNCTION_WORDS and not is_verb_like(norm):
                after_opener = False
            elif norm in SECOND or norm in self.given:
                pass
            elif norm in _NEVER or is_verb_like(norm):
                break
            elif is_definite(norm):
                # أشرف القدرة, محمد المصري; not الرئيس محمد | العراقي when the name is full already
                if nation_of(norm) is not None and at - index > 1:
                    break
                if norm[2:] in self.adjectives or norm[2:] in _NEVER or self._is_head(norm):
                    break
                at += 1
                if at < limit and is_definite(tokens[at].norm) and tokens[at].norm.endswith("ي"):
                    if nation_of(tokens[at].norm) is None and tokens[at].norm[2:] not in self.adjectives:
                        at += 1  # حامد بن مالح الشمري القحطاني
                break
            else:
                if unknown >= 2 or is_joined(norm) or nation_of(norm) is not None or self._is_head(norm):
                    break
                if norm[0] in "بلوفك" and not foreign and norm not in OWN_FIRST_LETTER:
                    break
                if norm[0] in "ول" and norm not in OWN_FIRST_LETTER and not foreign:
                    break
                if norm.endswith("ا") and not foreign:
                    break
                unknown += 1
            at += 1
        while at > index + 1 and tokens[at - 1].norm in LINKS:
            at -= 1
        return at

    def may_open(self, norm: str) -> bool:
        """Whether a word that is no given name may be a surname: no verb, no demonym, no noun of an actor."""
        if norm in _NEVER or is_verb_like(norm) or is_joined(norm) or self._is_head(norm) or len(norm) < 3:
            return False
        if is_definite(norm):
            stem = norm[2:]
            return norm.endswith("ي") and nation_of(norm) is None and stem not in self.adjectives and stem not in _NEVER
        return nation_of(norm) is None and norm not in self.adjectives

    def _is_head(self, norm: str) -> bool:
        return norm in self.heads or (norm.startswith("ال") and norm[2:] in self.heads)

    def _name_like(self, norm: str) -> bool:
        """Whether the second word makes an everyday first one a name: صالح محمد, عادل الكلباني."""
        if norm in self.given or norm in LINKS or norm in SECOND:
            return True
        return is_definite(norm) and norm.endswith("ي") and nation_of(norm) is None and norm[2:] not in self.adjectives
