#!/usr/bin/env python3
"""From annotated articles to the model that ships, in one command that goes on where it was stopped.

usage: whole.py WORK ARTICLES.jsonl ANNOTATIONS.jsonl --texts TEXTS.jsonl[.xz] ... [--hold FOLDS ...] [--epochs N] [--card] [--ship]

Makes in the folder WORK: the base; for each FOLDS (`0`, or `1,2`: article number modulo 5) the tables of the exact code and a model that
were fitted without them; the trial of these models, which fits how both readers are weighed together and gives the figures; last the
model of all articles, in WORK/model. Each step has its log in WORK/logs and is not run again once it is done (WORK/done; remove a
file there to repeat its step). On two processor cores a training takes 35 to 80 minutes, so one of FOLDS is enough where time is short, and
more are better. With --card the ablation and the model card are made too, WORK/model-card.md. With --ship the model takes the place of
the one in the package if the gate lets it (tests/gold/floors.json), else the old one is put back and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRAIN, FIT, GOLD = ROOT / "tools/train", ROOT / "tools/fit", ROOT / "tests/gold"
PACKAGED = ROOT / "src/rasid/analyse/encoder/data"
TABLES = ("kinship", "links", "statements")


@dataclass(frozen=True)
class Step:
    """A command, and the file that gets what it prints, if a file is what it makes."""

    name: str
    command: tuple[str, ...]
    prints: Path | None = None


def tool(script: Path, *given: object) -> tuple[str, ...]:
    return (sys.executable, str(script), *map(str, given))


def steps(o: argparse.Namespace) -> list[Step]:
    """What is to be done, in its order."""
    base, trial, model = o.work / "base", o.work / "trial", o.work / "model"
    gold = (o.articles, o.annotations)
    out = [Step("base", tool(TRAIN / "base.py", base, "--texts", *o.texts))]
    for folds in o.hold:
        out += [
            Step(
                f"{table}-{fold}", tool(FIT / f"{table}.py", *gold, "--hold", fold, "--write", o.work / "tables" / fold)
            )
            for fold in folds.split(",")
            for table in TABLES
        ]
    for folds in (*o.hold, ""):
        name = f"without-{folds.replace(',', '-')}" if folds else "all"
        held = ("--hold", *folds.split(",")) if folds else ()
        out.append(
            Step(f"train-{name}", tool(TRAIN / "train.py", base, *gold, o.work / name, *held, "--epochs", o.epochs))
        )
        if folds:
            export = (base, o.work / name / "model.pt", o.articles, o.work / f"model-{name}", "--name", name)
            out.append(Step(f"export-{name}", tool(TRAIN / "export.py", *export, "--fold", *folds.split(","))))
    models = (f"{folds}={o.work / ('model-without-' + folds.replace(',', '-'))}" for folds in o.hold)
    out.append(
        Step("trial", tool(TRAIN / "trial.py", base, *gold, trial, "--model", *models, "--tables", o.work / "tables"))
    )
    export = (base, o.work / "all/model.pt", o.articles, model, "--name", o.name)
    fitted = ("--blend", trial / "blend.json", "--figures", trial / "figures.json", "--fold")
    told = ("--training", json.dumps({"epochs": o.epochs, "articles": "all"}))
    out.append(Step("export", tool(TRAIN / "export.py", *export, *told, *fitted)))
    if o.card:
        fold = o.hold[0].split(",")[0]
        out.append(
            Step("ablate", tool(TRAIN / "ablate.py", trial, *gold, "--fold", fold, "--tables", o.work / "tables"))
        )
        out.append(Step("card", tool(TRAIN / "card.py", model, trial, *gold), prints=o.work / "model-card.md"))
    return out


def run(step: Step, work: Path) -> None:
    """Runs it, unless it was done before. Raises SystemExit with the end of its log where it fails."""
    done, log = work / "done" / step.name, work / "logs" / f"{step.name}.log"
    if done.exists():
        print(f"{step.name}: done before", flush=True)
        return
    for folder in (done.parent, log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    print(f"{step.name} … {log}", flush=True)
    start = time.monotonic()
    with log.open("a", encoding="utf-8") as told:
        if step.prints is None:
            code = subprocess.run(step.command, stdout=told, stderr=subprocess.STDOUT, check=False).returncode
        else:
            new = step.prints.with_suffix(".new")
            with new.open("w", encoding="utf-8") as made:
                code = subprocess.run(step.command, stdout=made, stderr=told, check=False).returncode
            if code == 0:
                new.replace(step.prints)
    if code:
        end = "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-12:])
        raise SystemExit(f"{end}\n{step.name} failed (exit code {code}); the whole log: {log}")
    done.write_text(f"{time.monotonic() - start:.0f} s\n", "utf-8")


def gate() -> bool:
    """Whether the packaged model reads our own gold no worse than its floors."""
    told = (GOLD / "articles.jsonl", GOLD / "annotations.jsonl", "--reader", "learned", "--gate", GOLD / "floors.json")
    start = "from rasid.cli.main import main; main()"
    return subprocess.run([sys.executable, "-c", start, "evaluate", *map(str, told)], check=False).returncode == 0


def ship(model: Path, packaged: Path, old: Path, passes: Callable[[], bool] = gate) -> bool:
    """Puts the model in the place of the packaged one, which is kept in ``old``; puts it back where it does not pass."""
    shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(packaged, old)
    names = [one.name for one in packaged.iterdir()]
    for name in names:
        shutil.copy(model / name, packaged / name)
    if passes():
        return True
    for name in names:
        shutil.copy(old / name, packaged / name)
    return False


def parsed(given: Sequence[str] | None = None) -> argparse.Namespace:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("work", type=Path)
    ap.add_argument("articles", type=Path)
    ap.add_argument("annotations", type=Path)
    ap.add_argument("--texts", type=Path, nargs="+", required=True, help="unannotated news, for the vocabulary")
    ap.add_argument("--hold", nargs="+", default=["0"], metavar="FOLDS")
    ap.add_argument("--epochs", type=int, default=10)
    ap.add_argument("--name", default="rasid")
    ap.add_argument("--card", action="store_true")
    ap.add_argument("--ship", action="store_true")
    return ap.parse_args(given)


def main() -> None:
    o = parsed()
    for step in steps(o):
        run(step, o.work)
    if o.ship and not ship(o.work / "model", PACKAGED, o.work / "packaged before"):
        raise SystemExit("the gate refuses the new model; the old one is where it was")


if __name__ == "__main__":
    main()
