#!/usr/bin/env python3
"""From annotated articles to the model that ships, in one command that goes on where it was stopped.

usage: whole.py WORK ARTICLES.jsonl ANNOTATIONS.jsonl --texts TEXTS.jsonl[.xz] ... [--hold FOLDS ...] [--once]
                [--epochs N] [--train OPTIONS] [--weigh ARTICLES.jsonl ANNOTATIONS.jsonl MODEL] ... [--card] [--ship]

Makes in the folder WORK: the base; the articles, with all further annotated ones whose texts are among TEXTS (further.py); for each
FOLDS (`0`, or `1,2`: article number modulo 5) the tables of the exact code and a model that were fitted without them; the trial of these
models on the ARTICLES given, which fits how both readers are weighed together and gives the figures; last the model of all articles, or,
with --once, the first of these models with what the trial has fitted, in WORK/model. The exact code and the weighing learn from ARTICLES
only: the exact code reads worse with the further ones, and these the network has seen; --weigh tells trial.py of others to weigh on, and
of a MODEL that has not seen them. Each step has its log in WORK/logs. It is not run again once it is done (WORK/done; remove a file there
to repeat its step), unless its command is another now or a step before it was run anew; another number of epochs wants a WORK of its own. --train has further options of train.py: `--train "--start MODEL.pt --rate 6e-5"`
goes on from the weights of an earlier training. More FOLDS are better; each costs a training, as does the model of all.
With --card the ablation and the model card are made too, WORK/model-card.md. With --ship the model takes the place of the one in the
package if the gate lets it (tests/gold/floors.json), else the old one is put back and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import subprocess
import sys
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
    base, tables, trial, model = (o.work / name for name in ("base", "tables", "trial", "model"))
    gold, both = (o.articles, o.annotations), o.work / "articles"
    data = (both / "articles.jsonl", both / "annotations.jsonl")
    training = ("--epochs", o.epochs, *shlex.split(o.train))
    out = [
        Step("base", tool(TRAIN / "base.py", base, "--texts", *o.texts)),
        Step("further", tool(TRAIN / "further.py", *gold, both, "--texts", *o.texts)),
    ]
    models = []
    for folds in o.hold:
        each = folds.split(",")
        name = f"without-{'-'.join(each)}"
        out += [
            Step(f"{table}-{fold}", tool(FIT / f"{table}.py", *gold, "--hold", fold, "--write", tables / fold))
            for fold in each
            for table in TABLES
        ]
        held = o.work / f"model-{name}"
        models.append(f"{folds}={held}")
        train = (base, *data, o.work / name, "--hold", *each, *training)
        out.append(Step(f"train-{name}", tool(TRAIN / "train.py", *train)))
        export = (base, o.work / name / "model.pt", data[0], held, "--name", name, "--fold", *each)
        out.append(Step(f"export-{name}", tool(TRAIN / "export.py", *export)))
    if not o.once:
        out.append(Step("train-all", tool(TRAIN / "train.py", base, *data, o.work / "all", *training)))
    weigh = [told for lot in o.weigh for told in ("--weigh", *lot)]
    out.append(
        Step("trial", tool(TRAIN / "trial.py", base, *gold, trial, "--model", *models, "--tables", tables, *weigh))
    )
    first = o.hold[0].split(",")
    last, left_out = (f"without-{'-'.join(first)}", first) if o.once else ("all", [])
    export = (base, o.work / last / "model.pt", data[0], model, "--name", o.name)
    fitted = ("--blend", trial / "blend.json", "--figures", trial / "figures.json", "--fold", *left_out)
    articles = f"without fold {', '.join(left_out)}" if left_out else "all"
    epochs = f"{o.epochs} more, on from an earlier training" if "--start" in o.train else o.epochs
    told = ("--training", json.dumps({"epochs": epochs, "articles": articles}))
    out.append(Step("export", tool(TRAIN / "export.py", *export, *told, *fitted)))
    if o.card:
        out.append(Step("ablate", tool(TRAIN / "ablate.py", trial, *gold, "--fold", first[0], "--tables", tables)))
        out.append(Step("card", tool(TRAIN / "card.py", model, trial, *gold), prints=o.work / "model-card.md"))
    return out


def run(todo: Sequence[Step], work: Path) -> None:
    """Runs the steps, but for those at the head whose same command was done before; what comes after one that is run is done no more.
    Raises SystemExit with the end of its log where one fails."""
    done = [work / "done" / step.name for step in todo]
    for at, step in enumerate(todo):
        command = json.dumps(step.command)
        if done[at].exists() and done[at].read_text("utf-8") == command:
            print(f"{step.name}: done before", flush=True)
            continue
        for later in done[at:]:
            later.unlink(missing_ok=True)
        call(step, work / "logs" / f"{step.name}.log")
        done[at].parent.mkdir(parents=True, exist_ok=True)
        done[at].write_text(command, "utf-8")


def call(step: Step, log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    print(f"{step.name} … {log}", flush=True)
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
    ap.add_argument(
        "--once", action="store_true", help="the model without the first FOLDS is the last, too: half the time"
    )
    ap.add_argument(
        "--epochs", type=int, default=4, help="default 4, for the further articles are many; without them 10"
    )
    ap.add_argument("--train", default="", metavar="OPTIONS", help="further options of train.py, in one string")
    ap.add_argument(
        "--weigh", type=Path, nargs=3, action="append", default=[], metavar=("ARTICLES", "ANNOTATIONS", "MODEL")
    )
    ap.add_argument("--name", default="rasid")
    ap.add_argument("--card", action="store_true")
    ap.add_argument("--ship", action="store_true")
    return ap.parse_args(given)


def main() -> None:
    o = parsed()
    run(steps(o), o.work)
    if o.ship and not ship(o.work / "model", PACKAGED, o.work / "packaged before"):
        raise SystemExit("the gate refuses the new model; the old one is where it was")


if __name__ == "__main__":
    main()
