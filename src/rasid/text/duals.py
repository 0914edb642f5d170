"""Nouns whose dual is a count of two: قتيلان، جنديين، طفلتان; before another noun رجلي أمن, جنديا الاحتلال; owned نجليه."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.text.function_words import FUNCTION_WORDS, TIMES, words
from rasid.text.normal import fold
from rasid.text.tokens import Token

# Persons first, then what news counts in twos.
_NOUNS = """
قتيل قتيلة شهيد شهيدة جريح جريحة مصاب مصابة ضحية شخص طفل طفلة امرأة رجل مدني مدنية جندي جندية عنصر مسلح مسلحة شرطي شرطية ضابط مقاتل
مواطن مواطنة شاب شابة فتى فتاة سيدة صحفي صحفية صحافي صحافية إعلامي مسعف مسعفة طبيب طبيبة ممرض ممرضة عامل عاملة موظف موظفة متظاهر متظاهرة
محتج معتقل معتقلة أسير أسيرة رهينة مخطوف مفقود مفقودة قائد قيادي انتحاري انتحارية متشدد إرهابي متمرد مجند مجندة حارس سائق لاجئ نازح
مهاجر أجنبي سائح مزارع صياد راع طالب طالبة تلميذ تلميذة معلم معلمة مدرس مدرسة مهندس مهندسة ناشط ناشطة مراسل مراسلة مصور كاهن راهب راهبة إمام
شيخ زعيم عضو نائب وزير دبلوماسي مستوطن مستوطنة مقاوم مصل شقيق شقيقة أخ أخت ابن ابنة زوج توأم رضيع رضيعة مسن مسنة قاصر حدث يتيم جثة جثمان
عميل مشتبه متهم مطلوب قناص طيار بحار مريض مريضة زميل زميلة نجل قريب تاجر محام قاض عالم خبير مستشار حفيد حفيدة جار صديق رفيق أستاذ أستاذة
فلسطيني فلسطينية إسرائيلي إسرائيلية سوري سورية عراقي عراقية لبناني لبنانية يمني يمنية سعودي مصري مصرية سوداني ليبي تونسي جزائري مغربي أردني
أميركي أميركية أمريكي أمريكية بريطاني بريطانية فرنسي فرنسية تركي إيراني روسي أفغاني باكستاني هندي صومالي إثيوبي كردي أوكراني ألماني إيطالي
إسباني صيني كندي هولندي كيني نيجيري تشادي مالي إماراتي كويتي قطري بحريني عماني نرويجي سويدي دنماركي بولندي أسترالي ياباني كوري فلبيني حوثي
إخواني سني شيعي مسيحي قبطي يهودي أيزيدي عربي غربي درزي تركماني
فريق مسافر راكب متعاقد متطوع متطوعة عائلة أسرة قذيفة صاروخ عبوة سيارة شاحنة دراجة قنبلة لغم طائرة مسيرة دبابة آلية عربة حافلة زورق سفينة
منزل مبنى مسجد كنيسة مدرسة مستشفى مقر موقع قاعدة حاجز نقطة مركز غارة هجوم تفجير انفجار عملية ضربة اشتباك قرية بلدة مدينة مخيم حي بئر جسر
ناقلة مروحية مدرعة دورية ثكنة نفق مستودع محطة مدفع بندقية حزام منطقة هدف رصاصة طلقة كمين هجمة جبهة محافظة مديرية طريق مطار ميناء فندق سوق
"""
# مسلحين، مصابين، مقاتلين: written like their plural, which news means far oftener.
_SOUND_PLURALS = words(
    """مصاب مسلح مقاتل مواطن مسعف ممرض عامل موظف متظاهر محتج معتقل مخطوف مفقود متشدد متمرد مجند لاجئ نازح مهاجر مزارع معلم مدرس مهندس مراسل
    مصور مستوطن مقاوم مصل مسن متهم مطلوب مسافر متعاقد متطوع مشتبه صياد طيار بحار قناص ناشط سائق راكب محام مستشار"""
)
_WITH_YA = words("جنديين شرطيين صبيين")
"""Duals in ـيين all the same: their plural is broken."""
# Before the noun they belong to, without their ن. Feminines show their ت; of the others only those that nothing else is
# written like (شخصي is "personal", مسلحي the plural before a noun).
_ANNEXED_GENITIVE = words("رجلي ضابطي حارسي تاجري زعيمي جثماني صاروخي") - words("صاروخي جثماني")
_ANNEXED_NOMINATIVE = words("جنديا شرطيا رجلا ضابطا حارسا عنصرا قياديا")
_KIN = "نجل ولد شقيق طفل قريب حفيد حارس مرافق زميل رفيق"
_KIN_FEMININE = "ابنة زوجة شقيقة طفلة حفيدة زميلة"
_OWNERS = ("ه", "ها", "هم", "هما", "نا")
_PREFIXES = ("", "و", "ب", "ل", "ف", "ال", "وال", "بال", "لل", "وب", "ول")


def _free() -> dict[str, str]:
    out: dict[str, str] = {}
    for noun in _NOUNS.split():
        form = fold(noun)
        link = form[:-1] + ("ت" if noun.endswith("ة") else "ي") if noun.endswith(("ة", "ى")) else form
        out.setdefault(link + "ان", form)
        if form not in _SOUND_PLURALS and not link.endswith("ي"):
            out.setdefault(link + "ين", form)
    out.update(
        dict.fromkeys(map(fold, ("امرأتان", "امرأتين", "إمرأتان", "إمرأتين", "أخوان", "أخوين", "أبوين", "فتيين")), "")
    )
    out.update({form: form[:-2] for form in _WITH_YA})
    return out


def _owned() -> dict[str, str]:
    out = {}
    for noun in _KIN.split():
        out.update({fold(noun) + case + owner: fold(noun) for case in "يا" for owner in _OWNERS})
    for noun in _KIN_FEMININE.split():
        link = fold(noun)[:-1] + "ت"
        out.update({link + case + owner: fold(noun) for case in "يا" for owner in _OWNERS})
    return {form: noun for form, noun in out.items() if form not in FUNCTION_WORDS}


_FREE, _OWNED = _free(), _owned()
_FEMININE = {fold(noun)[:-1] + "ت" + case: fold(noun) for noun in _NOUNS.split() if noun.endswith("ة") for case in "يا"}


def has_ending(norm: str) -> bool:
    """Whether the word, without anything before it, is a dual with its ن: شقيقان, which no noun after it belongs to."""
    return norm in _FREE


def dual(tokens: Sequence[Token], at: int) -> tuple[str, str] | None:
    """(prefix, singular) of a dual noun at the token; the singular is in normal form, "" where it is not known."""
    norm = tokens[at].norm
    if tokens[at].kind != "word" or len(norm) < 4:
        return None
    for prefix in _PREFIXES:
        if not norm.startswith(prefix):
            continue
        rest = norm[len(prefix) :]
        if rest in _FREE:
            return prefix, _FREE[rest]
        if prefix.endswith(("ال", "لل")):
            continue
        if rest in _OWNED:
            return prefix, _OWNED[rest]
        if (rest in _FEMININE or rest in _ANNEXED_GENITIVE or rest in _ANNEXED_NOMINATIVE) and _annexes(
            tokens, at, rest
        ):
            return prefix, _FEMININE.get(rest, rest[:-1])
    return None


def _annexes(tokens: Sequence[Token], at: int, rest: str) -> bool:
    """Whether a noun follows that it may belong to: رجلي | أمن; جنديا | الاحتلال, not جنديا | اليوم."""
    if at + 1 >= len(tokens) or tokens[at + 1].kind != "word":
        return False
    after = tokens[at + 1].norm
    if after in FUNCTION_WORDS or after in TIMES or after[0] == "و":
        return False
    if rest in _ANNEXED_NOMINATIVE or rest.endswith("تا"):
        before = tokens[at - 1] if at else None
        return (
            after.startswith("ال") and (before is None or before.kind != "number") and not after.endswith(("ي", "يه"))
        )
    return True
