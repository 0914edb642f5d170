"""Who, whom, where, when and with what: the ways in which a clause says it, one written example each."""

from __future__ import annotations

import pytest

from rasid.analyse.linkables import Linkables
from tests.analyse.reading import read, up_to


def arguments(text: str) -> set[tuple[str, str]]:
    """Role and words of the arguments of the first event."""
    event = read(text, published="2024-03-10").events[0]
    return {(argument.role.value, argument.span.of(text)) for argument in event.arguments}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # verb, doer, aim
        ("قصف الجيش مواقع للمسلحين في قرية الزيتونية.", {("attacker", "الجيش"), ("target", "مواقع للمسلحين")}),
        # a verbal noun: its genitive is the doer where the aim follows with ل
        (
            "استهداف الطيران الأميركي لمقرين لميليشيات الراية في الأنبار.",
            {("attacker", "الطيران الأميركي"), ("target", "مقرين لميليشيات الراية"), ("place", "الأنبار")},
        ),
        # its genitive is the aim where nothing follows
        ("استهداف حاجز للشرطة في كركوك بعبوة ناسفة.", {("target", "حاجز للشرطة"), ("place", "كركوك")}),
        # the verb that only carries the noun of violence
        (
            "شن مسلحون مجهولون هجوما على حاجز للشرطة في كركوك.",
            {("attacker", "مسلحون مجهولون"), ("target", "حاجز للشرطة")},
        ),
        # the verb whose subject suffers, and من قبل before the doer
        ("تعرضت قرية الزيتونية لقصف مدفعي من قبل قوات النظام.", {("attacker", "قوات النظام"), ("place", "الزيتونية")}),
        # counted things with their owner
        ("استهدفت الغارات خمس قواعد لحزب الله في الجنوب.", {("target", "خمس قواعد لحزب الله")}),
        (
            "نفذت طائرات أميركية غارات على ثلاثة مواقع للكتائب في العراق واثنين في سوريا.",
            {
                ("attacker", "طائرات أميركية"),
                ("target", "ثلاثة مواقع للكتائب"),
                ("place", "العراق"),
                ("place", "سوريا"),
            },
        ),
        # whose they are, told after where they are
        (
            "استهدف الجيش التركي أربع قواعد في العراق وسوريا لحزب العمال الكردستاني.",
            {("target", "أربع قواعد"), ("target", "حزب العمال الكردستاني"), ("place", "سوريا")},
        ),
        # a thing that no list of actors or places has
        ("قصفت الطائرات الحربية منزلا في مخيم النصيرات.", {("target", "منزلا"), ("place", "مخيم النصيرات")}),
    ],
)
def test_who_did_what_to_whom(text: str, wanted: set[tuple[str, str]]) -> None:
    assert wanted <= arguments(text)


def test_the_doer_is_not_the_aim() -> None:
    found = arguments("استهداف الطيران الأميركي لمقرين لميليشيات الراية في الأنبار.")
    assert ("target", "الطيران الأميركي") not in found
    assert ("attacker", "ميليشيات الراية") not in found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("قصفت المدفعية نقطة عسكرية تابعة لقوات النظام في الجبل.", "نقطة عسكرية تابعة لقوات النظام"),  # with its owner
        ("اعتقلت الشرطة عددا من المتظاهرين وسط المدينة.", "عددا من المتظاهرين"),  # with its number
        ("قتل مسلحون ثلاثة جنود في الموصل.", "ثلاثة جنود"),
        ("أطلق الجيش صواريخ على منزل في البلدة.", "منزل"),  # after "on"
        ("هاجم الجيش قافلة شاحنات أمس على الطريق.", "قافلة شاحنات"),  # before a time
    ],
)
def test_what_was_aimed_at_is_found_as_far_as_it_goes(text: str, wanted: str) -> None:
    found = [m.span.of(text) for m in Linkables(read(text, *up_to("events"))).all if m.kind == "phrase"]
    assert wanted in found


def test_a_phrase_is_not_looked_for_where_a_mention_stands() -> None:
    text = "قصف الجيش مواقع للمسلحين صباح اليوم."
    mentions = [m for m in Linkables(read(text, *up_to("events"))).all if m.kind == "phrase"]
    assert [m.span.of(text) for m in mentions] == ["مواقع للمسلحين"]


def test_what_a_report_is_about_lies_somewhere() -> None:
    text = "انفجار في سوق الزيتونية\nقتل أربعة مدنيين في انفجار هز سوق الزيتونية شمال بغداد صباح اليوم."
    event = read(text, published="2024-03-10").events[0]
    assert any(argument.role.value == "place" for argument in event.arguments)


def test_a_dateline_says_where_the_report_was_written() -> None:
    found = arguments("مقديشو (سندس) - فجر انتحاري نفسه اليوم عند نقطة تفتيش على مدخل مدينة بلدوين وسط الصومال.")
    assert ("place", "بلدوين") in found
    assert ("place", "مقديشو") not in found


def test_a_place_before_a_colon_says_where_things_happened() -> None:
    assert ("place", "العراق") in arguments("العراق: مقتل أربعة جنود في انفجار عبوة ناسفة.")


def test_those_who_lost_people_are_not_the_doers() -> None:
    found = arguments("أسفر القصف عن وقوع عشرات القتلى والجرحى في صفوف اللواء 45 في الحشد الشعبي، غرب محافظة الأنبار.")
    assert not [words for role, words in found if role == "attacker"]


def days(text: str, published: str = "2024-03-10") -> list[str | None]:
    """First day of each event, in the order of their ids."""
    events = read(text, published=published).events
    return [str(event.when.start) if event.when and event.when.start else None for event in events]


def test_the_day_of_the_telling_is_not_the_day_of_what_was_told_before() -> None:
    assert days("بعد غارات جوية على مدينة إدلب يوم الخميس، قال مسؤول محلي مساء السبت إن القصف دمر مدرسة.") == [
        "2024-03-07"
    ]


def test_a_day_in_the_title_is_that_of_all_that_have_none() -> None:
    text = """حصاد الأحداث الميدانية ليوم الجمعة 8-3-2024
حلب: قصف مدفعي من قبل قوات النظام على قرية كفر عمة أدى لإصابة ثلاثة مدنيين.
درعا: مقتل شابين برصاص مجهولين في مدينة الصنمين."""
    assert days(text) == ["2024-03-08", "2024-03-08"]


def test_what_lies_far_from_the_happening_told_before_is_another() -> None:
    text = """قصفت قوات النظام بالمدفعية مدينة إدلب صباح اليوم وقتل مدنيان.
وسقطت صواريخ كاتيوشا في محيط مدينة القامشلي مساء دون أن تسفر عن ضحايا."""
    assert len(read(text, published="2024-03-10").events) == 2
