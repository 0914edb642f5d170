"""The JSON API where it changes incidents, people and releases."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from rasid.model.person import DeskRole
from rasid.run.incidents import Builder
from rasid.store import Store
from rasid.web.api_exports import LOSSES
from tests.web.desks import PASSWORD, Held, client, logged_in


def incident(desk: TestClient) -> str:
    cards = desk.get("/api/v1/incidents").json()["cards"]
    return str(max(cards, key=lambda card: card["reports"])["id"])


def decided(desk: TestClient, at: str, **sent: Any) -> Any:
    return desk.post(f"/api/v1/incidents/{at}/decisions", json=sent)


def test_a_field_of_an_incident_is_decided_kept_over_a_rerun_and_taken_back(store: Store) -> None:
    one = logged_in(store, "amal")
    at = incident(one)
    before = one.get(f"/api/v1/incidents/{at}").json()["incident"]
    made = decided(one, at, verdict="edit", field="type", after="bombing", reason="بحسب الصور")
    assert made.status_code == 201, made.text
    assert made.json()["before"] == before["type"]
    Builder(store).build()
    now = one.get(f"/api/v1/incidents/{at}").json()["incident"]
    assert now["type"] == "bombing"
    assert [basis["field"] for basis in now["decided"]] == ["type"]
    undone = decided(one, at, verdict="undo", of=made.json()["seq"], seen=made.json()["seq"])
    assert undone.status_code == 201, undone.text
    assert one.get(f"/api/v1/incidents/{at}").json()["incident"] == before
    history = one.get(f"/api/v1/decisions/{made.json()['seq']}/history").json()["decisions"]
    assert [row["verdict"] for row in history] == ["edit", "undo"]
    assert one.get(f"/api/v1/incidents/{at}/decisions").json()["decisions"] == history
    assert one.get("/api/v1/decisions/999/history").status_code == 404


def test_who_comes_second_is_told_what_came_first(store: Store) -> None:
    one, two = logged_in(store, "amal"), logged_in(store, "basil")
    at = incident(one)
    first = decided(one, at, verdict="edit", field="last", after="2021-03-20").json()
    refused = decided(two, at, verdict="edit", field="last", after="2021-03-21", reason="لا بل بعدها")
    assert refused.status_code == 409
    assert refused.json()["theirs"]["after"] == "2021-03-20"
    kept = two.get(f"/api/v1/incidents/{at}/decisions").json()["decisions"][-1]
    assert (kept["field"], kept["after"]["after"], kept["reason"]) == ("conflict", "2021-03-21", "لا بل بعدها")
    assert "basil" in one.get(f"/incidents/{at}").text
    again = decided(two, at, verdict="edit", field="last", after="2021-03-21", seen=first["seq"])
    assert again.status_code == 201


@pytest.mark.parametrize(
    "sent",
    [
        {"verdict": "edit", "field": "type", "after": "nonsense"},
        {"verdict": "edit", "field": "first", "after": "2100-01-01"},
        {"verdict": "edit", "field": "last", "after": "1900-01-01"},
        {"verdict": "edit", "field": "lat", "after": 91},
        {"verdict": "edit", "field": "radius_km", "after": 0},
        {"verdict": "edit", "field": "note", "after": {"a": 1}},
        {"verdict": "edit", "field": "note", "after": "x" * 4001},
        {"verdict": "edit", "field": "id", "after": "i0"},
        {"verdict": "edit", "after": {}},
        {"verdict": "reject"},
        {"verdict": "add", "field": "type"},
        {"verdict": "done", "field": "type"},
        {"verdict": "undo", "of": 1},
        {"verdict": "confirm"},
        {"verdict": "accept", "seen": 77},
    ],
)
def test_what_cannot_be_decided_is_refused(store: Store, sent: dict[str, Any]) -> None:
    desk = client(store)
    before = list(store.decisions.all())
    answer = decided(desk, incident(desk), **sent)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]
    assert list(store.decisions.all()) == before


def test_a_note_is_for_the_cleared(store: Store) -> None:
    one = logged_in(store, "amal", DeskRole.ADMIN)
    at = incident(one)
    made = decided(one, at, verdict="edit", field="note", after="أحمد سالم هو ابن الشاهد", reason="اتصل أحمد سالم")
    assert made.status_code == 201
    other = logged_in(store, "nur", DeskRole.CODER, cleared=False)
    for path in (f"/api/v1/incidents/{at}/decisions", "/api/v1/decisions/1/history", f"/incidents/{at}"):
        told = other.get(path)
        assert told.status_code == 200
        assert "أحمد" not in told.text
    assert "أحمد سالم هو ابن" in one.get(f"/incidents/{at}").text
    assert one.get(f"/api/v1/incidents/{at}").json()["note"] == "أحمد سالم هو ابن الشاهد"
    covered = other.get(f"/api/v1/incidents/{at}")
    assert covered.json()["note"] is None
    assert "أحمد" not in covered.text


def test_who_accepts_an_incident_second_is_told_who_was_first(store: Store) -> None:
    one, two = logged_in(store, "amal"), logged_in(store, "basil")
    at = incident(one)
    assert decided(one, at, verdict="accept").status_code == 201
    refused = decided(two, at, verdict="accept")
    assert refused.status_code == 409
    assert refused.json()["theirs"]["by"] == "amal"
    again = decided(two, at, verdict="accept", seen=refused.json()["theirs"]["seq"])
    assert again.status_code == 201


def test_exports_and_releases_find_an_incident_by_what_was_decided(store: Store) -> None:
    one = logged_in(store, "amal", DeskRole.ADMIN)
    at = incident(one)
    computed = one.get(f"/api/v1/incidents/{at}").json()["incident"]

    def exported(**filters: Any) -> set[str]:
        answer = one.post("/api/v1/exports", json={"what": "incidents", "format": "csv"} | filters)
        assert answer.status_code == 200, answer.text
        return {row["incident"] for row in csv.DictReader(io.StringIO(answer.text))}

    assert at in exported(types=[computed["type"]])
    assert decided(one, at, verdict="edit", field="type", after="bombing").status_code == 201
    assert decided(one, at, verdict="edit", field="last", after="2021-03-20").status_code == 201
    assert at in exported(types=["bombing"]) - exported(types=[computed["type"]])
    assert at in exported(since="2021-03-18")
    made = one.post("/api/v1/releases", json={"id": "one", "types": ["bombing"], "forms": ["csv"]})
    assert made.status_code == 201, made.text
    assert made.json()["counts"]["incidents"] == len(exported(types=["bombing"]))
    assert {"field": "incident", "reason": "incidents that the filters leave out"}.items() <= next(
        loss for loss in made.json()["losses"] if loss["field"] == "incident"
    ).items()


def test_an_export_of_events_finds_them_by_what_was_decided(held: Held) -> None:
    store, ids = held
    one = logged_in(store, "amal", DeskRole.ADMIN)
    event = one.get(f"/api/v1/reports/{ids['a']}").json()["analysis"]["events"][0]

    def exported(**filters: Any) -> tuple[set[str], list[str]]:
        answer = one.post("/api/v1/exports", json={"what": "events", "format": "csv"} | filters)
        assert answer.status_code == 200, answer.text
        reasons = [loss["reason"] for loss in json.loads(answer.headers[LOSSES])]
        return {row["event"] for row in csv.DictReader(io.StringIO(answer.text))}, reasons

    name = f"{ids['a']}:{event['id']}"
    assert name in exported(types=[event["type"]])[0]
    sent = {"kind": "event", "record": event["id"], "verdict": "edit", "field": "type", "after": "riot"}
    assert one.post(f"/api/v1/reports/{ids['a']}/decisions", json=sent).status_code == 201
    assert exported(types=["riot"])[0] == {name}
    assert name not in exported(types=[event["type"]])[0]
    sent |= {"verdict": "reject", "field": "when", "after": None}
    assert one.post(f"/api/v1/reports/{ids['a']}/decisions", json=sent).status_code == 201
    asked = {"types": ["riot"], "since": "2000-01-01"}
    undated = "events without a date answer no question of dates"
    assert exported(**asked)[0] == set()
    assert undated in exported(**asked)[1]
    assert exported(**asked, undated=True)[0] == {name}
    assert undated not in exported(**asked, undated=True)[1]


def test_people_are_added_changed_and_removed_by_admins(store: Store) -> None:
    nobody = client(store)
    sent = {"name": "amal", "role": "coder", "password": PASSWORD}
    assert nobody.post("/api/v1/people", json=sent).status_code == 422, "the first is an admin"
    assert nobody.post("/api/v1/people", json=sent | {"role": "admin", "password": None}).status_code == 422
    made = nobody.post("/api/v1/people", json=sent | {"role": "admin", "cleared": True})
    assert made.status_code == 201, made.text
    assert nobody.get("/api/v1/people").status_code == 401
    amal = logged_in(store, "amal")
    assert amal.post("/api/v1/people", json={"name": "AMAL"}).status_code == 422
    assert amal.post("/api/v1/people", json={"name": "nur", "password": "short"}).status_code == 422
    assert amal.post("/api/v1/people", json={"name": "nur", "role": "coder"}).status_code == 201
    changed = amal.post("/api/v1/people/nur", json={"role": "reader", "display": "نور"})
    assert changed.json()["role"] == "reader"
    assert {row["name"] for row in amal.get("/api/v1/people").json()["people"]} == {"amal", "nur"}
    key = amal.post("/api/v1/people/nur/keys", json={"label": "notebook", "days": 30}).json()
    by_key = client(store)
    by_key.headers["authorization"] = f"Bearer {key['key']}"
    assert [row["name"] for row in by_key.get("/api/v1/people").json()["people"]] == ["nur"]
    assert by_key.post("/api/v1/people", json={"name": "x"}).status_code == 403
    assert by_key.post("/api/v1/people/nur", json={"role": "admin"}).status_code == 403
    assert by_key.get("/api/v1/people/amal/keys").status_code == 403
    assert [row["id"] for row in by_key.get("/api/v1/people/nur/keys").json()["keys"]] == [key["token"]["id"]]
    assert "hash" not in by_key.get("/api/v1/people/nur/keys").text
    ended = amal.post(f"/api/v1/people/nur/keys/{key['token']['id']}/revoke", json={})
    assert ended.status_code == 201
    assert by_key.get("/api/v1/people").status_code == 401
    assert amal.post("/api/v1/people/nur", json={"active": False}).json()["active"] is False
    assert amal.post("/api/v1/people/nur", json={"active": True, "role": "coder"}).json()["active"] is True
    assert amal.post("/api/v1/people/amal", json={"role": "reader"}).status_code == 422, "nobody would manage"
    assert amal.post("/api/v1/people/nobody", json={}).status_code == 404
    done = [row.field for row in store.decisions.all()]
    assert done == ["added", "added", "changed", "token", "token-revoked", "removed", "changed"]


def test_a_release_is_made_its_files_listed_and_fetched(store: Store) -> None:
    desk = client(store, names=False)
    sent = {"id": "2021-03", "title": "آذار", "forms": ["csv", "jsonl"], "rule": "ucdp"}
    made = desk.post("/api/v1/releases", json=sent)
    assert made.status_code == 201, made.text
    assert desk.get("/api/v1/releases/2021-03").json() == made.json()
    assert [row["id"] for row in desk.get("/api/v1/releases").json()["releases"]] == ["2021-03"]
    for file in made.json()["files"]:
        fetched = desk.get(f"/api/v1/releases/2021-03/files/{file['name']}")
        assert fetched.status_code == 200
        assert hashlib.sha256(fetched.content).hexdigest() == file["sha256"]
    table = desk.get("/api/v1/releases/2021-03/files/incidents.csv").text
    assert len(list(csv.DictReader(io.StringIO(table)))) == store.inbox.count()
    assert "أحمد" not in table
    assert desk.post("/api/v1/releases", json=sent).status_code == 409
    for wrong in ({"id": "../x"}, {"id": "x", "forms": []}, {"id": "x", "since": "2022-01-01", "until": "2021-01-01"}):
        assert desk.post("/api/v1/releases", json=wrong).status_code == 422
    assert desk.post("/api/v1/releases", json={"id": "x", "clear_names": True}).status_code == 403
    for path in ("2021-03/files/none.csv", "2021-03/files/..%2f..%2fs.sqlite", "none/files/incidents.csv"):
        assert desk.get(f"/api/v1/releases/{path}").status_code == 404
    assert client(store, names=True).post("/api/v1/releases", json={"id": "x", "clear_names": True}).status_code == 201
    assert desk.get("/api/v1/releases/x/files/incidents.csv").status_code == 403


def test_releases_are_for_reviewers(store: Store) -> None:
    logged_in(store, "amal", DeskRole.ADMIN)
    coder = logged_in(store, "basil", DeskRole.CODER)
    assert coder.post("/api/v1/releases", json={"id": "x"}).status_code == 403
    assert store.releases.listed() == []
