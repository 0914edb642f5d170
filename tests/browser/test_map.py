"""The map and timeline in a browser: brushed, filtered, opened, by mouse and by keyboard; what it says is what the store holds."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rasid.store.points import points
from tests.browser.conftest import Running


def ready(page: Page) -> dict[str, int]:
    """What the map says that it shows, once it does."""
    page.wait_for_selector("#map[data-ready]")
    return told(page)


def told(page: Page) -> dict[str, int]:
    # Two frames: what was asked for is counted in the next one.
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    data = page.evaluate("({...document.getElementById('map').dataset})")
    return {name: int(data[name]) for name in ("shown", "unplaced", "undated")}


def kept(page: Page, *parts: str) -> None:
    """Waits until what is seen stands in the address."""
    for _ in range(200):
        if all(part in page.evaluate("location.search") for part in parts):
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.url)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_incident_is_on_the_map_or_beside_it(desk: Running, look: Any, lang: str) -> None:
    found = list(points(desk.store))
    page = look("/map", lang=lang)
    said = ready(page)
    assert said["shown"] == sum(point.lat is not None for point in found) > 0
    assert said["unplaced"] == sum(point.lat is None for point in found)
    assert said["undated"] == sum(point.first is None for point in found)
    # Something is drawn: the picture is of more than one colour.
    colours = page.evaluate(
        """() => { const canvas = document.getElementById("map-canvas"), pen = canvas.getContext("2d");
             const data = pen.getImageData(0, 0, canvas.width, canvas.height).data, seen = new Set();
             for (let n = 0; n < data.length; n += 4 * 97) seen.add(data[n] << 16 | data[n + 1] << 8 | data[n + 2]);
             return seen.size; }"""
    )
    assert colours > 3


def test_enter_lists_what_is_in_view_and_a_line_leads_to_the_incident(desk: Running, look: Any) -> None:
    page = look("/map")
    shown = ready(page)["shown"]
    page.focus("#map-canvas")
    page.keyboard.press("Enter")
    expect(page.locator("#map-list li")).to_have_count(shown)
    page.locator("#map-list a").first.click()
    page.wait_for_url("**/incidents/i*")


def test_what_has_no_point_is_listed_beside(desk: Running, look: Any) -> None:
    page = look("/map")
    said = ready(page)
    if not said["unplaced"]:
        assert page.locator("#map-unplaced").is_disabled()
        return
    page.click("#map-unplaced")
    expect(page.locator("#map-list li")).to_have_count(said["unplaced"])


def test_a_span_is_brushed_moved_by_keys_and_let_go(desk: Running, look: Any) -> None:
    days = sorted(point.first for point in points(desk.store) if point.first is not None)
    assert days[0] < days[-1]
    page = look("/map", lang="ar")
    before = ready(page)
    handle = page.locator("#time-to")
    handle.focus()
    page.keyboard.press("Home")
    after = told(page)
    assert after["shown"] + after["unplaced"] < before["shown"] + before["unplaced"]
    assert page.locator("input[name=to]").input_value() != ""
    kept(page, "to=")
    page.click("#time-whole")
    assert told(page) == before
    # The same by drawing over the timeline: in a right-to-left page its beginning is at the right.
    box = page.locator("#time-canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 40, box["y"] + 20)  # beside the handle
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 20, steps=6)
    page.mouse.up()
    drawn = told(page)
    assert drawn["shown"] + drawn["unplaced"] < before["shown"] + before["unplaced"]
    first = page.locator("#time-from").get_attribute("aria-valuenow")
    assert first == str(days[0])


def test_filters_and_place_outlive_the_language(desk: Running, look: Any) -> None:
    page = look("/map", lang="en")
    ready(page)
    page.select_option("select[name=type]", "shelling")
    filtered = told(page)
    page.focus("#map-canvas")
    page.keyboard.press("+")
    kept(page, "type=shelling", "at=")
    at = page.evaluate("new URLSearchParams(location.search).get('at')")
    page.click("[data-language-switch]")
    page.wait_for_selector("html[lang=ar] #map[data-ready]")
    assert told(page) == filtered
    assert page.input_value("select[name=type]") == "shelling"
    now = page.evaluate("new URLSearchParams(location.search).get('at')")
    assert [float(n) for n in now.split(",")] == pytest.approx([float(n) for n in at.split(",")], abs=0.01)


def test_a_point_is_chosen_by_a_click(desk: Running, look: Any) -> None:
    page = look("/map")
    ready(page)
    page.select_option("select[name=country]", "SY")
    page.wait_for_timeout(300)  # it moves there
    page.keyboard.press("Escape")
    box = page.locator("#map-canvas").bounding_box()
    assert box is not None
    found = False
    for step in range(1, 24):
        for row in range(1, 24):
            x, y = box["x"] + box["width"] * step / 24, box["y"] + box["height"] * row / 24
            page.mouse.move(x, y)
            if page.evaluate("document.getElementById('map-canvas').classList.contains('is-over')"):
                page.mouse.click(x, y)
                found = True
                break
        if found:
            break
    if not found:  # between the steps of the grid: the middle, where a single place is shown
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#map-list li").first).to_be_visible()


def test_without_points_the_page_says_that_it_failed(desk: Running, look: Any, faults: list[str]) -> None:
    page = look("/overview")
    page.route("**/map/points.json", lambda route: route.fulfill(status=500, body=""))
    page.goto(desk.at + "/map")
    expect(page.locator("#map-says")).to_have_text("This could not be loaded. Load the page again.")
    faults.clear()
