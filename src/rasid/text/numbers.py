"""Numbers as Arabic news writes them: digits of every kind, number words in gender and case, duals that are their own
number, vague words, and the words round a number that make it a bound.

Bounds are those of casualty recording: "more than n" and "at least n" n to no bound, "up to n" no bound to n, a few
(بضعة، عدة، عدد من) 3, tens 10, hundreds 100, thousands 1,000 to no bound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rasid.model import CountKind, CountRange
from rasid.text.morphology import noun_forms
from rasid.text.normal import fold
from rasid.text.tokens import Token

LONGEST = 12
"""Digits in a number; a longer run of digits is no count."""


def _words(table: dict[int, str]) -> dict[str, int]:
    return {fold(word): value for value, words in table.items() for word in words.split()}


_ONES = _words(
    {
        1: "واحد واحدة واحدا", 2: "اثنان اثنين اثنتان اثنتين إثنان إثنين", 3: "ثلاثة ثلاث", 4: "أربعة أربع", 5: "خمسة خمس",
        6: "ستة ست", 7: "سبعة سبع", 8: "ثمانية ثماني ثمان", 9: "تسعة تسع", 10: "عشرة عشر",
    }
)  # fmt: skip
# Before عشر: أحد عشر, اثنا عشر, ثلاثة عشر …
_TEEN_ONES = _words({1: "أحد إحدى احدى", 2: "اثنا اثني اثنتا اثنتي إثنا إثني"}) | {
    word: value for word, value in _ONES.items() if 3 <= value <= 9
}
_TEEN = frozenset(("عشر", "عشره"))
_TENS = _words(
    {
        20: "عشرون عشرين", 30: "ثلاثون ثلاثين", 40: "أربعون أربعين", 50: "خمسون خمسين", 60: "ستون ستين", 70: "سبعون سبعين",
        80: "ثمانون ثمانين", 90: "تسعون تسعين",
    }
)  # fmt: skip
_HUNDREDS = _words(
    {
        100: "مئة مائة مية", 200: "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي",
        300: "ثلاثمئة ثلاثمائة", 400: "أربعمئة أربعمائة", 500: "خمسمئة خمسمائة", 600: "ستمئة ستمائة", 700: "سبعمئة سبعمائة",
        800: "ثمانمئة ثمانمائة ثمانيمئة", 900: "تسعمئة تسعمائة",
    }
)  # fmt: skip
_SCALES = _words({1000: "ألف ألفا آلاف الآف", 1_000_000: "مليون مليونا ملايين", 1_000_000_000: "مليار مليارا مليارات"})
_DUAL_SCALES = _words({2000: "ألفان ألفين ألفي ألفا", 2_000_000: "مليونان مليونين مليوني"})
_DUAL_SCALES.pop("الفا", None)  # ألفاً: a thousand, after a number
_VAGUE = _words(
    {
        3: "بضعة بضع عدة بعض العديد الكثير عديد كثير",
        10: "عشرات",
        100: "مئات مائات",
        1000: "آلاف ألوف",
        1_000_000: "ملايين",
    }
)
_VAGUE_NUMBER = frozenset(fold(w) for w in ("عدد", "عددا", "أعداد", "أعدادا"))
_MANY = frozenset(fold(w) for w in ("من", "منهم", "منها", "كبير", "كبيرا", "كبيرة", "غير", "آخر"))
_VAGUE_SCALE = _words({1000: "آلاف الآلاف الالاف", 1_000_000: "الملايين ملايين"})

_ABOUT = frozenset(fold(w) for w in ("نحو", "حوالي", "حوالى", "قرابة", "زهاء", "تقريبا", "يقارب", "يقرب", "يناهز", "بحوالي", "بنحو", "بقرابة", "لنحو", "لحوالي", "ناهز", "قارب"))  # fmt: skip
_AT_LEAST = tuple(
    tuple(fold(phrase).split())
    for phrase in (
        "أكثر من", "ما لا يقل عن", "ما لايقل عن", "لا يقل عن", "لا تقل عن", "يزيد على", "يزيد عن", "تزيد على", "تزيد عن", "ما يزيد على",
        "ما يزيد عن", "فوق", "يفوق", "تفوق", "تجاوز", "يتجاوز", "تجاوزت", "تتجاوز", "بأكثر من", "لأكثر من", "وأكثر من", "أزيد من", "مالا يقل عن",
    )
)  # fmt: skip
_AT_MOST = tuple(
    tuple(fold(p).split())
    for p in ("أقل من", "لا يزيد على", "لا يزيد عن", "ما يصل إلى", "يصل إلى", "على الأكثر", "كحد أقصى")
)
_LEAST_AFTER = tuple(
    tuple(fold(p).split()) for p in ("على الأقل", "على أقل تقدير", "كحد أدنى", "أو أكثر", "وأكثر", "فأكثر")
)
_MOST_AFTER = tuple(tuple(fold(p).split()) for p in ("على الأكثر", "كحد أقصى"))
_SURPASSING = tuple((fold(word),) for word in ("يتجاوز", "تتجاوز"))
_COMMA_DECIMAL = re.compile(r"\d+,\d{1,2}")
AFTER = 4
"""How many tokens after a number "at least" may stand: 10 أشخاص على الأقل."""

# Before a number these make it a name, a rank, a date or an hour: اللواء 45, عام 2011, الساعة 3, المادة 7, الطريق 5, إف 16.
_NAMING = frozenset(
    fold(w)
    for w in (
        "اللواء", "لواء", "الفرقة", "فرقة", "الكتيبة", "كتيبة", "الفوج", "فوج", "القناة", "قناة", "رقم", "المادة", "القرار", "عام", "العام",
        "سنة", "السنة", "الساعة", "ساعة", "إف", "اف", "طراز", "نوع", "طريق", "الطريق", "شارع", "الشارع", "كيلو", "الكيلو", "مجموعة", "الوحدة",
        "وحدة", "عمر", "بعمر", "هاتف", "عيار", "سن", "أم", "ميغ", "سوخوي", "جي", "تي", "غراد", "فجر", "قسام", "الدورة", "الجلسة",
    )
)  # fmt: skip
# After a number these make it a measure, an age or a share: 23 عاما, 5 كيلومترات, 3 دولارات, 20 %.
_MEASURES = (
    noun_forms("عام", "أعوام") | noun_forms("سنة", "سنوات", "سنين") | noun_forms("يوم", "أيام") | noun_forms("شهر", "أشهر", "شهور")
    | noun_forms("أسبوع", "أسابيع") | noun_forms("ساعة", "ساعات") | noun_forms("دقيقة", "دقائق") | noun_forms("ثانية", "ثوان")
    | noun_forms("كيلومتر", "كيلومترات") | noun_forms("متر", "أمتار") | noun_forms("ميل", "أميال") | noun_forms("دولار", "دولارات")
    | noun_forms("دينار", "دنانير") | noun_forms("ريال", "ريالات") | noun_forms("ليرة", "ليرات") | noun_forms("يورو")
    | noun_forms("درجة", "درجات") | noun_forms("طن", "أطنان") | noun_forms("كيلوغرام", "كيلوغرامات") | noun_forms("كيلو") | noun_forms("مرة", "مرات")
    | noun_forms("عقد", "عقود") | noun_forms("قرن", "قرون") | noun_forms("ليلة", "ليال") | noun_forms("ملم") | noun_forms("سم")
    | frozenset(fold(w) for w in ("كم", "م", "هكتار", "دونم", "لتر", "ميغاواط", "بالمئة", "بالمائة", "%", "٪", "المئة", "المائة", "ربيعا", "مليمتر", "ملليمتر"))
)  # fmt: skip
_MONTHS = frozenset(
    fold(w)
    for w in (
        "يناير", "فبراير", "مارس", "أبريل", "إبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر", "كانون",
        "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين", "جانفي", "فيفري", "أفريل", "ماي", "جوان", "جويلية", "أوت",
        "محرم", "صفر", "ربيع", "جمادى", "رجب", "شعبان", "رمضان", "شوال", "ذو", "ذي", "غشت", "شتنبر", "نونبر", "دجنبر", "يوليوز",
    )
)  # fmt: skip

# Nouns whose dual is a count: persons first, then what news counts in twos.
_DUAL_NOUNS = """
قتيل قتيلة شهيد شهيدة جريح جريحة مصاب مصابة ضحية شخص طفل طفلة امرأة رجل مدني مدنية جندي جندية عنصر مسلح مسلحة شرطي شرطية ضابط مقاتل
مواطن مواطنة شاب شابة فتى فتاة سيدة صحفي صحفية صحافي صحافية إعلامي مسعف مسعفة طبيب طبيبة ممرض ممرضة عامل عاملة موظف موظفة متظاهر متظاهرة
محتج معتقل معتقلة أسير أسيرة رهينة مخطوف مفقود مفقودة قائد قيادي انتحاري انتحارية متشدد إرهابي متمرد مجند مجندة حارس سائق لاجئ نازح
مهاجر أجنبي سائح مزارع صياد راع طالب طالبة تلميذ معلم مدرس مهندس ناشط ناشطة مراسل مصور كاهن راهب إمام شيخ زعيم عضو نائب وزير دبلوماسي
مستوطن مستوطنة مقاوم مصل شقيق شقيقة أخ أخت ابن ابنة زوج توأم رضيع رضيعة مسن مسنة قاصر حدث يتيم جثة عميل مشتبه متهم مطلوب قناص طيار بحار
فلسطيني فلسطينية إسرائيلي إسرائيلية سوري سورية عراقي لبناني يمني سعودي مصري سوداني ليبي تونسي جزائري مغربي أردني أميركي أمريكي بريطاني
فرنسي تركي إيراني روسي أفغاني باكستاني هندي صومالي إثيوبي كردي أوكراني ألماني إيطالي إسباني صيني كندي هولندي كيني نيجيري تشادي
فريق مسافر راكب متعاقد متطوع متطوعة عائلة أسرة قذيفة صاروخ عبوة سيارة شاحنة دراجة قنبلة لغم طائرة مسيرة دبابة آلية عربة حافلة زورق سفينة منزل
مبنى مسجد كنيسة مدرسة مستشفى مقر موقع قاعدة حاجز نقطة مركز غارة هجوم تفجير انفجار عملية ضربة اشتباك قرية بلدة مدينة مخيم حي بئر جسر
"""


def _dual_forms() -> dict[str, str]:
    out: dict[str, str] = {}
    for noun in _DUAL_NOUNS.split():
        form = fold(noun)
        if noun.endswith("ة"):
            link = form[:-1] + "ت"
        elif noun.endswith("ى"):
            link = form[:-1] + "ي"
        else:
            link = form
        for suffix in ("ان", "ين"):
            out.setdefault(link + suffix, form)
    # امرأتان, طفلاه: written with other letters than the rule gives
    out.update({fold(w): fold("امرأة") for w in ("امرأتان", "امرأتين", "إمرأتان", "إمرأتين")})
    out.update({fold(w): fold("سيدة") for w in ("سيدتان", "سيدتين")})
    # The sound plural and the dual of these are written alike (فلسطينيين); the dual is only sure with ان, and after ي.
    for form in [f for f in out if f.endswith("ين")]:
        base = form[:-2]
        if base in _PLURAL_IN_IN or base.endswith("ي"):
            del out[form]
    out.update({form: form[:-2] for form in map(fold, ("جنديين", "شرطيين", "صبيين"))})
    return out


# مسلحين، مصابين، مقاتلين: written like their plural, which news means far oftener.
_PLURAL_IN_IN = frozenset(
    fold(w)
    for w in (
        "مصاب", "مسلح", "مقاتل", "مواطن", "مسعف", "ممرض", "عامل", "موظف", "متظاهر", "محتج", "معتقل", "مخطوف", "مفقود", "متشدد", "متمرد", "مجند",
        "لاجئ", "نازح", "مهاجر", "مزارع", "معلم", "مدرس", "مهندس", "مراسل", "مصور", "مستوطن", "مقاوم", "مصل", "مسن", "متهم", "مطلوب", "مسافر",
        "متعاقد", "متطوع", "مشتبه", "صياد", "طيار", "بحار", "قناص", "ناشط", "سائق", "راكب",
    )
)  # fmt: skip
_DUALS = _dual_forms()


@dataclass(frozen=True, slots=True)
class Number:
    """A number among tokens. ``first`` to ``last`` is the number itself; ``prefix`` stands joined before it."""

    first: int
    last: int
    prefix: str
    count: CountRange
    noun: str | None = None
    """The singular, in normal form, where a dual noun is the number."""


def find_numbers(tokens: Sequence[Token]) -> list[Number]:
    """All counts among the tokens, in order. Dates, ages, measures, shares, ranks and names are none."""
    out: list[Number] = []
    at = 0
    while at < len(tokens):
        found = _at(tokens, at)
        if found is None:
            at += 1
            continue
        if not _is_other(tokens, found):
            out.append(found)
        at = found.last
    return _ranges(tokens, out)


def _at(tokens: Sequence[Token], at: int) -> Number | None:
    vague = _vague(tokens, at)
    if vague is not None:
        return vague
    exact = _exact(tokens, at)
    if exact is not None:
        return exact
    norm = tokens[at].norm
    if tokens[at].kind == "word":
        for prefix in ("", "و", "ب", "ل", "ف", "ال", "وال", "بال", "لل", "وب", "ول"):
            if norm.startswith(prefix) and norm[len(prefix) :] in _DUALS:
                count = CountRange(low=2, high=2, kind=CountKind.EXACT, raw=norm[len(prefix) :])
                return Number(at, at + 1, prefix, count, noun=_DUALS[norm[len(prefix) :]])
    return None


def _strip(norm: str, *, article: bool) -> list[tuple[str, str]]:
    """(prefix, rest) of a number word: only و ف ب ل ك, and the article where allowed."""
    out = [("", norm)]
    out += [(norm[0], norm[1:])] if norm[:1] in "وفبلك" and len(norm) > 3 else []
    if article:
        out += [(p, norm[len(p) :]) for p in ("ال", "وال", "بال", "فال", "لل") if norm.startswith(p)]
    return out


def _exact(tokens: Sequence[Token], at: int) -> Number | None:
    """A number in digits or words, with its scale: 25 · 1,200 · ثلاثة وعشرين ألفا · 3 آلاف."""
    token = tokens[at]
    prefix = ""
    if token.kind == "number":
        value = _digits(token.norm)
        if value is None:
            return None
        last = at + 1
    else:
        if token.kind != "word":
            return None
        parsed = _below_thousand(tokens, at)
        if parsed is None:
            dual = next(((p, _DUAL_SCALES[r]) for p, r in _strip(token.norm, article=False) if r in _DUAL_SCALES), None)
            if dual is not None:
                prefix, number = dual
                return _number(tokens, at, at + 1, prefix, number)
            one = next(
                ((p, _SCALES[r]) for p, r in _strip(token.norm, article=False) if r in _SCALES and r not in _VAGUE),
                None,
            )
            if one is None:
                return None
            prefix, number = one
            return _number(tokens, at, at + 1, prefix, number)
        value, last, prefix = parsed
    total: float = value
    if last < len(tokens) and tokens[last].norm in _SCALES:
        scale = _SCALES[tokens[last].norm]
        if token.kind == "number" and _COMMA_DECIMAL.fullmatch(token.norm):
            value = float(token.norm.replace(",", "."))  # 1,8 مليون
        total = round(value * scale, 3)
        last += 1
        # 49 ألفا و500: the و stands apart before digits
        if last + 1 < len(tokens) and tokens[last].norm == "و" and tokens[last + 1].kind == "number":
            units = _digits(tokens[last + 1].norm)
            if units is not None and units == int(units) and 0 < units < scale:
                return _number(tokens, at, last + 2, prefix, int(total + units))
        # خمسة آلاف ومئتان
        rest = _below_thousand(tokens, last) if last < len(tokens) and tokens[last].norm.startswith("و") else None
        if rest is not None and rest[2] == "و" and rest[0] < scale and token.kind != "number":
            total += rest[0]
            last = rest[1]
    if total != int(total):
        return None
    return _number(tokens, at, last, prefix, int(total))


def _number(tokens: Sequence[Token], first: int, last: int, prefix: str, value: int) -> Number:
    return Number(first, last, prefix, _bounded(tokens, first, last, value, CountKind.EXACT))


def _digits(norm: str) -> float | None:
    """The value of a run of digits with its separators; None for times, dates, and what is too long."""
    bare = norm.replace(",", "").replace("٬", "")
    if len(bare) > LONGEST or "/" in bare or ":" in bare:
        return None
    bare = bare.replace("٫", ".")
    parts = bare.split(".")
    if len(parts) == 1:
        return int(bare)
    if all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3 and parts[0] != "0":
        return int("".join(parts))  # 1.200 as thousands, the continental way
    if len(parts) == 2:
        return float(bare)
    return None


def _below_thousand(tokens: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    """(value, token after, prefix) of a number word up to 999, with what و adds."""
    value = 0
    first_prefix = ""
    index = at
    level = 1000
    while index < len(tokens) and tokens[index].kind == "word":
        norm = tokens[index].norm
        step = None
        for prefix, rest in _strip(norm, article=index == at):
            if index > at and prefix != "و":
                continue
            if rest in _TEEN_ONES and index + 1 < len(tokens) and tokens[index + 1].norm in _TEEN and level > 100 - 1:
                step = (prefix, 10 + _TEEN_ONES[rest], index + 2, 10)
            elif rest in _HUNDREDS and level > 100:
                step = (prefix, _HUNDREDS[rest], index + 1, 100)
            elif rest in _TENS and level > 10:
                step = (prefix, _TENS[rest], index + 1, 10)
            elif rest in _ONES and level > 1:
                if prefix.endswith(("ال", "لل")) and _ONES[rest] <= 2:  # الاثنين is a day, الواحد one of them
                    continue
                # ثلاث مئة: a one may multiply the hundred after it
                hundred = tokens[index + 1].norm if index + 1 < len(tokens) else ""
                if hundred in ("ميه", "مايه") and 3 <= _ONES[rest] <= 9 and level > 100:
                    step = (prefix, _ONES[rest] * 100, index + 2, 100)
                else:
                    step = (prefix, _ONES[rest], index + 1, 1)
            if step is not None:
                break
        if step is None:
            break
        prefix, part, after, size = step
        if index > at and level == 1:
            break
        # خمسة وعشرون: the ones come before the tens
        if (
            size == 1
            and part < 10
            and after < len(tokens)
            and tokens[after].norm[:1] == "و"
            and tokens[after].norm[1:] in _TENS
        ):
            part += _TENS[tokens[after].norm[1:]]
            after += 1
        if index == at:
            first_prefix = prefix
        value += part
        index = after
        level = size if size > 1 else 1
        if size in (1, 10):
            break
    if index == at:
        return None
    return value, index, first_prefix


def _vague(tokens: Sequence[Token], at: int) -> Number | None:
    """بضعة أشخاص · عدد من الجنود · عشرات القتلى · عشرات الآلاف."""
    token = tokens[at]
    if token.kind != "word":
        return None
    after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
    for prefix, rest in _strip(token.norm, article=True):
        article = prefix.endswith(("ال", "لل"))
        if rest in _VAGUE_NUMBER and not article and after in _MANY:
            return Number(at, at + 1, prefix, CountRange(low=3, high=None, kind=CountKind.VAGUE, raw=token.norm))
        if article and rest in ("عديد", "كثير"):
            rest = "ال" + rest
            prefix = prefix[:-2] if not prefix.endswith("لل") else prefix
        if rest in _VAGUE and not (rest in ("عديد", "كثير") and not article):
            low = _VAGUE[rest]
            last = at + 1
            if low in (10, 100) and after in _VAGUE_SCALE:
                low, last = low * _VAGUE_SCALE[after], at + 2
            return Number(at, last, prefix, CountRange(low=low, high=None, kind=CountKind.VAGUE, raw=rest))
    return None


def _bounded(tokens: Sequence[Token], first: int, last: int, value: int, kind: CountKind) -> CountRange:
    """The number with what stands round it: نحو · أكثر من · على الأقل."""
    before = [token.norm for token in tokens[max(0, first - 4) : first]]
    after = [token.norm for token in tokens[last : last + AFTER]]
    raw = " ".join(token.norm for token in tokens[first:last])
    approx = bool(set(before[-1:]) & _ABOUT)
    if _ends(before, _SURPASSING) and len(before) > 1 and before[-2] in ("لا", "لم", "لن"):  # لا يتجاوز عددهم 300
        return CountRange(low=None, high=value, kind=CountKind.AT_MOST, approx=approx, raw=raw)
    if _ends(before, _AT_LEAST) or _starts(after, _LEAST_AFTER):
        return CountRange(low=value, high=None, kind=CountKind.AT_LEAST, approx=approx, raw=raw)
    if _ends(before, _AT_MOST) or _starts(after, _MOST_AFTER):
        return CountRange(low=None, high=value, kind=CountKind.AT_MOST, approx=approx, raw=raw)
    return CountRange(low=value, high=value, kind=CountKind.ABOUT if approx else kind, approx=approx, raw=raw)


def _ends(words: list[str], phrases: tuple[tuple[str, ...], ...]) -> bool:
    return any(tuple(words[-len(phrase) :]) == phrase for phrase in phrases)


def _starts(words: list[str], phrases: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one of the phrases stands among the words, no mark before it."""
    for index in range(len(words)):
        if words[index] in (".", "،", ","):
            return False
        if any(tuple(words[index : index + len(phrase)]) == phrase for phrase in phrases):
            return words[index + 1 : index + 2] != ["من"]  # 32 قتيلا | وأكثر من مئة جريح
    return False


