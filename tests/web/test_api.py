"""The JSON API: what the desk shows, as records; fuzzed from its own description."""

from __future__ import annotations

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from rasid.export.names import COVER
from rasid.model import Account, EventType, Rule, Ruling, SubjectKind
from rasid.store import Store
from rasid.store.inbox import Page
from rasid.web.api import PREFIX, DecisionPage, ProblemDetails, ReportRecord, description
from rasid.web.app import create_app
from tests.web.desks import Held, client, filled, logged_in


def read(answer, kind):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return msgspec.json.decode(answer.content, type=kind)


def test_lists_are_pages_that_go_on_where_they_ended(api: TestClient) -> None:
    whole = read(api.get("/api/v1/reports?limit=50"), Page)
    one, after = [], None
    for _ in range(whole.total):
        page = read(api.get("/api/v1/reports", params={"limit": 1} | ({"after": after} if after else {})), Page)
        one += [card.id for card in page.cards]
        after = page.next
    assert after is None
    assert one == [card.id for card in whole.cards]
    assert read(api.get("/api/v1/reports?q=ﺗﻌﺰ"), Page).total == 1


def test_an_incident_has_its_claims_with_their_words_and_estimates_of_each_rule(api: TestClient) -> None:
    card = max(read(api.get("/api/v1/incidents"), Page).cards, key=lambda card: card.reports)
    accounts = {rule: read(api.get(f"/api/v1/incidents/{card.id}?rule={rule}"), Account) for rule in Rule}
    first = accounts[Rule.AIRWARS]
    assert len(first.reports) == 2
    assert first.claims
    assert {account.matrix.rule for account in accounts.values()} == set(Rule)
    assert api.get(f"/api/v1/incidents/{card.id}?rule=none").status_code == 422


def test_a_report_comes_with_records_on_its_words(api: TestClient, shared: Held) -> None:
    record = read(api.get(f"/api/v1/reports/{shared[1]['a']}"), ReportRecord)
    for event in record.analysis.events:
        words = event.trigger.evidence if hasattr(event.trigger, "evidence") else event.trigger
        assert record.report.text[words.start : words.end] == words.quote


def test_names_are_covered_for_who_is_not_cleared(shared: Held) -> None:
    store, ids = shared
    cleared = read(client(store, names=True).get(f"/api/v1/reports/{ids['a']}"), ReportRecord)
    covered = client(store, names=False).get(f"/api/v1/reports/{ids['a']}")
    assert "أحمد سالم" in cleared.report.text
    assert "أحمد سالم" not in covered.text
    assert COVER in covered.text


def test_decisions_are_made_seen_and_refused_when_another_came_first(tmp_path) -> None:
    store, ids = filled(tmp_path / "s.sqlite")
    with store:
        one, two = logged_in(store, "amal"), logged_in(store, "basil")
        at = f"/api/v1/reports/{ids['c']}/decisions"
        sent = {"kind": SubjectKind.EVENT.value, "record": "e1", "field": "type", "verdict": Ruling.EDIT.value}
        made = one.post(at, json=sent | {"after": EventType.SHELLING.value})
        assert made.status_code == 201, made.text
        refused = two.post(at, json=sent | {"after": EventType.BOMBING.value})
        assert refused.status_code == 409
        told = msgspec.json.decode(refused.content, type=ProblemDetails)
        assert told.theirs is not None
        assert (told.theirs.by, told.theirs.after) == ("amal", "shelling")
        again = two.post(at, json=sent | {"after": EventType.BOMBING.value, "seen": told.theirs.seq})
        assert again.status_code == 201, again.text
        record = read(one.get(f"/api/v1/reports/{ids['c']}"), ReportRecord)
        assert record.analysis.events[0].type is EventType.BOMBING
        told = [(decision.by, decision.verdict, decision.field) for decision in record.decisions]
        assert told == [
            ("amal", Ruling.EDIT, "type"),
            ("basil", Ruling.DONE, "conflict"),  # what was refused is kept, so that the first is told too
            ("basil", Ruling.EDIT, "type"),
        ]
        ledger = read(one.get("/api/v1/decisions?limit=1"), DecisionPage)
        assert ledger.decisions[0].by == "basil"
        assert ledger.next is not None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"kind": "event"}', b'{"kind": "event", "record": "e1", "verdict": "edit", "x": 1}', b'{"kind": "event", "record": "e99", "verdict": "accept"}', b"\xff"])  # fmt: skip
def test_what_is_no_decision_is_refused(api: TestClient, shared: Held, body: bytes) -> None:
    answer = api.post(f"/api/v1/reports/{shared[1]['a']}/decisions", content=body)
    assert answer.status_code == 422
    assert msgspec.json.decode(answer.content, type=ProblemDetails).status == 422


TOO_LARGE = 2**63


@pytest.mark.parametrize(
    "asked",
    [
        b'"verdict": "undo", "of": %d' % TOO_LARGE,
        b'"verdict": "confirm", "of": -1',
        b'"verdict": "accept", "seen": %d' % TOO_LARGE,
        b'"verdict": "edit", "after": ' + b"[" * 500 + b"]" * 500,
        b'"verdict": "edit", "after": ' + b"[" * 500_000 + b"]" * 500_000,
        b'"verdict": "add", "after": ' + b'{"a":' * 500 + b"1" + b"}" * 500,
    ],
)
def test_numbers_of_no_decision_and_values_of_no_record_are_refused(
    api: TestClient, shared: Held, asked: bytes
) -> None:
    store, ids = shared
    before = list(store.decisions.of_report(ids["a"]))
    body = b'{"kind": "event", "record": "e1", "field": "type", ' + asked + b"}"
    answer = api.post(f"/api/v1/reports/{ids['a']}/decisions", content=body)
    assert answer.status_code == 422, answer.text
    assert msgspec.json.decode(answer.content, type=ProblemDetails).detail
    assert store.decisions.of_report(ids["a"]) == before


def test_who_has_not_logged_in_is_told_how(tmp_path) -> None:
    store, _ = filled(tmp_path / "s.sqlite")
    with store:
        logged_in(store, "amal")
        answer = client(store).get("/api/v1/reports")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        _, key = store.people.add_token("amal", "test", by="amal")
        assert client(store).get("/api/v1/reports", headers={"authorization": f"Bearer {key}"}).status_code == 200


def test_the_description_names_every_route_and_model(api: TestClient) -> None:
    told = api.get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert {"/api/v1/incidents", "/api/v1/reports/{report}", "/api/v1/decisions"} <= told["paths"].keys()
    assert {"Report", "Analysis", "Decision", "IncidentRecord", "ProblemDetails"} <= told["components"][
        "schemas"
    ].keys()


HERE = {"origin": "http://localhost", "host": "localhost"}
OPERATIONS = [f"{method} {path}" for path, told in description()["paths"].items() for method in told]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_request_breaks_it(managed: tuple[Store, str], operation: str) -> None:
    """Whatever is sent, the answer is one that the description names."""
    method, path = operation.split()
    store, key = managed
    sent = HERE | {"authorization": f"Bearer {key}"}
    schema = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", create_app(store), headers=sent)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=schema[path][method].as_strategy())
    def fuzz(case) -> None:
        answer = case.call(headers=sent)
        assert answer.status_code != 401
        assert answer.status_code < 500
        checks = [response_schema_conformance, status_code_conformance, content_type_conformance]
        case.validate_response(answer, checks=checks)

    fuzz()
