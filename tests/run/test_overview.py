"""Counts of the overview are those of the incidents, whichever way they are asked for."""

from collections import Counter

import pytest

from rasid.model import SourceKind
from rasid.run.incidents import Builder
from rasid.run.review import refresh
from rasid.store import InboxFilter, Store
from tests.store.samples import SOURCE, analysis, report

from .test_review import address, database, store  # noqa: F401  fixtures


@pytest.fixture
def told(store: Store) -> Store:  # noqa: F811
    for name in ("Nakhla", "Darb"):
        other = report(source=SOURCE.__class__(name=name, kind=SourceKind.NEWSPAPER), external_id=name)
        store.save(other, analysis(other))
    Builder(store).build()
    refresh(store)
    return store


def test_sums_over_weeks_types_and_places_are_one(told: Store) -> None:
    cards = list(told.cards.all())
    for rows in (told.overview.weeks(), told.overview.types(), told.overview.governorates(), told.overview.countries()):
        assert sum(row.incidents for row in rows) == len(cards)
        assert sum(row.killed_high for row in rows) == sum(card.killed.high or card.killed.low or 0 for card in cards)
        assert sum(row.stated for row in rows) == sum(
            card.killed.low is not None or card.killed.high is not None for card in cards
        )
    weeks = Counter(row.week for row in told.overview.weeks() for _ in range(row.incidents))
    assert weeks == Counter(
        card.first.fromordinal(card.first.toordinal() - card.first.weekday()) if card.first else None for card in cards
    )


def test_an_incident_counts_for_each_outlet(told: Store) -> None:
    cards = list(told.cards.all())
    expected = Counter(outlet for card in cards for outlet in card.outlets)
    assert {row.name: row.incidents for row in told.overview.outlets()} == dict(expected)


def test_filters_hold_for_the_overview(told: Store) -> None:
    none = InboxFilter(country="ZZ")
    assert told.overview.weeks(none) == []
    assert told.overview.disagreement(none).incidents == 0
    some = InboxFilter(country="SY")
    assert sum(row.incidents for row in told.overview.types(some)) == told.inbox.count(some)


def test_disagreement_counts_by_distance(told: Store) -> None:
    found = told.overview.disagreement()
    several = [c for c in told.cards.all() if c.sources >= 2 and c.killed.low is not None and c.killed.high is not None]
    assert found.incidents == len(several) == sum(count.count for count in found.spread)
    assert found.contested == sum(card.contested for card in several)
