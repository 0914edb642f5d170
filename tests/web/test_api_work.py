"""The JSON API where it does something: filters, additions, conflicts, judgements, estimates, exports."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from rasid.export.names import COVER
from rasid.model.person import DeskRole
from rasid.web.api import description
from rasid.web.api_exports import LOSSES
from tests.web.desks import FIRST, Held, client, filled, logged_in

ROOT = Path(__file__).parents[2]
NAME = "أحمد سالم"


@pytest.mark.parametrize("asked", ["type=none", "state=x", "need=x", "order=x", "since=yesterday", "since=20210314", "limit=0", "limit=201", "limit=x", "undated=on", "typ=shelling", "q=" + "x" * 201])  # fmt: skip
def test_a_filter_that_cannot_be_is_refused_not_left_out(api: TestClient, asked: str) -> None:
    answer = api.get(f"/api/v1/incidents?{asked}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert asked.split("=")[0] in answer.json()["detail"]


def test_an_addition_by_the_offsets_of_the_covered_text_stands_at_its_words(tmp_path: Path) -> None:
    store, ids = filled(tmp_path / "s.sqlite")
    with store:
        coder = logged_in(store, "basil", DeskRole.CODER, cleared=False)
        text = coder.get(f"/api/v1/reports/{ids['a']}").json()["report"]["text"]
        assert NAME not in text
        start = text.index("القوات الحكومية")
        words = {"report_id": ids["a"], "start": start, "end": start + 15, "quote": "القوات الحكومية"}
        sent = {"kind": "mention", "verdict": "add"}
        record = {"kind": "actor", "evidence": words, "normal": "القوات الحكوميه", "component": "person"}
        wrong = coder.post(
            f"/api/v1/reports/{ids['a']}/decisions",
            json=sent | {"after": record | {"evidence": words | {"start": 1, "end": 16}}},
        )
        assert wrong.status_code == 422
        made = coder.post(f"/api/v1/reports/{ids['a']}/decisions", json=sent | {"after": record})
        assert made.status_code == 201, made.text
        (kept,) = store.decisions.of_report(ids["a"])
        at = FIRST.index("القوات الحكومية")
        assert (kept.after["evidence"]["start"], kept.after["evidence"]["quote"]) == (at, "القوات الحكومية")


def test_a_decision_comes_back_without_names_that_the_person_may_not_see(tmp_path: Path) -> None:
    store, ids = filled(tmp_path / "s.sqlite")
    with store:
        coders = [logged_in(store, name, DeskRole.CODER, cleared=False) for name in ("amal", "basil")]
        found = coders[0].get(f"/api/v1/reports/{ids['a']}").json()
        claim = next(c for c in found["analysis"]["casualties"] if COVER in json.dumps(c, ensure_ascii=False))
        sent = {"kind": "claim", "record": claim["id"], "field": "evidence", "verdict": "accept"}
        one, two = (coder.post(f"/api/v1/reports/{ids['a']}/decisions", json=sent) for coder in coders)
        assert (one.status_code, two.status_code) == (201, 409), (one.text, two.text)
        for answer in (one, two):
            assert not any(word in answer.text for word in NAME.split())
        told = coders[0].get("/api/v1/decisions").text
        assert not any(word in told for word in NAME.split())
        assert "conflict" in told  # the one who was first is told as well


def test_a_judgement_is_given_once_and_taken_back(tmp_path: Path) -> None:
    store, ids = filled(tmp_path / "s.sqlite")
    with store:
        one, two = logged_in(store, "amal", DeskRole.CODER), logged_in(store, "basil", DeskRole.CODER)
        pair = {"a": f"{ids['a']}/e1", "b": f"{ids['c']}/e1"}
        link = one.get("/api/v1/links", params=pair).json()
        assert link["score"] == pytest.approx(sum(f["value"] * f["weight"] for f in link["features"]))
        before = one.get("/api/v1/incidents").json()["total"]
        made = one.post("/api/v1/judgements", json=pair | {"verdict": "same"})
        assert made.status_code == 201, made.text
        assert one.get("/api/v1/incidents").json()["total"] == before - 1
        assert one.post("/api/v1/judgements", json=pair | {"verdict": "different"}).status_code == 409
        assert two.post("/api/v1/judgements/undo", json={"act": made.json()["act"]}).status_code == 403
        assert [g["act"] for g in two.get("/api/v1/judgements").json()["judgements"]] == [made.json()["act"]]
        undone = one.post("/api/v1/judgements/undo", json={"act": made.json()["act"]})
        assert undone.json() == {"judgements": []}
        assert one.get("/api/v1/incidents").json()["total"] == before
        assert one.post("/api/v1/judgements", json=pair | {"a": pair["b"], "verdict": "same"}).status_code == 422


def test_estimates_are_those_of_the_incidents(api: TestClient) -> None:
    found, after = [], None
    while after is not None or not found:
        page = api.get("/api/v1/estimates", params={"rule": "ucdp", "limit": 1} | ({"after": after} if after else {}))
        found += page.json()["estimates"]
        after = page.json()["next"]
    assert len(found) == page.json()["total"] == api.get("/api/v1/incidents").json()["total"]
    for one in found:
        account = api.get(f"/api/v1/incidents/{one['incident']}?rule=ucdp").json()
        assert one["matrix"] == account["matrix"]


@pytest.mark.parametrize("form", ["csv", "geojson", "jsonl"])
@pytest.mark.parametrize("what", ["events", "incidents"])
def test_an_export_tells_what_it_leaves_out_and_covers_names(shared: Held, what: str, form: str) -> None:
    store, _ = shared
    sent: dict[str, Any] = {"what": what, "format": form}
    answer = client(store, names=False).post("/api/v1/exports", json=sent)
    assert answer.status_code == 200, answer.text
    assert NAME not in answer.text
    losses = json.loads(answer.headers[LOSSES])
    assert {"field", "reason", "count"} <= losses[0].keys()
    assert store.decisions.listed(limit=1)[0].after["format"] == form
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(answer.text)))) > 1
    if form == "geojson":
        assert answer.json()["type"] == "FeatureCollection"
    names = sent | {"clear_names": True}
    assert client(store, names=False).post("/api/v1/exports", json=names).status_code == 403
    assert client(store, names=True).post("/api/v1/exports", json=names).status_code == 200


def test_who_only_reads_exports_and_decides_nothing(tmp_path: Path) -> None:
    store, ids = filled(tmp_path / "s.sqlite")
    with store:
        reader = logged_in(store, "rima", DeskRole.READER)
        assert reader.post("/api/v1/exports", json={"what": "events", "format": "csv"}).status_code == 403
        pair = {"a": f"{ids['a']}/e1", "b": f"{ids['c']}/e1", "verdict": "same"}
        assert reader.post("/api/v1/judgements", json=pair).status_code == 403
        assert reader.get("/api/v1/releases").json() == {"releases": []}
        assert reader.get("/api/v1/releases/none").status_code == 404


def test_the_reference_names_every_route_and_parameter_of_lists() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    told = description()["paths"]
    assert set(re.findall(r"^\| `([A-Z]+ /api/v1/\S+)`", page, re.M)) == {
        f"{method.upper()} {path}" for path, does in told.items() for method in does
    }
    names = {parameter["name"] for parameter in told["/api/v1/incidents"]["get"]["parameters"]}
    assert names - {"limit", "after"} <= set(re.findall(r"`([a-z]+)`", page))
