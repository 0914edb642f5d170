"""`rasid evaluate`: how well articles annotated by hand are read."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasid.cli.common import components, reader_option

if TYPE_CHECKING:
    from rasid.evaluate.evaluate import Evaluation
    from rasid.evaluate.score import Fault, Scores

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.argument("articles", type=_FILE)
@click.argument("annotations", type=_FILE)
@click.option("--faults", type=click.IntRange(min=0), default=0, help="List so many faults of each kind.")
@click.option("--kind", metavar="KIND", help="Only faults of this kind, as 'missed toll'.")
@click.option(
    "--by", type=click.Choice(["outlet", "country", "year"]), help="The chief figures for each group of articles."
)
@click.option(
    "--gate", type=click.Path(dir_okay=False, path_type=Path), help="Floors to hold; exit code 1 when one is not."
)
@click.option("--raise", "pin_floors", is_flag=True, help="With --gate: raise the floors to what was reached.")
@click.option("--lower", metavar="WHY", help="With --raise: let floors fall too, for this reason.")
@reader_option
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def command(
    articles: Path,
    annotations: Path,
    faults: int,
    kind: str | None,
    by: str | None,
    gate: Path | None,
    pin_floors: bool,
    lower: str | None,
    reader: str | None,
    as_json: bool,
) -> None:
    """Score the reading against articles annotated by hand.

    ARTICLES and ANNOTATIONS are JSON lines in the form of the annotation guidelines. Figures are in percent, over all articles; the
    interval of F1 is of 95 %, by drawing the articles anew.

    \b
    Examples:
      rasid evaluate articles.jsonl annotations.jsonl
      rasid evaluate articles.jsonl annotations.jsonl --faults 5 --kind "missed toll"
      rasid evaluate tests/gold/articles.jsonl tests/gold/annotations.jsonl --gate tests/gold/floors.json
    """
    if (pin_floors and gate is None) or (lower is not None and not pin_floors):
        raise click.UsageError("--raise needs --gate with the file of the floors, and --lower needs --raise")
    from rasid.analyse.pipeline import Pipeline
    from rasid.evaluate import gate as gates
    from rasid.evaluate import gold
    from rasid.evaluate.evaluate import evaluate

    if gate is not None and (gate.exists() or not pin_floors):
        gates.load(gate)  # what is wrong with it is said before the reading, not after
    texts = gold.articles(articles)
    wanted = gold.annotated(annotations, texts)
    result = evaluate(texts, wanted, Pipeline(components(reader)))
    total = result.total
    listed = _listed(total, faults or 20, kind) if faults or kind else []
    if as_json:
        click.echo(json.dumps(_table(result, by, listed), ensure_ascii=False, indent=1))
    else:
        _print(result, total)
        if by:
            _print_groups(result, by)
        if listed:
            click.echo()
        for fault in listed:
            click.echo(" | ".join((fault.kind, fault.doc, *fault.detail)))
    if kind and not listed:
        click.echo(f"no fault is called {kind!r}; there are: {', '.join(result.faults()) or 'none'}", err=True)
    if gate is not None:
        sha = gates.fingerprint(articles, annotations)
        if pin_floors:
            for line in gates.pin(gate, total, sha, lower=lower):
                click.echo(line, err=True)
        fallen = gates.below(gates.load(gate), total, sha)
        for line in fallen:
            click.echo(line, err=True)
        if fallen:
            sys.exit(1)


def _table(result: Evaluation, by: str | None, listed: list[Fault]) -> dict[str, Any]:
    from rasid.evaluate.evaluate import By

    def figures(scores: Scores) -> dict[str, Any]:
        return {
            name: {
                "p": round(t.precision, 1),
                "r": round(t.recall, 1),
                "f1": round(t.f1, 1),
                "right": t.right,
                "gold": t.gold,
                "predicted": t.predicted,
            }
            for name, t in scores.tallies.items()
        }

    out: dict[str, Any] = {
        "articles": len(result.by_article),
        "figures": figures(result.total),
        "faults": dict(result.faults().most_common()),
    }
    for name, row in out["figures"].items():
        low, high = result.interval(name)
        row["f1_low"], row["f1_high"] = round(low, 1), round(high, 1)
    if by:
        out["groups"] = {name: figures(scores) for name, scores in result.groups(By(by)).items()}
    if listed:
        out["listed"] = [{"kind": fault.kind, "doc": fault.doc, "detail": fault.detail} for fault in listed]
    return out


def _print(result: Evaluation, total: Scores) -> None:
    click.echo(f"{len(result.by_article)} articles")
    click.echo(f"{'figure':20}{'P':>7}{'R':>7}{'F1':>7}   {'95 % of F1':13} right / gold / predicted")
    for name, t in total.tallies.items():
        low, high = result.interval(name)
        click.echo(
            f"{name:20}{t.precision:7.1f}{t.recall:7.1f}{t.f1:7.1f}   {low:5.1f}–{high:5.1f}   {t.right} / {t.gold} / {t.predicted}"
        )
    counts = result.faults()
    if counts:
        click.echo("\nfaults: " + ", ".join(f"{number} {name}" for name, number in counts.most_common()))


def _print_groups(result: Evaluation, by: str) -> None:
    from rasid.evaluate.evaluate import By
    from rasid.evaluate.gate import FIGURES

    click.echo(f"\n{by:24}" + "".join(f"{name[:11]:>12}" for name in FIGURES))
    for name, scores in result.groups(By(by)).items():
        cells = "".join(
            f"{scores.tallies[figure].f1:12.1f}" if figure in scores.tallies else f"{'–':>12}" for figure in FIGURES
        )
        click.echo(f"{name[:23]:24}{cells}")


def _listed(total: Scores, most: int, kind: str | None) -> list[Fault]:
    """So many faults of each kind, or of the one kind."""
    shown: Counter[str] = Counter()
    out = []
    for fault in sorted(total.faults, key=lambda f: f.kind):
        shown[fault.kind] += 1
        if kind in (None, fault.kind) and shown[fault.kind] <= most:
            out.append(fault)
    return out
