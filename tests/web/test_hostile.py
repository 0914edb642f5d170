"""An article that is made to do harm is shown on every page as what it is: text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from rasid.model import Report, Source
from rasid.store import Store
from tests.web.desks import DAY, client, filled

ZALGO = "خ" + "\u0301\u0653\u0322" * 3_000
SCRIPT = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
WORD = "قصف" * 850_000
"""5 MB in one word."""
OVERRIDE = "\u202eأربعة\u202c \u2067\u2066"
TEXT = f"قتل خمسة مدنيين {SCRIPT} وأصيب {OVERRIDE} {ZALGO} في قصف على حلب الأحد.\n{WORD}\nوقال شهود إن {SCRIPT} سبعة أصيبوا."
MOST = 1_500_000
"""Bytes of a page at most: it shows a long text in parts."""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    report = Report.make(
        TEXT, title=f"{SCRIPT} {OVERRIDE} {ZALGO} {WORD}", source=Source(name=f'"><b>{SCRIPT}', name_ar=OVERRIDE + ZALGO[:60]),
        url="javascript:alert(1)", published=DAY, external_id="evil",
    )  # fmt: skip
    store, ids = filled(tmp_path_factory.mktemp("hostile") / "s.sqlite", [report])
    with store:
        yield store, ids["evil"]


def pages(store: Store, report: str) -> list[str]:
    with store.linked() as tables:
        numbers = {row.incident for row in tables.of_reports([report]) if row.incident is not None}
        incidents = [one.id for one in tables.incidents(numbers).values()]
    assert incidents, "it tells of something"
    found = ["/", "/?kind=report", "/overview", f"/reports/{report}", f"/reports/{report}?part=999"]
    found += [f"/incidents/{id_}{more}" for id_ in incidents for more in ("", "/why")]
    return [*found, f"/map/cards?ids={','.join(incidents)}"]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_it_is_shown_as_text_in_parts(held: tuple[Store, str], lang: str) -> None:
    store, report = held
    desk = client(store, lang=lang)
    for address in pages(store, report):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) < MOST, (address, len(answer.content))
        assert "<script>window" not in answer.text, address
        assert "<img src=x" not in answer.text, address
        assert "<b><script" not in answer.text, address
        assert 'href="javascript:' not in answer.text, address
        raw = re.sub(r"<option[^>]*>[^<]*</option>", "", answer.text)
        assert not re.search("[\u202a-\u202e]", raw), (address, "an override turns what stands round it")


def test_the_api_gives_it_as_it_is(held: tuple[Store, str]) -> None:
    store, report = held
    answer = client(store).get(f"/api/v1/reports/{report}")
    assert answer.json()["report"]["text"] == TEXT
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
