"""Annotations that are none: each fault is told, in words that say where it is, and nothing breaks on the way."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rasid.errors import UsageError
from rasid.evaluate import gold
from rasid.evaluate.check import check
from rasid.evaluate.score import score_one
from tests.evaluate.samples import TEXT, annotation, article, mention


def test_quotes_get_their_offsets() -> None:
    bare = annotation()
    del bare["events"][0]["trigger"]["start"], bare["events"][0]["trigger"]["end"]
    assert check(article(), bare) == []
    assert bare["events"][0]["trigger"] == annotation()["events"][0]["trigger"]


def test_the_second_of_two_like_words_is_found_by_its_number() -> None:
    text = "قصف في الصباح وقصف في المساء."
    made = {**annotation(), "casualties": [], "statements": []}
    made["events"][0] |= {"trigger": {"s": 0, "q": "قصف", "n": 2}, "args": []}
    assert check({"id": "a", "text": text}, made) == []
    assert made["events"][0]["trigger"]["start"] == text.rindex("قصف")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda a: a.update(relevant="yes"), "relevant is neither true nor false"),
        (lambda a: a.update(lead_event="e9"), "lead_event: there is no e9"),
        (lambda a: a.update(events={}), "events is no list of objects"),
        (lambda a: a["events"].append(copy.deepcopy(a["events"][0])), "events: each needs an id of its own"),
        (lambda a: a["events"][0].update(type="battle"), "event e1: 'battle' is no EventType"),
        (lambda a: a["events"][0].update(realis="maybe"), "event e1: 'maybe' is no Realis"),
        (lambda a: a["events"][0].update(parent="e7"), "event e1.parent: there is no e7"),
        (lambda a: a["events"][0].update(trigger=None), "event e1: a mention is missing"),
        (lambda a: a["events"][0]["trigger"].update(q="قصف"), "event e1: 'قصف' does not stand at"),
        (lambda a: a["events"][0].update(trigger={"s": 0, "q": "قصف"}), "'قصف' does not stand in sentence 0"),
        (lambda a: a["events"][0].update(trigger={"s": 4, "q": "غارة"}), "event e1: there is no sentence 4"),
        (lambda a: a["events"][0].update(mentions=7), "event e1: mentions is no list of objects"),
        (lambda a: a["events"][0]["args"][0].update(role="victim"), "event e1: 'victim' is no Role"),
        (lambda a: a["events"][0]["args"][0].update(kind="quarter"), "event e1: 'quarter' is no PlaceKind"),
        (lambda a: a["events"][0]["args"][0].update(country=["SY"]), "event e1.place: country is no text"),
        (lambda a: a["events"][0].update(date="2024-05-06"), "event e1.date is none"),
        (lambda a: a["events"][0].update(date={"start": "2024-02-30", "end": "2024-03-01"}), "event e1.date is none"),
        (lambda a: a["events"][0].update(date={"start": "2024-05-07", "end": "2024-05-06"}), "ends before it starts"),
        (lambda a: a["casualties"][0].update(event="e9"), "casualty c1.event: there is no e9"),
        (lambda a: a["casualties"][0].update(source="s9"), "casualty c1.source: there is no s9"),
        (lambda a: a["casualties"][0].update(part_of="c9"), "casualty c1.part_of: there is no c9"),
        (lambda a: a["casualties"][0].update(groups=["men"]), "casualty c1: 'men' is no Group"),
        (lambda a: a["casualties"][0].update(groups="civilian"), "casualty c1: groups is no list"),
        (lambda a: a["casualties"][0].update(min="3"), "casualty c1: '3' is no count"),
        (lambda a: a["casualties"][0].update(max=-3), "casualty c1: -3 is no count"),
        (lambda a: a["casualties"][0].update(min=4), "casualty c1: min is above max"),
        (lambda a: a["statements"][0].update(about=["x"]), "statement s1.about: there is no x"),
        (lambda a: a["statements"][0].update(about=None), "statement s1: about is no list"),
        (lambda a: a["statements"][0].update(act="says"), "statement s1: 'says' is no Act"),
        (lambda a: a["statements"][0].update(speaker="مصدر طبي"), "statement s1.speaker: 'مصدر طبي' is no mention"),
        (
            lambda a: a["relations"].append({"type": "leads", "a": mention("مصدر طبي"), "b": mention("بلدة")}),
            "relation: 'leads' is no RelationType",
        ),
        (
            lambda a: a["relations"].append({"type": "part_of", "a": mention("بلدة")}),
            "relation.b: a mention is missing",
        ),
    ],
)
def test_each_fault_is_told_once_and_where_it_is(change, told: str) -> None:
    made = annotation()
    change(made)
    (fault,) = check(article(), made)
    assert told in fault


def test_whatever_stands_where_it_should_not_breaks_nothing() -> None:
    """Every value of an annotation, by turns absent or of another kind: a list of faults, or one that can be scored."""
    made = annotation()
    made["events"][0]["mentions"] = [mention("قتلوا")]
    made["relations"] = [{"type": "located_in", "a": mention("مدنيين"), "b": mention("الزعفرانة")}]
    tried = faulty = 0
    for path in list(paths(made)):
        for value in (GONE, None, "x", 7, -1, 10**400, 1.5, True, [], {}, [None], [7], [[]], {"q": 1}):
            changed = copy.deepcopy(made)
            holder: Any = changed
            for key in path[:-1]:
                holder = holder[key]
            if value is GONE:
                del holder[path[-1]]
            else:
                holder[path[-1]] = value
            tried += 1
            if check(article(), changed):
                faulty += 1
            else:
                score_one("a", changed, made)
    assert tried > faulty > tried / 2


GONE = object()


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, held in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*at, key)
        yield from paths(held, (*at, key))


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"id": "a"\n', r"gold\.jsonl:1: it is not JSON"),
        (b"[" * 100_000, r"gold\.jsonl:1: it is not JSON"),
        (b"\n[1]\n", r"gold\.jsonl:2: it is not an object"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_named_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=told):
        list(gold.read_lines(path))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": 7}, "lacks its id or its text"),
        ({"text": None}, "lacks its id or its text"),
        ({"published": "yesterday"}, "article a: published is no day"),
        ({"published": 20240507}, "article a: published is no day"),
        ({"outlet": 7}, "article a: outlet is no text"),
        ({"sentences": [[9, 3]]}, "sentences are no spans"),
        ({"sentences": [[0, len(TEXT) + 1]]}, "a sentence ends after the text does"),
    ],
)
def test_an_article_that_is_none_is_named(tmp_path: Path, change: dict, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        gold.articles(lines(tmp_path / "articles.jsonl", article() | change))


def test_two_articles_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two articles have the id a"):
        gold.articles(lines(tmp_path / "articles.jsonl", article(), article()))


def test_all_faults_of_the_annotations_are_counted_and_ten_are_told(tmp_path: Path) -> None:
    made = annotation()
    made["casualties"][0]["groups"] = ["x"] * 12
    with pytest.raises(UsageError, match="12 faults") as raised:
        gold.annotated(lines(tmp_path / "annotations.jsonl", made), {"a": article()})
    assert str(raised.value).count("is no Group") == 10


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([{**annotation(), "doc": "b"}], "a fault: b: there is no such article"),
        ([annotation(), annotation()], "a: it is annotated twice"),
        ([], "holds no annotation"),
    ],
)
def test_annotations_that_meet_no_article_are_refused(tmp_path: Path, records: list[dict], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        gold.annotated(lines(tmp_path / "annotations.jsonl", *records), {"a": article()})
