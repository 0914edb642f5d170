"""Exports and releases at the desk: files before the button, names covered, downloads by name of record only."""

from __future__ import annotations

import csv
import io
import os
import time

import pytest
from fastapi.testclient import TestClient

from rasid.model.person import DeskRole
from rasid.run.release import folder_of
from rasid.store import Store
from rasid.web.pages import releases
from tests.web.desks import client, logged_in


def prepared(browser: TestClient, **form: str) -> str:
    """The page of the draft once its files are written."""
    answer = browser.post("/releases/draft", data={"rule": "airwars", "form_csv": "on", **form})
    assert answer.status_code == 303, answer.text
    for _ in range(200):
        page = browser.get("/releases/draft").text
        if "every 1s" not in page:
            return page
        time.sleep(0.05)
    raise AssertionError("the files were not written")


def test_from_the_form_to_the_release(store: Store):
    browser = client(store)
    assert "No releases yet" in browser.get("/releases").text
    page = prepared(browser, form_geojson="on")
    assert page.index("What the files leave out") < page.index("Release these files")
    assert page.index("What rests on a guess") < page.index("Release these files")
    export = browser.get("/releases/draft/files/incidents.csv")
    assert "attachment" in export.headers["content-disposition"]
    table = list(csv.DictReader(io.StringIO(export.text)))
    assert len(table) == store.inbox.count()
    answer = browser.post("/releases/draft/publish", data={"id": "2021-03", "title": "March", "note": "<b>first</b>"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/releases/2021-03")
    told = browser.get("/releases/2021-03").text
    (release,) = store.releases.listed()
    assert all(file.sha256 in told for file in release.files)
    assert "&lt;b&gt;first&lt;/b&gt;" in told
    assert told.count("as released") == len(release.files) == 4
    assert browser.get("/releases/2021-03/files/incidents.csv").text == export.text
    assert "March" in browser.get("/releases").text
    assert browser.get("/releases/draft").headers["location"] == "/releases"


def test_altered_files_are_told(store: Store):
    browser = client(store)
    prepared(browser)
    browser.post("/releases/draft/publish", data={"id": "2021-03"})
    path = folder_of(store) / "2021-03" / "incidents.csv"
    path.write_text(path.read_text("utf-8") + "x", "utf-8")
    (folder_of(store) / "2021-03" / "claims.csv").unlink()
    told = browser.get("/releases/2021-03").text
    assert "ALTERED" in told
    assert "gone" in told
    assert browser.get("/releases/2021-03/files/claims.csv").status_code == 404


def test_a_name_that_is_taken_or_none_is_said_and_the_files_stay(store: Store):
    browser = client(store)
    prepared(browser)
    for name in ("../x", "", "draft", "a b"):
        answer = browser.post("/releases/draft/publish", data={"id": name, "title": "kept"})
        assert answer.status_code == 422
        assert 'value="kept"' in answer.text
    assert browser.post("/releases/draft/publish", data={"id": "one"}).status_code == 303
    prepared(browser)
    assert browser.post("/releases/draft/publish", data={"id": "one"}).status_code == 422
    assert browser.post("/releases/draft/publish", data={"id": "two"}).status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {"rule": "none", "form_csv": "on"},
        {"rule": "ucdp"},
        {"rule": "ucdp", "form_csv": "on", "since": "x"},
        {"rule": "ucdp", "form_csv": "on", "since": "2022-01-01", "until": "2021-01-01"},
        {"rule": "ucdp", "form_csv": "on", "type": "none"},
    ],
)
def test_a_form_that_is_not_whole_is_said(store: Store, form: dict[str, str]):
    answer = client(store).post("/releases/draft", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/releases/draft/files/incidents.csv",
        "/releases/none",
        "/releases/..%2f..%2fs.db",
        "/releases/2021-03/files/..%2f..%2f..%2fs.db",
        "/releases/2021-03/files/none.csv",
    ],
)
def test_no_path_from_a_request_reaches_the_files(store: Store, path: str):
    browser = client(store)
    prepared(browser)
    browser.post("/releases/draft/publish", data={"id": "2021-03"})
    assert browser.get(path).status_code == 404


