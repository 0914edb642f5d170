"""What a model is tried with: it reads articles that it was not trained on, and what is fitted comes out the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec

from rasid.analyse.encoder.blend import Blend
from rasid.evaluate.score import Scores, score_one
from tests.scripts import ROOT

MODEL = ROOT / "src/rasid/analyse/encoder/data"
GOLD = ROOT / "tests/gold"


def lot(path: Path) -> Path:
    """Five articles more, of no fold."""
    articles = [json.loads(line) for line in (GOLD / "articles.jsonl").read_text("utf-8").splitlines()]
    more = [article | {"further": True} for article in articles[1::4]]
    path.write_text("".join(json.dumps(article, ensure_ascii=False) + "\n" for article in more), "utf-8")
    return path


def tried(out: Path, more: Path) -> str:
    annotations = str(GOLD / "annotations.jsonl")
    given = [
        MODEL,
        GOLD / "articles.jsonl",
        annotations,
        out,
        "--model",
        f"0={MODEL}",
        "--weigh",
        more,
        annotations,
        MODEL,
    ]
    command = [sys.executable, str(ROOT / "tools/train/trial.py"), *map(str, given), "--workers", "1"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_fold_is_read_by_what_was_fitted_without_it(tmp_path: Path) -> None:
    out, more = tmp_path / "out", lot(tmp_path / "more.jsonl")
    told = tried(out, more)
    predicted = [json.loads(line) for line in (out / "predicted.jsonl").read_text("utf-8").splitlines()]
    assert [one["doc"] for one in predicted] == ["g00", "g05", "g10", "g15"]
    golds = [json.loads(line) for line in (GOLD / "annotations.jsonl").read_text("utf-8").splitlines()]
    wanted = {gold["doc"]: gold for gold in golds}
    scores = Scores().merge(score_one(one["doc"], wanted[one["doc"]], one) for one in predicted)
    assert json.loads((out / "figures.json").read_text("utf-8")) == {
        name: round(tally.f1, 1) for name, tally in scores.tallies.items()
    }
    assert set(json.loads((out / "sure.json").read_text("utf-8"))) >= {"event: type", "claim: source", "statement: act"}
    blend = (out / "blend.json").read_bytes()
    assert msgspec.json.decode(blend, type=Blend).weights["event"]
    # What the network said is kept; what is fitted on it is the same again.
    heard = {path: path.stat().st_mtime_ns for path in out.glob("encoded.*.pickle")}
    assert len(heard) == 2
    assert tried(out, more) == told
    assert (out / "blend.json").read_bytes() == blend
    assert {path: path.stat().st_mtime_ns for path in heard} == heard
