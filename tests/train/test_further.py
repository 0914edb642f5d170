"""The annotations kept without their texts: whole again where the text is there, and wordless where it is not."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path
from types import ModuleType

import pytest

from rasid.evaluate.score import Scores, score_one
from rasid.model import EventType, Role
from tests.scripts import ROOT, script

GOLD = ROOT / "tests/gold"
ARABIC = re.compile(r"[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def further() -> ModuleType:
    return script("tools/train/further.py")


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def kept(further: ModuleType, tmp_path: Path) -> Path:
    path = tmp_path / "kept.jsonl.xz"
    articles, annotations = (read(GOLD / name) for name in ("articles.jsonl", "annotations.jsonl"))
    assert further.keep(articles, annotations[:5], path) == 5
    assert further.keep(articles, annotations, path) == len(annotations)  # those of the same text are replaced
    return path


def test_no_word_of_a_text_is_kept(kept: Path) -> None:
    assert not ARABIC.search(lzma.decompress(kept.read_bytes()).decode())


def test_what_is_kept_is_whole_again_with_its_text(further: ModuleType, kept: Path) -> None:
    articles, annotations = (read(GOLD / name) for name in ("articles.jsonl", "annotations.jsonl"))
    # As collections have them: the title by itself, white space round the text, and texts that nobody has annotated.
    titles = [article["text"].split("\n", 1) for article in articles]
    texts = [{"title": f" {head} ", "text": f"{body}\n", "date": "2021-03-14"} for head, body in titles]
    made = list(further.joined(further.lines(kept), [{"title": None, "text": "نص آخر"}, *texts]))
    assert [article["id"] for article, _ in made] == [article["id"] for article in articles]
    by_name = {one["doc"]: one for one in annotations}
    total = Scores()
    for article, annotation in made:
        assert article["published"] == "2021-03-14"
        for event in annotation["events"]:
            for mention in (event["trigger"], *event["mentions"], *event["args"]):
                start, end = article["sentences"][mention["s"]]
                assert start <= mention["start"] < mention["end"] <= end
                assert article["text"][mention["start"] : mention["end"]] == mention["q"]
        total.merge([score_one(article["id"], by_name[article["id"]], annotation)])
    for figure in ("typing", "args", "casualties+event", "casualties+source", "statements+about", "dates"):
        assert total.tallies[figure].f1 == 100


def test_the_beginning_of_a_text_is_cut_from_it_again(further: ModuleType, tmp_path: Path) -> None:
    articles, annotations = (read(GOLD / name)[:3] for name in ("articles.jsonl", "annotations.jsonl"))
    wholes = [f"{article['text']}\nوفي سياق آخر، بحث الوزيران التعاون." for article in articles]
    path = tmp_path / "kept.jsonl.xz"
    begun = [a | {"whole": further.fingerprint(whole)} for a, whole in zip(articles, wholes, strict=True)]
    further.keep(begun, annotations, path)
    made = list(further.joined(further.lines(path), [{"text": whole} for whole in wholes]))
    assert [article["text"] for article, _ in made] == [article["text"] for article in articles]
    assert not list(further.joined(further.lines(path), [{"text": article["text"]} for article in articles]))


def test_they_are_in_no_fold(further: ModuleType, data: ModuleType, kept: Path) -> None:
    articles = read(GOLD / "articles.jsonl")
    made = [article for article, _ in further.joined(further.lines(kept), [{"text": a["text"]} for a in articles])]
    assert {data.fold_of(article) for article in made} == {None}
    assert {data.fold_of(article) for article in articles} == set(range(5))


def test_an_altered_text_is_not_taken_for_the_annotated_one(further: ModuleType, kept: Path) -> None:
    texts = [{"text": article["text"].replace("قتل", "قتيل")} for article in read(GOLD / "articles.jsonl")]
    changed = {further.fingerprint(text["text"]) for text in texts}
    untouched = {one["text"] for one in further.lines(kept)} & changed
    assert len(untouched) < len(texts)
    assert {further.fingerprint(a["text"]) for a, _ in further.joined(further.lines(kept), texts)} == untouched


def test_one_name_for_two_texts_is_refused(further: ModuleType, kept: Path) -> None:
    article, annotation = read(GOLD / "articles.jsonl")[0], read(GOLD / "annotations.jsonl")[0]
    before = kept.read_bytes()
    with pytest.raises(SystemExit, match="same id"):
        further.keep([article | {"text": article["text"] + " ثم"}], [annotation], kept)
    assert kept.read_bytes() == before


def test_those_of_the_repository_are_sound(further: ModuleType) -> None:
    every = list(further.lines(further.KEPT))
    assert not ARABIC.search(json.dumps(every, ensure_ascii=False))
    assert len({one["doc"] for one in every}) == len({one["text"] for one in every}) == len(every)
    assert not {one["doc"] for one in every} & {one["doc"] for one in read(GOLD / "annotations.jsonl")}
    for one in every:
        names = {event["id"] for event in one["events"]}
        claims = {claim["id"] for claim in one["casualties"]}
        for event in one["events"]:
            assert EventType(event["type"])
            assert event["parent"] is None or event["parent"] in names
            assert all(Role(arg["role"]) and 0 <= arg["start"] < arg["end"] for arg in event["args"])
        assert {claim["event"] for claim in one["casualties"]} <= names
        assert {name for said in one["statements"] for name in said["about"]} <= names | claims


def test_what_we_wrote_is_annotated(further: ModuleType) -> None:
    texts = list(further.lines(further.WRITTEN))
    made = list(further.joined(further.lines(further.KEPT), texts))
    assert len(made) == len(texts) > 1000
    for article, annotation in made:
        assert (article["outlet"], article["further"]) == ("written", True)
        mentions = [m for event in annotation["events"] for m in (event["trigger"], *event["mentions"], *event["args"])]
        mentions += [claim["count"] for claim in annotation["casualties"]]
        mentions += [m for said in annotation["statements"] for m in (said["speaker"], said["cue"]) if m]
        for mention in mentions:
            assert mention["q"] == mention["q"].strip() != ""
            assert article["text"][mention["start"] : mention["end"]] == mention["q"]
