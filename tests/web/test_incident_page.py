"""The page of an incident: the toll under each rule, every claim with its words, why it is one, and judgements on it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from rasid.model import EventType, Incident, Report, Rule
from rasid.model.decision import plain
from rasid.model.person import DeskRole
from rasid.resolve.reviewed_incident import reviewed_incident
from rasid.run.incidents import Builder
from rasid.run.review import review_incident
from rasid.store import IncidentFilter, Store
from tests.web.desks import DAY, client, filled, logged_in
from tests.web.parsing import Marked


def incidents(store: Store) -> list[Incident]:
    with store.linked() as tables:
        return list(tables.listed(IncidentFilter()))


def of(store: Store, report: str) -> Incident:
    return next(i for i in incidents(store) if any(key.report_id == report for key in i.events))


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_incident_has_a_page_in_both_languages(held: tuple[Store, dict[str, str]], lang: str) -> None:
    store, _ = held
    desk = client(store, lang=lang)
    for incident in incidents(store):
        page = desk.get(f"/incidents/{incident.id}")
        assert page.status_code == 200
        assert incident.id in page.text
        assert not re.search(
            r"\b(incident|field|kind|feature|act|state)\.[a-z_]+\b", re.sub(r"<[^>]*>", " ", page.text)
        )
        why = desk.get(f"/incidents/{incident.id}/why")
        assert why.status_code == 200


def test_claims_stand_with_their_words(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    page = client(store).get(f"/incidents/{of(store, ids['a']).id}").text
    sentences = [Marked(found) for found in re.findall(r'<bdi class="words".*?</bdi>(?=</td>)', page, re.S)]
    assert sentences
    texts = {id_: (store.report(id_) or pytest.fail("no report")).text for id_ in (ids["a"], ids["b"])}
    for sentence in sentences:
        text = next(text for text in texts.values() if sentence.text in text)
        for number, quote in sentence.marks.items():
            start, end = map(int, sentence.spans[number].split("-"))
            assert quote == text[start:end]
    for target in re.findall(r'data-light="([^"]+)"', page):
        assert page.count(f'id="{target}"') == 1
    for key in {key for found in re.findall(r'data-claims="([^"]+)"', page) for key in found.split()}:
        assert f'id="{key}"' in page


def test_the_rule_is_switched(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = client(store)
    url = f"/incidents/{of(store, ids['a']).id}"
    for rule in Rule:
        page = desk.get(url, params={"rule": rule.value}).text
        chosen = re.search(r'<tr class="chosen".*?</tr>', page, re.S)
        assert chosen is not None
        assert f"rule={rule.value}&amp;" in chosen[0]
    assert desk.get(url, params={"rule": "no such", "outcome": "none such"}).status_code == 200


def test_an_id_of_former_times_leads_on_and_others_nowhere(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = client(store)
    incident = of(store, ids["a"])
    answer = desk.get(f"/incidents/{incident.id[:9]}")
    assert answer.headers["location"] == f"/incidents/{incident.id}"
    for path in ("/incidents/i0000000000000000", "/incidents/x"):
        assert desk.get(path).status_code == 404


def test_merge_split_move_and_undo(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    one, other = of(store, ids["a"]), of(store, ids["c"])
    assert one.id != other.id
    answer = desk.post(f"/incidents/{one.id}/judge", data={"do": "merge", "other": other.id, "reason": "واحد"})
    assert answer.status_code == 303
    both = of(store, ids["a"])
    assert both.id == of(store, ids["c"]).id
    page = desk.get(f"/incidents/{both.id}").text
    acts = re.findall(r'name="act" value="(\w+)"', page)
    assert len(acts) == 1
    assert desk.post(f"/incidents/{both.id}/judge", data={"do": "undo", "act": acts[0]}).status_code == 303
    assert of(store, ids["a"]).id != of(store, ids["c"]).id

    told = of(store, ids["a"])
    own = [key for key in told.events if key.report_id == ids["b"]]
    assert own, "the two reports of one happening are one incident"
    keys = [str(key) for key in own]
    assert desk.post(f"/incidents/{told.id}/judge", data={"do": "split", "event": keys}).status_code == 303
    assert of(store, ids["a"]).id != of(store, ids["b"]).id
    refused = desk.post(f"/incidents/{told.id}/judge", data={"do": "split", "event": keys})
    assert refused.status_code == 422
    assert 'class="notice error"' in refused.text

    away = of(store, ids["b"])
    answer = desk.post(f"/incidents/{of(store, ids['c']).id}/judge", data={"do": "merge", "other": away.id})
    assert answer.status_code == 303
    assert of(store, ids["b"]).id == of(store, ids["c"]).id
    home, back = of(store, ids["c"]), [str(key) for key in of(store, ids["c"]).events if key.report_id == ids["c"]]
    elsewhere = of(store, ids["h"])
    answer = desk.post(f"/incidents/{home.id}/judge", data={"do": "move", "event": back, "other": elsewhere.id})
    assert answer.status_code == 422, "the same person said that they are one; that is to be taken back first"
    done = [decision.field for decision in store.decisions.all()]
    assert done == ["merge", "undo", "split", "merge"] or set(done) >= {"merge", "undo", "split"}
    assert not store.decisions.verify().faults


def test_bad_requests_are_told_and_change_nothing(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    before = incidents(store)
    url = f"/incidents/{of(store, ids['a']).id}/judge"
    for sent in (
        {"do": "merge", "other": ""},
        {"do": "merge", "other": "i0000000000000000"},
        {"do": "split"},
        {"do": "split", "event": ["nonsense"]},
        {"do": "move", "event": [str(before[0].events[0])], "other": "x"},
        {"do": "undo", "act": "j0"},
        {"do": "fly"},
    ):
        assert desk.post(url, data=sent).status_code == 422, sent
    assert incidents(store) == before


def test_what_was_typed_stands_where_it_is_refused(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = client(store)
    incident = of(store, ids["a"])
    key = str(incident.events[0])
    sent = {"do": "move", "other": "i00", "reason": "another market", "event": key}
    page = desk.post(f"/incidents/{incident.id}/judge", data=sent)
    assert page.status_code == 422
    assert 'name="other" value="i00"' in page.text
    assert 'name="reason" value="another market"' in page.text
    assert f'value="{key}" checked' in page.text
    refused = desk.post(
        f"/incidents/{incident.id}/decide",
        data={"value_of": "days", "verdict": "edit", "seen": "", "first": "2021-03-14", "last": "2021-03-01"},
        headers={"hx-request": "true"},
    )
    assert refused.headers["hx-retarget"] == "#notices"


@pytest.mark.parametrize(("lang", "said"), [("en", "what was one incident is 2 now"), ("ar", "فصارت الواقعة واقعتين")])
def test_what_was_done_is_told_where_it_leads(held: tuple[Store, dict[str, str]], lang: str, said: str) -> None:
    store, ids = held
    desk = client(store, lang=lang)
    incident = of(store, ids["a"])
    keys = [str(key) for key in incident.events]
    assert len(keys) == 2
    answer = desk.post(f"/incidents/{incident.id}/judge", data={"do": "split", "event": keys[0]})
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert said in page
    # The other end of the judgement is of another incident now: told by its outlet all the same.
    judged = re.search(r'<section class="judged">.*?</section>', page, re.S)
    assert judged is not None
    assert not set(re.findall(r"<bdi>(r[0-9a-f]{8,})", judged[0]))


@pytest.mark.parametrize(
    ("lang", "told", "never"),
    [
        ("en", "Report without an event", "Known to the country only"),
        ("ar", "خبر لم يُقرأ فيه حدث", "معروفة على مستوى البلد"),
    ],
)
def test_a_report_in_which_nothing_was_read_says_so(tmp_path: Path, lang: str, told: str, never: str) -> None:
    text = "قائمة بأسماء الجرحى الذين وصلوا إلى المشفى ومن فارق الحياة منهم متأثراً بجراحه."
    store, ids = filled(tmp_path / "s.sqlite", [Report.make(text, published=DAY, external_id="list")])
    with store:
        incident = of(store, ids["list"])
        assert incident.type is None
        desk = client(store, lang=lang)
        page = desk.get(f"/incidents/{incident.id}").text
        assert told in page
        assert never not in page
        assert "قائمة بأسماء" in re.sub("<[^>]+>", "", page)
        line = re.search(rf'href="/incidents/{incident.id}".*?</p>', desk.get("/").text, re.S)
        assert line is not None
        assert ("not read" if lang == "en" else "لم يُقرأ") in line[0]


def test_every_outcome_stands_under_every_rule(tmp_path: Path) -> None:
    text = "قتل ثلاثة مدنيين ونزح 2000 شخص في قصف مدفعي على مدينة حلب الأحد، بحسب مصدر طبي."
    store, ids = filled(tmp_path / "s.sqlite", [Report.make(text, published=DAY, external_id="displaced")])
    with store:
        page = client(store).get(f"/incidents/{of(store, ids['displaced']).id}").text
        heads = re.search(r'<table class="rules">.*?</thead>', page, re.S)
        assert heads is not None
        totals = re.findall(r'<span class="what">([^<]+)</span> <a class="big', page)
        assert "Displaced" in totals
        assert [head for head in totals if f">{head}</th>" not in heads[0]] == []


def test_accepted_as_reviewed(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    url = f"/incidents/{of(store, ids['a']).id}"
    assert desk.post(f"{url}/judge", data={"do": "accept", "seen": ""}).status_code == 303
    assert "amal" in desk.get(url).text


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_two_people_who_accept_an_incident_are_both_told(held: tuple[Store, dict[str, str]], lang: str) -> None:
    store, ids = held
    amal, basil = logged_in(store, "amal"), logged_in(store, "basil")
    basil.headers["accept-language"] = lang
    url = f"/incidents/{of(store, ids['a']).id}"
    assert amal.post(f"{url}/judge", data={"do": "accept", "seen": "", "reason": "تمت"}).status_code == 303
    refused = basil.post(f"{url}/judge", data={"do": "accept", "seen": "", "reason": "لا بأس"})
    assert refused.status_code == 409
    told = re.search(r'<section class="notice conflict".*?</section>', refused.text, re.S)
    assert told is not None
    assert ("قبول" if lang == "ar" else "accept") in told[0].lower()
    assert "amal" in told[0]
    assert "تمت" in told[0]
    assert "basil" in amal.get(url).text, "who was first is told too"
    kept = store.decisions.listed(limit=1)[0]
    assert (kept.field, kept.by, kept.reason) == ("conflict", "basil", "لا بأس")
    (seen,) = re.findall(r'name="seen" value="(\d+)"', refused.text.split('class="decide"')[1])
    assert basil.post(f"{url}/judge", data={"do": "accept", "seen": seen}).status_code == 303


def test_readers_do_not_judge_and_others_acts_are_for_reviewers(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    logged_in(store, "head", DeskRole.ADMIN)
    one, other = of(store, ids["a"]), of(store, ids["c"])
    url = f"/incidents/{one.id}/judge"
    reader = logged_in(store, "nur", DeskRole.READER)
    assert "judging" not in re.findall(r'<fieldset class="(\w+)"', reader.get(url.removesuffix("/judge")).text)
    assert reader.post(url, data={"do": "merge", "other": other.id}).status_code == 403
    assert (
        logged_in(store, "amal", DeskRole.CODER).post(url, data={"do": "merge", "other": other.id}).status_code == 303
    )
    now = of(store, ids["a"])
    act = re.findall(r'name="act" value="(\w+)"', logged_in(store, "amal").get(f"/incidents/{now.id}").text)[0]
    sent = {"do": "undo", "act": act}
    assert logged_in(store, "basim", DeskRole.CODER).post(f"/incidents/{now.id}/judge", data=sent).status_code == 403
    assert logged_in(store, "rima", DeskRole.REVIEWER).post(f"/incidents/{now.id}/judge", data=sent).status_code == 303


def test_names_are_masked(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    logged_in(store, "head", DeskRole.ADMIN)
    url = f"/incidents/{of(store, ids['a']).id}"
    assert "أحمد" in logged_in(store, "amal").get(url).text
    page = logged_in(store, "nur", cleared=False).get(url).text
    assert "أحمد" not in page
    assert "سالم" not in page


def seen_in(page: str, name: str) -> str:
    """What the form of a value brings back."""
    found = re.search(rf'name="value_of" value="{name}"><input type="hidden" name="seen" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def decided(desk: TestClient, url: str, name: str, verdict: str, **sent: str) -> Any:
    """Decides as the page as it is now has it."""
    seen = sent.pop("seen", None)
    seen = seen_in(desk.get(url).text, name) if seen is None else seen
    return desk.post(f"{url}/decide", data={"value_of": name, "verdict": verdict, "seen": seen, **sent})


def sheet(desk: TestClient, url: str, name: str) -> str:
    found = re.search(rf'<dd id="v-{name}"[^>]*>.*?</dd>', desk.get(url).text, re.S)
    assert found is not None
    return found[0]


EDITS = {
    "type": ({"value": "bombing"}, {"type": "bombing"}),
    "days": ({"first": "2021-03-12", "last": "2021-03-13"}, {"first": "2021-03-12", "last": "2021-03-13"}),
    "place": ({"place_name": "إدلب"}, {"country": "SY"}),
    "note": ({"value": "راجعناها مع المراسل"}, {"note": "راجعناها مع المراسل"}),
}


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("name", list(EDITS))
def test_a_value_of_an_incident_is_set_accepted_and_taken_back(
    held: tuple[Store, dict[str, str]], name: str, lang: str
) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    desk.headers["accept-language"] = lang
    url = f"/incidents/{of(store, ids['a']).id}"
    before = review_incident(store, of(store, ids["a"]))
    sent, wanted = EDITS[name]
    answer = decided(desk, url, name, "edit", reason="بحسب المراسل", **sent)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{url}#v-{name}"
    now = review_incident(store, of(store, ids["a"]))
    for field, value in wanted.items():
        assert plain(now.fields[field].value) == value
    shown = sheet(desk, url, name)
    assert "amal" in shown
    assert "بحسب المراسل" in shown
    Builder(store).build()  # everything is computed over again, and a person still wins
    again = review_incident(store, of(store, ids["a"]))
    assert {f: plain(s.value) for f, s in again.fields.items()} == {f: plain(s.value) for f, s in now.fields.items()}
    assert decided(desk, url, name, "undo").status_code == 303
    back = review_incident(store, of(store, ids["a"]))
    assert back.incident == before.incident
    assert sheet(desk, url, name).count("<li>") == 2, "the history keeps both"
    assert not store.decisions.verify().faults


def test_a_place_by_a_point_and_a_place_that_is_not_known(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk, url = logged_in(store, "amal"), f"/incidents/{of(store, ids['a']).id}"
    point = {"lat": "٣٦٫٢١", "lon": "36.9", "radius_km": "1.5"}
    assert decided(desk, url, "place", "edit", **point).status_code == 303
    shown = review_incident(store, of(store, ids["a"])).incident
    assert (shown.lat, shown.lon, shown.radius_km, shown.country) == (36.21, 36.9, 1.5, "SY")
    assert "36.2100, 36.9000" in sheet(desk, url, "place")
    assert decided(desk, url, "place", "edit", place="").status_code == 303
    shown = review_incident(store, of(store, ids["a"])).incident
    assert (shown.place, shown.lat, shown.radius_km, shown.country) == (None, None, None, "SY")
    assert decided(desk, url, "place", "reject").status_code == 303
    assert review_incident(store, of(store, ids["a"])).incident.country is None


def test_an_accepted_value_stays_when_another_is_computed(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk, one = logged_in(store, "amal"), of(store, ids["a"])
    url = f"/incidents/{one.id}"
    assert decided(desk, url, "days", "accept").status_code == 303
    held_days = (one.first, one.last)
    later = msgspec.structs.replace(one, first=None, last=None, country="IQ")
    shown = reviewed_incident(later, store.decisions.of_incidents([one.id])[one.id]).incident
    assert (shown.first, shown.last) == held_days
    assert shown.country == "IQ", "what nobody decided is as it is computed"


def test_two_people_on_one_value_are_both_told(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    amal, basil = logged_in(store, "amal"), logged_in(store, "basil")
    url = f"/incidents/{of(store, ids['a']).id}"
    opened = seen_in(basil.get(url).text, "days")
    assert decided(amal, url, "days", "edit", first="2021-03-12").status_code == 303
    refused = decided(basil, url, "days", "edit", seen=opened, first="2021-03-10", last="2021-03-11", reason="بل قبلها")
    assert refused.status_code == 409
    told = re.search(r'<section class="notice conflict".*?</section>', refused.text, re.S)
    assert told is not None
    assert "12 Mar 2021" in told[0]
    assert "10 Mar 2021" in told[0]
    assert review_incident(store, of(store, ids["a"])).incident.first == dt.date(2021, 3, 12)
    assert "basil" in amal.get(url).text, "who was first is told too"
    kept = store.decisions.listed(limit=1)[0]
    assert (kept.field, kept.after["after"]) == ("conflict", {"first": "2021-03-10", "last": "2021-03-11"})
    assert decided(basil, url, "days", "edit", first="2021-03-11").status_code == 303
    assert "basil</bdi> wanted" not in amal.get(url).text
    stale = seen_in(amal.get(url).text, "days")
    assert decided(basil, url, "days", "accept").status_code == 303
    assert decided(amal, url, "days", "undo", seen=stale).status_code == 409


def test_one_person_in_two_windows_is_told_once(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    amal = logged_in(store, "amal")
    url = f"/incidents/{of(store, ids['a']).id}"
    opened = seen_in(amal.get(url).text, "days")
    assert decided(amal, url, "days", "accept").status_code == 303
    refused = decided(amal, url, "days", "edit", seen=opened, first="2021-03-10")
    assert refused.status_code == 409
    assert "amal</bdi> wanted" not in refused.text
    assert "amal wanted" not in refused.text
    assert store.decisions.listed(limit=1)[0].field == "conflict", "kept all the same"
    history = amal.get(f"/log/{store.decisions.listed(limit=2)[1].seq}").text
    assert "<ins>14 Mar 2021</ins>" in history, "what was accepted"
    assert "<del>" not in history


def test_a_value_that_wants_a_second_person_waits(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    amal, rima = logged_in(store, "amal", DeskRole.ADMIN), logged_in(store, "rima")
    url = f"/incidents/{of(store, ids['a']).id}"
    before = of(store, ids["a"]).type
    assert decided(amal, url, "type", "edit", value="bombing", second="on").status_code == 303
    assert review_incident(store, of(store, ids["a"])).incident.type is before
    assert 'value="confirm"' not in sheet(amal, url, "type"), "not by the same person"
    assert 'value="confirm"' in sheet(rima, url, "type")
    assert decided(rima, url, "type", "confirm").status_code == 303
    assert review_incident(store, of(store, ids["a"])).incident.type is EventType.BOMBING


@pytest.mark.parametrize(
    ("name", "verdict", "sent"),
    [
        ("days", "edit", {"first": "2021-03-12", "last": "2021-03-10"}),
        ("days", "edit", {"first": "yesterday"}),
        ("days", "edit", {}),
        ("type", "edit", {"value": "nonsense"}),
        ("place", "edit", {"place_name": "لا مكان بهذا الاسم"}),
        ("place", "edit", {"place": "no such"}),
        ("place", "edit", {"lat": "91", "lon": "0"}),
        ("place", "edit", {"lat": "nan", "lon": "0"}),
        ("place", "edit", {"lat": "33"}),
        ("place", "edit", {"lat": "33", "lon": "44", "radius_km": "-1"}),
        ("id", "edit", {"value": "i0"}),
        ("type", "fly", {}),
        ("type", "add", {}),
        ("type", "undo", {}),
        ("type", "confirm", {}),
    ],
)
def test_a_value_that_is_none_is_refused(
    held: tuple[Store, dict[str, str]], name: str, verdict: str, sent: dict[str, str]
) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    url, count = f"/incidents/{of(store, ids['a']).id}", len(list(store.decisions.all()))
    answer = decided(desk, url, name, verdict, seen="", **sent)
    assert answer.status_code == 422
    assert 'class="notice error"' in answer.text
    assert len(list(store.decisions.all())) == count


def test_readers_and_those_who_only_code_decide_what_they_may(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    logged_in(store, "head", DeskRole.ADMIN)
    url = f"/incidents/{of(store, ids['a']).id}"
    reader = logged_in(store, "nur", DeskRole.READER)
    assert 'action="' + url + '/decide"' not in reader.get(url).text
    assert decided(reader, url, "type", "accept", seen="").status_code == 403
    one, other = logged_in(store, "amal", DeskRole.CODER), logged_in(store, "basil", DeskRole.CODER)
    assert decided(one, url, "type", "edit", value="bombing").status_code == 303
    assert decided(other, url, "type", "undo").status_code == 422, "another's decision is for reviewers"
    assert decided(one, url, "type", "undo").status_code == 303
