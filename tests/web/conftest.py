"""Stores of our own texts that tests of the desk share, and what those over PostgreSQL need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rasid.model.person import DeskRole
from rasid.store import Store
from tests.store.conftest import address, database
from tests.web.desks import Held, client, filled, logged_in

__all__ = ["address", "database"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """For tests that only look."""
    store, ids = filled(tmp_path_factory.mktemp("shared") / "s.sqlite")
    with store:
        yield store, ids


@pytest.fixture
def api(shared: Held) -> TestClient:
    return client(shared[0])


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """For a test that decides something: a store, and a folder for its releases, of its own."""
    monkeypatch.setenv("RASID_DATA", str(tmp_path / "data"))
    store, ids = filled(tmp_path / "s.sqlite")
    with store:
        yield store, ids


@pytest.fixture
def store(held: Held) -> Store:
    return held[0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    """Where nothing is yet."""
    return tmp_path_factory.mktemp("empty") / "s.sqlite"


@pytest.fixture(scope="module")
def managed(empty: Path | str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    """A store with an admin, and a key: what is sent may add people, after which everybody logs in."""
    store, _ = filled(empty)
    with store, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASID_DATA", str(tmp_path_factory.mktemp("managed")))  # releases write files
        logged_in(store, "amal", DeskRole.ADMIN)
        yield store, store.people.add_token("amal", "test", by="amal")[1]
