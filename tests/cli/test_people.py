"""`rasid people`: passwords come from standard input or a terminal, never from the command line."""

import json
from pathlib import Path

import pytest

from rasid.store import Store
from tests.cli.conftest import Run

PASSWORD = "قصيدة طويلة من أربع كلمات"


@pytest.fixture
def staffed(run: Run, store: Path) -> Path:
    done = run(
        "people", "add", "amal", "--role", "admin", "--display", "أمل", "--cleared", "--password-stdin", "--store", store,
        stdin=PASSWORD + "\n",
    )  # fmt: skip
    assert done.code == 0
    return store


def test_who_works_here(run: Run, staffed: Path) -> None:
    assert run("people", "add", "badr", "--no-password", "--role", "coder", "--store", staffed).code == 0
    listed = run("people", "list", "--store", staffed).out.splitlines()
    assert [line.split()[:2] for line in listed] == [["amal", "admin"], ["badr", "coder"]]
    assert "cleared for names" in listed[0]
    with Store.open(staffed) as opened:
        assert opened.people.check("amal", PASSWORD) is not None


def test_people_change_and_go(run: Run, staffed: Path) -> None:
    run("people", "add", "badr", "--no-password", "--store", staffed)
    done = run("people", "change", "badr", "--role", "reviewer", "--cleared", "--json", "--store", staffed)
    assert (json.loads(done.out)["role"], json.loads(done.out)["cleared"]) == ("reviewer", True)
    assert run("people", "change", "badr", "--password-stdin", "--store", staffed, stdin="a good long one").code == 0
    assert run("people", "remove", "badr", "--store", staffed).code == 0
    assert "badr" not in run("people", "list", "--store", staffed).out
    assert "removed" in run("people", "list", "--all", "--store", staffed).out
    assert run("people", "change", "badr", "--back", "--store", staffed).code == 0


def test_a_key_is_shown_once(run: Run, staffed: Path) -> None:
    done = run("people", "token", "add", "amal", "--label", "nightly", "--days", 90, "--store", staffed)
    key = done.out.strip()
    with Store.open(staffed) as opened:
        found = opened.people.of_token(key)
        assert found is not None
        assert found.name == "amal"
    (token,) = [
        json.loads(line) for line in run("people", "token", "list", "--json", "--store", staffed).out.splitlines()
    ]
    assert key not in str(token)
    assert run("people", "token", "revoke", token["id"], "--store", staffed).code == 0
    assert "revoked" in run("people", "token", "list", "amal", "--store", staffed).out


@pytest.mark.parametrize(
    ("call", "stdin", "told"),
    [
        (["add", "badr"], "", "--password-stdin, or --no-password"),
        (["add", "badr", "--password-stdin"], "", "no password came"),
        (["add", "badr", "--password-stdin"], "short", "10 characters"),
        (["add", "badr", "--password-stdin", "--no-password"], "", "choose one"),
        (["add", "AMAL", "--no-password"], "", "never given again"),
        (["change", "amal"], "", "what is to change"),
        (["change", "nobody", "--password-stdin"], "x", "nobody called nobody"),
        (["change", "amal", "--role", "coder"], "", "only admin"),
        (["remove", "nobody"], "", "nobody called nobody"),
        (["token", "revoke", "t0"], "", "no key t0"),
    ],
)
def test_what_cannot_be_is_told(run: Run, staffed: Path, call: list[str], stdin: str, told: str) -> None:
    done = run("people", *call, "--store", staffed, stdin=stdin)
    assert done.code == 2
    assert told in done.err


def test_an_empty_desk_says_what_that_means(run: Run, store: Path) -> None:
    assert "open to who sits at this machine" in run("people", "list", "--store", store).err
