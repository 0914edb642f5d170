"""People: only hashes are kept, rights end when they are taken, and every change is in the ledger."""

import datetime as dt
from itertools import pairwise

import pytest
import sqlalchemy as sa

from rasid.errors import UsageError
from rasid.model import DeskRole, Right, SubjectKind
from rasid.model.person import RIGHTS
from rasid.store import Store
from rasid.store.schema import people, sessions, tokens

PASSWORD = "قصيدة طويلة من أربع كلمات"


@pytest.fixture
def staffed(store: Store) -> Store:
    store.people.add("amal", by="root", role=DeskRole.ADMIN, password=PASSWORD, display="أمل", cleared=True)
    store.people.add("badr", by="amal", role=DeskRole.CODER, password="another good phrase")
    return store


def test_each_role_may_do_what_those_before_it_may() -> None:
    rights = [RIGHTS[role] for role in DeskRole]
    assert all(one < other for one, other in pairwise(rights))
    assert Right.MANAGE not in RIGHTS[DeskRole.REVIEWER]
    assert rights[-1] == set(Right)


def test_a_password_opens_the_door_and_no_other(staffed: Store) -> None:
    found = staffed.people.check("amal", PASSWORD)
    assert found is not None
    assert (found.shown, found.role, found.cleared) == ("أمل", DeskRole.ADMIN, True)
    for name, given in (
        ("amal", PASSWORD + " "),
        ("amal", ""),
        ("nobody", PASSWORD),
        ("badr", PASSWORD),
        ("amal", "x" * 2000),
    ):
        assert staffed.people.check(name, given) is None


def test_nothing_that_opens_the_door_is_kept(staffed: Store) -> None:
    _, key = staffed.people.add_token("badr", "script", by="amal")
    session = staffed.people.open_session("badr")
    with staffed._read() as connection:
        kept = str([list(connection.execute(sa.select(table))) for table in (people, tokens, sessions)])
    assert "argon2id" in kept
    for secret in (PASSWORD, "another good phrase", key, key.removeprefix("rasid_"), session):
        assert secret not in kept
    assert all(secret not in str(list(staffed.decisions.all())) for secret in (PASSWORD, key, session))


def test_a_key_works_until_it_is_revoked_or_ends(staffed: Store) -> None:
    token, key = staffed.people.add_token("badr", "script", by="amal")
    assert staffed.people.of_token(key) == staffed.people.get("badr")
    assert staffed.people.of_token(key + "x") is None
    assert staffed.people.of_token("") is None
    (listed,) = staffed.people.tokens("badr")
    assert listed.used_at is not None
    staffed.people.revoke_token(token.id, by="amal")
    assert staffed.people.of_token(key) is None
    with pytest.raises(UsageError, match="revoked already"):
        staffed.people.revoke_token(token.id, by="amal")
    _, short = staffed.people.add_token("badr", "old", by="amal", lasts=dt.timedelta(seconds=-1))
    assert staffed.people.of_token(short) is None


def test_sessions_end(staffed: Store) -> None:
    key = staffed.people.open_session("badr")
    assert staffed.people.of_session(key) == staffed.people.get("badr")
    staffed.people.close_session(key)
    assert staffed.people.of_session(key) is None
    past = staffed.people.open_session("badr", lasts=dt.timedelta(seconds=-1))
    assert staffed.people.of_session(past) is None
    other = staffed.people.open_session("badr")
    staffed.people.change("badr", by="amal", password="a third good phrase")
    assert staffed.people.of_session(other) is None
    assert staffed.people.check("badr", "a third good phrase") is not None


def test_who_is_removed_may_do_nothing_and_the_name_stays(staffed: Store) -> None:
    _, key = staffed.people.add_token("badr", "script", by="amal")
    session = staffed.people.open_session("badr")
    gone = staffed.people.remove("badr", by="amal")
    assert not any(gone.may(right) for right in Right)
    assert staffed.people.of_token(key) is None
    assert staffed.people.of_session(session) is None
    assert staffed.people.check("badr", "another good phrase") is None
    assert [person.name for person in staffed.people.listed()] == ["amal"]
    assert [person.name for person in staffed.people.listed(removed=True)] == ["amal", "badr"]
    with pytest.raises(UsageError, match="never given again"):
        staffed.people.add("Badr", by="amal")
    staffed.people.change("badr", by="amal", active=True)
    assert staffed.people.check("badr", "another good phrase") is not None


def test_somebody_is_left_who_may_change_people(staffed: Store) -> None:
    for attempt in (
        lambda: staffed.people.remove("amal", by="amal"),
        lambda: staffed.people.change("amal", by="amal", role=DeskRole.CODER),
        lambda: staffed.people.change("amal", by="amal", active=False),
    ):
        with pytest.raises(UsageError, match="only admin"):
            attempt()
    assert staffed.people.get("amal").role is DeskRole.ADMIN  # type: ignore[union-attr]
    staffed.people.change("badr", by="amal", role=DeskRole.ADMIN)
    staffed.people.remove("amal", by="badr")


@pytest.mark.parametrize(
    ("name", "password", "message"),
    [
        ("", None, "not a name"),
        ("a b", None, "not a name"),
        ("x" * 65, None, "not a name"),
        ("amal", None, "never given again"),
        ("سلمى", "short", "10 characters"),
        ("سلمى", "x" * 1025, "at most"),
        ("سلمى", "\ud800 and nine more", "half a character"),
    ],
)
def test_what_is_no_person_is_refused(staffed: Store, name: str, password: str | None, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        staffed.people.add(name, by="amal", password=password)
    assert len(staffed.people.listed()) == 2


def test_every_change_is_in_the_ledger(staffed: Store) -> None:
    staffed.people.change("badr", by="amal", role=DeskRole.REVIEWER)
    staffed.people.change("badr", by="amal", password="a third good phrase")
    staffed.people.remove("badr", by="amal")
    told = [(d.by, d.subject.name, d.field) for d in staffed.decisions.all() if d.subject.kind is SubjectKind.PERSON]
    assert told == [
        ("root", "amal", "added"),
        ("amal", "badr", "added"),
        ("amal", "badr", "changed"),
        ("amal", "badr", "password"),
        ("amal", "badr", "removed"),
    ]
    assert staffed.decisions.verify().faults == ()
