"""Releases stay as they were made, hold the ledger to its word, and tell what changed."""

import hashlib

import pytest

from rasid.errors import StoreError, UsageError
from rasid.model import ReleaseFile, ReleaseLoss
from rasid.store import Store
from rasid.store.releases import compared

from .samples import analysis, report
from .test_decisions import edit, tamper

FILE = ReleaseFile(name="incidents.csv", sha256=hashlib.sha256(b"x").hexdigest(), size=1)
SETTINGS = {"rule": "airwars", "format": "csv", "filters": {"country": "SY"}, "names": "covered"}
ONE = {"i1": {"killed": [3, 5], "place": "g1"}, "i2": {"killed": [1, 1], "place": None}}
TWO = {"i1": {"killed": [3, 9], "place": "g1"}, "i3": {"killed": [2, 2], "place": "g7"}}


def test_a_release_is_read_back_as_it_was_made(store: Store) -> None:
    store.save(report(), analysis(report()))
    made = store.releases.add(
        "2024-05", by="amal", settings=SETTINGS, files=[FILE], items=ONE, counts={"incidents": 2}, title="أيار",
        losses=[ReleaseLoss(field="names", reason="covered", count=4)],
    )  # fmt: skip
    assert store.releases.get("2024-05") == made == store.releases.last()
    assert store.releases.items("2024-05") == ONE
    assert made.versions["runs"][0]["components"] == ["quantities/1", "events/2"]
    assert (made.ledger_seq, store.decisions.head()[0]) == (0, 1)
    (entry,) = store.decisions.all()
    assert (entry.by, entry.field, entry.after["files"]) == ("amal", "release", {FILE.name: FILE.sha256})


def test_a_release_never_changes(store: Store) -> None:
    store.releases.add("a", by="amal", settings={}, files=[FILE], items=ONE)
    with pytest.raises(UsageError, match="never change"):
        store.releases.add("a", by="amal", settings={}, files=[], items={})
    for statement in (
        "UPDATE releases SET title = 'x'",
        "DELETE FROM release_files",
        "UPDATE release_items SET told = '{}'",
    ):
        with pytest.raises(StoreError, match="never changes"), store._write() as connection:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("name", ["", "../x", "a b", "x" * 65, "ا"])
def test_a_name_that_is_none_is_refused(store: Store, name: str) -> None:
    with pytest.raises(UsageError, match="not a name"):
        store.releases.add(name, by="amal", settings={}, files=[], items={})
    with pytest.raises(UsageError, match="not a file"):
        store.releases.add(
            "a", by="amal", settings={}, files=[ReleaseFile(name="../x", sha256="a" * 64, size=0)], items={}
        )


def test_what_changed_since_the_last_release(store: Store) -> None:
    store.releases.add("one", by="amal", settings={}, files=[], items=ONE)
    found = store.releases.changes(TWO)
    assert found.since == "one"
    assert [change.item for change in found.new] == ["i3"]
    assert [(change.item, change.fields) for change in found.changed] == [("i1", ("killed",))]
    assert [change.item for change in found.gone] == ["i2"]
    store.releases.add("two", by="amal", settings={}, files=[], items=TWO)
    assert store.releases.between("two") == found
    assert store.releases.between("one").since is None
    assert len(store.releases.between("one").new) == 2
    assert store.releases.changes(TWO) == compared(TWO, TWO, since="two")


def test_a_release_holds_the_ledger_to_its_word(store: Store) -> None:
    store.save(report(), analysis(report()))
    store.decisions.write(edit())
    store.releases.add("one", by="amal", settings={}, files=[], items={})
    assert store.decisions.verify().faults == ()
    tamper(store, "DELETE FROM decisions", f"UPDATE ledger SET seq = 0, hash = '{'0' * 64}'")
    assert ("cut", 1) in {(fault.code, fault.seq) for fault in store.decisions.verify().faults}


def test_a_toll_is_compared_with_an_earlier_release_as_far_as_that_tells_it() -> None:
    then = {"i1": {"killed": [30, 30]}, "i2": {"killed": [30, 30, False]}, "i3": {"killed": [1, 2]}, "i4": {}}
    now = {
        "i1": {"killed": [30, 30, True]},
        "i2": {"killed": [30, 30, True]},
        "i3": {"killed": [1, 3, False]},
        "i4": {"killed": [1, 1, False]},
    }
    found = compared(then, now, since="2024-05")
    assert [change.item for change in found.changed] == ["i2", "i3", "i4"]
    assert {change.fields for change in found.changed} == {("killed",)}
