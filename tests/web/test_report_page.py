"""The page of a report: every mark is its quote, decisions and what becomes of them, names hidden, hostile texts harmless."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rasid.model import Outcome, Report, Ruling, SubjectKind
from rasid.model.person import DeskRole
from rasid.run.review import review
from rasid.store import Store
from rasid.web.masks import MASK
from tests.web.desks import FIRST, HOSTILE, PASSWORD, client, filled, logged_in
from tests.web.parsing import Marked


def article(page: str) -> Marked:
    inner = re.search(r'<div id="article"[^>]*>\n?(.*?)\n?</div>', page, re.S)
    assert inner is not None
    return Marked(inner[1])


def hidden_of(form: str) -> dict[str, str]:
    return {
        name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    }


def form_of(desk: TestClient, page: str, row: str, verdict: str) -> dict[str, str]:
    """What a press on a button of a row sends; of an editor, what it sends untouched."""
    found = re.search(rf'<div class="row[^"]*" id="{row}".*?(?=<div class="row|</article>|</section>)', page, re.S)
    assert found is not None, row
    if verdict == "edit":
        address = re.search(r'hx-get="([^"]+)"', found[0])
        assert address is not None, row
        editor = desk.get(unescape(address[1]), headers={"hx-request": "true"})
        assert editor.status_code == 200
        return hidden_of(editor.text) | {"verdict": verdict}
    assert f'value="{verdict}"' in found[0]
    return hidden_of(found[0]) | {"verdict": verdict}


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("name", ["a", "b", "c", "h"])
def test_each_mark_is_its_quote(held: tuple[Store, dict[str, str]], name: str, lang: str) -> None:
    store, ids = held
    page = client(store, lang=lang).get(f"/reports/{ids[name]}")
    assert page.status_code == 200
    text = (store.report(ids[name]) or pytest.fail("no report")).text
    found = article(page.text)
    assert found.text == text
    assert found.marks
    for number, quote in found.marks.items():
        start, end = map(int, found.spans[number].split("-"))
        assert quote == text[start:end]
    assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in page.text
    assert "⟦" not in page.text


def test_every_link_to_words_leads_to_a_mark(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    page = client(store).get(f"/reports/{ids['a']}").text
    targets = set(re.findall(r'href="#(w\d+-\d+)"', page))
    assert targets
    assert targets <= set(re.findall(r'<mark id="(w\d+-\d+)"', page))
    cards = set(re.findall(r'href="#(r-\w+)"', page))
    assert cards <= set(re.findall(r'id="(r-\w+)"', page))


def test_a_hostile_article_is_shown_safely(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    answer = client(store).get(f"/reports/{ids['h']}")
    assert "<script>window" not in answer.text
    assert "<img" not in answer.text
    assert "javascript:" not in answer.text
    assert not set(answer.text) & set("\u202e\u202c\x00")
    assert answer.text.count("\u0653\u0301") < 10
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    assert not re.search(r'\sstyle="|\son\w+="|<style|<script(?![^>]* src=)', answer.text)
    assert article(answer.text).text == HOSTILE


def test_a_long_text_comes_in_parts(tmp_path: Path) -> None:
    text = "قتل خمسة مدنيين في قصف على حلب.\n" + "كلمة " * 20_000
    store, ids = filled(tmp_path / "long.sqlite", [Report.make(text, external_id="long")])
    with store:
        desk = client(store)
        parts = [desk.get(f"/reports/{ids['long']}?part={n}").text for n in (1, 2, 3)]
        assert "".join(article(page).text for page in parts) == text
        assert desk.get(f"/reports/{ids['long']}?part=99").status_code == 200


def test_nothing_is_there_for_other_ids(held: tuple[Store, dict[str, str]]) -> None:
    store, _ = held
    for path in ("/reports/r00000000000000000000", "/reports/..%2f..%2fetc%2fpasswd", "/reports/%00"):
        assert client(store).get(path).status_code == 404


def decide(store: Store, ids: dict[str, str], who: str, row: str, verdict: str, **more: str) -> tuple[int, str]:
    desk = logged_in(store, who)
    url = f"/reports/{ids['a']}"
    sent = form_of(desk, desk.get(url).text, row, verdict) | more
    answer = desk.post(url + "/decide", data=sent, headers={"hx-request": "true"})
    return answer.status_code, answer.text


def test_accept_edit_reject_and_take_back(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    report = ids["a"]
    before = review(store, report).analysis
    claim = before.casualties[0].id
    status, page = decide(store, ids, "amal", "event-e1-type", "accept")
    assert status == 200
    assert 'class="row s-accepted" id="event-e1-type"' in page
    status, page = decide(store, ids, "amal", "event-e1-type", "edit", value="air_strike", reason="قالوا غارة")
    assert 'class="row s-edited" id="event-e1-type"' in page
    assert review(store, report).analysis.events[0].type.value == "air_strike"
    status, page = decide(
        store, ids, "amal", f"claim-{claim}-count", "edit", low="7", high="9", count_kind="between", approx=""
    )
    assert status == 200
    count = next(c for c in review(store, report).analysis.casualties if c.id == claim).count
    assert (count.low, count.high) == (7, 9)
    status, page = decide(store, ids, "amal", "event-e1-when", "reject")
    assert review(store, report).analysis.events[0].when is None
    status, page = decide(store, ids, "amal", "event-e1-when", "undo")
    assert status == 200
    assert review(store, report).analysis.events[0].when == before.events[0].when
    assert [d.verdict for d in store.decisions.of_report(report)] == [
        Ruling.ACCEPT, Ruling.EDIT, Ruling.EDIT, Ruling.REJECT, Ruling.UNDO,
    ]  # fmt: skip
    assert not store.decisions.verify().faults


def test_what_does_not_fit_is_refused_with_words(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    claim = review(store, ids["a"]).analysis.casualties[0].id
    for more in (
        {"low": "nine", "count_kind": "exact"},
        {"low": "9", "high": "5", "count_kind": "between"},
        {"low": "", "high": "", "count_kind": "exact"},
        {"low": "5", "count_kind": "no such"},
    ):
        status, page = decide(store, ids, "amal", f"claim-{claim}-count", "edit", **more)
        assert status == 422
        assert 'class="notice error"' in page
    assert not store.decisions.of_report(ids["a"])


def test_a_number_that_is_given_exactly_is_exact_whatever_was_read(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    claim = review(store, ids["a"]).analysis.casualties[0].id
    for kind in ("vague", "at_least", "between"):
        status, _ = decide(store, ids, "amal", f"claim-{claim}-count", "edit", low="6", high="6", count_kind=kind)
        assert status == 200
        found = review(store, ids["a"]).analysis.casualties[0].count
        assert (found.kind.value, found.low, found.high) == ("exact", 6, 6)
    status, _ = decide(store, ids, "amal", f"claim-{claim}-count", "edit", low="6", high="", count_kind="at_least")
    assert status == 200
    assert review(store, ids["a"]).analysis.casualties[0].count.kind.value == "at_least"


def test_a_corrected_count_is_the_toll_of_its_incident(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    killed = [claim for claim in review(store, ids["a"]).analysis.casualties if claim.outcome is Outcome.KILLED]
    largest = max(killed, key=lambda claim: claim.count.high or 0)

    def told() -> list[dict[str, object]]:
        return [one["killed"] for one in desk.get("/api/v1/incidents").json()["cards"]]

    assert not any(toll["high"] == 66 for toll in told() if toll)
    status, _ = decide(store, ids, "amal", f"claim-{largest.id}-count", "edit", low="66", high="66", count_kind="vague")
    assert status == 200
    assert len([toll for toll in told() if toll and toll["high"] == 66]) == 1
    status, _ = decide(store, ids, "amal", f"claim-{largest.id}-count", "undo")
    assert not any(toll["high"] == 66 for toll in told() if toll)


def test_of_what_is_refused_the_reason_alone_is_put_in_place(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = client(store)
    url = f"/reports/{ids['a']}"
    claim = review(store, ids["a"]).analysis.casualties[0].id
    sent = form_of(desk, desk.get(url).text, f"claim-{claim}-count", "edit") | {
        "low": "9",
        "high": "5",
        "count_kind": "between",
    }
    refused = desk.post(url + "/decide", data=sent, headers={"hx-request": "true"})
    assert refused.status_code == 422
    assert refused.headers["hx-retarget"] == refused.headers["hx-reselect"] == "#notices"
    done = desk.post(url + "/decide", data=sent | {"high": "12"}, headers={"hx-request": "true"})
    assert "hx-retarget" not in done.headers


@pytest.mark.parametrize(
    ("lang", "who", "said"), [("en", "this machine", "Accept: Type"), ("ar", "هذا الجهاز", "قبول: النوع")]
)
def test_what_was_done_is_told_and_by_whom(held: tuple[Store, dict[str, str]], lang: str, who: str, said: str) -> None:
    store, ids = held
    desk = client(store, lang=lang)
    url = f"/reports/{ids['a']}"
    sent = form_of(desk, desk.get(url).text, "event-e1-type", "accept")
    page = desk.post(url + "/decide", data=sent, headers={"hx-request": "true"}).text
    notices = re.search(r'<div id="notices".*?</div>', page, re.S)
    assert notices is not None
    assert said in notices[0]
    row = re.search(r'id="event-e1-type".*?</div>', page, re.S)
    assert row is not None
    assert f"· <bdi>{who}</bdi>" in row[0]
    store.people.add("amal", role=DeskRole.ADMIN, cleared=True, display="Amal S.", password=PASSWORD, by="amal")
    amal = logged_in(store, "amal")
    sent = form_of(amal, amal.get(url).text, "event-e1-when", "accept")
    assert "· <bdi>Amal S.</bdi>" in amal.post(url + "/decide", data=sent, headers={"hx-request": "true"}).text


def test_two_people_on_one_field_are_both_told(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    url = f"/reports/{ids['a']}"
    amal, basim = logged_in(store, "amal"), logged_in(store, "basim")
    first = form_of(amal, amal.get(url).text, "event-e1-type", "accept")
    second = form_of(basim, basim.get(url).text, "event-e1-type", "edit") | {"value": "air_strike"}
    assert amal.post(url + "/decide", data=first, headers={"hx-request": "true"}).status_code == 200
    refused = basim.post(url + "/decide", data=second, headers={"hx-request": "true"})
    assert refused.status_code == 409
    assert "amal" in refused.text
    assert "Air strike" in refused.text
    assert "basim wanted to decide, after you," in amal.get(url).text
    assert [d.field for d in store.decisions.of_report(ids["a"])] == ["type", "conflict"]
    assert review(store, ids["a"]).analysis.events[0].type.value == "shelling"
    again = form_of(basim, basim.get(url).text, "event-e1-type", "edit") | {"value": "air_strike"}
    assert basim.post(url + "/decide", data=again, headers={"hx-request": "true"}).status_code == 200
    assert "basim wanted to decide, after you," not in amal.get(url).text


def test_a_second_person_confirms(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    status, page = decide(store, ids, "amal", "event-e1-type", "edit", value="air_strike", second="on")
    assert status == 200
    assert review(store, ids["a"]).analysis.events[0].type.value == "shelling"
    assert 'value="confirm"' not in page
    status, page = decide(store, ids, "basim", "event-e1-type", "confirm")
    assert status == 200
    assert review(store, ids["a"]).analysis.events[0].type.value == "air_strike"


def test_words_are_selected_and_added(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    url = f"/reports/{ids['a']}"
    desk = logged_in(store, "amal")
    start = FIRST.index("غربي حلب")
    span = f"{start}-{start + len('غربي حلب')}"
    for sent, kind in (
        ({"what": "place"}, SubjectKind.MENTION),
        ({"what": "argument", "event": "e1", "role": "place", "place_name": "حلب"}, SubjectKind.ARGUMENT),
        ({"what": "event", "type": "air_strike", "realis": "actual"}, SubjectKind.EVENT),
        ({"what": "statement", "speaker_kind": "witness", "act": "states", "event": "e1"}, SubjectKind.STATEMENT),
        (
            {"what": "claim", "event": "e1", "outcome": "killed", "low": "4", "count_kind": "at_least"},
            SubjectKind.CLAIM,
        ),
    ):
        answer = desk.post(url + "/add", data={"span": span, "part": "1", **sent}, headers={"hx-request": "true"})
        assert answer.status_code == 200, answer.text[:2000]
        last = store.decisions.of_report(ids["a"])[-1]
        assert (last.verdict, last.subject.kind) == (Ruling.ADD, kind)
        assert last.anchor[0].quote == "غربي حلب"
    for bad in ("", "5", "9-3", "0-99999999", "-1-4"):
        answer = desk.post(url + "/add", data={"span": bad, "what": "place"}, headers={"hx-request": "true"})
        assert answer.status_code == 422


def test_words_and_role_of_what_was_found_are_corrected(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    url = f"/reports/{ids['a']}"
    desk = logged_in(store, "amal")
    kind, record = next(
        (r.kind, r.id)
        for r in review(store, ids["a"]).records
        if r.kind is SubjectKind.ARGUMENT and r.fields["role"].value == "place"
    )
    asked = {"kind": kind.value, "record": record, "field": "place"}
    page = desk.get(url + "/edit", params=asked)
    assert page.status_code == 200
    assert "<html" in page.text, "a page of its own, without script"
    forms = [hidden_of(form) for form in page.text.split("<form")[1:]]
    by_field = {form["field"]: form for form in forms if "field" in form}
    assert by_field.keys() == {"place", "role", "evidence"}
    start = FIRST.index("سوق دارة عزة", 30)
    sent = by_field["evidence"] | {"verdict": "edit", "span": f"{start}-{start + 12}"}
    assert desk.post(url + "/decide", data=sent).status_code == 303
    words = [a.evidence.quote for a in review(store, ids["a"]).analysis.events[0].arguments]
    assert "سوق دارة عزة" in words
    sent = by_field["place"] | {"verdict": "edit", "place": "", "place_name": "إدلب"}
    assert desk.post(url + "/decide", data=sent).status_code == 303
    places = [a.place for a in review(store, ids["a"]).analysis.events[0].arguments if a.place is not None]
    assert "Idlib" in [place.name_en for place in places]
    for asked in ({"kind": "claim", "record": "c99", "field": "count"}, {"kind": "x", "record": "", "field": ""}):
        assert desk.get(url + "/edit", params=asked).status_code == 404


def test_without_script_the_page_comes_back_at_the_field(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    url = f"/reports/{ids['a']}"
    answer = desk.post(url + "/decide", data=form_of(desk, desk.get(url).text, "event-e1-type", "accept"))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{url}?part=1#event-e1-type"


def test_readers_see_and_do_not_decide(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    logged_in(store, "head", DeskRole.ADMIN)
    reader = logged_in(store, "nur", DeskRole.READER)
    url = f"/reports/{ids['a']}"
    page = reader.get(url)
    assert page.status_code == 200
    assert 'name="verdict"' not in page.text
    sent = {"kind": "event", "record": "e1", "field": "type", "verdict": "accept", "seen": ""}
    assert reader.post(url + "/decide", data=sent).status_code == 403
    assert reader.post(url + "/add", data={"span": "0-3", "what": "place"}).status_code == 403
    assert client(store).get(url).status_code == 303
    assert not store.decisions.of_report(ids["a"])


def test_names_are_masked_for_those_not_cleared(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    url = f"/reports/{ids['a']}"
    logged_in(store, "head", DeskRole.ADMIN)
    hidden, seen = logged_in(store, "nur", cleared=False), logged_in(store, "amal")
    said = form_of(seen, seen.get(url).text, "event-e1-type", "accept") | {"reason": "رأيت أحمد سالم"}
    assert seen.post(url + "/decide", data=said).status_code == 303
    said = form_of(seen, seen.get(url).text, "event-e1-type", "accept") | {"reason": "نعم"}
    assert seen.post(url + "/decide", data=said).status_code == 303
    assert "رأيت أحمد سالم" in seen.get(url).text
    page = hidden.get(url).text
    assert "رأيت" in page
    assert "أحمد" not in page
    assert "سالم" not in page
    shown = article(page)
    assert MASK in shown.text
    for number, quote in shown.marks.items():
        start, end = map(int, shown.spans[number].split("-"))
        assert quote == shown.text[start:end]
    stale = {"span": "0-3", "what": "place", "print": "another"}
    assert hidden.post(url + "/add", data=stale, headers={"hx-request": "true"}).status_code == 422
    at = shown.text.index("خمسة مدنيين")
    answer = hidden.post(
        url + "/add", data={"span": f"{at}-{at + 11}", "what": "person"}, headers={"hx-request": "true"}
    )
    assert answer.status_code == 200
    assert store.decisions.of_report(ids["a"])[-1].anchor[0].quote == "خمسة مدنيين"
    assert "أحمد" not in answer.text
