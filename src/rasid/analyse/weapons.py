"""Component "weapons": munitions and what carries them, as far as the phrase that names them goes."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.document import Document, WeaponMention
from rasid.analyse.noun_phrase import is_definite
from rasid.lexicon.nations import nation_of
from rasid.lexicon.phrases import Match
from rasid.lexicon.weapons import WeaponForm, weapon_forms
from rasid.text.clitics import has_article
from rasid.text.function_words import words
from rasid.text.tokens import Token

# What is said of a weapon beyond its name: صواريخ شديدة الانفجار, قذائف محلية الصنع.
_QUALITIES = words(
    "ثقيل ثقيله خفيف خفيفه متوسط متوسطه موجه موجهه حديث حديثه متطور متطوره انتحاري انتحاريه انقضاضي انقضاضيه هجومي هجوميه قتالي قتاليه متفجر متفجره كبير كبيره"
    " مسير مسيره مسيرتين حربي حربيه عسكري عسكريه مفخخ مفخخه ناسف ناسفه حي ارضي ارضيه مضاد مضاده محلي بدائي يدوي يدويه حراري حراريه ناري ناريه باليستي باليستيه مروحي مروحيه بحري بحريه"
)
_TWO_WORDS = {
    "محليه": "الصنع", "محلي": "الصنع", "يدويه": "الصنع", "بدائيه": "الصنع", "شديده": "الانفجار", "بدون": "طيار",
    "دون": "طيار", "مضاده": "لل", "مضاد": "لل", "المضاده": "لل", "المضاد": "لل", "بعيده": "المدي", "بعيد": "المدي",
    "قصيره": "المدي", "قصير": "المدي", "متوسطه": "المدي", "متوسط": "المدي",
}  # fmt: skip
_NAMED = frozenset({"rocket", "missile", "shell", "rpg", "ied", "drone", "tank", "artillery", "rifle"})
_MAKES = words("طراز نوع عيار")
# مدفعي, صاروخي beside these name what was fired; أنظمة, فوج, برنامج are of a thing.
_FIRED = words(
    "قصف قصفا القصف هجوم هجوما الهجوم هجمات الهجمات قصفها قصفه استهداف استهدافا الاستهداف ضربه ضربات وقصف بقصف لقصف رشق ومدفعي وصاروخي مدفعي مدفعيا والقصف بهجوم تمهيد اشتباك"
)
_ALOFT = words(
    "طائره طائرات الطائرات الطائره طيران الطيران اسقاط اسقطت اعتراض انقضاضيه درون صاروخ صواريخ الصواريخ غاره غارات الغارات الجويه"
)
_MARCHES = words(
    "احتجاجيه سلميه تظاهره مظاهره متظاهرين المتظاهرين المتظاهرون حاشده شعبيه مظاهرات المشاركون تضامنيه الاعلام اعلام راجله"
)


class Weapons:
    name = "weapons"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ("weapons",)

    def __init__(self) -> None:
        self.forms = weapon_forms()

    def __call__(self, doc: Document) -> None:
        tokens = doc.tokens
        drones: bool | None = None
        for sentence in doc.sentences:
            for match in self.forms.find(tokens, sentence.first, sentence.last):
                form = match.value
                if form.adjective and not _fired(tokens, match, sentence.first):
                    continue
                if form.doubtful and not _shadda(doc, match):
                    if drones is None:
                        drones = _tells_of_drones(tokens)
                    if not drones and not (match.last < sentence.last and _is_nation(tokens[match.last])):
                        continue
                last = match.last if form.adjective else self._extent(tokens, match, sentence.last)
                if form.needs and not _has_need(tokens, match, last):
                    continue
                span = doc.stem_span(match.first, last, match.prefix)
                doc.weapons.append(WeaponMention(span, match.first, last, form.weapon.code))

    def _extent(self, tokens: Sequence[Token], match: Match[WeaponForm], limit: int) -> int:
        """The token after the phrase: adjectives that agree in the article, the make, a name in quotes."""
        at = match.last
        first = tokens[match.first].norm
        definite = (
            has_article(match.prefix)
            or first.startswith("ال")
            or (match.last - match.first > 1 and tokens[match.last - 1].norm.startswith("ال"))
        )
        while at < limit and at - match.first < 9:
            token = tokens[at]
            norm = token.norm
            after = tokens[at + 1].norm if at + 1 < limit else ""
            wanted = _TWO_WORDS.get(norm)
            if wanted and (after == wanted or (wanted == "لل" and after.startswith("لل"))):
                at += 2
            elif norm == "من" and after in _MAKES and at + 2 < limit:
                at += 3
                if at < limit and tokens[at - 1].kind == "mark":  # من طراز "سكود"
                    at = _closed(tokens, at - 1, limit) or at - 1
                elif at < limit and tokens[at].kind == "mark" and tokens[at].norm == '"':
                    at = _closed(tokens, at, limit) or at
                break
            elif norm == "من" and after == "دون" and at + 2 < limit and tokens[at + 2].norm == "طيار":
                at += 3
            elif token.kind == "mark" and norm == '"' and match.value.weapon.category in _NAMED:
                end = _closed(tokens, at, limit)
                if not end:
                    break
                at = end
            elif is_definite(norm) == definite and (
                (norm[2:] if definite else norm) in _QUALITIES or _is_nation(token)
            ):
                at += 1
            else:
                break
        return at


def _has_need(tokens: Sequence[Token], match: Match[WeaponForm], last: int) -> bool:
    """طائرة … بدون طيار is a drone; مقاتلة with a nation is an aircraft."""
    beside = tokens[match.last : last]
    if match.value.weapon.code == "drone":
        return any(token.norm == "طيار" or token.norm.removeprefix("ال").startswith("مسير") for token in beside)
    return any(_is_nation(token) or token.norm in _QUALITIES for token in beside)


def _fired(tokens: Sequence[Token], match: Match[WeaponForm], first: int) -> bool:
    return match.first > first and tokens[match.first - 1].norm in _FIRED


def _is_nation(token: Token) -> bool:
    nation = nation_of(token.norm)
    return nation is not None and not nation.common


def _closed(tokens: Sequence[Token], at: int, limit: int) -> int:
    """The token after the quotes that open at ``at`` round one to four words; else 0."""
    for end in range(at + 1, min(limit, at + 6)):
        if tokens[end].norm == '"':
            return end + 1 if end > at + 1 else 0
        if tokens[end].kind == "mark" and tokens[end].norm != "-":
            return 0
    return 0


def _shadda(doc: Document, match: Match[WeaponForm]) -> bool:
    token = doc.tokens[match.first]
    return "\u0651" in doc.text[token.start : token.end]


def _tells_of_drones(tokens: Sequence[Token]) -> bool:
    """Whether مسيرة in this report is more likely a drone than a march."""
    aloft = sum(token.norm in _ALOFT for token in tokens)
    marches = sum(token.norm in _MARCHES for token in tokens)
    return aloft > 0 and aloft >= 2 * marches


def make() -> Weapons:
    return Weapons()