def _is_other(tokens: Sequence[Token], found: Number) -> bool:
    """Whether the number is a date, an age, a measure, a rank or a name, not a count."""
    if found.noun is not None:
        return False
    before = tokens[found.first - 1].norm if found.first else ""
    after = tokens[found.last].norm if found.last < len(tokens) else ""
    beyond = tokens[found.last + 1].norm if found.last + 1 < len(tokens) else ""
    value = found.count.low or found.count.high or 0
    if after in _MEASURES or after in ("%", "٪") or (after == "في" and beyond in ("الميه", "المايه")):
        return True
    if after in _MONTHS or (after in ("-", "/") and beyond in _MONTHS):
        return True
    digits = tokens[found.first].kind == "number"
    if digits and (before in _NAMING or (before in _MONTHS and found.count.kind is CountKind.EXACT)):
        return True
    if (digits and before in ("/", ":")) or (after == ":" and digits):
        return True
    if (
        digits
        and tokens[found.first - 1].kind == "latin"
        and found.first
        and tokens[found.first - 1].end == tokens[found.first].start
    ):
        return True  # F16
    return digits and 1900 <= value <= 2100 and found.last == found.first + 1 and tokens[found.first].norm.isdigit() and (
        before in _MONTHS or before in ("عام", "العام", "سنه", "في", "منذ", "(", "خلال", "حتي") or after in (")", "م", "ميلادي")
    )  # fmt: skip


