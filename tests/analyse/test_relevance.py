"""Component "relevance": what is told in the words of war and is none, and war told beside it."""

from __future__ import annotations

import pytest

from rasid.model import EventType
from tests.analyse.reading import read

FOOTBALL = "قصف لاعبو الواحة مرمى الضيوف بأربعة أهداف في مباراة كانت معركة حقيقية على ملعب المدينة."
BOMBING = "قتل ثلاثة مدنيين في انفجار سيارة مفخخة وسط سوق شعبية في إدلب."


@pytest.mark.parametrize(
    "text",
    [
        FOOTBALL,
        "لقي خمسة أشخاص مصرعهم وأصيب سبعة آخرون في حادث تصادم بين حافلة وشاحنة على الطريق الصحراوي.",
        "قتل أربعة أشخاص وفقد اثنان جراء سيول وفيضانات ضربت المنطقة بعد هطول الأمطار.",
        "شنت وزارة الصحة هجوماً على وباء الكوليرا بعد ظهور الفيروس في ثلاث قرى.",
    ],
)
def test_other_matters_are_no_conflict(text: str) -> None:
    doc = read(text)
    assert doc.triggers
    assert not doc.relevant
    assert doc.events == doc.casualties == doc.statements == []


@pytest.mark.parametrize(
    "text",
    [
        BOMBING,
        "قتل شرطي برصاص مسلحين.",
        "قصفت طائرات حربية ملعب كرة القدم في البلدة، وقتل في الغارة طفلان.",
        "فجر انتحاري حزامه الناسف بين الجمهور عند باب الملعب قبل مباراة، فقتل سبعة أشخاص.",
    ],
)
def test_conflict_stays_conflict(text: str) -> None:
    assert read(text).relevant


def test_a_digest_has_its_football_beside_its_war() -> None:
    calm = "واجتمع مجلس البلدية لمناقشة الميزانية." + "\n\n"
    doc = read(BOMBING + "\n\n" + calm * 3 + (FOOTBALL + "\n\n") * 4)
    assert doc.relevant
    (lead,) = [event for event in doc.events if event.id == doc.lead_event]
    assert lead.type is EventType.BOMBING
