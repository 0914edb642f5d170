"""What names a happening, of which type, and how real."""

from __future__ import annotations

import pytest

from rasid.lexicon.triggers import trigger_lexicon
from rasid.model import EventType, Realis
from tests.analyse.reading import read


def found(text: str) -> list[tuple[str, str]]:
    doc = read(text, "triggers")
    return [(trigger.span.of(text), trigger.type.value) for trigger in doc.triggers]


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("شنت الطائرات غارة على بلدة في الريف.", "غارة", EventType.AIR_STRIKE),
        ("قصفت المدفعية أطراف القرية.", "قصفت", EventType.SHELLING),
        ("قصفت طائرات حربية أطراف القرية.", "قصفت", EventType.AIR_STRIKE),
        ("وقع انفجار بعبوة ناسفة قرب السوق.", "انفجار", EventType.BOMBING),
        ("وقع انفجار نفذه انتحاري قرب السوق.", "انفجار", EventType.SUICIDE_BOMBING),
        ("فجر نفسه عند بوابة المبنى.", "فجر نفسه", EventType.SUICIDE_BOMBING),
        ("هجوم مسلح على حاجز للشرطة.", "هجوم مسلح", EventType.ARMED_ATTACK),
        ("هجوم صاروخي على المعسكر.", "هجوم صاروخي", EventType.SHELLING),
        ("هجوم بقذائف الهاون على المعسكر.", "هجوم", EventType.SHELLING),
        ("اندلعت اشتباكات بين الفصيلين.", "اشتباكات", EventType.ARMED_CLASH),
        ("اندلعت مواجهات بين متظاهرين والشرطة.", "مواجهات", EventType.RIOT),
        ("اقتحمت قوة خاصة المخيم.", "اقتحمت", EventType.MILITARY_OPERATION),
        ("بدأت عملية عسكرية واسعة.", "عملية", EventType.MILITARY_OPERATION),
        ("اعتقلت الشرطة ثلاثة شبان.", "اعتقلت", EventType.ARREST),
        ("خطف مسلحون مهندسا.", "خطف", EventType.ABDUCTION),
        ("سيطرت القوات على التلة.", "سيطرت", EventType.TERRITORY_CHANGE),
        ("اعترضت الدفاعات مسيرة.", "اعترضت", EventType.DISRUPTED_WEAPONS),
        ("أضرموا النار في المتجر.", "أضرموا النار", EventType.PROPERTY_DESTRUCTION),
        ("خرجت مظاهرة في المدينة.", "مظاهرة", EventType.PROTEST),
        ("خرجت مسيرة حاشدة في المدينة.", "مسيرة حاشدة", EventType.PROTEST),
        ("دخلت الهدنة حيز التنفيذ.", "الهدنة", EventType.AGREEMENT),
        ("أطلق المقاتلون من التلال ثلاثة صواريخ.", "أطلق", EventType.SHELLING),
        ("أطلق مسلحون النار على سيارة.", "أطلق", EventType.ARMED_ATTACK),
    ],
)
def test_a_word_and_the_words_beside_it_give_the_type(text: str, trigger: str, kind: EventType) -> None:
    assert (trigger, kind.value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "أطلقت السلطات سراح المعتقلين.",
        "أطلق الوزير مبادرة جديدة.",
        "حلقت طائرة مسيرة فوق البلدة.",
        "انطلقت عملية السلام من جديد.",
        "قال الطبيب في مستشفى كمال عدوان.",
        "جرت العملية الانتخابية بهدوء.",
        "المناطق التي تسيطر عليها الحكومة.",
        "وصل فجر اليوم وفد حكومي.",
    ],
)
def test_the_same_words_in_other_company_name_no_happening(text: str) -> None:
    assert found(text) == []


def test_the_span_leaves_clitics_out_and_keeps_the_article() -> None:
    assert found("وبالقصف المدفعي")[0][0] == "القصف المدفعي"
    assert found("وقصفت الطائرات")[0][0] == "قصفت"


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        ("قصفت المدفعية القرية.", Realis.ACTUAL),
        ("سيقصف الجيش القرية.", Realis.PLANNED),
        ("تعتزم القوات شن هجوم جديد.", Realis.PLANNED),
        ("هدد القائد بشن هجوم.", Realis.THREATENED),
        ("أنباء عن قصف في الجنوب.", Realis.ALLEGED),
        ("نفى شن غارات.", Realis.DENIED),
    ],
)
def test_reality_from_the_words_before(text: str, realis: Realis) -> None:
    doc = read(text, "triggers")
    assert doc.triggers[-1].realis is realis


def test_a_war_is_an_event_only_with_a_fact_of_its_own() -> None:
    assert found("يعاني السكان من الحرب.") == []
    assert found("اندلعت الحرب عام 2011.") == [("الحرب", "armed_clash")]


def test_every_type_has_a_word() -> None:
    lexicon = trigger_lexicon()
    words = {word.cls.type for word in lexicon.words._values.values() if word is not None}
    assert words == set(EventType)
