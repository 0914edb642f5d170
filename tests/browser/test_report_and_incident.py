"""The pages of a report and of an incident in a browser: marks, light, selection by code points, decisions, the case file."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from rasid.model import Report
from rasid.run.review import review
from rasid.store import IncidentFilter
from tests.browser.conftest import Running
from tests.web.desks import DAY

pytestmark = pytest.mark.slow
ASTRAL = (
    "😀 قُتل ثلاثة مدنيين 𓀀 في قصف على حلب 👨‍👩‍👧.\n"
    "وقال مدير مشفى حلب الجامعي لا إله إلا الله إن 😀 خمسة أشخاص أصيبوا قرب مدينة حلب الشهباء."
)
WORD = "قصف" * 1_700_000
MARKS = """() => { const out = new Map();
  for (const mark of document.querySelectorAll('#article mark'))
    out.set(mark.dataset.n, [mark.dataset.span, (out.get(mark.dataset.n)?.[1] ?? '') + window.rasidReport.textOf(mark)]);
  return [...out.values()]; }"""
SELECT = """([a, i, b, j]) => { const nodes = [];
  for (const line of document.querySelectorAll('#article [data-at]')) {
    const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) nodes.push(walk.currentNode); }
  const one = nodes[a % nodes.length], two = nodes[b % nodes.length];
  getSelection().setBaseAndExtent(one, i % (one.length + 1), two, j % (two.length + 1));
  return window.rasidReport.selection(); }"""


class Served(Running):
    """A desk with an article of astral letters and one of 5 MB in one word."""

    def report(self, name: str, lang: str = "ar") -> str:
        return f"{self.at}/reports/{self.ids[name]}?lang={lang}"

    def text(self, name: str) -> str:
        found = self.store.report(self.ids[name])
        assert found is not None
        return found.text

    def incident(self, name: str, lang: str = "ar") -> str:
        with self.store.linked() as tables:
            found = tables.listed(IncidentFilter())
            one = next(i.id for i in found if any(key.report_id == self.ids[name] for key in i.events))
        return f"{self.at}/incidents/{one}?lang={lang}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    more = [Report.make(ASTRAL, published=DAY, external_id="astral"), Report.make(WORD, external_id="word")]
    made = Served(tmp_path_factory.mktemp("desk"), more)
    yield made
    made.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may fail: no script's error, nothing that the policy forbids."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    made.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield made
    context.close()
    assert not faults, faults


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("name", ["a", "h", "astral"])
def test_text_of_each_mark_is_its_quote(served: Served, page: Page, name: str, lang: str) -> None:
    page.goto(served.report(name, lang))
    page.wait_for_function("window.rasidReport")
    text = served.text(name)
    found = page.evaluate(MARKS)
    assert found
    for span, quote in found:
        start, end = map(int, span.split("-"))
        assert quote == text[start:end]
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("getComputedStyle(document.getElementById('article')).direction") == "rtl"


@pytest.mark.parametrize("name", ["a", "h", "astral"])
def test_selections_are_counted_in_code_points(served: Served, page: Page, name: str) -> None:
    page.goto(served.report(name))
    page.wait_for_function("window.rasidReport")
    text = served.text(name)
    seen = 0
    for turn in range(120):
        chosen = page.evaluate(SELECT, [turn * 7, turn * 3, turn * 7 + turn % 9, turn * 5 + 2])
        if chosen is not None:
            seen += 1
            assert text[chosen["start"] : chosen["end"]] == chosen["words"]
            assert chosen["words"] == chosen["words"].strip()
    assert seen > 40


def test_a_number_lights_its_words_and_words_their_records(served: Served, page: Page) -> None:
    page.goto(served.report("a", "en"))
    number = page.locator(".card.k-claim a.value").first
    span = number.get_attribute("data-lights")
    number.click()
    lit = page.locator(f'#article mark.lit[data-span="{span}"]')
    assert lit.count() == 1
    assert "#" not in page.url
    other = page.locator("#article mark.k-event").first
    other.click()
    assert page.locator(f'#article mark[data-span="{span}"].lit').count() == 0
    assert page.locator(".card.lit#r-e1").count() == 1


def test_the_keyboard_goes_from_mark_to_mark(served: Served, page: Page) -> None:
    page.goto(served.report("a"))
    page.locator("#article").focus()
    page.keyboard.press("ArrowLeft")
    first = page.locator("#article mark.current").get_attribute("data-span")
    page.keyboard.press("ArrowLeft")
    assert page.locator("#article mark.current").get_attribute("data-span") != first
    page.keyboard.press("ArrowRight")
    assert page.locator("#article mark.current").get_attribute("data-span") == first
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.records') !== null")


def test_decide_in_place(served: Served, page: Page) -> None:
    page.goto(served.report("c", "en"))
    page.locator("#event-e1-type button.act-accept").click()
    page.wait_for_selector("#event-e1-type.s-accepted")
    page.locator("#event-e1-type summary.act-edit").click()
    page.locator("#event-e1-type select[name=value]").select_option("armed_attack")
    page.locator("#event-e1-type button[value=edit]").click()
    page.wait_for_selector("#event-e1-type.s-edited")
    assert review(served.store, served.ids["c"]).analysis.events[0].type.value == "armed_attack"
    page.locator("#event-e1-type button.act-undo").click()
    page.wait_for_selector("#event-e1-type.s-accepted")
    assert "/decide" not in page.url


def test_selected_words_are_added(served: Served, page: Page) -> None:
    page.goto(served.report("astral", "ar"))
    page.locator("#add > summary").click()
    text = served.text("astral")
    start = text.index("الشهباء")
    page.evaluate(
        """([start, end]) => { const line = [...document.querySelectorAll('#article [data-at]')].filter((l) => l.dataset.at <= start).pop();
        const at = (n) => { const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT); let left = n - line.dataset.at;
          while (walk.nextNode()) { const points = [...walk.currentNode.data];
            if (left <= points.length) return [walk.currentNode, points.slice(0, left).join('').length]; left -= points.length; } };
        const [a, i] = at(start), [b, j] = at(end); getSelection().setBaseAndExtent(a, i, b, j); }""",
        [start, start + 7],
    )
    page.wait_for_function("document.querySelector('#add .picked-words').textContent === 'الشهباء'")
    page.locator("#add select[name=what]").select_option("place")
    page.locator("#add button.strong").click()
    page.wait_for_selector(f'#article mark[data-span="{start}-{start + 7}"]')
    assert any(m.evidence.quote == "الشهباء" for m in review(served.store, served.ids["astral"]).analysis.mentions)


def test_words_are_added_and_corrected_by_keys_alone(served: Served, page: Page) -> None:
    page.goto(served.report("b", "ar"))
    page.locator("#article").focus()
    press = page.keyboard.press
    press("Control+ArrowLeft")
    press("Control+ArrowLeft")
    press("Shift+ArrowLeft")
    press("Shift+ArrowLeft")
    press("Shift+ArrowRight")
    chosen = page.evaluate("window.rasidReport.selection()")
    assert chosen["words"] == served.text("b")[chosen["start"] : chosen["end"]] == "حصيلة قصف"
    press("Enter")
    assert page.evaluate("document.activeElement.name") == "what"
    press("Escape")
    assert page.locator("#add[open]").count() == 0
    press("Enter")
    page.locator("#add select[name=what]").select_option("weapon")
    page.locator("#add input[name=reason]").press("Enter")
    mark = page.locator(f'#article mark.k-weapon[data-span="{chosen["start"]}-{chosen["end"]}"]')
    mark.wait_for()
    # The text has the keys again, the new mark is the one under them, and those who hear the page were told.
    assert page.evaluate("document.activeElement.id") == "article"
    assert "حصيلة قصف" in page.locator("#notices").inner_text()
    assert page.locator("body.has-selection").count() == 0
    press("Enter")
    row = page.locator(".row:focus-within")
    row.locator("summary.act-edit").press("Enter")
    row.locator("select[name=value]").select_option("actor")
    row.locator("input[name=reason]").first.press("Enter")
    page.locator(f'#article mark.k-actor[data-span="{chosen["start"]}-{chosen["end"]}"]').wait_for()
    # The list that was unfolded stays so, and the focus is on the same record.
    assert page.locator("#mentions[open]").count() == 1
    assert page.evaluate("document.activeElement.closest('.row').textContent.includes('حصيلة قصف')")
    assert page.evaluate("document.activeElement.checkVisibility()")


def test_an_editor_keeps_what_was_refused_and_escape_folds_it(served: Served, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(served.report("a", "en"))
    row = page.locator(".card.k-claim .row[id$=-count]").first
    row.locator("summary.act-edit").press("Enter")
    row.locator("input[name=low]").fill("50")
    row.locator("input[name=high]").fill("3")
    row.locator("input[name=high]").press("Enter")
    page.locator("#notices [role=alert]").wait_for()
    assert row.locator("input[name=low]").input_value() == "50"
    assert page.evaluate("document.activeElement.name") == "high"
    page.keyboard.press("Escape")
    assert row.locator("details.edit[open]").count() == 0
    assert page.evaluate("document.activeElement.matches('summary.act-edit')")
    page.goto(served.incident("a", "en"))
    page.locator("#v-type summary.act-edit").press("Enter")
    page.locator("#v-type select").select_option("bombing")
    page.locator("#v-type button[value=edit]").press("Enter")
    page.locator("#v-type .st-edited").wait_for()
    assert page.evaluate("document.activeElement.closest('dd').id") == "v-type"
    page.close()


def test_two_people_on_one_field(served: Served, page: Page, browser: Browser) -> None:
    other = browser.new_page()
    for one in (page, other):
        one.goto(served.report("b", "en"))
    page.locator("#event-e1-when button.act-accept").click()
    page.wait_for_selector("#event-e1-when.s-accepted")
    other.locator("#event-e1-when button.act-reject").click()
    other.wait_for_selector("section.notice.conflict")
    assert other.locator("#event-e1-when.s-accepted").count() == 1
    assert not other.locator("#trouble").is_visible()
    other.close()


def test_five_megabytes_of_one_word_open(served: Served, page: Page) -> None:
    began = time.monotonic()
    page.goto(served.report("word"), timeout=20_000)
    assert time.monotonic() - began < 10
    assert page.locator(".parts a").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_narrow_pages_do_not_scroll_sideways(served: Served, page: Page, lang: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    for url in (
        served.report("a", lang),
        served.report("h", lang),
        served.incident("a", lang),
    ):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_incident_lights_switches_and_explains(served: Served, page: Page) -> None:
    page.goto(served.incident("a"))
    number = page.locator(".claims-table a.value").first
    target = number.get_attribute("data-light")
    number.click()
    assert page.locator(f'[id="{target}"].lit').count() == 1
    page.locator(".rules a", has_text="أوبسالا").click()
    page.wait_for_selector(".rules tr.chosen a[href*='rule=ucdp']")
    assert page.evaluate("document.documentElement.lang") == "ar"
    page.locator("#why").scroll_into_view_if_needed()
    page.wait_for_selector("#why table.features, #why .empty")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_value_of_an_incident_is_decided_by_keyboard(served: Served, page: Page, lang: str) -> None:
    page.goto(served.incident("a", lang))
    page.locator("#edit-days summary").focus()
    page.keyboard.press("Enter")
    page.locator("#edit-days input[name=first]").fill("2021-03-12")
    page.locator("#edit-days input[name=reason]").focus()
    page.keyboard.type("بحسب المراسل")
    page.keyboard.press("Enter")
    page.wait_for_selector("#v-days .st-edited")
    assert "12" in page.locator("#v-days strong").inner_text()
    assert page.locator("#v-days .history").count() == 1
    assert page.url.endswith(served.incident("a", lang).split("?")[0].rsplit("/", 1)[1]), (
        "only the part was put in place"
    )
    page.locator("#v-days .act-undo").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#v-days .st-edited", state="detached")


def test_the_printed_incident_is_a_case_file_of_two_pages(served: Served, page: Page) -> None:
    page.goto(served.incident("a"))
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
