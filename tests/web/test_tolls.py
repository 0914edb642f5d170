"""A toll that is open above, "30 or more", is told so wherever an incident stands in a list, as on its own page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from rasid.model import Report, Source, Toll
from rasid.run.release import Settings, prepare, publish
from rasid.store import Store
from rasid.store.releases import told_of
from rasid.web import wording
from rasid.web.language import Language
from tests.web.desks import DAY, client, filled

TEXT = "قتل 30 مدنياً على الأقل وأصيب 12 آخرون في غارة جوية على مدينة إدلب الأحد، وفق الدفاع المدني."
OPEN = {"en": "30 or more", "ar": "30 فأكثر"}


@dataclass(frozen=True)
class Held:
    store: Store
    incident: str


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    more = [Report.make(TEXT, source=Source(name="Idlib"), published=DAY, external_id="open")]
    store, _ = filled(tmp_path_factory.mktemp("tolls") / "s.sqlite", more)
    with store:
        (card,) = [card for card in store.cards.all() if card.outlets == ("Idlib",)]
        yield Held(store, card.id)


def text(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=إدلب",
        "/?kind=report",
        "/map/cards?ids={id}",
        "/incidents/{id}",
        "/overview?type=air_strike",
    ],
)
def test_it_is_told_so_in_every_list(held: Held, address: str, lang: str) -> None:
    page = client(held.store, lang=lang).get(address.format(id=held.incident))
    assert page.status_code == 200
    assert OPEN[lang] in text(page.text)
    assert not re.search(r"(?<!\d)12 (or more|فأكثر)", text(page.text)), "the injured are twelve"


@pytest.mark.parametrize(("lang", "told"), [("en", "30–31 or more"), ("ar", "30 إلى 31 فأكثر")])
def test_a_change_since_a_release_tells_it(
    held: Held, lang: str, told: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASID_DATA", str(tmp_path_factory.mktemp("data")))
    publish(held.store, prepare(held.store, Settings()), f"1-{lang}", by="amal")
    items = held.store.releases.items(f"1-{lang}")
    assert items[held.incident]["killed"] == [30, 30, True]
    other = {**items, held.incident: {**items[held.incident], "killed": [30, 31, True]}}
    held.store.releases.add(f"2-{lang}", by="amal", settings={}, files=(), items=other)
    page = text(client(held.store, lang=lang).get("/overview/changes").text)
    assert told in page
    assert OPEN[lang] in page


def test_the_api_has_it(held: Held) -> None:
    api = client(held.store)
    found = {card["id"]: card for card in api.get("/api/v1/incidents").json()["cards"]}
    assert found[held.incident]["killed"] == {"low": 30, "best": None, "high": 30, "or_more": True}
    assert found[held.incident]["injured"]["or_more"] is False
    toll = api.get("/api/v1/openapi.json").json()["components"]["schemas"]["Toll"]["properties"]["or_more"]
    assert (toll["type"], toll["default"]) == ("boolean", False)


@pytest.mark.parametrize(
    ("low", "high", "or_more", "english", "arabic"),
    [
        (None, None, False, "", ""),
        (30, 30, True, "30 or more", "30 فأكثر"),
        (30, 30, False, "30", "30"),
        (5, 30, True, "5–30 or more", "5 إلى 30 فأكثر"),
        (30, None, True, "30 or more", "30 فأكثر"),
        (None, 30, False, "up to 30", "حتى 30"),
        (1000, 1000, True, "1,000 or more", "1,000 فأكثر"),
    ],
)
def test_a_toll_in_words(low: int | None, high: int | None, or_more: bool, english: str, arabic: str) -> None:
    toll = Toll(low=low, high=high, or_more=or_more)
    assert wording.toll(toll, Language("en")) == english
    assert wording.toll(toll, Language("ar")) == arabic


def test_a_card_is_told_to_a_release_whole(held: Held) -> None:
    card = held.store.cards.get("incident", held.incident)
    assert card is not None
    assert told_of(card)["injured"] == [12, 12, False]
