"""Who is named, described or speaks; one written example a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.analyse.document import ActorMention, Document, PersonMention
from tests.analyse.reading import read

Row = tuple[str, str, str | None, str | None]


def doc(text: str) -> Document:
    return read(text, "actors")


def actors(text: str) -> list[ActorMention]:
    return doc(text).actors


def words(text: str) -> list[str]:
    return [mention.span.of(text) for mention in actors(text)]


def actor(text: str, quote: str) -> ActorMention:
    return next(mention for mention in actors(text) if mention.span.of(text) == quote)


def persons(text: str) -> list[tuple[str | None, str]]:
    return [(person.role.of(text) if person.role else None, person.span.of(text)) for person in doc(text).persons]


@pytest.mark.parametrize(
    ("text", "quote", "kind", "id", "label"),
    [
        # registry names, through clitics, the article kept
        ("قصف الجيش السوري البلدة", "الجيش السوري", "army", "sy-army", "Syrian Army"),
        ("هجوم لداعش", "داعش", "armed_group", "isis", "Islamic State"),
        ("هجوم شنه تنظيم \"داعش\" أمس", "تنظيم \"داعش\"", "armed_group", "isis", "Islamic State"),
        ("أعلنت حركة المقاومة الإسلامية (حماس) ذلك", "حركة المقاومة الإسلامية (حماس)", "armed_group", "hamas", "Hamas"),
        ("وبالعراق", "العراق", "state", "iq", "Iraq"),
        # body + demonym: its own row, or kind and country with composed English
        ("أعلنت وزارة الداخلية السعودية", "وزارة الداخلية السعودية", "ministry", "sa-moi", "Saudi Ministry of Interior"),
        ("أغار سلاح الجو الإسرائيلي", "سلاح الجو الإسرائيلي", "air_force", "il-air-force", "Israeli Air Force"),
        ("دخلت القوات العراقية المدينة", "القوات العراقية", "army", None, "Iraqi forces"),
        ("قوات الأمن البحرينية فرقت", "قوات الأمن البحرينية", "security", None, "Bahraini security forces"),
        ("نفذت طائرات حربية روسية غارات", "طائرات حربية روسية", "air_force", "ru-air-force", "Russian warplanes"),
        ("حرس الحدود التركي أطلق", "حرس الحدود التركي", "security", None, "Turkish border guards"),
        ("وزارة العدل الكندية", "وزارة العدل الكندية", "ministry", None, "Canadian Ministry of Justice"),
        # descriptions
        ("قتل مسلحون مجهولون شرطيا", "مسلحون مجهولون", "description", None, "unidentified gunmen"),
        ("فجر انتحاري نفسه", "انتحاري", "description", None, "suicide bomber"),
        ("وكان انتحاري قد فجر نفسه", "انتحاري", "description", None, "suicide bomber"),
        ("اعتقل عناصر من داعش", "عناصر من داعش", "description", "isis", "Islamic State members"),
        ("سيطر مقاتلو طالبان باكستان على", "مقاتلو طالبان باكستان", "description", "ttp", "Tehrik-i-Taliban Pakistan fighters"),
        ("أصيب جنديان بريطانيان", "جنديان بريطانيان", "description", None, "British soldiers"),
        ("اشتباكات بين تشكيلين مسلحين", "تشكيلين مسلحين", "armed_group", None, "armed factions"),
        ("رشق متظاهرون غاضبون الشرطة", "متظاهرون غاضبون", "description", None, None),
        ("قتل مسلحا حوثيا", "مسلحا حوثيا", "description", "houthis", "Houthi gunman"),
        # forces of, for and with others
        ("القوات الموالية للحكومة تقدمت", "القوات الموالية للحكومة", "army", None, None),
        ("سفينة حربية تابعة للبحرية الفرنسية", "سفينة حربية تابعة للبحرية الفرنسية", "navy", "fr-navy", None),
        ("اللواء 12 في", "اللواء 12", "armed_group", None, None),
        # sources and officials
        ("قال مصدر أمني لبناني إن", "مصدر أمني لبناني", "source", None, "Lebanese security source"),
        ("قال مسؤول في وزارة الدفاع العراقية إن", "مسؤول في وزارة الدفاع العراقية", "official", "iq-mod", None),
        ("أكد وزير الدفاع الكندي أن", "وزير الدفاع الكندي", "official", None, "Canadian defence minister"),
        ("متحدث باسم الشرطة المحلية", "متحدث باسم الشرطة المحلية", "official", None, None),
        ("وفق صحيفة \"صوت الجبل\" فإن", "صحيفة \"صوت الجبل\"", "outlet", None, None),
        # demonym alone
        ("قصف إسرائيلي على القرية", "إسرائيلي", "demonym", "il", "Israel"),
        ("وقالت طهران إن", "طهران", "government", "ir", "Iran"),
    ],
)  # fmt: skip
def test_one(text: str, quote: str, kind: str, id: str | None, label: str | None) -> None:
    assert quote in words(text), words(text)
    found = actor(text, quote)
    assert (found.kind, found.actor, found.label) == (kind, id, label)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("هجوم مسلح على القرية", "مسلح"),  # an adjective here
        ("التفجير الانتحاري", "الانتحاري"),
        ("انفجار في طهران", "طهران"),  # the city
        ("وصلوا إلى مدينة صنعاء", "صنعاء"),
        ("قصف موقع للجيش", "موقع"),
        ("خرجت مسيرة في المدينة", "مسيرة"),
        ("ملف مالي", "مالي"),
        ("غربي بغداد", "غربي"),
        ("عاد الشباب إلى الملعب", "القاعدة"),
        ("القاعدة العسكرية قرب المطار", "القاعدة"),
    ],
)
def test_none(text: str, quote: str) -> None:
    assert quote not in words(text)


@pytest.mark.parametrize(
    ("text", "last", "id"),
    [
        ("قصف في ريف حلب بسوريا نفذته قوات النظام", "قوات النظام", "syrian-regime-forces"),
        ("في صنعاء باليمن تقدم الجيش الوطني", "الجيش الوطني", "yemen-national-army"),
        ("في بنغازي بليبيا تقدم الجيش الوطني", "الجيش الوطني", "lna"),
        ("حركة الشباب الصومالية تبنت الهجوم. وقالت الشباب", "الشباب", "al-shabaab"),
        ("تبنى تنظيم القاعدة الهجوم. وقال التنظيم", "التنظيم", "al-qaeda"),
        ("في الموصل بالعراق قصفت قوات التحالف", "قوات التحالف", "global-coalition"),
        ("في تعز باليمن قصفت قوات التحالف", "قوات التحالف", "arab-coalition"),
        ("في كابل بأفغانستان هاجمت طالبان", "طالبان", "taliban"),
        ("في بيشاور بباكستان هاجمت طالبان", "طالبان", "ttp"),
        ("أعلنت كتائب حزب الله في العراق ذلك. وقالت الكتائب", "الكتائب", "kataib-hezbollah"),
    ],
)
def test_the_report_decides(text: str, last: str, id: str) -> None:
    found = [mention for mention in actors(text) if mention.span.of(text) == last]
    assert found, words(text)
    assert found[-1].actor == id


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("قال وزير الدفاع الكندي سامي كرم إن", ("وزير الدفاع الكندي", "سامي كرم")),
        ("قال الناطق باسم الشرطة العميد سليم حداد إن", ("الناطق باسم الشرطة", "سليم حداد")),
        ("أبلغ قائد شرطة البلدة، تولغا كايا، الصحفيين", ("قائد شرطة البلدة", "تولغا كايا")),
        ("قال سامي كرم، المتحدث باسم حركة الشباب، إن", ("المتحدث باسم حركة الشباب", "سامي كرم")),
        ("القيادي في حركة عصائب أهل الحق سامي كرم", ("القيادي في حركة عصائب أهل الحق", "سامي كرم")),
        ("رئيس حكومة تصريف الأعمال سامي كرم", ("رئيس حكومة تصريف الأعمال", "سامي كرم")),
        ("التقى الرئيس مولر أمس", ("الرئيس", "مولر")),
        ("قال العقيد سامي كرم", ("العقيد", "سامي كرم")),
        ("استشهد الشاب أحمد بن سعيد", (None, "أحمد بن سعيد")),
        ("وقتل محمد عبد الله الكرمي أمس", (None, "محمد عبد الله الكرمي")),
        ("ظهر عبد الملك الحوثي أمس", (None, "عبد الملك الحوثي")),
        ("أضاف مولر أن", (None, "مولر")),
        ("أوضح أبو علي الخالدي أن", (None, "أبو علي الخالدي")),
    ],
)
def test_persons(text: str, wanted: tuple[str | None, str]) -> None:
    assert wanted in persons(text), persons(text)


def test_a_surname_alone_later() -> None:
    text = "قال المتحدث باسم الجيش جون مولر إن القصف توقف. ونفى مولر ذلك."
    assert [name for _, name in persons(text)] == ["جون مولر", "مولر"]


@pytest.mark.parametrize(
    "text",
    [
        "قصف خان يونس بالطائرات",
        "سائق حافلة إن",
        "قال سائق حافلة إن",
        "يزيد على عشرين قتيلا",
        "صواريخ بعيدة المدى",
        "حي الشيخ رضوان",
        "مستشفى ناصر الطبي",
        "عيد الأضحى المبارك",
        "البيان ستتوقف الأعمال",
        "وفق بيان صدر عن الجيش",
        "قالت المتحدثة ذاتها إن",
    ],
)
def test_no_person(text: str) -> None:
    assert persons(text) == []


def test_body_of_a_spokesman_is_named_too() -> None:
    assert words("قال متحدث باسم حركة الشباب الصومالية إن") == [
        "متحدث باسم حركة الشباب الصومالية",
        "حركة الشباب الصومالية",
    ]
    assert words("قال نائب رئيس الوزراء إن") == ["نائب رئيس الوزراء"]


def test_spans_keep_the_article_and_drop_the_rest() -> None:
    text = "وبالقوات العراقية وللحوثيين"
    assert words(text) == ["القوات العراقية", "حوثيين"]
    assert words("سلم نفسه للقوات العراقية") == ["للقوات العراقية"]


def test_hashtags() -> None:
    text = "قصفت #القوات_التركية القرية"
    found = doc(text)
    assert [mention.span.of(text) for mention in found.actors] == ["القوات_التركية"]
    assert (found.actors[0].first, found.actors[0].last) == (2, 5)


PIECES = [
    "الجيش", "العراقي", "قال", "قوات", "حركة", '"', "(", ")", "من", "في", "المتحدث", "باسم", "محمد", "عبد", "بن", "الله", "مسلحون", "و",
    "،", ".", "القاعدة", "12", "CNN", "التابعة", "لداعش", "الموالية", "للرئيس", "كتائب", "مجهولون", "وزير", "الدفاع", "\n", "على", "أبو", "#الجيش_السوري", "_",
]  # fmt: skip


def check(mention: ActorMention | PersonMention, text: str) -> None:
    assert 0 <= mention.span.start < mention.span.end <= len(text)
    assert mention.first < mention.last


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.text(max_size=20))
def test_spans_stay_in_the_text(pieces: list[str], noise: str) -> None:
    text = " ".join(pieces) + noise
    read_doc = doc(text)
    for mention in (*read_doc.actors, *read_doc.persons):
        check(mention, text)
    assert [m.first for m in read_doc.actors] == sorted(m.first for m in read_doc.actors)
