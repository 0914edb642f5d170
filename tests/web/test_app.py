"""The desk as a whole: every page answers in both languages, and nothing gets past what guards it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from rasid.model import Report
from rasid.model.person import DeskRole
from rasid.store import Store
from rasid.store.inbox import InboxFilter
from rasid.web.app import create_app
from rasid.web.desk import asset
from rasid.web.language import LANGUAGES, Language, plural, texts
from rasid.web.pages.session import local
from rasid.web.security import LARGEST, Attempts
from tests.web.desks import DAY, filled

HOME = {"host": "127.0.0.1:8760"}
HERE = HOME | {"origin": "http://127.0.0.1:8760"}
PASSWORD = "a long enough passphrase"
PATHS = ("/", "/?kind=report", "/map", "/overview", "/releases", "/log", "/people")
WORD = Report.make("قصف" * 400_000, published=DAY, external_id="word")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made, _ = filled(tmp_path_factory.mktemp("desk") / "s.sqlite", [WORD])
    with made:
        yield made


@pytest.fixture
def desk(store: Store) -> TestClient:
    return TestClient(create_app(store), headers=HOME, follow_redirects=False)


def addresses(store: Store) -> list[str]:
    found = [f"/incidents/{card.id}" for card in store.inbox.page().cards]
    return [*PATHS, *found, *(f"/reports/{report.id}" for report in store.reports())]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_answers_and_says_what_it_says_in_words(desk: TestClient, store: Store, lang: str) -> None:
    keys = set(texts("en"))
    for address in addresses(store):
        answer = desk.get(address, headers={"cookie": f"rasid_lang={lang}"})
        assert answer.status_code == 200, address
        assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in answer.text
        shown = re.sub(r"<[^>]*>", " ", answer.text)
        left = {
            word
            for word in re.findall(r"\b[a-z_]+(?:\.[a-z_]+)+\b", shown)
            if word.split(".")[0] in {k.split(".")[0] for k in keys}
        }
        assert not left, (address, left)


def test_both_languages_say_the_same_things() -> None:
    def base(key: str) -> str:
        return re.sub(r"\.(zero|one|two|few|many|other)$", "", key)

    assert {base(key) for key in texts("ar")} == {base(key) for key in texts("en")}
    for lang, forms in (("ar", ("zero", "one", "two", "few", "many", "other")), ("en", ("one", "other"))):
        for key in texts(lang):
            if base(key) != key and f"{base(key)}.other" in texts(lang):
                for form in forms:
                    assert Language(lang).maybe(
                        base(key),
                        n={"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}[form],
                        **_blank(texts(lang)[key]),
                    ), (lang, base(key), form)


def test_both_languages_put_in_the_same_values() -> None:
    for key in texts("en").keys() & texts("ar").keys():
        if not re.search(r"\.(zero|one|two|few|many|other)$", key):
            assert _blank(texts("en")[key]).keys() == _blank(texts("ar")[key]).keys(), key


def _blank(text: str) -> dict[str, str]:
    return {name: "x" for _, name, _, _ in string.Formatter().parse(text) if name and name != "n"}


def test_every_text_that_a_page_asks_for_is_there() -> None:
    folder = files("rasid.web")
    sources = [p for part in (".", "pages") for p in folder.joinpath(part).iterdir() if p.name.endswith(".py")]
    sources += list(folder.joinpath("templates").iterdir())
    known = {re.sub(r"\.(zero|one|two|few|many|other)$", "", key) for key in texts("en")}
    for source in sources:
        for key in re.findall(r"""\b(?:t|words|w)\(\s*["']([a-z_.]+[a-z])["']\s*[,)]""", source.read_text("utf-8")):
            assert key in known, (source.name, key)


@pytest.mark.parametrize(("n", "form"), [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many"), (99, "many"), (100, "other"), (103, "few"), (111, "many"), (1002, "other")])  # fmt: skip
def test_arabic_plurals(n: int, form: str) -> None:
    assert plural(n, "ar") == form


def test_the_language_is_kept_and_the_place_is_not_lost(desk: TestClient) -> None:
    english = desk.get("/?kind=report&q=قصف", headers={"accept-language": "en"})
    switch = re.search(r'href="([^"]*)" hreflang="ar"', english.text)
    assert switch
    address = switch[1].replace("&amp;", "&")
    assert address.startswith("/?kind=report")
    arabic = desk.get(address)
    assert 'lang="ar" dir="rtl"' in arabic.text
    assert "rasid_lang=ar" in arabic.headers["set-cookie"]


def test_sheets_name_the_fonts_as_pages_do() -> None:
    """Under another address a font that was fetched ahead would be fetched twice."""
    sheet = files("rasid.web").joinpath("static", "desk.css").read_text("utf-8")
    named = re.findall(r'url\("(fonts/[^"]+)"\)', sheet)
    assert named
    assert [f"/static/{address}" for address in named] == [asset(address.split("?")[0]) for address in named]


def test_every_answer_has_the_headers_that_keep_it_safe(desk: TestClient, store: Store) -> None:
    for address in [*addresses(store), "/nothing", "/static/desk.css"]:
        answer = desk.get(address)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        if answer.headers["content-type"].startswith("text/html"):
            assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)\s*=", re.sub(r'"[^"]*"', '""', answer.text)), address
            assert not re.search(r'<script(?![^>]*\s(?:src=|type="application/json"))', answer.text), address


def test_a_hostile_report_is_shown_and_does_nothing(desk: TestClient, store: Store) -> None:
    (report,) = (report for report in store.reports() if report.external_id == "h")
    shown = [desk.get(f"/reports/{report.id}").text, desk.get("/?kind=report").text]
    shown += [desk.get(address).text for address in addresses(store) if address.startswith("/incidents/")]
    for page in shown:
        assert "<script>window" not in page
        assert "<img src=x" not in page
        assert "<b>x" not in page
        assert "\u202e" not in page
        assert "javascript:alert" not in page
    assert "&lt;script&gt;" in shown[0]


def test_a_word_of_a_million_letters_is_shown_in_parts(desk: TestClient, store: Store) -> None:
    answer = desk.get(f"/reports/{WORD.id}")
    assert answer.status_code == 200
    assert len(answer.content) < 3_000_000


def test_requests_from_elsewhere_are_refused(desk: TestClient) -> None:
    form = {"name": "x", "password": "y"}
    assert desk.post("/login", data=form).status_code == 403  # tells nothing of where it comes from
    assert desk.post("/login", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert desk.post("/login", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert desk.post("/login", data=form, headers=HERE).status_code == 401
    assert desk.get("/", headers={"host": "evil.example"}).status_code == 421
    assert desk.get("/", headers={"host": "localhost:9"}).status_code == 200


def test_requests_that_are_too_large_are_refused(desk: TestClient) -> None:
    answer = desk.post("/login", content=b"x" * (LARGEST + 1), headers=HERE)
    assert answer.status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(LARGEST // 65_536 + 2):
            yield b"a" * 65_536

    answer = desk.post(
        "/login", content=endless(), headers=HERE | {"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/errors.py", "/static//etc/passwd", "/reports/..%2f..%2fetc%2fpasswd", "/incidents/%00", "/reports/r" + "0" * 5000])  # fmt: skip
def test_no_path_reaches_a_file(desk: TestClient, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code in (404, 422), path
    assert "import annotations" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/log/abc", "/log/0", "/log/-1", f"/log/{2**31}", f"/log/{2**63}", "/log/" + "9" * 5000, "/reports/{a}?part=x"],
)
def test_an_address_with_no_such_number_is_one_of_no_page(desk: TestClient, store: Store, path: str) -> None:
    report = store.inbox.page(InboxFilter(kind="report")).cards[0].id
    answer = desk.get(path.format(a=report))
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("number", ["abc", "-1", "9" * 20, "9" * 5000])
def test_a_form_with_a_number_of_no_decision_is_refused(desk: TestClient, store: Store, number: str) -> None:
    report = store.inbox.page(InboxFilter(kind="report")).cards[0].id
    incident = store.inbox.page(InboxFilter(kind="incident")).cards[0].id
    before = list(store.decisions.of_report(report))
    field = {"kind": "event", "record": "e1", "field": "type"}
    sent = [
        (f"/reports/{report}/decide", field | {"verdict": "undo", "of": number}),
        (f"/reports/{report}/decide", field | {"verdict": "accept", "seen": number}),
        (f"/incidents/{incident}/judge", {"do": "accept", "seen": number}),
    ]
    for path, form in sent:
        assert desk.post(path, data=form, headers=HERE).status_code == 422, (path, form)
    assert store.decisions.of_report(report) == before


def test_what_goes_wrong_is_told_without_the_inside(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    app = create_app(store)
    monkeypatch.setattr(type(store.inbox), "listed", broken)
    answer = TestClient(app, headers=HOME, raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.fixture
def peopled(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "p.sqlite") as made:
        made.people.add("amal", by="setup", role=DeskRole.ADMIN, password=PASSWORD)
        made.people.add("basil", by="amal", role=DeskRole.READER, password=PASSWORD)
        yield made


def enter(desk: TestClient, name: str, password: str = PASSWORD, following: str = "/") -> int:
    return desk.post("/login", data={"name": name, "password": password, "next": following}, headers=HERE).status_code


def test_with_people_one_has_to_log_in(peopled: Store) -> None:
    desk = TestClient(create_app(peopled), headers=HOME, follow_redirects=False)
    answer = desk.get("/?kind=report")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2F%3Fkind%3Dreport")
    assert enter(desk, "amal", "wrong") == 401
    assert enter(desk, "nobody", "wrong") == 401
    assert enter(desk, "amal") == 303
    assert desk.get("/").status_code == 200
    assert desk.post("/logout", headers=HERE).status_code == 303
    assert desk.get("/").status_code == 303


def test_the_session_is_a_cookie_that_no_script_reads(peopled: Store) -> None:
    desk = TestClient(create_app(peopled), headers=HOME, follow_redirects=False)
    answer = desk.post("/login", data={"name": "amal", "password": PASSWORD}, headers=HERE)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_who_reads_may_not_change_people(peopled: Store) -> None:
    desk = TestClient(create_app(peopled), headers=HOME, follow_redirects=False)
    assert enter(desk, "basil") == 303
    form = {"name": "x", "role": "admin", "password": PASSWORD}
    assert desk.post("/people/add", data=form, headers=HERE).status_code == 403


def test_a_key_speaks_for_its_person(peopled: Store) -> None:
    _, key = peopled.people.add_token("basil", "test", by="amal")
    desk = TestClient(create_app(peopled), headers=HOME, follow_redirects=False)
    assert desk.get("/", headers={"authorization": f"Bearer {key}"}).status_code == 200
    assert desk.get("/", headers={"authorization": "Bearer rasid_wrong"}).status_code == 303


def test_passwords_cannot_be_tried_for_long(peopled: Store) -> None:
    desk = TestClient(create_app(peopled), headers=HOME, follow_redirects=False)
    found = [enter(desk, "amal", "wrong") for _ in range(Attempts.FREE + 1)]
    assert found == [401] * Attempts.FREE + [429]
    assert enter(desk, "amal") == 429  # the right one waits as well


def test_nobody_is_kept_out_by_failures_from_elsewhere(peopled: Store) -> None:
    app = create_app(peopled)
    other = TestClient(app, headers=HOME, follow_redirects=False, client=("192.0.2.9", 1))
    for _ in range(Attempts.FREE + 3):
        enter(other, "amal", "wrong")
    assert enter(other, "amal", "wrong") == 429
    here = TestClient(app, headers=HOME, follow_redirects=False, client=("192.0.2.10", 1))
    assert enter(here, "amal") == 303


def test_many_names_from_one_address_are_slowed_down(peopled: Store) -> None:
    attempts = Attempts()
    for number in range(Attempts.FREE_OF_ADDRESS):
        assert attempts.wait(f"name{number}", "192.0.2.9") == 0
        attempts.failed(f"name{number}", "192.0.2.9")
    attempts.succeeded("name0", "192.0.2.9")
    assert 0 < attempts.wait("another", "192.0.2.9") <= 2
    for _ in range(2000):
        attempts.failed("another", "192.0.2.9")
    assert attempts.wait("one more", "192.0.2.9") <= Attempts.LONGEST_OF_ADDRESS
    assert attempts.wait("another", "192.0.2.9") <= Attempts.LONGEST
    assert attempts.wait("another", "192.0.2.10") == 0
    app = create_app(peopled)
    app.state.settings.attempts = attempts
    assert enter(TestClient(app, headers=HOME, follow_redirects=False, client=("192.0.2.9", 1)), "amal") == 429


def test_one_network_of_version_six_is_one_place() -> None:
    attempts = Attempts()
    for number in range(Attempts.FREE):
        attempts.failed("amal", f"2001:db8:0:1::{number:x}")
    assert attempts.wait("amal", "2001:db8:0:1:ffff::1") > 0
    assert attempts.wait("amal", "2001:db8:0:2::1") == 0


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/\n/x", "javascript:alert(1)"])  # fmt: skip
def test_after_logging_in_one_stays_at_the_desk(address: str) -> None:
    assert local(address) == "/"
