"""The desk in Debian's Chromium: readable for all, in both directions, by keyboard, and marks on the very words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Running

AXE = Path(__file__).with_name("axe").joinpath("axe.min.js").read_text("utf-8")
SERIOUS = ("serious", "critical")
PAGES = ("inbox", "reports", "incident", "report", "hostile", "map", "overview", "releases", "log", "people")


def axe(page: Page) -> list[str]:
    """Serious findings of axe-core, each with the element."""
    page.context.add_init_script(AXE)
    page.reload()
    page.wait_for_load_state("networkidle")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{told['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for told in found["violations"]
        if told["impact"] in SERIOUS
        for node in told["nodes"][:3]
    ]


@pytest.mark.parametrize(("lang", "scheme"), [("ar", "light"), ("en", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious_stands_in_the_way_of_anybody(
    desk: Running, look: Any, name: str, lang: str, scheme: str
) -> None:
    assert axe(look(desk.pages()[name], lang=lang, scheme=scheme)) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_small_screen_scrolls_in_one_direction_only(desk: Running, look: Any, name: str) -> None:
    page = look(desk.pages()[name], lang="ar", width=360)
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1] + 1, wide


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("name", ["a", "b", "h"])
def test_each_mark_stands_on_the_words_of_its_record(desk: Running, look: Any, name: str, lang: str) -> None:
    page = look(f"/reports/{desk.ids[name]}", lang=lang)
    report = desk.store.report(desk.ids[name])
    assert report is not None
    # Hidden characters are shown by their code points; what a mark holds is put together again from its parts.
    found = page.evaluate(
        """() => { const out = {}; for (const mark of document.querySelectorAll("mark[data-span]")) {
             const copy = mark.cloneNode(true);
             for (const told of copy.querySelectorAll("[data-cps]"))
               told.textContent = told.dataset.cps.split(" ").map((hex) => String.fromCodePoint(parseInt(hex, 16))).join("");
             (out[mark.dataset.n] ??= [mark.dataset.span, ""])[1] += copy.textContent; }
           return Object.values(out); }"""
    )
    assert found
    for span, text in found:
        start, end = map(int, span.split("-"))
        assert text == report.text[start:end], span


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_units_stand_under_units(desk: Running, look: Any, lang: str) -> None:
    page = look("/overview", lang=lang)
    # Of each column of numbers, where the last digit of each ends.
    ends = page.evaluate(
        """() => [...document.querySelectorAll("table.counts")].map((table) => [...table.tBodies[0].rows].flatMap((row) =>
             [...row.cells].map((cell, at) => [cell, at]).filter(([cell]) => cell.matches(".n") && cell.textContent.trim()).map(([cell, at]) => {
               const range = document.createRange(); range.selectNodeContents(cell);
               return [at, Math.round(range.getBoundingClientRect().right)]; })))"""
    )
    assert ends
    for table in ends:
        for column in {at for at, _ in table}:
            assert len({right for at, right in table if at == column}) == 1


def test_a_case_file_is_printed_in_light_from_a_dark_desk(desk: Running, look: Any) -> None:
    page = look(desk.pages()["incident"], scheme="dark")
    page.emulate_media(media="print")
    value = "getComputedStyle(document.documentElement).getPropertyValue('%s').trim()"
    assert [page.evaluate(value % name) for name in ("--bg", "--k-harm")] == ["#fff", "#b42318"]


def test_charts_can_be_read_on_a_small_screen(desk: Running, look: Any) -> None:
    for name, chart in (("incident", ".toll-chart"), ("overview", "svg.weeks")):
        page = look(desk.pages()[name], lang="ar", width=360)
        drawn = page.evaluate(f"document.querySelector('{chart} text').getBoundingClientRect().height")
        assert drawn >= 8, name


def test_the_inbox_by_keyboard(desk: Running, look: Any) -> None:
    page = look("/", lang="ar")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    assert first
    assert first.startswith("/incidents/")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.getAttribute('href')")
    assert second
    assert second != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.getAttribute('href')") == first
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys').open")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/**")
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/map")


def test_the_language_is_switched_without_losing_the_place(desk: Running, look: Any) -> None:
    page = look("/?kind=report&order=newest", lang="en")
    page.keyboard.press("l")
    page.wait_for_selector("html[lang=ar]")
    assert "kind=report" in page.url
    assert "order=newest" in page.url
    assert "lang=" not in page.url
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_light_and_dark_are_kept(desk: Running, look: Any) -> None:
    page = look("/", scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-theme-switch]")
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert after != before
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_a_hostile_report_runs_nothing(desk: Running, look: Any) -> None:
    page = look(f"/reports/{desk.ids['h']}", lang="ar")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main script, main img[src=x]").count() == 0


def test_arabic_is_set_in_the_fonts_that_come_with_the_desk(desk: Running, look: Any) -> None:
    page = look("/", lang="ar")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Plex', 'ابجد')")
    assert page.evaluate("[...document.fonts].some((font) => font.family === 'Plex' && font.status === 'loaded')")
