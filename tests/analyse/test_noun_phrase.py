"""Where noun phrases end, one written example a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.analyse.noun_phrase import LONGEST, is_definite, is_joined, is_plural, is_verb_like, noun_phrase
from rasid.text import function_words
from rasid.text.normal import align, fold
from rasid.text.tokens import tokenize


def phrase(text: str, **options: bool) -> str:
    tokens = tokenize(align(text))
    end = noun_phrase(tokens, 0, len(tokens), **options)
    return text[tokens[0].start : tokens[end - 1].end]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("الجيش الوطني اليوم الاثنين", "الجيش الوطني"),  # a time ends it
        ("الجيش الوطني مواقع للحركة", "الجيش الوطني"),  # no adjective without the article after a definite noun
        ("جيش التحرير الوطني أمس", "جيش التحرير الوطني"),  # idafa, then an adjective that agrees
        ("قوات الحكومة قصفت بلدة", "قوات الحكومة"),  # a verb ends it
        ("مصادر محلية إن القصف", "مصادر محلية"),  # a conjunction ends it
        ("مصدر أمني سوري مساء", "مصدر أمني سوري"),
        ("مسلحون مجهولون شرطيا", "مسلحون مجهولون"),  # a sound plural agrees with its adjective
        ("مسلحون النار على حافلة", "مسلحون"),  # and with its ن is not annexed to what follows
        ("الشرطة بالعاصمة", "الشرطة"),  # a joined preposition ends it
        ("وزارة الدفاع والجيش", "وزارة الدفاع"),  # a joined conjunction ends it, but وزارة has its own و
        ("مسلحو الحركة الذين هاجموا", "مسلحو الحركة"),  # a relative pronoun ends it
        ("حركة \"الراية\" هجوما", "حركة \"الراية\""),  # a name in quotes after its head
        ("الوزير \"إن الهجوم مدان\"", "الوزير"),  # quoted speech is not one
        ("وزير الدفاع سامي كرم إن", "وزير الدفاع سامي كرم"),  # a name follows a title
        ("الرئيس مقتل الجنود", "الرئيس"),  # a noun of doing does not
        ("الأمين العام للأمم المتحدة يان كول أن", "الأمين العام للأمم المتحدة يان كول"),
        ("المتحدث باسم الشرطة سليم حداد في", "المتحدث باسم الشرطة سليم حداد"),
        ("رئيس اللجنة سامي كرم بعقد اجتماع", "رئيس اللجنة سامي كرم"),  # ب before a noun of doing
        ("الرئيس المجتمع الدولي", "الرئيس"),  # a definite noun of its own
        ("المتحدث باسم الشرطة باندلاع اشتباكات", "المتحدث باسم الشرطة"),  # ب before a verbal noun
        ("فرنسا السوريين بالهجوم", "فرنسا"),  # people after a country are another phrase
        ("سامي الناصر المتحدث باسم الجيش", "سامي الناصر"),  # a title behind a name is another phrase
        ("الرئيس علي سالم إن", "الرئيس علي سالم"),  # علي is a name here
        ("رئيس جنوب السودان سامي كرم إن", "رئيس جنوب السودان سامي كرم"),
        ("مصدر غربي إن", "مصدر غربي"),  # غربي is an adjective after a title
        ("عبدالكريم وزير الدفاع رفضه", "عبدالكريم"),  # a name in one word
        ("اللواء 12 في الجيش", "اللواء 12"),  # a number is a unit's name
        ("جنديين ثلاثة قتلى", "جنديين"),  # and elsewhere begins a count
        ("السلطات الحداد الوطني", "السلطات"),  # no adjective of theirs
        ("القائممقام المنظمات الدولية", "القائممقام"),
        ("الجرحى الحياة", "الجرحى"),
        ("الأشخاص الأربعة إن", "الأشخاص الأربعة"),  # a number agrees the other way round
        ("قوات التحالف العربي المشتركة", "قوات التحالف العربي المشتركة"),
        ("شقيقان مصرعهما", "شقيقان"),  # with its ن a dual has nothing after it but what describes it
        ("شقيقان سوريان مصرعهما", "شقيقان سوريان"),
        ("مصدر طبي حالة أحدهم", "مصدر طبي"),  # an adjective is not annexed
        ("دراجة نارية النار", "دراجة نارية"),
        ("حافلة صغيرة صودف مرورها", "حافلة صغيرة"),  # a passive
        ("قوات ترتدي زيا مدنيا", "قوات"),
        ("قوة عسكرية تابعة إن", "قوة عسكرية تابعة"),  # no verb here
        ("الفريق أول سليم حداد إن", "الفريق أول سليم حداد"),
    ],
)  # fmt: skip
def test_ends(text: str, wanted: str) -> None:
    assert phrase(text) == wanted


def test_on_request() -> None:
    assert phrase("عناصر من الشرطة المحلية قتلوا") == "عناصر"
    assert phrase("عناصر من الشرطة المحلية قتلوا", partitive=True) == "عناصر من الشرطة المحلية"
    assert phrase("الخبير العسكري والإستراتيجي سامي", conjoined=True, names=False) == "الخبير العسكري والإستراتيجي"
    assert phrase("حركة المقاومة (حماة) هجوما", brackets=True) == "حركة المقاومة (حماة)"
    assert phrase("حركة المقاومة (حماة) هجوما") == "حركة المقاومة"


def test_forms() -> None:
    assert is_definite("القوات")
    assert not is_definite("الي")
    assert is_plural("مسلحون")
    assert is_plural("الجنود")
    assert not is_plural("جندي")
    assert is_verb_like("استهدفت")
    assert is_verb_like("سيواصلون")
    assert not is_verb_like("يوسف")
    assert is_joined("والشرطه")
    assert not is_joined("وزير")


def test_closed_classes_are_in_normal_form() -> None:
    for name, value in vars(function_words).items():
        if isinstance(value, frozenset):
            assert all(fold(word) == word for word in value), name


WORDS = ["الجيش", "الوطني", "قال", "من", '"', "(", ")", "12", "وزير", "أن", "باسم", "مسلحون", "للأمم", "العام", "CNN"]


@given(
    st.lists(
        st.sampled_from(WORDS),
        min_size=1,
        max_size=30,
    )
)
def test_stays_in_bounds(words: list[str]) -> None:
    tokens = tokenize(align(" ".join(words)))
    for index in range(len(tokens)):
        for limit in (len(tokens), index + 1):
            end = noun_phrase(tokens, index, limit, partitive=True, brackets=True, conjoined=True)
            assert index < end <= limit
            assert end - index <= LONGEST + 8
