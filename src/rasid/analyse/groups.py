"""Who the counted people are: the mention of them, and the groups that their words tell."""

from __future__ import annotations

from rasid.analyse.counting import Claim
from rasid.analyse.document import Document
from rasid.analyse.noun_phrase import noun_phrase
from rasid.lexicon.harm import Harm
from rasid.model import Group, Span
from rasid.text.clitics import readings
from rasid.text.function_words import words

# Words beside a neutral noun (عنصر، فرد، رجل …) that tell the group: عناصر الشرطة، أفراد الجيش، رجال الدفاع المدني.
_BESIDE: dict[str, Group] = {
    **dict.fromkeys(words("شرطة شرطية أمن أمنية أمني درك داخلية مخابرات"), Group.POLICE),
    **dict.fromkeys(
        words("جيش جيشه مسلحة عسكرية عسكري حرس كتيبة لواء بحرية جوية دفاع أركان نظام خدمة"), Group.MILITARY
    ),
    **dict.fromkeys(
        words(
            "داعش طالبان حماس قاعدة تنظيم حركة ميليشيا ميليشيات مليشيا مليشيات فصائل فصيل قسد حزب جبهة بيشمركة قسام سرايا حشد"
            " حوثيين حوثي متمردين مسلحين معارضة مقاومة كتائب إرهابية إرهابيين جهاد"
        ),
        Group.ARMED_GROUP,
    ),
    **dict.fromkeys(words("إسعاف طبي طبية صحي صحية هلال"), Group.MEDICAL),
    **dict.fromkeys(words("إغاثة أونروا إنقاذ إطفاء خوذ"), Group.AID),
    **dict.fromkeys(words("مدنيين مدني مدنية مدنيا نازحين سكان أهالي"), Group.CIVILIAN),
}
_CIVIL = words("مدني المدني")
_FOREIGN = words(
    "أميركي أميركيين أميركية أميركيا أمريكي أمريكيين أمريكية أمريكيا بريطاني بريطانيين بريطانية بريطانيا فرنسي فرنسيين فرنسية"
    " ألماني ألمان ألمانية إيطالي إيطاليين كندي كنديين كندية أسترالي أستراليين دنماركي هولندي بولندي إسباني روسي روس روسية"
    " إيراني إيرانيين إيرانية أطلسي ناتو دولية دولي تحالف حلف إيساف"
)


def who(doc: Document, claim: Claim, limit: int) -> Span | None:
    """The noun phrase of the people counted, without the number: مقتل 3 | جنود أتراك. None for 25 قتيلا, unless
    "في صفوف" tells whose they are."""
    if claim.name:
        return claim.span
    noun = _ranks(doc, claim, limit)
    if noun is None:
        if claim.noun is None or claim.victims:
            return None
        noun = claim.noun
    last = max(noun_phrase(doc.tokens, noun, limit), noun + 1)
    span = doc.tokens_span(noun, last)
    if noun != claim.noun:
        return span
    if claim.span.start >= doc.tokens[noun].end:  # الأشخاص | الأربعة
        before = next(at for at in range(noun + 1, len(doc.tokens)) if doc.tokens[at].end > claim.span.start)
        return doc.tokens_span(noun, min(last, before))
    return Span(max(span.start, claim.span.start), span.end)


def _ranks(doc: Document, claim: Claim, limit: int) -> int | None:
    """The noun after في صفوف that follows the count: عشرات القتلى والجرحى في صفوف اللواء."""
    if claim.noun is not None and not claim.victims:
        return None
    for at in range(claim.last, min(claim.last + 4, limit - 2)):
        if doc.tokens[at].norm in ("في", "من", "بين") and doc.tokens[at + 1].norm in ("صفوف", "اوساط", "عناصر"):
            return at + 2
    return None


def groups(doc: Document, harm: Harm, claim: Claim, before: tuple[Group, ...], limit: int) -> tuple[Group, ...]:
    """The groups in the order found; ``unspecified`` when the words tell none (25 قتيلا، شخصان). ``before`` are those
    of the count before it in the sentence, which آخرين and منهم take over."""
    if claim.other:
        return before or (Group.UNSPECIFIED,)
    out: list[Group] = [group for group in claim.groups if group is not Group.UNSPECIFIED]
    noun = _ranks(doc, claim, limit)
    if noun is None:
        noun = claim.noun
    if noun is None:
        return tuple(out) or (Group.UNSPECIFIED,)
    last = noun_phrase(doc.tokens, noun, limit, partitive=True)
    beside = [stem for token in doc.tokens[noun:last] for _, stem in readings(token.norm)]
    if not out or set(out) <= {Group.OFFICIAL, Group.CIVILIAN}:
        for at in range(noun, last):
            group = _group(harm, doc.tokens[at].norm)
            if group is Group.MILITARY and at + 1 < limit and doc.tokens[at + 1].norm in _CIVIL:
                group = Group.AID  # الدفاع المدني is no army
            if group is not None and group not in out:
                if group is not Group.CIVILIAN:
                    out = [other for other in out if other is not Group.CIVILIAN]
                out.append(group)
                break
    if (
        set(out) <= {Group.UNSPECIFIED} and "قوات" in beside
    ):  # عنصر من قوات الحكومة; of قوات الأمن the other word told more
        out = [Group.MILITARY]
    if Group.WOMAN in out and doc.tokens[noun].norm.endswith("والده") and doc.text[doc.tokens[noun].end - 1] == "ه":
        out.remove(Group.WOMAN)  # طفل ووالده: his father, and والدة is spelled alike in the normal form
    if Group.MILITARY in out and any(stem in _FOREIGN for stem in beside):
        out[out.index(Group.MILITARY)] = Group.FOREIGN_MILITARY
    return tuple(dict.fromkeys(out)) or (Group.UNSPECIFIED,)


def _group(harm: Harm, norm: str) -> Group | None:
    for _, stem in readings(norm):
        if stem in _BESIDE:
            return _BESIDE[stem]
    found = harm.word(norm)
    groups = found[1].groups if found is not None else ()
    return next((group for group in groups if group not in (Group.UNSPECIFIED, Group.OFFICIAL)), None)
