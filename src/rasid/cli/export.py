"""`rasid export`: the records of a store as JSON lines, CSV or GeoJSON, and what the file leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rasid.cli.common import counted, days_in_order, event_filter, filter_options, on_record, store_option, told_filters
from rasid.model import EventType, Rule

if TYPE_CHECKING:
    from rasid.store import IncidentFilter


@click.command("export")
@store_option(required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "geojson"]),
    help="Form of the file.  [default: by the ending of --out, else jsonl]",
)
@click.option("--out", default="-", show_default=True, metavar="FILE|-", help="Where to write; - is standard output.")
@filter_options
@click.option("--incidents", is_flag=True, help="Incidents with estimates, and their claims in a table beside.")
@click.option(
    "--rule",
    type=click.Choice([rule.value for rule in Rule]),
    help="--incidents: the rule of the estimates.  [default: airwars]",
)
@click.option("--add", is_flag=True, help="--incidents: add up numbers that one source sets beside each other.")
@click.option(
    "--reports", type=click.IntRange(1), metavar="N", help="--incidents: those told by so many reports or more."
)
@click.option(
    "--claims", metavar="FILE", help="--incidents: the table of claims.  [default: FILE.claims.csv beside --out]"
)
@click.option("--with-text", is_flag=True, help="jsonl: the text of the reports too.")
@click.option("--bom", is_flag=True, help="csv: a byte order mark, by which Excel knows UTF-8.")
@click.option(
    "--clear-names",
    is_flag=True,
    help="Names of victims and witnesses as they stand. They are covered (█) without this.",
)
@click.option("--json", "as_json", is_flag=True, help="The summary on standard error as JSON.")
def command(
    store: str,
    form: str | None,
    out: str,
    incidents: bool,
    rule: str | None,
    add: bool,
    reports: int | None,
    claims: str | None,
    with_text: bool,
    bom: bool,
    clear_names: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Write the records of a store to a file.

    jsonl has all that was found, one report a line; csv one row an event, geojson one feature an event. With --incidents it is
    one line, row or feature an incident, with estimates under a rule, and their claims in FILE.claims.csv. What the file
    leaves out is told on standard error and, machine-readable, in FILE.losses.json beside it.

    \b
    Examples:
      rasid export --store demo.sqlite --out events.csv --bom
      rasid export --store demo.sqlite --out events.geojson --country SY --from 2024-01-01
      rasid export --store demo.sqlite --format jsonl --with-text | jq .report.title
      rasid export --store demo.sqlite --incidents --rule ucdp --out incidents.csv
    """
    import sys
    from collections.abc import Iterator
    from pathlib import Path

    from rasid.errors import UsageError
    from rasid.export.formats import FORMATS, writer
    from rasid.export.losses import Losses, Record
    from rasid.export.narrow import narrow
    from rasid.run.review import shown_events, undated_events
    from rasid.store import Store

    path = None if out == "-" else Path(out)
    if form is None:
        form = path.suffix.lstrip(".").lower() if path else "jsonl"
        if form not in FORMATS:
            raise UsageError(f"what form should {out} have? say --format {'|'.join(FORMATS)}")
    options: dict[str, bool] = {"protect_names": not clear_names}
    for name, given, where in (("with_text", with_text, "jsonl"), ("bom", bom, "csv")):
        if form == where:
            options[name] = given
        elif given:
            raise UsageError(f"--{name.replace('_', '-')} goes with --format {where}, not with {form}")
    if path is not None and not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}; make it, or give another --out")
    if incidents:
        from rasid.cli.incident_export import export

        for name in ("actor", "source"):
            if chosen.pop(name):
                raise UsageError(f"--{name} chooses events, not incidents; leave it, or leave --incidents")
        export(
            store, form, path, _incidents(reports or 1, **chosen), Rule(rule or Rule.AIRWARS),
            claims=claims, add=add, bom=bom, clear_names=clear_names, as_json=as_json,
        )  # fmt: skip
        return
    alone = [("--rule", rule), ("--claims", claims), ("--reports", reports), ("--add", add)]
    if stray := [name for name, value in alone if value]:
        raise UsageError(f"{stray[0]} goes with --incidents")
    wanted = event_filter(**chosen)
    done = {"reports": 0, "events": 0}
    passed = Losses()

    def records(opened: Store) -> Iterator[Record]:
        for report, analysis, events in shown_events(opened, wanted):
            # A report stays whole in its own form; a table of events has only those that were asked for.
            if form != "jsonl" and not wanted.is_open():
                kept = narrow(analysis, events)
                passed.add("event", "events that were not asked for", len(analysis.events) - len(kept.events))
                analysis = kept
            done["reports"] += 1
            done["events"] += len(analysis.events)
            yield report, analysis

    module = writer(form)
    with Store.open(store) as opened:
        if path is None:
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            losses = module.write(records(opened), sys.stdout, **options)
        else:
            # Written under another name first: a file that is there is whole.
            draft = path.with_name(path.name + ".part")
            try:
                with draft.open("w", encoding="utf-8", newline="") as stream:
                    losses = module.write(records(opened), stream, **options)
                draft.replace(path)
            except OSError as error:
                raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error
            finally:
                draft.unlink(missing_ok=True)
        if (wanted.since or wanted.until) and not wanted.undated:
            passed.add(
                "event", "events without a date answer no question of dates (--undated)", undated_events(opened, wanted)
            )
        told = {"out": path.name if path else "-", "format": form, "names": "clear" if clear_names else "covered"}
        on_record(opened, "export", after={**told, **done, "filters": told_filters(wanted)})
    for loss in passed:
        losses.add(loss.field, loss.reason, loss.count)
    beside = losses.write_beside(path) if path else None
    _tell(done, losses, str(path or "standard output"), str(beside) if beside else None, as_json=as_json)


def _incidents(reports: int, *, types: tuple[str, ...], country: str | None, **chosen: Any) -> IncidentFilter:
    from rasid.store import IncidentFilter

    days_in_order(chosen.get("since"), chosen.get("until"))
    country = country.upper() if country else None
    return IncidentFilter(types=tuple(map(EventType, types)), country=country, reports=reports, **chosen)


def _tell(done: dict[str, int], losses: Any, out: str, beside: str | None, *, as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode({**done, "out": out, "losses": list(losses)}), err=True)
        return
    events, reports = counted(done["events"], "event", "events"), counted(done["reports"], "report", "reports")
    click.echo(f"{events} of {reports} written to {out}", err=True)
    found = list(losses)
    if found:
        click.echo(f"Left out{f' ({beside})' if beside else ''}:", err=True)
    for loss in found:
        click.echo(f"  {loss.count:>7,}  {loss.field}: {loss.reason}", err=True)
