"""`rasid export --incidents`: incidents with their estimates under a rule, and the table of their claims beside."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TextIO

import click

from rasid.cli.common import counted, on_record, told_filters
from rasid.errors import UsageError
from rasid.export.incidents import WRITERS, Claims
from rasid.export.losses import Losses, guarded
from rasid.model import Rule
from rasid.run.views import accounts, undated
from rasid.store import IncidentFilter, Store


def export(
    store: str,
    form: str,
    path: Path | None,
    wanted: IncidentFilter,
    rule: Rule,
    *,
    claims: str | None,
    add: bool,
    bom: bool,
    clear_names: bool,
    as_json: bool,
) -> None:
    """Writes FILE and, beside it, FILE.claims.csv (or the file of ``claims``) and FILE.losses.json."""
    beside = Path(claims) if claims else path.with_name(path.name + ".claims.csv") if path is not None else None
    losses = Losses()
    drafts: list[tuple[TextIO, Path, Path]] = []
    with Store.open(store) as opened, ExitStack() as stack:

        def file(target: Path) -> TextIO:
            # Written under another name first: a file that is there is whole.
            draft = target.with_name(target.name + ".part")
            try:
                stream = stack.enter_context(draft.open("w", encoding="utf-8", newline=""))
            except OSError as error:
                raise UsageError(f"{target} cannot be written: {error.strerror or error}") from error
            stack.callback(draft.unlink, missing_ok=True)
            drafts.append((stream, draft, target))
            return stream

        if path is None:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        out = sys.stdout if path is None else file(path)
        table = Claims(file(beside), losses, bom=bom) if beside is not None else None
        shown = partial(guarded, losses=losses, protect_names=not clear_names)
        told = accounts(opened, wanted, rule, add=add, shown=shown)
        options = {"bom": bom} if form == "csv" else {}
        count = WRITERS[form](told, out, losses, claims=table, **options)
        for stream, draft, target in drafts:
            stream.close()
            draft.replace(target)
        if (wanted.since or wanted.until) and not wanted.undated:
            losses.add(
                "incident", "incidents without a date answer no question of dates (--undated)", undated(opened, wanted)
            )
        on_record(
            opened,
            "export",
            after={
                "out": path.name if path else "-", "format": form, "names": "clear" if clear_names else "covered",
                "incidents": count, "rule": rule.value, "filters": told_filters(wanted),
            },
        )  # fmt: skip
    if table is None and form != "jsonl":
        losses.add("claims", "the table of claims stands beside a file; give one (--out, or --claims FILE)")
    if path is not None:
        losses.write_beside(path)
    where = str(path or "standard output")
    if as_json:
        import msgspec

        done = {"incidents": count, "out": where, "claims": str(beside) if beside else None, "losses": list(losses)}
        click.echo(msgspec.json.encode(done), err=True)
        return
    click.echo(f"{counted(count, 'incident', 'incidents')} under the rule {rule.value} written to {where}", err=True)
    if table is not None:
        click.echo(f"{counted(table.count, 'claim', 'claims')} written to {beside}", err=True)
    found = list(losses)
    if found:
        click.echo("Left out:", err=True)
    for loss in found:
        click.echo(f"  {loss.count:>7,}  {loss.field}: {loss.reason}", err=True)
