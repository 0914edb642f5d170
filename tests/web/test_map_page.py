"""The map: every incident by columns, no point that is not the store's, what has none counted beside, tiles by numbers alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rasid.store import Store
from rasid.store.points import Point, points
from rasid.web.pages import map as page
from rasid.web.pages.map import columns
from rasid.web.tiles import NAME
from tests.web.desks import client, filled
from tests.web.test_tiles import archive, square


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made, _ = filled(tmp_path_factory.mktemp("map") / "s.db")
    with made:
        yield made


@pytest.fixture(params=["ar", "en"])
def browser(store: Store, request: pytest.FixtureRequest) -> TestClient:
    return client(store, lang=request.param)


def test_the_page_says_what_its_script_says_by_itself(browser: TestClient):
    answer = browser.get("/map")
    assert answer.status_code == 200
    told = json.loads(re.search(r'id="map-words">(.*?)</script>', answer.text, re.DOTALL)[1])  # type: ignore[index]
    forms = {"one", "other"} if told["lang"] == "en" else {"zero", "one", "two", "few", "many", "other"}
    for name in ("shown", "unplaced", "undated_in", "undated_out", "incidents"):
        assert forms <= told[name].keys()
    assert "{place}" in told["at"]
    assert "map." not in json.dumps(told, ensure_ascii=False).replace("map.js", "")
    assert "style=" not in answer.text


def test_every_incident_is_there_with_the_point_of_the_store(browser: TestClient, store: Store):
    told = browser.get("/map/points.json").json()
    with store.linked() as tables:
        incidents = {incident.id: incident for incident in tables.listed()}
    assert set(told["id"]) == incidents.keys()
    assert len({len(told[name]) for name in ("id", "place", "day", "last", "type", "country", "killed")}) == 1
    placed = 0
    for row, id_ in enumerate(told["id"]):
        incident = incidents[id_]
        if incident.lat is None:
            assert told["place"][row] == -1
            continue
        lat, lon, radius, name = told["places"][told["place"][row]]
        assert (lat, lon, radius) == (incident.lat, incident.lon, incident.radius_km)
        assert name
        placed += 1
        assert (told["day"][row] is None) == (incident.first is None)
    assert placed
    assert -1 in told["place"] or placed == len(incidents)


def test_columns_hold_a_point_once_and_null_where_nothing_is_known():
    rows = [
        Point("i1", "shelling", 10, 12, "SY", "p", 36.0, 37.0, 5.0, 3),
        Point("i2", None, None, None, None, None, None, None, None, None),
        Point("i3", "bombing", 11, 11, "SY", "p", 36.0, 37.0, 5.0, 0),
    ]
    told = columns(rows, lambda place: f"name of {place}")
    assert told["places"] == [[36.0, 37.0, 5.0, "name of p"]]
    assert told["place"] == [0, -1, 0]
    assert told["killed"] == [3, None, 0]
    assert told["day"] == [10, None, 11]
    assert told["type"] == [0, -1, 1]
    assert told["country"] == [0, -1, 0]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_lines_of_a_list_come_in_the_order_asked_for(browser: TestClient, store: Store):
    ids = [point.id for point in points(store)][::-1]
    parsed = _Text()
    parsed.feed(browser.get("/map/cards", params={"ids": ",".join([*ids, "nonsense", "i" + "0" * 16])}).text)
    assert parsed.links == [f"/incidents/{id_}" for id_ in ids]


def test_lines_hold_no_title_in_which_a_name_may_stand(store: Store):
    ids = ",".join(point.id for point in points(store))
    told = client(store, names=False, lang="ar").get("/map/cards", params={"ids": ids}).text
    assert "أحمد" not in told
    assert "<script>" not in told


def test_towns_are_those_of_the_gazetteer_the_largest_first(browser: TestClient):
    told = browser.get("/map/towns.json").json()
    assert len(told) > 3000
    assert [row[2] for row in told] == sorted((row[2] for row in told), reverse=True)
    assert any(row[4] == "Damascus" and row[3] == "دمشق" for row in told)


def test_tiles_of_the_data_folder(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RASID_DATA", str(tmp_path))
    browser = client(store)
    page._tiles.cache_clear()
    assert browser.get("/map/tiles").status_code == 404
    assert "map-tiles.js" not in browser.get("/map").text
    archive(tmp_path / NAME, square(range(3)))
    page._tiles.cache_clear()
    try:
        assert browser.get("/map/tiles").json()["kind"] == "png"
        assert "map-tiles.js" in browser.get("/map").text
        answer = browser.get("/map/tiles/2/3/1")
        assert (answer.content, answer.headers["content-type"]) == (b"2/3/1", "image/png")
        assert browser.get("/map/tiles/9/3/1").status_code == 204
        for path in ("/map/tiles/2/3/x", "/map/tiles/2/3/..%2f..%2fetc", "/map/tiles/1e9/0/0"):
            assert browser.get(path).status_code in (404, 422)
    finally:
        page._tiles.cache_clear()
