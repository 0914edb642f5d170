"""The inbox's filters."""

from __future__ import annotations

import re

import pytest

from tests.web.desks import Held, client


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("type=shelling&q=zzzz", "قصف مدفعي أو صاروخي"),
        ("country=LY", "ليبيا"),
        ("outlet=Nobody", "Nobody"),
        ("state=reviewed&need=contradicted", None),
    ],
)
def test_a_filter_that_nothing_answers_stands_there_to_be_let_go(shared: Held, asked: str, named: str | None) -> None:
    page = client(shared[0], lang="ar").get(f"/?{asked}").text
    assert 'class="empty"' in page
    chosen = re.findall(r'<li class="chosen"><a href="([^"]*)" aria-current="true"><bdi>(.*?)</bdi></a>', page)
    assert len(chosen) == len([one for one in asked.split("&") if not one.startswith("q=")])
    for address, name in chosen:
        assert named in (None, name)
        assert len(address) < len(f"/?{asked}"), "it leads to the list without that filter"


@pytest.mark.parametrize("name", ["type", "state", "need"])
def test_a_filter_that_is_none_is_left_out_and_told(shared: Held, name: str) -> None:
    desk = client(shared[0])
    page = desk.get(f"/?{name}=nonsense")
    assert page.status_code == 200
    assert re.search(r'<p class="notice" role="status">[^<]*nonsense', page.text)
    assert "nonsense" not in re.sub(r'<p class="notice".*?</p>', "", page.text.partition('<div class="inbox">')[2])
    assert page.text.count('class="line') == desk.get("/").text.count('class="line')
