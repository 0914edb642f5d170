"""Who was harmed, how, how many, according to whom: every rule with an example of its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.analyse.document import CasualtyDraft, Document
from rasid.model import Certainty, CountKind, Group, Outcome, Scope
from tests.analyse.reading import read, up_to

KILLED, INJURED, HARMED = Outcome.KILLED, Outcome.INJURED, Outcome.HARMED
DETAINED, ABDUCTED, MISSING, DISPLACED, NONE = (
    Outcome.DETAINED,
    Outcome.ABDUCTED,
    Outcome.MISSING,
    Outcome.DISPLACED,
    Outcome.NONE,
)


def document(text: str) -> Document:
    return read(text, *up_to("casualties"))


def claims(text: str) -> list[CasualtyDraft]:
    return document(text).casualties


def tolls(text: str) -> list[tuple[Outcome, int | None, int | None]]:
    return [(claim.outcome, claim.count.low, claim.count.high) for claim in claims(text)]


def counts(text: str) -> list[str]:
    return [claim.span.of(text) for claim in claims(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verbal noun governs the number after it, and "و" with a second one the next
        ("انفجار في السوق أدى إلى مقتل 25 شخصا وإصابة 38 آخرين.", [(KILLED, 25, 25), (INJURED, 38, 38)]),
        ("قتل ثلاثة جنود في كمين على الطريق.", [(KILLED, 3, 3)]),
        ("هجوم على القرية قُتل وأصيب فيه 20 مدنيا.", [(HARMED, 20, 20)]),
        ("أدت الغارة إلى مقتل وإصابة 12 شخصا.", [(HARMED, 12, 12)]),
        # over the subject, the time and the place: the verb reaches the number of people
        ("قتلت القوات الحكومية أمس في البلدة خمسة مسلحين خلال اشتباكات.", [(KILLED, 5, 5)]),
        ("أصيب في الهجوم سبعة من رجال الشرطة.", [(INJURED, 7, 7)]),
        ("أصيب في التفجير، الذي نفذه انتحاري، 17 شخصا.", [(INJURED, 17, 17)]),
        # the counted noun says it
        ("أسفر القصف عن سقوط 5 قتلى و10 جرحى.", [(KILLED, 5, 5), (INJURED, 10, 10)]),
        ("خلف الهجوم 25 قتيلا و38 جريحا.", [(KILLED, 25, 25), (INJURED, 38, 38)]),
        ("أوقع القصف ثلاثة جنود قتلى.", [(KILLED, 3, 3)]),
        ("أدى القصف إلى سقوط 12 متمردا.", [(KILLED, 12, 12)]),
        ("أسفر القصف عن سقوط عشرات القتلى والجرحى.", [(HARMED, 10, None)]),
        ("خلفت الحرب 130 ألف شهيد وجريح.", [(HARMED, 130_000, 130_000)]),
        ("سقط العشرات من المسلحين بين قتيل وجريح في المواجهات.", [(HARMED, 10, None)]),
        ("أوقع الهجوم القوة بين قتيل وجريح.", [(HARMED, 2, None)]),
        ("أوقعت المعارك خسائر بشرية في صفوف الطرفين.", [(HARMED, 2, None)]),
        # the verb stands after the people
        ("قال شهود إن 27 شخصا على الأقل قتلوا في القصف.", [(KILLED, 27, None)]),
        ("أعلن الجيش أن جنديين آخرين قتلا في هجوم.", [(KILLED, 2, 2)]),
        ("لقي 16 شخصا حتفهم في مواجهات قرب الحدود.", [(KILLED, 16, 16)]),
        ("قالت الشرطة إن ستة جنود لقوا مصرعهم في انفجار.", [(KILLED, 6, 6)]),
        ("في الغارات قتل نحو 260 مقاتلا ومئات جرحوا.", [(KILLED, 260, 260), (INJURED, 100, None)]),
        # fixed phrases
        ("أودى التفجير بحياة شخصين.", [(KILLED, 2, 2)]),
        ("تفجير راح ضحيته 15 مدنيا.", [(KILLED, 15, 15)]),
        ("قضت القوات على 40 إرهابيا خلال العملية.", [(KILLED, 40, 40)]),
        ("فقد الجيش خمسة من جنوده في المعارك.", [(KILLED, 5, 5)]),
        ("فقد ثلاثة أشخاص بعد القصف.", [(MISSING, 3, 3)]),
        # one person, two, several without a number
        ("أدى القصف إلى مقتل طفل.", [(KILLED, 1, 1)]),
        ("قتل جندي برصاص مسلحين.", [(KILLED, 1, 1)]),
        ("مقتل جنديين في تفجير.", [(KILLED, 2, 2)]),
        ("إصابة طفلتين في قصف على البلدة.", [(INJURED, 2, 2)]),
        ("سقط قتيلان في القصف.", [(KILLED, 2, 2)]),
        ("أسفر الهجوم عن سقوط قتلى وجرحى.", [(KILLED, 2, None), (INJURED, 2, None)]),
        ("قتل شرطي وأصيب آخر في هجوم مسلح.", [(KILLED, 1, 1), (INJURED, 1, 1)]),
        ("مقتل 3 مدنيين وإصابة آخرين في قصف.", [(KILLED, 3, 3), (INJURED, 2, None)]),
        ("قتل اثنان وأصيب ثالث في الاشتباكات.", [(KILLED, 2, 2), (INJURED, 1, 1)]),
        ("قتل في الهجوم أحد الحراس.", [(KILLED, 1, 1)]),
        ("أصاب القصف عددا من المدنيين.", [(INJURED, 3, None)]),
        ("مقتل مدنيين اثنين في القصف.", [(KILLED, 2, 2)]),
        # held, taken, gone
        ("اعتقلت القوات ثلاثة شبان خلال اقتحام البلدة.", [(DETAINED, 3, 3)]),
        ("ألقت الشرطة القبض على أربعة مشتبه بهم بعد الهجوم.", [(DETAINED, 4, 4)]),
        ("خطف مسلحون خمسة عمال قرب الحدود.", [(ABDUCTED, 5, 5)]),
        ("أدى القصف إلى نزوح 30 ألف شخص.", [(DISPLACED, 30_000, 30_000)]),
        ("خلف القصف 40 قتيلا و12 مفقودا.", [(KILLED, 40, 40), (MISSING, 12, 12)]),
        ("فر عشرات المسلحين بعد القصف.", []),
        ("أطلقت القوات النار فاستسلم 25 مسلحا بعد اشتباكات.", [(DETAINED, 25, 25)]),
        # in it, there, with him
        ("وقعت اشتباكات قتل خلالها جندي.", [(KILLED, 1, 1)]),
        ("قتل في الهجوم سائق واحد على الأقل.", [(KILLED, 1, None)]),
        # numbers with the words that bound them, and with their thousands
        (
            "أسفر الهجوم عن مقتل ما لا يقل عن 15 شخصا وإصابة ما يزيد على 40 آخرين.",
            [(KILLED, 15, None), (INJURED, 40, None)],
        ),
        ("خلفت الحرب 22 ألفا و438 قتيلا و57 ألفا و614 مصابا.", [(KILLED, 22_438, 22_438), (INJURED, 57_614, 57_614)]),
        ("قتل مواطنين تونسيين اثنين في الهجوم.", [(KILLED, 2, 2)]),
        ("قتل 13 جنديا وشرطيا على الأقل في الهجمات.", [(KILLED, 13, None)]),
        ("مقتل 10 ضباط وجنود في المعارك.", [(KILLED, 10, 10)]),
        ("خلف الانفجار عددا من القتلى الأبرياء والجرحى.", [(HARMED, 3, None)]),
        ("أسفرت غارة عن إصابة واعتقال قيادي بارز.", [(DETAINED, 1, 1)]),
        # tolls
        ("ارتفع إلى 9 بينهم طفلان عدد الشهداء الذين قضوا في القصف.", [(KILLED, 9, 9), (KILLED, 2, 2)]),
        ("بلغ عدد القتلى في الهجوم 40.", [(KILLED, 40, 40)]),
        ("ارتفعت حصيلة ضحايا التفجير إلى 132 قتيلا.", [(KILLED, 132, 132)]),
        # nobody
        ("سقطت قذائف على البلدة دون وقوع إصابات.", [(NONE, 0, 0)]),
        ("استهدفت صواريخ القاعدة ولم يسفر الهجوم عن ضحايا.", [(NONE, 0, 0)]),
        ("انفجرت عبوة قرب الموكب من دون أن تسفر عن ضحايا.", [(NONE, 0, 0)]),
        ("قصفت المدفعية التلال ولم يصب أحد بأذى.", [(NONE, 0, 0)]),
    ],
)
def test_count_statements(text: str, expected: list[tuple[Outcome, int | None, int | None]]) -> None:
    assert tolls(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "استهدف القصف خمس دبابات وثلاث سيارات.",  # things
        "أصابت القذائف 12 منزلا في البلدة.",
        "أطلق المسلحون 20 صاروخا على القاعدة.",
        "نشر الجيش 3000 جندي قبل الهجوم.",  # a force, not a toll
        "نجا الوزير من محاولة اغتيال في تفجير.",  # it did not happen
        "أوقف القصف حركة السير لمنع سقوط قتلى.",
        "فقد قصفت الطائرات البلدة ثلاث مرات.",  # فقد is not "was lost"
        "هاجمت القوات الإسرائيلية مواقع اللواء 45.",
        "لم يعرف عدد ضحايا الانفجار.",  # not stated is not none
        "قُصف منزل خالد، وهو أب لخمسة أطفال، في البلدة.",  # how many children he has
        "قُصف منزل خالد، وهو أب ل 5 أولاد، في البلدة.",
        "قتل في الهجوم المسلح الذي استهدف الحاجز.",
    ],
)
def test_no_count_statement(text: str) -> None:
    assert tolls(text) == []


def test_parts_are_included_in_their_total() -> None:
    total, children, women, hurt = claims("مقتل 9 أشخاص بينهم 3 أطفال وامرأتان وإصابة 10 في قصف على البلدة.")
    assert [children.part_of, women.part_of] == [total.id, total.id]
    assert (children.outcome, children.count.low, women.count.low) == (KILLED, 3, 2)
    assert (hurt.outcome, hurt.part_of) == (INJURED, None)


def test_of_them_is_a_part() -> None:
    total, part = claims("إصابة 9 جنود في التفجير، ثلاثة منهم في حالة خطيرة.")
    assert (part.part_of, part.outcome, part.count.low) == (total.id, INJURED, 3)


def test_a_part_waits_with_its_total_for_the_verb() -> None:
    total, part = claims("قالت المصادر إن 3 مدنيين بينهم طفلان أصيبوا في القصف.")
    assert [(c.outcome, c.count.low) for c in (total, part)] == [(INJURED, 3), (INJURED, 2)]
    assert part.part_of == total.id


def test_among_the_dead_refers_to_the_total_of_the_sentence_before() -> None:
    total, part = claims("قتل ثمانية أشخاص في تفجير. ومن بين القتلى ضابط في الشرطة.")
    assert (part.part_of, part.count.high, part.outcome) == (total.id, 1, KILLED)


def test_what_is_listed_in_brackets_is_a_part() -> None:
    total, woman, children = claims("أدى القصف إلى مقتل 4 مدنيين (امرأة و3 أطفال).")
    assert {woman.part_of, children.part_of} == {total.id}


def test_numbers_that_add_up_to_the_total_before_them_are_parts() -> None:
    total, north, south = claims("قتل ستة جنود في حادثين. قتل أربعة جنود في تفجير شمالا. وقتل جنديان في هجوم جنوبا.")
    assert {north.part_of, south.part_of} == {total.id}


def test_in_addition_is_no_part() -> None:
    first, second = claims("أدى التفجير إلى مقتل عشرة من رجال الأمن إضافة إلى ثلاثة من العمال.")
    assert (second.part_of, second.added_to, second.outcome) == (None, first.id, KILLED)


def test_most_of_them_are_not_counted() -> None:
    assert tolls("خلفت الغارات 50 قتيلا معظمهم أطفال ونساء.") == [(KILLED, 50, 50)]


def test_who_did_it_is_not_who_was_harmed() -> None:
    text = "قتل مسلحون ثلاثة جنود في كمين."
    assert counts(text) == ["ثلاثة"]


def test_the_displaced_among_the_dead_were_killed() -> None:
    assert tolls("أدى القصف إلى مقتل 4 نازحين.") == [(KILLED, 4, 4)]


def test_a_name_is_one() -> None:
    text = "أعلنت الجماعة مقتل القيادي البارز سليم الدباغ في غارة."
    (claim,) = claims(text)
    assert (claim.count.low, claim.count.high) == (1, 1)
    assert "سليم" in claim.span.of(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("استشهد الشاب الفلسطيني سليم حسن الدباغ برصاص الجنود خلال مواجهات.", ["الشاب الفلسطيني سليم حسن الدباغ"]),
        ("شيع الأهالي الشهيد سليم حسن الدباغ الذي سقط في القصف.", ["الشهيد سليم حسن الدباغ"]),
        ("وقع القصف قرب مستشفى الشهيد سليم حسن الدباغ.", []),
        ("أدان الوزير الهجوم، وتحدث عن محمد حسن الدباغ الذي اغتيل قبل عام.", ["محمد حسن الدباغ"]),
    ],
)
def test_names_beside_which_words_make_a_victim(text: str, names: list[str]) -> None:
    assert counts(text) == names


def test_a_list_of_lines() -> None:
    text = "بلغ عدد القتلى في المعارك 12، والقتلى هم:\n- 9 من الجنود بينهم ضابطان\n- 3 من المدنيين"
    assert tolls(text) == [(KILLED, 12, 12), (KILLED, 9, 9), (KILLED, 2, 2), (KILLED, 3, 3)]


def test_a_definite_number_counts_people_told_of_before() -> None:
    assert tolls("قتل ستة جنود في تفجير. وقال الوزير إن مقتل الجنود الستة في التفجير خسارة كبيرة.") == [(KILLED, 6, 6)]


def test_a_part_of_a_number_said_again_is_part_of_the_first() -> None:
    text = "قالت الشرطة إن الهجوم أدى إلى مقتل 18 جنديا. وأضافت الشرطة أن الهجوم أدى إلى مقتل 18 جنديا بينهم ضابط."
    total, officer = claims(text)
    assert officer.part_of == total.id


def test_the_quote_has_no_joined_letters() -> None:
    assert counts("قصف أدى لمقتل ستة وجرح سبعة.") == ["ستة", "سبعة"]
    assert counts("قتل في القصف مدني وطفل.") == ["مدني", "طفل"]


def test_the_title_is_left_out_where_the_body_says_it_again() -> None:
    text = "مقتل خمسة في قصف على البلدة\nقتل خمسة مدنيين في قصف على البلدة صباح اليوم."
    (claim,) = claims(text)
    assert claim.sentence == 1


def test_the_same_source_does_not_count_twice() -> None:
    text = "قالت الشرطة إن 7 أشخاص قتلوا في التفجير. وأضافت الشرطة أن التفجير أدى إلى مقتل 7 أشخاص."
    assert tolls(text) == [(KILLED, 7, 7)]


def test_another_source_with_the_same_number_is_another_record() -> None:
    text = "قالت الشرطة إن 7 أشخاص قتلوا في التفجير. وقال مصدر طبي إن 7 أشخاص قتلوا في التفجير."
    first, second = claims(text)
    assert first.source != second.source


def test_lines_that_lead_to_other_articles_are_left_out() -> None:
    text = "قتل ثلاثة جنود في كمين.\nمقالات ذات صلة\nمقتل تسعة مدنيين في غارة على قرية"
    assert tolls(text) == [(KILLED, 3, 3)]


def test_source_of_a_count() -> None:
    text = "أعلن الجيش أن غارة أسفرت عن مقتل أربعة مسلحين."
    doc = document(text)
    (claim,) = doc.casualties
    (statement,) = [s for s in doc.statements if s.id == claim.source]
    assert statement.speaker.of(text) == "الجيش"
    assert claim.id in statement.about


def test_source_cited_after_the_count() -> None:
    text = "قتل خمسة أشخاص في انفجار بالسوق، وفقا لمصادر طبية."
    doc = document(text)
    (claim,) = doc.casualties
    assert claim.source is not None


def test_who_condemns_an_attack_does_not_vouch_for_its_toll() -> None:
    (claim,) = claims("أدانت الرئاسة الهجوم الذي أسفر عن مقتل ستة مدنيين.")
    assert claim.source is None


def test_each_count_goes_to_the_event_that_governs_it() -> None:
    text = "قتل ثلاثة جنود في كمين على طريق المطار. من جهة أخرى، اعتقلت الشرطة خمسة شبان في العاصمة."
    doc = document(text)
    killed, detained = doc.casualties
    assert killed.event != detained.event
    event = next(e for e in doc.events if e.id == detained.event)
    assert event.trigger.span.of(text) == "اعتقلت"


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("مقتل 3 مدنيين في قصف.", Group.CIVILIAN),
        ("مقتل 3 جنود في كمين.", Group.MILITARY),
        ("مقتل 3 جنود أميركيين في كمين.", Group.FOREIGN_MILITARY),
        ("مقتل 3 من عناصر الشرطة في كمين.", Group.POLICE),
        ("مقتل 3 مسلحين في غارة.", Group.ARMED_GROUP),
        ("مقتل صحفي في غارة.", Group.JOURNALIST),
        ("مقتل مسعف في غارة.", Group.MEDICAL),
        ("مقتل طفل في غارة.", Group.CHILD),
        ("مقتل امرأة في غارة.", Group.WOMAN),
        ("إصابة 3 متظاهرين بالرصاص خلال مظاهرة.", Group.PROTESTER),
        ("مقتل انتحاري في تفجير.", Group.ATTACKER),
        ("مقتل وزير في تفجير.", Group.OFFICIAL),
        ("مقتل 3 أشخاص في غارة.", Group.UNSPECIFIED),
        ("قتل عنصر من قوات الحكومة في قصف.", Group.MILITARY),
        ("قتل عنصر من قوات الأمن في تفجير.", Group.POLICE),
        ("أسفر القصف عن عشرات القتلى والجرحى في صفوف الحشد الشعبي.", Group.ARMED_GROUP),
    ],
)
def test_groups(text: str, group: Group) -> None:
    assert group in claims(text)[0].groups


def test_others_are_of_the_kind_named_before() -> None:
    _, others = claims("مقتل جندي وإصابة 4 آخرين في كمين.")
    assert others.groups == (Group.MILITARY,)


def test_a_father_is_no_woman_though_folding_makes_a_mother_of_him() -> None:
    assert Group.WOMAN not in claims("أدى القصف إلى مقتل ثلاثة أشخاص بينهم طفل ووالده.")[-1].groups
    assert Group.WOMAN in claims("أدى القصف إلى مقتل ثلاثة أشخاص بينهم طفل ووالدة نازحة.")[-1].groups


def test_who_is_the_noun_phrase_without_the_number() -> None:
    text = "مقتل 3 ضباط إيرانيين في غارة على القاعدة."
    (claim,) = claims(text)
    assert claim.who is not None
    assert claim.who.of(text) == "ضباط إيرانيين"
    assert claims("أسفر القصف عن 25 قتيلا.")[0].who is None


def test_a_count_behind_those_counted() -> None:
    text = "وأكد الناطق مقتل الأشخاص الأربعة في الهجوم. ولقي شقيقان سوريان اثنان مصرعهما في القصف."
    told = [(claim.count.low, claim.who and claim.who.of(text)) for claim in claims(text)]
    assert told[0] == (4, "الأشخاص")
    assert told[1][0] == 2


def test_a_district_called_like_a_verb_harms_nobody() -> None:
    told = claims("أفرجت قبيلتان في مديرية نصاب أمس عن تسعة محتجزين.")
    assert all(claim.outcome is not Outcome.INJURED for claim in told)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("أسفر القصف عن مقتل 5 أشخاص.", Scope.EVENT),
        ("قتل 40 شخصا في القصف خلال 24 ساعة.", Scope.PERIOD),
        ("قتل 9 آلاف شخص منذ بدء الحرب.", Scope.CONFLICT),
        ("قتل 5 أشخاص في القصف في العام الماضي.", Scope.PERIOD),
        ("قتل 5 أشخاص في القصف، وفارق اثنان الحياة في مستشفى عتق العام.", Scope.EVENT),  # general, not the year
    ],
)
def test_scope(text: str, scope: Scope) -> None:
    assert claims(text)[0].scope is scope


def test_certainty() -> None:
    assert claims("وردت أنباء عن مقتل خمسة أشخاص في القصف.")[0].certainty is Certainty.HEDGED
    assert claims("نفى الجيش مقتل ثلاثة جنود في الهجوم.")[0].certainty is Certainty.DENIED
    assert claims("قتل ثلاثة جنود في الهجوم.")[0].certainty is Certainty.ASSERTED


def test_denial_that_anyone_was_killed() -> None:
    (claim,) = claims("وقع انفجار في المبنى، ونفى المتحدث سقوط قتلى.")
    assert (claim.outcome, claim.count.low, claim.count.high) == (NONE, 0, 0)


def test_an_update_is_marked() -> None:
    (claim,) = claims("ارتفع عدد قتلى التفجير إلى 40 شخصا.")
    assert claim.update
    assert not claims("قتل 40 شخصا في التفجير.")[0].update


def test_no_event_no_toll() -> None:
    assert tolls("أعلنت المدرسة نجاح 40 طالبا.") == []


WORDS = [
    "قتل",
    "مقتل",
    "إصابة",
    "5",
    "عشرات",
    "جنود",
    "و",
    "بينهم",
    "طفلان",
    "آخرين",
    "دون",
    "إصابات",
    "ارتفع",
    "عدد",
    "القتلى",
]
WORDS += ["إلى", "،", ".", "بين", "قتيل", "وجريح", "لقي", "حتفهم"]


@pytest.mark.parametrize("figures", ["9" * 400, "9" * 16, "12.5.7", "1/2"])
def test_figures_that_make_no_number_make_no_toll(figures: str) -> None:
    """Nor does the noun after them, whose form would say one: قتل ٩٩٩… شخصا."""
    assert document(f"قتل {figures} شخصا في قصف على حلب.").casualties == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_order_of_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    doc = document(text)
    ids = {claim.id for claim in doc.casualties}
    for claim in doc.casualties:
        assert claim.span.of(text).strip()
        assert claim.part_of is None or (claim.part_of in ids and claim.part_of != claim.id)
        assert claim.event in {event.id for event in doc.events}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("استهدفت طائرة مسيرة شابا قرب بلدة وادي السرو، أصيب على أثرها بجروح خطيرة.", [(INJURED, 1, 1, "شابا")]),
        ('استهدفت مسيرة المدعو "سامر علي" أمام معمل، ما أدى لإصابته بجروح بالغة.', [(INJURED, 1, 1, "سامر علي")]),
        ("سقطت قذيفة في القصف على منزل المدني كمال حسن ما أدى إلى مقتله.", [(KILLED, 1, 1, "كمال حسن")]),
        ("قصفت القوات البلدة، وما زالت السيدة التي أصيبت بجراح تتلقى العلاج.", [(INJURED, 1, 1, "السيدة")]),
        ("استهدفت مسيرة مقر الأمن العسكري ما أدى إلى مقتله.", []),
        ("أبلغت القوات بعد القصف عائلة الشاب بوفاته.", []),
    ],
)
def test_what_befell_one_person_named_before(text: str, expected: list[tuple[Outcome, int, int, str]]) -> None:
    assert [(c.outcome, c.count.low, c.count.high, c.span.of(text)) for c in claims(text)] == expected


ROLL = "قصف على بلدة وادي السرو.\nأسماء المصابين جراء القصف حتى الآن\n١- سامر علي\n٢- هدى...\n٢- هدى خليل\n٣- كمال حسن ابن سعيد"


def test_a_numbered_list_of_names_counts_them() -> None:
    assert tolls(ROLL) == [(INJURED, 3, 3)]
    assert counts(ROLL) == ["٣"]


def test_a_list_that_breaks_off_is_vague() -> None:
    (claim,) = claims("قصف على البلدة.\nالمصابون:\n1. سامر علي 14 سنة\n2. هدى...")
    assert (claim.outcome, claim.count.low, claim.count.high, claim.count.kind) == (INJURED, 2, None, CountKind.VAGUE)


def test_a_list_under_a_number_adds_no_count() -> None:
    text = "3 إصابات في قصف على البلدة وهم:\n1_ سامر علي ٥ سنوات\n2_ هدى خليل ١٤ سنة\n3_ كمال حسن"
    assert tolls(text) == [(INJURED, 3, 3)]


def test_numbered_lines_that_list_no_people_are_no_list() -> None:
    assert tolls("قصف على البلدة أوقع جرحى.\nللتواصل:\n1. واتساب\n2. تلغرام") == [(INJURED, 2, None)]


def test_both_kinds_of_one_number() -> None:
    assert tolls("ارتفع عدد ضحايا القصف إلى 3 أشخاص بين شهيد وإصابتين.") == [(HARMED, 3, 3)]


def test_what_happens_again_and_again_is_no_count() -> None:
    assert tolls("قصفت الطائرات البلدة، وغالبا ما تسفر الغارات عن سقوط ضحايا وإصابات في صفوف المدنيين.") == []


def test_two_people_with_the_article_after_a_set_phrase() -> None:
    assert tolls("في ذمة الله الشابان سامر علي وكمال حسن إثر قصف سيارة على طريق وادي السرو.") == [(KILLED, 2, 2)]


def test_those_listed_after_a_dual_are_its_parts() -> None:
    total, girl, youth = claims("أصيب شقيقان (طفلة وشاب) بجروح إثر قصف مدفعي على البلدة.")
    assert (total.count.low, girl.part_of, youth.part_of) == (2, total.id, total.id)


def test_civil_defence_is_no_army() -> None:
    (claim,) = claims("أصيب عنصر من الدفاع المدني بقصف على البلدة.")
    assert claim.groups == (Group.AID,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أدى القصف لمقتل 4 مدنيين، ويأتي ذلك في حرب لم تتوقف منذ 11 عاما.", [Scope.EVENT]),
        ("أدى القصف لمقتل 4 مدنيين، وإصابة 20 آخرين منذ مطلع العام.", [Scope.PERIOD, Scope.PERIOD]),
        (
            "قتلت غارة 2 من المدنيين. واستجابت الفرق منذ بداية الشهر لعشرين هجوما. وقتل في تلك الهجمات 47 شخصا.",
            [Scope.EVENT, Scope.PERIOD],
        ),
        (
            "قصفت القوات البلدة.\nوارتفع عدد القتلى منذ مطلع الشهر إلى 30، وهم:\n- 17 من المدنيين\n- 13 جنديا",
            [Scope.PERIOD, Scope.PERIOD, Scope.PERIOD],
        ),
    ],
)
def test_over_what_a_count_runs(text: str, expected: list[Scope]) -> None:
    assert [claim.scope for claim in claims(text)] == expected


def test_the_menu_of_a_page_does_not_end_it() -> None:
    text = "السابق\nقصف على بلدة وادي السرو\nقتل ثلاثة مدنيين في قصف مدفعي على بلدة وادي السرو مساء أمس الأحد.\nالتالي\nمقتل تسعة"
    assert tolls(text) == [(KILLED, 3, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أدى القصف إلى مقتل امرأة وطفليها.", [(KILLED, 1, 1), (KILLED, 2, 2)]),
        ("أدى القصف إلى مقتل رجل وزوجته وطفليهما وإصابة جارين.", [(KILLED, 1, 1), (KILLED, 1, 1), (KILLED, 2, 2), (INJURED, 2, 2)]),
        # Who died was among the injured.
        ("بعد القصف توفي اثنان من الجرحى في المستشفى.", [(KILLED, 2, 2)]),
        ("بعد القصف أُعلنت وفاة ثلاثة من المصابين.", [(KILLED, 3, 3)]),
        ("بعد القصف فارق أحد الجرحى الحياة في المستشفى.", [(KILLED, 1, 1)]),
        ("بعد القصف قال إن اثنين من الجرحى فارقا الحياة ليلا.", [(KILLED, 2, 2)]),
        ("بعد القصف قال إن جريحا توفي متأثرا بجراحه.", [(KILLED, 1, 1)]),
        ("أسفر القصف عن 5 جرحى، توفي أحدهم لاحقا.", [(INJURED, 5, 5), (KILLED, 1, 1)]),
        ("بعد القصف انتشلت الفرق جثماني رجلين وأسعفت عددا من المصابين.", [(KILLED, 2, 2), (INJURED, 3, None)]),
        ("بعد القصف فارقت الفرقة موقعها.", []),
    ],
)  # fmt: skip
def test_families_and_those_who_die_of_their_wounds(text: str, expected: list[tuple[Outcome, int, int | None]]) -> None:
    assert tolls(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "قصفت الطائرة الموقع من دون أن يسفر ذلك عن إصابات.",
        "قصفت الطائرة الموقع من دون أن يسفر ذلك عن أي خسائر بشرية أو مادية.",
        "قصفت الطائرة الموقع، ولم توقع هذه الغارة أي قتلى.",
        "قصفت الطائرة الموقع، ولم تسفر الغارات عن ضحايا.",
    ],
)
def test_what_brought_no_harm_about_may_be_named(text: str) -> None:
    assert tolls(text) == [(Outcome.NONE, 0, 0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قتل شاب في الخامسة والعشرين من العمر في القصف.", [(KILLED, 1, 1)]),  # his age
        ("هاجم مسلحون على متن عشرات الدراجات النارية القرية وقتلوا ثمانية جنود.", [(KILLED, 8, 8)]),  # what they rode
        ("أرغم الهجوم أكثر من 2000 شخص على الفرار من منازلهم.", [(Outcome.DISPLACED, 2000, None)]),
        ("أجبر الهجوم 20 مسلحا على الفرار.", []),  # they only ran
        ("بعد القصف انتشلت الفرق جثث عشرة مدنيين.", [(KILLED, 10, 10)]),
        ("بعد القصف انتشلت الفرق جثث القتلى وسط تحذيرات من مجاعة تعصف بنحو 200 ألف إنسان.", []),
    ],
)
def test_what_a_number_counts(text: str, expected: list[tuple[Outcome, int, int | None]]) -> None:
    assert tolls(text) == expected


def test_those_who_died_since_are_no_total_of_others() -> None:
    """من بين القتلى: of all of them, not of those who died of their wounds."""
    text = "أسفر القصف عن مقتل ستة أشخاص وإصابة 14. وأوضح المدير أن اثنين من الجرحى فارقا الحياة ليلا، وأن من بين القتلى طفلا."
    total, _, died, child = claims(text)
    assert (total.count.low, died.count.low, died.outcome) == (6, 2, KILLED)
    assert child.part_of == total.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # of whom it is told
        ("أدى الهجوم إلى مقتل رئيس الشرطة وأحد مساعديه.", [(KILLED, 1, 1), (KILLED, 1, 1)]),
        ("بعد الهجوم قال القائد إن أحد الجنود أصيب بجروح طفيفة.", [(INJURED, 1, 1)]),
        ("بعد الهجوم اعتقلت الشرطة أحد المشتبه بهم.", [(DETAINED, 1, 1)]),
        ("هاجم القراصنة السفينة وأصيب أحد طاقم السفينة.", [(INJURED, 1, 1)]),
        ("قتل نائب برلماني مع حارسيه في الهجوم.", [(KILLED, 1, 1), (KILLED, 2, 2)]),
        ("قتل في القصف طفل وأصيب والداه وشقيقه.", [(KILLED, 1, 1), (INJURED, 2, 2), (INJURED, 1, 1)]),
        ("قتل في الغارة لاجئون وعاملون في الإغاثة.", [(KILLED, 2, None), (KILLED, 2, None)]),
        ("أدى القصف إلى مقتل طفلين وأربعة جنود وإحدى عشرة امرأة.", [(KILLED, 2, 2), (KILLED, 4, 4), (KILLED, 11, 11)]),
        ("مقتل امرأة وإصابة أخرى في القصف.", [(KILLED, 1, 1), (INJURED, 1, 1)]),
        ("أسفر القصف عن 52 حالة وفاة و162 إصابة.", [(KILLED, 52, 52), (INJURED, 162, 162)]),
        ("بعد القصف بلغت الخسائر البشرية بين المدنيين نحو 5000 شخص.", [(HARMED, 5000, 5000)]),
        # those who did it
        ("بعد الهجوم اختطف أربعة إرهابيين راعيا في الجبل.", [(ABDUCTED, 1, 1)]),
        ("قتل ثلاثة جنود على يد أربعة مسلحين.", [(KILLED, 3, 3)]),
        # a verb that begins anew after what was foiled
        ("أحبطت القوات هجوما واعتقلت شخصين.", [(DETAINED, 2, 2)]),
        # ages in words
        ("أسفر الانفجار عن إصابة صبي في الخامسة عشرة إصابة بليغة.", [(INJURED, 1, 1)]),
        # the dead of whom قضى tells
        ("وقضى ثلاثة مدنيين في الانفجار.", [(KILLED, 3, 3)]),
        ("في الاشتباكات قضى برصاص قناص ثلاثة مدنيين.", [(KILLED, 3, 3)]),
        ("بعد الهجوم أعدم التنظيم ستة أشخاص في الساحة.", [(KILLED, 6, 6)]),
        # nobody
        ("صدت القوات الهجوم دون وقوع خسائر في صفوف الجنود.", [(NONE, 0, 0)]),
        ("لم يقتل أو يصب في الهجوم أي من المدنيين.", [(NONE, 0, 0)]),
    ],
)
def test_of_whom_harm_is_told(text: str, expected: list[tuple[Outcome, int | None, int | None]]) -> None:
    assert tolls(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "بعد الهجوم قضت محكمة بإعدام عشرة متهمين.",
        "بعد الهجوم حكمت المحكمة غيابيا بإعدام سالم الهادي وثمانية آخرين.",
        "الإعدام لأربعة من منفذي الهجوم",
        "بعد الهجوم قضت المحكمة العليا بسجن ثلاثة متهمين.",
        "انفجرت عبوة قرب الدورية، وأصيبت بعض آلياتها بأضرار.",
        "تبادل الزورقان القصف وأصيبت سفن أخرى بأضرار.",
        "خلال العملية استخدمت القوات القوة لاعتقال ناشطين.",
        "في الهجوم ارتكبت القوات جرائم إبادة وأخرى ضد الإنسانية.",
        "بعد الهجوم أطلقت البلدية اسم الشهيد سالم الزواري على ساحة الشهيد شكري بلحاج.",
        "بعد الهجوم اعتقلت القوات كل شخص يحمل هاتفا.",
        "يعمل الجيش بعد الغارات على الحيلولة دون سقوط قتلى مدنيين.",
    ],
)
def test_what_befell_nobody(text: str) -> None:
    assert tolls(text) == []
