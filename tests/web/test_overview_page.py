"""The overview counts what the store holds, says what has no value, and leads to the inbox with the same filters."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from rasid.run.release import Settings, prepare, publish
from rasid.store import Store
from tests.web.desks import client


@pytest.fixture(params=["ar", "en"])
def browser(store: Store, request: pytest.FixtureRequest) -> TestClient:
    return client(store, lang=request.param)


def figures(page: str) -> list[int]:
    return [int(n) for n in re.findall(r"<dd>(\d+)</dd>", page)]


def test_it_counts_the_incidents_of_the_store(browser: TestClient, store: Store):
    page = browser.get("/overview")
    assert page.status_code == 200
    total = store.inbox.count()
    assert figures(page.text)[0] == total
    assert page.text.count('class="weeks-bar"') == len({week.week for week in store.overview.weeks() if week.week})
    assert "overview." not in re.sub(r"overview\.css", "", page.text)
    assert "style=" not in page.text


def test_how_far_sources_are_apart_is_told_in_words(browser: TestClient, store: Store):
    page = browser.get("/overview").text
    told = re.findall(r'<tr><th scope="row"><bdi>(.*?)</bdi></th>', page[page.index('id="apart"') :])
    assert told in (
        ["one number", "1–2", "3–5", "6–10", "11 or more"],
        ["عدد واحد", "1 إلى 2", "3 إلى 5", "6 إلى 10", "11 فأكثر"],
    )


def test_filters_narrow_it_and_links_keep_them(browser: TestClient, store: Store):
    page = browser.get("/overview?country=YE&since=2021-01-01").text
    assert 0 < figures(page)[0] < store.inbox.count()
    assert 'href="/?since=2021-01-01&amp;country=YE' in page


@pytest.mark.parametrize("asked", ["since=yesterday", "country=Syria", "type=none", "until=9999-99-99"])
def test_filters_that_are_none_are_left_out(browser: TestClient, store: Store, asked: str):
    page = browser.get(f"/overview?{asked}")
    assert page.status_code == 200
    assert figures(page.text)[0] == store.inbox.count()


def test_an_empty_store_says_so(tmp_path):
    with Store.create(tmp_path / "e.db") as store:
        page = client(store).get("/overview")
        assert page.status_code == 200
        assert "No incidents yet" in page.text


def test_what_changed_since_the_last_release(browser: TestClient, store: Store):
    assert "/overview/changes" not in browser.get("/overview").text
    publish(store, prepare(store, Settings()), "2021-03", by="amal")
    assert "/overview/changes" in browser.get("/overview").text
    unchanged = browser.get("/overview/changes")
    assert unchanged.status_code == 200
    assert "/incidents/" not in unchanged.text
    items = store.releases.items("2021-03")
    gone = dict(list(items.items())[1:])
    store.releases.add("2021-04", by="amal", settings={}, files=(), items=gone)
    changed = browser.get("/overview/changes").text
    assert changed.count("/incidents/") == 1
