"""People, roles and keys at the desk; the ledger, its proof, the history of a field, and the second person."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from rasid.model import Draft, Mention, Report, Ruling, Span, Subject, SubjectKind
from rasid.model.decision import plain
from rasid.model.person import DeskRole
from rasid.run.review import decide, review
from rasid.store import Store
from rasid.web.language import texts
from tests.web.desks import DAY, PASSWORD, client, filled, logged_in


def report_of(store: Store, external: str) -> str:
    (report,) = store.reports(external_id=external)
    return report.id


def decided(store: Store, by: str, *, wants_second: bool = True, reason: str = "") -> int:
    """A decision on whether a report tells of the conflict."""
    report_id = report_of(store, "c")
    draft = Draft(
        by=by,
        subject=Subject(kind=SubjectKind.REPORT, report_id=report_id),
        field="relevant",
        verdict=Ruling.EDIT,
        before=True,
        after=False,
        reason=reason,
        wants_second=wants_second,
    )
    return store.decisions.write(draft).seq


# People


def test_the_first_person_is_an_admin_with_a_password(store: Store):
    browser = client(store)
    for form in (
        {"name": "amal", "role": "coder", "password": PASSWORD},
        {"name": "amal", "role": "admin"},
        {"name": "amal", "role": "admin", "password": "short"},
        {"name": "a b/c", "role": "admin", "password": PASSWORD},
        {"name": "amal", "role": "king", "password": PASSWORD},
    ):
        answer = browser.post("/people/add", data=form)
        assert answer.status_code == 422, form
        assert 'role="alert"' in answer.text
    assert not store.people.any()
    answer = browser.post("/people/add", data={"name": "amal", "role": "admin", "password": PASSWORD, "cleared": "on"})
    assert answer.status_code == 303
    person = store.people.get("amal")
    assert person is not None
    assert (person.role, person.cleared) == (DeskRole.ADMIN, True)
    assert browser.get("/people").headers["location"].startswith("/login")


def test_an_admin_changes_removes_and_takes_back(store: Store):
    admin = logged_in(store, "amal", DeskRole.ADMIN)
    admin.post("/people/add", data={"name": "بسام", "role": "coder", "display": "<i>بسام</i>"})
    page = admin.get("/people").text
    assert "&lt;i&gt;" in page
    assert "<i>" not in page
    admin.post("/people/بسام/change", data={"do": "change", "role": "reviewer", "display": "بسام", "cleared": "on"})
    changed = store.people.get("بسام")
    assert changed is not None
    assert (changed.role, changed.cleared, changed.display) == (DeskRole.REVIEWER, True, "بسام")
    admin.post("/people/بسام/change", data={"do": "remove"})
    assert [person.name for person in store.people.listed()] == ["amal"]
    admin.post("/people/بسام/change", data={"do": "restore"})
    assert {person.name for person in store.people.listed()} == {"amal", "بسام"}
    last = admin.post("/people/amal/change", data={"do": "remove"})
    assert last.status_code == 422
    assert {decision.field for decision in store.decisions.all()} >= {"added", "changed", "removed"}


def test_others_see_and_change_only_themselves(store: Store):
    logged_in(store, "amal", DeskRole.ADMIN)
    coder = logged_in(store, "huda", DeskRole.CODER)
    page = coder.get("/people").text
    assert "amal" not in page
    assert "huda" in page
    for path, form in (
        ("/people/add", {"name": "x", "role": "admin", "password": PASSWORD}),
        ("/people/huda/change", {"do": "change", "role": "admin"}),
        ("/people/amal/password", {"new": PASSWORD, "again": PASSWORD}),
        ("/people/amal/keys", {"label": "mine", "days": "30"}),
    ):
        assert coder.post(path, data=form).status_code == 403, path
    person = store.people.get("huda")
    assert person is not None
    assert person.role is DeskRole.CODER


def test_a_password_is_changed_by_who_knows_the_old_one(store: Store):
    logged_in(store, "amal", DeskRole.ADMIN)
    coder = logged_in(store, "huda", DeskRole.CODER)
    new = "another long phrase"
    wrong = coder.post("/people/huda/password", data={"old": "guess", "new": new, "again": new})
    assert wrong.status_code == 422
    differ = coder.post("/people/huda/password", data={"old": PASSWORD, "new": new, "again": new + "x"})
    assert differ.status_code == 422
    assert store.people.check("huda", PASSWORD) is not None
    done = coder.post("/people/huda/password", data={"old": PASSWORD, "new": new, "again": new})
    assert done.headers["location"] == "/login"
    assert store.people.check("huda", new) is not None
    assert coder.get("/people").status_code == 303


def test_a_key_is_shown_once_and_revoked(store: Store):
    coder = logged_in(store, "huda", DeskRole.CODER)
    answer = coder.post("/people/huda/keys", data={"label": "notebook", "days": "90"})
    key = re.search(r'class="key"[^>]*>([^<]+)<', answer.text)[1]  # type: ignore[index]
    assert store.people.of_token(key) is not None
    assert key not in coder.get("/people").text
    assert coder.post("/people/huda/keys", data={"label": "", "days": "90"}).status_code == 422
    assert coder.post("/people/huda/keys", data={"label": "x", "days": "9999"}).status_code == 422
    (token,) = store.people.tokens("huda")
    assert coder.post(f"/people/huda/keys/{token.id}/revoke").status_code == 303
    assert store.people.of_token(key) is None
    assert coder.post(f"/people/huda/keys/{token.id}/revoke").status_code == 422


# The ledger


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "47 reports, of conflict: 40"), ("ar", "47 خبراً، منها عن النزاع: 40")]
)
def test_what_came_of_reading_stands_in_the_ledger(store: Store, lang: str, told: str):
    done = Draft(
        by="amal",
        subject=Subject(kind=SubjectKind.STORE),
        field="import",
        verdict=Ruling.DONE,
        after={"read": 47, "relevant": 40},
    )
    store.decisions.write(done)
    assert told in client(store, lang=lang).get("/log").text


def test_an_empty_ledger_says_so(store: Store):
    browser = client(store)
    assert "Nothing has been decided yet" in browser.get("/log").text
    assert "Nothing waits" in browser.get("/log?waiting=true").text
    assert browser.get("/log/1").status_code == 404
    assert 'class="right"' in browser.get("/log/verify").text


def test_a_second_person_confirms_and_the_history_tells_all(store: Store):
    first = logged_in(store, "huda", DeskRole.CODER)
    seq = decided(store, "huda", reason="<b>no conflict</b>")
    page = first.get("/log?waiting=true").text
    assert "&lt;b&gt;no conflict" in page
    assert f"/log/{seq}/confirm" not in page
    assert first.post(f"/log/{seq}/confirm").status_code == 403
    second = logged_in(store, "basil", DeskRole.REVIEWER)
    assert f"/log/{seq}/confirm" in second.get("/log?waiting=true").text
    assert second.post(f"/log/{seq}/confirm", data={"reason": "seen"}).status_code == 303
    assert f"/log/{seq}/confirm" not in second.get("/log?waiting=true").text
    history = second.get(f"/log/{seq}").text
    assert "huda" in history
    assert "basil" in history
    assert "seen" in history
    assert [d.verdict for d in store.decisions.history(seq)] == [Ruling.EDIT, Ruling.CONFIRM]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "ar",
            [("قصف مدفعي أو صاروخي", "تفجير"), ("14 آذار/مارس 2021", "20 آذار/مارس 2021"), ("دارة عزة", "البوكمال")],
        ),
        ("en", [("Shelling", "Bombing"), ("14 Mar 2021", "20 Mar 2021"), ("Darat Izza", "Abu Kamal")]),
    ],
)
def test_the_ledger_tells_what_an_edit_changed_in_words(store: Store, lang: str, told: list[tuple[str, str]]):
    huda = logged_in(store, "huda")
    huda.headers["accept-language"] = lang
    card = max(store.inbox.page().cards, key=lambda card: card.reports)
    for field, after in (("type", "bombing"), ("last", "2021-03-20"), ("place", "own-sy-abu-kamal")):
        sent = {"verdict": "edit", "field": field, "after": after, "reason": "as filmed"}
        answer = huda.post(f"/api/v1/incidents/{card.id}/decisions", json=sent)
        assert answer.status_code == 201, answer.text
    page = huda.get("/log").text
    changes = re.findall(r"<del>(.*?)</del>.*?<ins>(.*?)</ins>", page)
    assert changes == told[::-1]
    assert page.count('<p class="reason"><bdi>as filmed</bdi></p>') == 3, (
        "its side is the page's, its direction its own"
    )


def test_one_cannot_be_ones_own_second(store: Store):
    reviewer = logged_in(store, "basil", DeskRole.REVIEWER)
    seq = decided(store, "basil")
    answer = reviewer.post(f"/log/{seq}/confirm")
    assert answer.status_code == 422
    assert len(store.decisions.history(seq)) == 1
    assert reviewer.post(f"/log/{seq}/undo").status_code == 303


def test_two_who_answer_at_once_are_both_told(store: Store):
    seq = decided(store, "huda")
    one, other = logged_in(store, "basil"), logged_in(store, "dalia")
    assert one.post(f"/log/{seq}/confirm", data={"seen": str(seq)}).status_code == 303
    late = other.post(f"/log/{seq}/undo", data={"seen": str(seq)})
    assert late.status_code == 409
    assert "Somebody decided on this field meanwhile" in late.text
    assert "basil" in late.text
    assert len(store.decisions.history(seq)) == 2


def test_filters_and_pages(store: Store):
    browser = client(store)
    for number in range(70):
        store.people.add(f"p{number}", by="amal")
    browser = logged_in(store, "amal", DeskRole.ADMIN)
    page = browser.get("/log").text
    assert page.count('<li id="d') == 60
    older = re.search(r'href="(/log\?[^"]*before=\d+[^"]*)"', page)[1]  # type: ignore[index]
    rest = browser.get(older.replace("&amp;", "&")).text
    assert 1 <= rest.count('<li id="d') < 60
    assert browser.get("/log?by=nobody&kind=person&since=x&until=2020-01-01").status_code == 200
    assert 'id="d' not in browser.get("/log?kind=report").text


def test_the_proof_names_what_was_altered(store: Store, tmp_path):
    seq = decided(store, "huda")
    browser = logged_in(store, "amal", DeskRole.ADMIN)
    assert 'class="right"' in browser.get("/log/verify").text
    engine = sa.create_engine(f"sqlite:///{tmp_path / 's.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER decisions_stay")
        connection.exec_driver_sql(f"UPDATE decisions SET decided_by = 'nobody' WHERE seq = {seq}")
    engine.dispose()
    page = browser.get("/log/verify").text
    assert f'href="/log/{seq}"' in page
    assert 'role="alert"' in page
    part = browser.get("/log/verify", headers={"hx-request": "true"}).text
    assert "<html" not in part


def test_the_ledger_is_had_whole_by_the_cleared(store: Store):
    seq = decided(store, "huda")
    cleared = logged_in(store, "amal", DeskRole.ADMIN)
    lines = [json.loads(line) for line in cleared.get("/log.jsonl").text.splitlines()]
    assert [line["row"]["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["hash"] == store.decisions.head()[1]
    assert seq <= len(lines)
    assert logged_in(store, "rami", DeskRole.CODER, cleared=False).get("/log.jsonl").status_code == 403


def test_values_are_covered_for_who_is_not_cleared(store: Store):
    report_id = report_of(store, "a")
    report, analysis = store.report(report_id), store.analysis(report_id)
    assert report is not None
    assert analysis is not None
    at = report.text.index("أحمد سالم")
    words = report.text[at : at + 9]
    evidence = {"report_id": report_id, "start": at, "end": at + 9, "quote": words, "prefix": "", "suffix": ""}
    event = analysis.events[0]
    seq = store.decisions.write(
        Draft(
            by="huda",
            subject=Subject(kind=SubjectKind.EVENT, report_id=report_id, record=event.id, trait=event.type.value),
            field="trigger",
            verdict=Ruling.EDIT,
            before=None,
            after=evidence,
            anchor=(event.trigger,),
        )
    ).seq
    cleared: TestClient = client(store, names=True)
    assert "أحمد" in cleared.get(f"/log/{seq}").text
    assert "أحمد" not in client(store, names=False).get(f"/log/{seq}").text


def test_names_that_people_add_are_covered_in_the_ledger_too(tmp_path):
    told = Report.make("قتل رجل في قصف على حلب، وقال إن فلان الفلاني كان هناك.", published=DAY, external_id="n")
    made, _ = filled(tmp_path / "s.db", [told])
    with made as store:
        start = told.text.index("فلان الفلاني")
        words = Span(start, start + 12).evidence(told.id, told.text)
        seen = review(store, told.id)
        claim = seen.analysis.casualties[0]
        draft, _ = seen.draft(
            SubjectKind.CLAIM,
            claim.id,
            Ruling.EDIT,
            by="huda",
            field="who",
            after=plain(words),
            reason="فلان الفلاني قُتل",
        )
        mention = Mention(kind="person", evidence=words, normal="فلان الفلاني", component="person")
        seq = decide(store, draft).seq
        decide(store, review(store, told.id).addition(SubjectKind.MENTION, mention, by="huda"))
        assert "الفلاني" in client(store, names=True).get(f"/log/{seq}").text
        assert "الفلاني" not in client(store, names=False).get(f"/log/{seq}").text
        assert "الفلاني" not in client(store, names=False).get("/log").text


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_visible_text_is_there_in_both_languages(store: Store, lang: str):
    decided(store, "huda")
    browser = client(store, lang=lang)
    known = {key.split(".")[0] for key in texts("en")}
    for path in ("/log", "/log/1", "/log/verify", "/people", "/releases", "/overview", "/map"):
        text = re.sub(r"<[^>]*>", " ", browser.get(path).text)
        keys = re.findall(r"(?<![\w/.-])([a-z]+)\.[a-z_]+(?![\w/])", text)
        assert not {key for key in keys if key in known - {"map"}}, path
