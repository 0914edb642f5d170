"""Weapons: the phrase that names them and their code, one written example a rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.lexicon.weapons import weapon_forms, weapons
from rasid.text.normal import fold
from tests.analyse.reading import read


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.span.of(text), mention.weapon) for mention in read(text, "weapons").weapons]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("سقطت صواريخ كاتيوشا قرب القاعدة", ("صواريخ كاتيوشا", "katyusha")),
        ("انفجار سيارة مفخخة", ("سيارة مفخخة", "car_bomb")),
        ("انفجار سيارتين مفخختين", ("سيارتين مفخختين", "car_bomb")),
        ("بعبوة ناسفة", ("عبوة ناسفة", "ied")),
        ("والعبوات الناسفة", ("العبوات الناسفة", "ied")),
        ("ألقى براميل متفجرة", ("براميل متفجرة", "barrel_bomb")),
        ("قذائف الهاون", ("قذائف الهاون", "mortar")),
        ("ثلاث قذائف مدفعية", ("قذائف مدفعية", "shell_artillery")),
        ("أطلق صاروخا باليستيا", ("صاروخا باليستيا", "missile_ballistic")),
        ("صاروخا مضادا للدروع", ("صاروخا مضادا للدروع", "missile_antitank")),
        ("صواريخ من طراز \"نجم\" سقطت", ("صواريخ من طراز \"نجم\"", "rocket")),
        ("صواريخ شديدة الانفجار", ("صواريخ شديدة الانفجار", "rocket")),
        ("قذائف محلية الصنع", ("قذائف محلية الصنع", "shell")),
        ("طائرة أميركية بدون طيار", ("طائرة أميركية بدون طيار", "drone")),
        ("طائرة مسيرة إسرائيلية", ("طائرة مسيرة إسرائيلية", "drone")),
        ("أسقطوا مسيّرة", ("مسيّرة", "drone")),
        ("طائرات حربية", ("طائرات حربية", "aircraft")),
        ("مقاتلة سورية", ("مقاتلة سورية", "aircraft")),
        ("فجر حزامه الناسف", ("حزامه الناسف", "belt")),
        ("انفجار لغم أرضي", ("لغم أرضي", "mine")),
        ("مخلفات الحرب", ("مخلفات الحرب", "erw")),
        ("الرصاص الحي", ("الرصاص الحي", "bullet")),
        ("قنابل الغاز المسيل للدموع", ("قنابل الغاز المسيل للدموع", "tear_gas")),
        ("قنبلة يدوية", ("قنبلة يدوية", "grenade")),
        ("قنابل عنقودية", ("قنابل عنقودية", "cluster")),
        ("طعنه بسكين", ("سكين", "knife")),
        ("بغاز السارين", ("غاز السارين", "chemical")),
        ("قصف مدفعي على القرية", ("مدفعي", "artillery")),
        ("الدبابات والمدرعات", ("الدبابات", "tank")),
        ("بالرشاشات الثقيلة", ("الرشاشات الثقيلة", "machine_gun")),
    ],
)  # fmt: skip
def test_found(text: str, wanted: tuple[str, str]) -> None:
    assert wanted in found(text), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "مسيرة احتجاجية سلمية في المدينة",  # a march
        "فوج صاروخي",
        "طائرة ركاب",
        "سيارة إسعاف",
        "مدينة مدمرة",
    ],
)
def test_none(text: str) -> None:
    assert found(text) == []


def test_a_march_or_a_drone_by_the_report() -> None:
    assert found("غارات من الطائرات، وأسقطت مسيرات") == [("مسيرات", "drone")]
    assert found("خرجت مسيرات شعبية حاشدة") == []


def test_lexicon() -> None:
    table = weapons()
    assert len(table) >= 50
    for code, weapon in table.items():
        assert weapon.code == code
        assert weapon.category
        assert weapon.one
        assert weapon.many
    assert len(weapon_forms()) > 1000


@given(
    st.lists(
        st.sampled_from(["صواريخ", "من", "طراز", '"', "بدون", "طيار", "طائرة", "قصف", "مدفعي", "مسيرة", "(", "محلية"]),
        max_size=30,
    )
)
def test_spans_stay_in_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for mention in read(text, "weapons").weapons:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert fold(mention.span.of(text)).strip() == fold(mention.span.of(text))
        assert mention.first < mention.last