def test_names_are_for_the_cleared(store: Store):
    open_ = client(store, names=True)
    prepared(open_, form_jsonl="on", clear_names="on")
    assert "أحمد" in open_.get("/releases/draft/files/incidents.jsonl").text
    open_.post("/releases/draft/publish", data={"id": "names"})
    covered = client(store, names=False)
    assert covered.get("/releases/names/files/claims.csv").status_code == 403
    assert "clear_names" not in covered.get("/releases").text
    prepared(covered, form_jsonl="on", clear_names="on")
    assert "أحمد" not in covered.get("/releases/draft/files/incidents.jsonl").text


def test_who_may_do_what(store: Store):
    admin = logged_in(store, "amal", DeskRole.ADMIN)
    assert admin.get("/releases").status_code == 200
    reader = logged_in(store, "rami", DeskRole.READER)
    assert "/releases/draft" not in reader.get("/releases").text
    assert reader.post("/releases/draft", data={"rule": "ucdp", "form_csv": "on"}).status_code == 403
    coder = logged_in(store, "huda", DeskRole.CODER)
    page = prepared(coder)
    assert "/releases/draft/publish" not in page
    assert coder.get("/releases/draft/files/claims.csv").status_code == 200
    assert coder.post("/releases/draft/publish", data={"id": "x"}).status_code == 403
    assert store.releases.listed() == []


def test_a_draft_that_is_given_up_leaves_no_files(store: Store):
    browser = client(store)
    prepared(browser)
    assert list(folder_of(store).iterdir())
    assert browser.post("/releases/draft/discard").status_code == 303
    assert list(folder_of(store).iterdir()) == []
    prepared(browser)
    prepared(browser)
    assert len(list(folder_of(store).iterdir())) == 1
    browser.post("/releases/draft/discard")


def test_a_draft_outlives_the_program(store: Store, monkeypatch: pytest.MonkeyPatch):
    browser = client(store)
    prepared(browser, form_jsonl="on", country="SY")
    page, table = browser.get("/releases/draft").text, browser.get("/releases/draft/files/incidents.csv").text
    monkeypatch.setattr(releases, "drafts", releases.Drafts())  # as it is after a new start
    later = client(store)
    assert later.get("/releases/draft").text == page
    assert later.get("/releases/draft/files/incidents.csv").text == table
    assert later.get("/releases/draft/files/.told.json").status_code == 404
    assert later.post("/releases/draft/publish", data={"id": "one"}).status_code == 303
    (made,) = store.releases.listed()
    assert {path.name for path in (folder_of(store) / "one").iterdir()} == {file.name for file in made.files}
    assert store.releases.changes().changed == ()
    assert later.get("/releases/draft").headers["location"] == "/releases"


def test_a_draft_of_somebody_else_or_one_that_was_never_finished_is_not_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    amal = logged_in(store, "amal", DeskRole.ADMIN)
    prepared(amal)
    monkeypatch.setattr(releases, "drafts", releases.Drafts())
    assert logged_in(store, "huda").get("/releases/draft").headers["location"] == "/releases"
    (folder_of(store) / ".draft-broken").mkdir()
    (folder_of(store) / ".draft-broken" / ".told.json").write_text("{", "utf-8")
    old = folder_of(store) / ".draft-old"
    old.mkdir()
    os.utime(old, (0, 0))
    assert "every 1s" not in amal.get("/releases/draft").text
    assert not old.exists()


def test_names_in_a_draft_are_for_who_is_cleared_now(store: Store):
    amal = logged_in(store, "amal", DeskRole.ADMIN)
    prepared(amal, clear_names="on")
    assert amal.get("/releases/draft/files/claims.csv").status_code == 200
    store.people.change("amal", by="amal", cleared=False)
    assert amal.get("/releases/draft/files/claims.csv").status_code == 403


def test_what_changed_since_the_release_before(store: Store):
    browser = client(store)
    prepared(browser)
    browser.post("/releases/draft/publish", data={"id": "one"})
    page = prepared(browser, country="YE")
    assert "gone: rejected, merged, or filtered out" in page
    browser.post("/releases/draft/publish", data={"id": "two"})
    assert 'href="/releases/one"' in browser.get("/releases/two").text
