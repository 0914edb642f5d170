"""What one row can say of many numbers."""

import msgspec
import pytest

from rasid.export.event_view import EventView, Range
from rasid.export.narrow import narrow
from rasid.model import Analysis, CasualtyClaim, Certainty, CountKind, CountRange, Outcome, Report, Scope
from rasid.text.sentences import sentences
from tests.store.samples import analysis, report, words

# (number as written, outcome, low, high, other fields)
Told = tuple[str, str, int | None, int | None, dict[str, object]]


def view(text: str, *told: Told) -> EventView:
    one = Report.make(text)
    claims = tuple(
        CasualtyClaim(
            id=f"c{n}",
            event="e1",
            outcome=Outcome(outcome),
            count=CountRange(low=low, high=high, kind=CountKind.EXACT),
            evidence=words(one, quote),
            **fields,  # type: ignore[arg-type]
        )
        for n, (quote, outcome, low, high, fields) in enumerate(told, 1)
    )
    event = msgspec.structs.replace(analysis(report()).events[0], trigger=words(one, text.split()[0]))
    found = Analysis(
        report_id=one.id,
        run="run1",
        relevant=True,
        sentences=tuple(sentences(text)),
        events=(event,),
        casualties=claims,
    )
    return EventView(one, found, event)


@pytest.mark.parametrize(
    ("text", "told", "low", "high"),
    [
        ("لم يذكر الخبر شيئا", (), None, None),
        ("قتل ثلاثة مدنيين وجنديان", (("ثلاثة", "killed", 3, 3, {}), ("جنديان", "killed", 2, 2, {})), 5, 5),
        ("قتل سبعة بينهم طفلان", (("سبعة", "killed", 7, 7, {}), ("طفلان", "killed", 2, 2, {"part_of": "c1"})), 7, 7),
        (
            "قتل سبعة. وقال مصدر إنهم تسعة.",
            (("سبعة", "killed", 7, 7, {}), ("تسعة", "killed", 9, 9, {"source": "s1"})),
            7,
            9,
        ),
        ("قتل سبعة. وقال مصدر إنهم عشرات.", (("سبعة", "killed", 7, 7, {}), ("عشرات", "killed", 10, None, {})), 7, None),
        (
            "قتل سبعة. يضاف إليهم طفل.",
            (("سبعة", "killed", 7, 7, {}), ("طفل", "killed", 1, 1, {"added_to": "c1"})),
            8,
            8,
        ),
        ("لم تقع إصابات", (("لم تقع إصابات", "none", 0, 0, {}),), 0, 0),
        ("قتل سبعة منذ بدء الحرب", (("سبعة", "killed", 7, 7, {"scope": Scope.CONFLICT}),), None, None),
        ("نفى مقتل سبعة", (("سبعة", "killed", 7, 7, {"certainty": Certainty.DENIED}),), None, None),
        ("أصيب سبعة", (("سبعة", "injured", 7, 7, {}),), None, None),
        ("لا يتجاوز القتلى سبعة", (("سبعة", "killed", None, 7, {}),), None, 7),
        (
            "ارتفع القتلى من ثلاثة إلى خمسة",
            (("ثلاثة", "killed", 3, 3, {}), ("خمسة", "killed", 5, 5, {"update": True})),
            5,
            5,
        ),
    ],
)
def test_killed(text: str, told: tuple[Told, ...], low: int | None, high: int | None) -> None:
    assert view(text, *told).range(Outcome.KILLED) == Range(low, high)


def test_the_finest_places_and_the_sentence() -> None:
    one = report()
    found = analysis(one)
    strike = EventView(one, found, found.events[0])
    assert [argument.evidence.quote for argument, _ in strike.places()] == ["بنّش"]
    assert strike.sentence().startswith("قُتل سبعة مدنيين")
    assert strike.sentence().endswith("وفق الدفاع المدني.")
    assert strike.key() == f"{one.id}:e1"
    arrests = EventView(one, found, found.events[2])
    assert arrests.places() == []
    assert arrests.left_out() == 1


def test_narrow_keeps_what_belongs_to_the_events() -> None:
    found = analysis(report())
    cut = narrow(found, {"e1"})
    assert [event.id for event in cut.events] == ["e1"]
    assert [claim.id for claim in cut.casualties] == ["c1", "c2", "c3", "c4"]
    assert [statement.id for statement in cut.statements] == ["s1", "s2", "s3"]
    assert narrow(found, {"e2"}).statements == ()
    assert narrow(found, {"e1", "e2", "e3"}) == found
