"""`rasid read`: articles in, records out."""

from __future__ import annotations

import codecs
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from rasid.cli.common import (
    Day,
    bidi_of,
    bidi_option,
    components,
    console,
    counted,
    on_record,
    reader_option,
    store_option,
)

if TYPE_CHECKING:
    from rasid.ingest.meter import Meter
    from rasid.model import Problem, Report
    from rasid.run.read import Summary


@click.command("read")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--published", type=Day(), help="Publication date of items that do not tell theirs: 2024-05-01.")
@click.option("--source", metavar="OUTLET", help="Outlet of items that do not tell theirs.")
@reader_option
@store_option(required=False)
@click.option("--demo", is_flag=True, help="Read the demo corpus that comes with Rasid.")
@click.option("--json", "as_json", is_flag=True, help="Native records, one report with its analysis a line.")
@click.option(
    "--as",
    "form",
    type=click.Choice(["annotations"]),
    help="The interchange form of the annotation guidelines, one line an article.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    default=1,
    show_default=True,
    help="Processes that read at once.",
)
@click.option("--again", is_flag=True, help="Read anew what the store holds already.")
@click.option("--no-link", is_flag=True, help="With --store: do not link what is read into incidents.")
@click.option("--encoding", metavar="NAME", help="Encoding of the items, where it is told wrongly.")
@click.option("--any-language", is_flag=True, help="Read what is not Arabic too.")
@click.option("--allow-private", is_flag=True, help="Fetch URLs of private and loopback addresses too.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
@bidi_option
def command(
    targets: tuple[str, ...],
    published: dt.date | None,
    source: str | None,
    reader: str | None,
    store: str | None,
    demo: bool,
    as_json: bool,
    form: str | None,
    workers: int,
    again: bool,
    no_link: bool,
    encoding: str | None,
    any_language: bool,
    allow_private: bool,
    quiet: bool,
    bidi: str,
) -> None:
    """Read articles into records, each value tied to its words.

    A TARGET is a file, a folder, a glob, a URL, or - for standard input: plain text, HTML, RSS or Atom, JSON lines, CSV, WARC, and gzip
    of each. Without --store the records are printed; with it they are kept there, and linked into incidents as it goes.

    \b
    Examples:
      rasid read article.txt --published 2019-12-29
      rasid read news/ --store news.sqlite --workers 2
      rasid read feed.xml --json | head -1
      curl -s https://example.org/feed | rasid read - --store news.sqlite
    """
    import msgspec

    from rasid.analyse.annotations import annotation
    from rasid.cli.render import Renderer
    from rasid.errors import UsageError
    from rasid.ingest import Options, read_items
    from rasid.model import Problem, Source
    from rasid.run.read import Summary, read

    if not targets and not demo:
        raise UsageError("name something to read: a file, a folder, a URL, or - for standard input (or --demo)")
    if as_json and form is not None:
        raise UsageError("--json and --as are two forms; choose one")
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise UsageError(
                f"no encoding is called {encoding!r}; there are utf-8, cp1256, iso8859-6, utf-16 and others"
            ) from None
    options = Options(
        source=Source(name=source.strip()) if source and source.strip() else None,
        published=published,
        encoding=encoding,
        any_language=any_language,
        allow_private=allow_private,
    )
    items: Iterable[Report | Problem] = read_items(targets, options)
    if demo:
        from itertools import chain

        from rasid.demo import reports

        items = chain(reports(), items)
    names = components(reader)
    summary = Summary()
    renderer = Renderer(console(), bidi=bidi_of(bidi))
    show = store is None or as_json or form is not None
    sink: Any = None
    linking: Any = None
    kept: Any = None
    if store is not None:
        from rasid.run.incidents import Linking
        from rasid.store import Store

        sink = kept = Store.ensure(store)
        if not no_link:
            sink = linking = Linking(sink)
    waiting = 0
    try:
        for result in _progress(
            read(items, names=names, sink=sink, workers=workers, summary=summary, again=again),
            summary,
            targets,
            options.meter,
            quiet=quiet or (show and sys.stdout.isatty()),
        ):
            if isinstance(result, Problem):
                if not quiet:
                    click.echo(f"{result.item}: {result.message} [{result.code}]", err=True)
                continue
            if not show:
                continue
            report, analysis = result
            if form is not None:
                click.echo(msgspec.json.encode(annotation(report, analysis)))
            elif as_json:
                click.echo(msgspec.json.encode({"report": report, "analysis": analysis}))
            else:
                renderer.report(report, analysis)
        waiting = linking.waiting() if linking is not None else 0
        if kept is not None and summary.read:
            from rasid.run.review import refresh

            on_record(kept, "import", after=_imported(summary, targets, source, demo=demo))
            refresh(kept)
    finally:
        if sink is not None:
            sink.close()
    if not quiet and (store is not None or summary.read != 1 or summary.lost):
        click.echo(_told(summary, store), err=True)
        if waiting:
            verb = counted(waiting, "report is", "reports are")
            click.echo(f"{verb} not linked into incidents: rasid incidents build --store {store}", err=True)
    if summary.lost:
        sys.exit(1)


def _imported(summary: Summary, targets: Sequence[str], source: str | None, *, demo: bool) -> dict[str, Any]:
    """What the ledger says of an import: of what, and what came of it. Of paths only the last part, which says enough; of URLs
    neither names and passwords nor what is asked."""
    named = [
        f"{url.scheme}://{url.hostname or ''}{url.path}"
        if (url := urlsplit(target)).netloc
        else Path(target).name or target
        for target in targets
    ]
    return {
        "from": [*(["demo"] if demo else []), *(text.encode("utf-8", "replace").decode() for text in named[:20])],
        "sources": len(named) + demo,
        "outlet": source,
        "read": summary.read,
        "relevant": summary.relevant,
        "duplicates": summary.duplicates,
        "failed": summary.lost,
    }


def _progress(
    results: Iterator[Any], summary: Summary, targets: Sequence[str], meter: Meter, *, quiet: bool
) -> Iterator[Any]:
    """The results, with a bar on stderr where a person watches: how much of the files is read, and what came of it. Of a
    stream nobody knows the end: then it only moves."""
    if quiet or not sys.stderr.isatty():
        yield from results
        return
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from rasid.ingest.targets import bytes_of

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    total = bytes_of(targets) or None
    with Progress(
        *(columns if total is None else (*columns, TextColumn("left"), TimeRemainingColumn())),
        console=console(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task("reading", total=total)
        for result in results:
            progress.update(
                task,
                completed=meter.done,
                description=f"{summary.read:,} read, {summary.duplicates:,} duplicates, {summary.lost:,} failed",
            )
            yield result


def _told(summary: Summary, store: str | None) -> str:
    parts = [f"{summary.read:,} read ({counted(summary.relevant, 'tells', 'tell')} of conflict)"]
    if summary.duplicates:
        parts.append(f"{summary.duplicates:,} skipped as duplicate")
    if summary.not_arabic:
        parts.append(f"{summary.not_arabic:,} not Arabic")
    if summary.lost:
        why = ", ".join(f"{number:,} {code}" for code, number in sorted(summary.failed.items()))
        parts.append(f"{summary.lost:,} failed: {why}")
    if summary.noted:
        parts.append("noted: " + ", ".join(f"{number:,} {code}" for code, number in sorted(summary.noted.items())))
    return "; ".join(parts) + (f" → {store}" if store else "")
