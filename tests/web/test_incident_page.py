"""The page of an incident: the toll under each rule, every claim with its words, why it is one, and judgements on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rasid.model import Incident, Rule
from rasid.model.person import DeskRole
from rasid.store import IncidentFilter, Store
from tests.web.desks import client, filled, logged_in
from tests.web.parsing import Marked


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Store, dict[str, str]]]:
    store, ids = filled(tmp_path / "desk.sqlite")
    with store:
        yield store, ids


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


def test_accepted_as_reviewed(held: tuple[Store, dict[str, str]]) -> None:
    store, ids = held
    desk = logged_in(store, "amal")
    url = f"/incidents/{of(store, ids['a']).id}"
    assert desk.post(f"{url}/judge", data={"do": "accept", "seen": ""}).status_code == 303
    assert "amal" in desk.get(url).text
    assert desk.post(f"{url}/judge", data={"do": "accept", "seen": ""}).status_code == 422, "seen by nobody"


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
