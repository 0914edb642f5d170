"""Triggers of one happening are one event; those of others are not."""

from __future__ import annotations

from rasid.model import EventType, Realis, Salience
from tests.analyse.reading import read, up_to


def events(text: str, *, published: str | None = None):
    return read(text, *up_to("events"), published=published).events


def test_a_definite_noun_points_back() -> None:
    found = events("انفجار في سوق المدينة\nوقع انفجار صباح اليوم في سوق المدينة. وقال شهود إن الانفجار كان قويا.")
    assert len(found) == 1
    assert len(found[0].triggers) == 3
    assert found[0].type is EventType.BOMBING


def test_another_attack_is_another_event() -> None:
    found = events("هاجم مسلحون حاجزا للجيش صباح اليوم. وفي حادث منفصل وقع تفجير آخر بعبوة ناسفة على طريق المطار.")
    assert {event.type for event in found} == {EventType.ARMED_ATTACK, EventType.BOMBING}


def test_a_verb_of_striking_only_tells_the_aim() -> None:
    found = events("غارة جوية استهدفت منزلا وسط المدينة وأوقعت أضرارا كبيرة.")
    assert [event.type for event in found] == [EventType.AIR_STRIKE]


def test_told_once_as_suicide_bombing_it_is_one() -> None:
    found = events("وقع تفجير انتحاري عند الحاجز. وألحق التفجير أضرارا بالمباني.")
    assert [event.type for event in found] == [EventType.SUICIDE_BOMBING]


def test_the_first_full_mention_in_the_body_is_the_trigger() -> None:
    text = "قصف على البلدة\nقصفت المدفعية البلدة ليلا."
    (event,) = events(text)
    assert event.trigger.span.of(text) == "قصفت"
    assert event.salience is Salience.MAIN


def test_what_is_planned_stays_planned() -> None:
    found = events("أعلن الجيش أنه سيقصف مواقع في الجبل خلال أيام.")
    assert [event.realis for event in found] == [Realis.PLANNED]
