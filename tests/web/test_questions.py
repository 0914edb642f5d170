"""Pages ask the store a number of questions that does not grow with what they show: times vary, these do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from rasid.model import Source
from rasid.run.incidents import Builder
from rasid.run.review import refresh
from rasid.store import InboxFilter, Store
from rasid.web.app import create_app
from tests.store.samples import RUN, SOURCE, analysis, report


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """The same happening told by two outlets, and by twelve."""
    out = []
    for outlets in (2, 12):
        where: Path = tmp_path_factory.mktemp("questions") / f"{outlets}.db"
        store = Store.create(where)
        store.add_run(RUN)
        for number in range(outlets):
            one = report(source=Source(name=f"Outlet {number}", kind=SOURCE.kind), external_id=str(number))
            store.save(one, analysis(one))
        Builder(store).build()
        refresh(store)
        out.append(store)
    yield out[0], out[1]
    for store in out:
        store.close()


def questions(store: Store, path: str) -> int:
    """How many statements a page sends, when it is asked for the second time."""
    client = TestClient(create_app(store), base_url="http://localhost")
    assert client.get(path).status_code == 200
    sent: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(store._engine, "before_cursor_execute", hear)
    try:
        assert client.get(path).status_code == 200
    finally:
        sa.event.remove(store._engine, "before_cursor_execute", hear)
    return sum(not statement.startswith("BEGIN") for statement in sent)


def test_an_incident_of_many_reports_asks_no_more_than_one_of_two(stores: tuple[Store, Store]) -> None:
    few, many = (store.inbox.page().cards[0] for store in stores)
    assert (few.reports, many.reports) == (2, 12)
    asked = [questions(store, f"/incidents/{card.id}") for store, card in zip(stores, (few, many), strict=True)]
    assert asked[0] == asked[1] <= 14


@pytest.mark.parametrize("path", ["/?kind=report", "/?kind=report&q=قصف", "/?kind=incident&country=SY"])
def test_a_list_of_many_asks_no_more_than_one_of_few(stores: tuple[Store, Store], path: str) -> None:
    asked = [questions(store, path) for store in stores]
    assert asked[0] == asked[1] <= 7


def test_a_report_asks_the_same_in_any_store(stores: tuple[Store, Store]) -> None:
    asked = [
        questions(store, f"/reports/{store.inbox.page(InboxFilter(kind='report')).cards[0].id}") for store in stores
    ]
    assert asked[0] == asked[1] <= 14