def _ranges(tokens: Sequence[Token], found: list[Number]) -> list[Number]:
    """بين 3 و5 · من 3 إلى 5 · ثلاثة أو أربعة · 5-7: two numbers that bound one count become one."""
    out: list[Number] = []
    skip = False
    for at, number in enumerate(found):
        other = found[at + 1] if at + 1 < len(found) else None
        if skip:
            skip = False
            continue
        joined = _range(tokens, number, other) if other is not None else None
        if joined is not None:
            out.append(joined)
            skip = True
        else:
            out.append(number)
    return out


def _range(tokens: Sequence[Token], a: Number, b: Number) -> Number | None:
    low, high = a.count.low, b.count.low
    if low is None or high is None or low >= high or a.noun is not None or b.noun is not None:
        return None
    if a.count.kind is CountKind.VAGUE or b.count.kind is CountKind.VAGUE:
        return None
    before = tokens[a.first - 1].norm if a.first else ""
    between = [token.norm for token in tokens[a.last : b.first]]
    to = between in (["الي"], ["-"], ["او"], ["و"], ["حتي"])
    counted = len(between) == 2 and between[1] in ("الي", "او", "و")
    if (before == "بين" and (b.prefix == "و" or between == ["و"] or (len(between) <= 2 and "و" in "".join(between)[:1]))) or (
        before == "من" and "الي" in between and len(between) <= 2
    ) or (to and between != ["و"]) or (counted and between[1] == "او"):  # fmt: skip
        if between == ["-"] and high > low * 20:
            return None
        count = CountRange(
            low=low, high=high, kind=CountKind.BETWEEN, approx=a.count.approx, raw=f"{a.count.raw} {b.count.raw}"
        )
        return Number(a.first, b.last, a.prefix, count)
    return None


def small_number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """(value, token after) of a number that begins at a token, for durations: ثلاثة, 10, أحد عشر; None when there is none."""
    if at >= len(tokens):
        return None
    found = _exact(tokens, at)
    if found is None or found.count.raw == "":
        return None
    value = found.count.low if found.count.low is not None else found.count.high
    return (value, found.last) if value is not None else None


def is_number_word(norm: str) -> bool:
    """Whether the word is one of a number: ثلاثة, أربعين."""
    return norm in _ONES or norm in _TENS or norm in _HUNDREDS or norm in _TEEN_ONES
