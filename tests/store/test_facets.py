"""Counts beside a list are those of its cards, whatever came and went, and cost the same few questions for any number of them."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from rasid.model import Card, CardState, EventType, Need, Reasoned
from rasid.resolve.attention import bare_card
from rasid.store import Count, InboxFilter, Order, Store, facets

OUTLETS = ("Sada", "Nakhla", "Darb", "صدى")
OPEN: dict[str, dict[str, Any]] = {
    "state": {"states": ()}, "type": {"types": ()}, "country": {"country": None}, "outlet": {"outlet": None},
    "need": {"need": None},
}  # fmt: skip
FAR = facets.WIDTH * 3 + 5


def card(number: int, chance: random.Random) -> Card:
    return msgspec.structs.replace(
        bare_card("report", number, f"r{number:020x}"),
        score=float(chance.randrange(4)),
        needs=tuple(Reasoned(need=need, points=1.0) for need in chance.sample(list(Need), chance.randrange(3))),
        state=chance.choice(list(CardState)),
        type=chance.choice([None, EventType.SHELLING, EventType.AIR_STRIKE]),
        country=chance.choice([None, "SY", "IQ"]),
        governorate=chance.choice([None, "Idlib"]),
        actors=tuple(chance.sample(["saa", "hts"], chance.randrange(3))),
        outlets=tuple(chance.sample(OUTLETS, chance.randrange(1, 3))),
    )


def values(one: Card, facet: str) -> tuple[str, ...]:
    match facet:
        case "need":
            return tuple(reason.need.value for reason in one.needs)
        case "actor" | "outlet":
            return tuple(getattr(one, f"{facet}s"))
        case "state" | "type":
            code = getattr(one, facet)
            return (code.value if code is not None else "",)
        case _:
            return (getattr(one, facet) or "",)


def chosen(one: Card, wanted: InboxFilter) -> bool:
    return (
        (not wanted.types or one.type in wanted.types)
        and (not wanted.states or one.state in wanted.states)
        and wanted.country in (None, one.country)
        and (wanted.outlet is None or wanted.outlet in one.outlets)
        and (wanted.need is None or wanted.need in {reason.need for reason in one.needs})
    )


@contextmanager
def asked(store: Store) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(store._engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        sa.event.remove(store._engine, "before_cursor_execute", hear)


def test_counts_are_those_of_the_cards(store: Store) -> None:
    chance = random.Random(5)
    held: dict[int, Card] = {}
    for _ in range(6):
        made = [card(chance.choice((number, number + FAR)), chance) for number in chance.sample(range(60), 25)]
        store.cards.put([(one, "run") for one in made])
        held |= {one.number: one for one in made}
        for wanted in (
            InboxFilter(kind="report"),
            InboxFilter(kind="report", country="SY"),
            InboxFilter(kind="report", types=(EventType.SHELLING, EventType.AIR_STRIKE), outlet="صدى"),
            InboxFilter(kind="report", states=(CardState.NEW,), need=Need.HIGH_TOLL),
        ):
            page, counted = store.inbox.listed(wanted, (*facets.ONE, *facets.MANY), limit=200, most=99)
            listed = [one for one in held.values() if chosen(one, wanted)]
            assert {one.id for one in page.cards} == {one.id for one in listed}
            assert page.total == len(listed) == store.inbox.count(wanted)
            for name, counts in counted.items():
                # A facet that is filtered by counts as if it were not.
                opened = replace(wanted, **OPEN.get(name, {}))
                there = [one for one in held.values() if chosen(one, opened)]
                assert {count.value: count.count for count in counts} == Counter(
                    value for one in there for value in values(one, name)
                )


def test_a_long_list_is_walked_in_order(store: Store) -> None:
    chance = random.Random(7)
    store.cards.put([(card(number, chance), "run") for number in range(1, 300)])
    wanted = InboxFilter(kind="report", country="IQ")
    for order in Order:
        few = [one.id for one in store.inbox.page(wanted, order=order, limit=500).cards]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("rasid.store.inbox._FEW", 10)
            walked, after = [], None
            while True:
                page = store.inbox.page(wanted, order=order, after=after, limit=7)
                walked += [one.id for one in page.cards]
                assert page.total == len(few) > 10
                if (after := page.next) is None:
                    break
        assert walked == few


def test_a_list_and_its_counts_take_the_same_few_questions_for_any_number(store: Store) -> None:
    chance = random.Random(9)
    questions = []
    for numbers in (range(1, 40), range(40, 1500)):
        store.cards.put([(card(number, chance), "run") for number in numbers])
        with asked(store) as sent:
            page, counted = store.inbox.listed(
                InboxFilter(kind="report", types=(EventType.SHELLING,)), (*facets.ONE, *facets.MANY)
            )
        assert page.total > 0
        assert counted["country"]
        questions.append(len([one for one in sent if one.lstrip().upper().startswith(("SELECT", "WITH"))]))
    assert questions[0] == questions[1] <= 3


def test_what_one_card_changes_is_a_row_of_some_kilobytes(tmp_path: Path) -> None:
    chance = random.Random(3)
    with Store.create(tmp_path / "s.db") as store:
        store.cards.put([(card(number, chance), "run") for number in range(2 * facets.WIDTH)])
        with store._read() as connection:
            sizes = [len(row.record) for row in connection.execute(sa.select(facets.card_facets))]
        assert len(sizes) == 2
        assert max(sizes) < 300_000
        with asked(store) as sent:
            store.cards.put([(card(17, chance), "run")])
        assert sum("INSERT INTO card_facets" in one for one in sent) == 1


def test_what_is_taken_away_is_counted_no_more(store: Store) -> None:
    with store._write() as connection:
        facets.put(connection, "report", {1: [("state", "new"), ("outlet", "Sada")], 2: [("state", "new")]})
    with store._write() as connection:
        facets.put(connection, "report", {1: (), FAR: ()})
    assert store.inbox.count(InboxFilter(kind="report")) == 1
    assert store.inbox.facets(InboxFilter(kind="report"), ("outlet",)) == {"outlet": ()}
    with store._write() as connection:
        facets.forget(connection, "report")
    assert store.inbox.count(InboxFilter(kind="report")) == 0


def test_what_another_program_changes_is_listed_at_once_and_the_rest_not_read_again(store: Store) -> None:
    chance = random.Random(11)
    everything = InboxFilter(kind="report")
    places = (1, FAR)
    store.cards.put([(msgspec.structs.replace(card(n, chance), country="SY", actors=()), "run") for n in places])
    where = store._engine.url.render_as_string(hide_password=False) if store.dialect != "sqlite" else store.where
    with Store.open(where) as other:
        held: dict[int, object] = {}
        for number, store_ in enumerate((store, other)):
            assert {c.value: c.count for c in store_.inbox.facets(everything, ("country",))["country"]} == {"SY": 2}
            with store_._read() as connection:
                held[number] = store_._shelves.load(connection, "report")
                assert store_._shelves.load(connection, "report") is held[number]
        for country in ("IQ", "SY", "YE"):
            other.cards.put([(msgspec.structs.replace(card(FAR, chance), country=country, actors=("saa",)), "run")])
            for store_ in (store, other):
                page, counted = store_.inbox.listed(everything, ("country", "actor"))
                assert page.total == 2
                assert sorted(c.value for c in counted["country"] for _ in range(c.count)) == sorted(("SY", country))
                assert counted["actor"] == (Count("saa", 1),)
                with store_._read() as connection:
                    assert store_._shelves.load(connection, "report") not in held.values()


def test_a_row_of_facets_is_known_by_what_it_holds(store: Store) -> None:
    chance = random.Random(13)
    store.cards.put([(card(number, chance), "run") for number in (1, FAR)])
    with store._read() as connection:
        for row in connection.execute(sa.select(facets.card_facets)):
            assert row.digest == facets.digest(row.record) != facets.digest(row.record + b" ")
