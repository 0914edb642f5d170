"""`rasid show`: what a store holds, for a person or as JSON."""

from __future__ import annotations

from typing import Any

import click

from rasid.cli.common import bidi_of, bidi_option, console, event_filter, filter_options, store_option


@click.command("show")
@click.argument("report_ids", nargs=-1, metavar="[REPORT]...")
@store_option(required=True)
@filter_options
@click.option(
    "--search", metavar="WORDS", help="Reports that hold these words, whatever their vowels, hamzas and clitics."
)
@click.option("--problems", is_flag=True, help="What could not be read, and why.")
@click.option("--counts", is_flag=True, help="How much of everything there is.")
@click.option("--list", "listed", is_flag=True, help="One line an event: day, type, place, toll, report.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", default=50, show_default=True, help="At most so many reports."
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines: one report with its analysis a line.")
@bidi_option
def command(
    report_ids: tuple[str, ...],
    store: str,
    search: str | None,
    problems: bool,
    counts: bool,
    listed: bool,
    limit: int,
    as_json: bool,
    bidi: str,
    **chosen: Any,
) -> None:
    """Show what a store holds.

    Without an option: its reports with their events, by day of publication. With the id of a REPORT (or the id that it
    came with): that one.

    \b
    Examples:
      rasid show --store demo.sqlite
      rasid show --store demo.sqlite --list --country SY
      rasid show --store demo.sqlite --search "قصف ادلب"
      rasid show --store demo.sqlite --type air_strike --country SY --from 2024-01-01
      rasid show --store demo.sqlite --problems
    """
    import msgspec

    from rasid.cli.render import Renderer
    from rasid.cli.table import line
    from rasid.errors import UsageError
    from rasid.export.decided import told
    from rasid.model import Analysis, Report
    from rasid.run.review import shown as reviewed_records
    from rasid.run.review import shown_events as reviewed_events
    from rasid.store import Store

    out = console()
    renderer = Renderer(out, bidi=bidi_of(bidi))

    def put(report: Report, analysis: Analysis) -> None:
        if as_json:
            click.echo(msgspec.json.encode({"report": report, "analysis": analysis}))
        else:
            renderer.report(report, analysis)
            for basis in analysis.decided:
                out.print(f"  decided by {basis.by}: {told(basis)}", style="dim", markup=False)

    asked = [
        name
        for name, given in (
            ("--search", search),
            ("--problems", problems),
            ("--counts", counts),
            ("REPORT", report_ids),
        )
        if given
    ]
    wanted = event_filter(**chosen)
    if len(asked) > 1 or (asked and not wanted.is_open()):
        raise UsageError(
            f"{asked[0]} goes alone, without {asked[1] if len(asked) > 1 else 'options that choose events'}"
        )
    if listed and (asked or as_json):
        raise UsageError(
            f"--list goes with options that choose events, not with {asked[0] if asked else '--json'}"
            + ("" if asked else "; `rasid export` writes tables for programs")
        )
    with Store.open(store) as opened:
        if counts:
            _counts(opened.counts(), as_json=as_json)
        elif problems:
            for problem in opened.problems():
                if as_json:
                    click.echo(msgspec.json.encode(problem))
                else:
                    click.echo(f"{problem.item}: {problem.message} [{problem.code}]")
        elif search:
            found = opened.search(search, limit=limit)
            for hit in found:
                analysis = next(reviewed_records(opened, opened.records_of([hit.report.id])), (None, None))[1]
                if as_json:
                    click.echo(msgspec.json.encode({"report": hit.report, "quotes": hit.quotes, "analysis": analysis}))
                else:
                    renderer.found(hit.report, hit.quotes, analysis)
            if not found and not as_json:
                click.echo("Nothing found.", err=True)
        elif report_ids:
            missing = set(report_ids)
            for report in opened.reports():
                if report.id in report_ids or report.external_id in report_ids:
                    missing -= {report.id, report.external_id}
                    for record in reviewed_records(opened, opened.records_of([report.id])):
                        put(*record)
            if missing:
                raise UsageError(
                    f"the store has no report {', '.join(sorted(missing))}; `rasid show --store …` lists them"
                )
        else:
            shown = 0
            for report, analysis, events in reviewed_events(opened, wanted):
                if shown == limit:
                    click.echo(f"… and more; --limit {limit * 2} shows twice as many", err=True)
                    break
                if listed:
                    for event in analysis.events:
                        if event.id in events:
                            click.echo(line(report, analysis, event, out))
                else:
                    put(report, analysis)
                shown += 1
            if not shown and not as_json:
                click.echo("Nothing found.", err=True)


def _counts(counts: dict[str, int], *, as_json: bool) -> None:
    import json

    if as_json:
        click.echo(json.dumps(counts))
        return
    for name, number in counts.items():
        click.echo(f"{name:12} {number:>8,}")
