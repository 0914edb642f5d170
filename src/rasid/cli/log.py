"""`rasid log`: what people decided and did, and the proof that nobody changed it afterwards."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from rasid.cli.common import Day, bidi_of, bidi_option, by_option, console, counted, person, store_option
from rasid.model import Ruling, SubjectKind

if TYPE_CHECKING:
    from rasid.model import Decision

_INDENT = " " * 7
_json = click.option("--json", "as_json", is_flag=True, help="As JSON, one decision a line.")


@click.group("log")
def command() -> None:
    """Show the ledger of a store, and prove it.

    Every decision, and every import, export, merge and release, is a row that is never changed: to take it back is another row.
    Each row holds the hash of the one before it.

    \b
    Examples:
      rasid log show --store news.sqlite
      rasid log show 12 --store news.sqlite
      rasid log show --by amal --from 2024-05-01 --store news.sqlite
      rasid log verify --store news.sqlite
      rasid log export --out ledger.jsonl --store news.sqlite
      rasid log undo 12 --by amal --store news.sqlite
      rasid log confirm 12 --by badr --store news.sqlite
    """


@command.command("show", short_help="Show decisions, the newest first.")
@click.argument("number", type=click.IntRange(1), required=False, metavar="[N]")
@store_option(required=True)
@click.option("--by", metavar="NAME", help="Those of one person.")
@click.option("--report", metavar="ID", help="Those about one report, in their order.")
@click.option("--incident", metavar="ID", help="Those about one incident, in their order.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in SubjectKind]), help="Those about one kind of thing, as claim."
)
@click.option("--from", "since", type=Day(), help="Those of this day or later (UTC).")
@click.option("--to", "until", type=Day(), help="Those of this day or earlier (UTC).")
@click.option("--waiting", is_flag=True, help="Those that wait for a second person.")
@click.option("--orphans", is_flag=True, help="Those whose words no reading of today tells; they have no effect now.")
@click.option("--limit", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="At most so many.")
@_json
@bidi_option
def show(
    number: int | None,
    store: str,
    by: str | None,
    report: str | None,
    incident: str | None,
    kind: str | None,
    since: Any,
    until: Any,
    waiting: bool,
    orphans: bool,
    limit: int,
    as_json: bool,
    bidi: str,
) -> None:
    """Show who decided what, when and why. With the number N of a decision: the whole history of that field."""
    from rasid.errors import UsageError
    from rasid.run.review import orphans as without_words
    from rasid.run.views import found as named
    from rasid.store import Store

    ways = (("N", number), ("--report", report), ("--incident", incident), ("--orphans", orphans))
    alone = [name for name, given in ways if given]
    chosen = [by, kind, since, until, waiting or None]
    if len(alone) > 1 or (alone and any(value is not None for value in chosen)):
        raise UsageError(f"{alone[0]} goes alone, without other options that choose")
    with Store.open(store) as opened:
        if number is not None:
            rows = opened.decisions.history(number)
            if not rows:
                raise UsageError(f"there is no decision {number}; `rasid log show` lists them")
        elif report is not None:
            ids = [report, *(one.id for one in opened.reports(external_id=report))]
            rows = [row for id_ in ids for row in opened.decisions.of_report(id_)]
        elif orphans:
            rows = without_words(opened)
        elif incident is not None:
            one = named(opened, incident).id
            rows = opened.decisions.of_incidents([one]).get(one, [])
        else:
            rows = opened.decisions.listed(
                by=by,
                kind=SubjectKind(kind) if kind else None,
                since=since,
                until=until,
                waiting=waiting,
                limit=limit + 1,
            )
            if len(rows) > limit:
                rows = rows[:limit]
                click.echo(f"… and more; --limit {limit * 2} shows twice as many", err=True)
    if as_json:
        import msgspec

        for row in rows:
            click.echo(msgspec.json.encode(row))
        return
    from rasid.cli.layout import Page

    page = Page(console(), bidi=bidi_of(bidi))
    for row in rows:
        _put(page, row)
    if not rows:
        click.echo("Nothing was decided.", err=True)


@command.command("verify", short_help="Prove that the ledger is as it was written.")
@store_option(required=True)
@click.option(
    "--head",
    metavar="N:HASH",
    help="Number and hash that were noted before, as verify prints them: who rewrites all does not rewrite those.",
)
@click.option("--json", "as_json", is_flag=True, help="What was found, as JSON.")
def verify(store: str, head: str | None, as_json: bool) -> None:
    """Count all hashes over again, and name every row that was altered, taken out, put in or moved. Ends with 1 where one was.

    A chain proves that rows were not changed one by one; that the whole of it was not written anew, only a hash proves that is
    kept elsewhere. Note the line that this prints, and give it later with --head. Releases hold such a hash too.
    """
    from rasid.errors import UsageError
    from rasid.store import Store

    known = None
    if head is not None:
        number, colon, hash_ = head.partition(":")
        if not (colon and number.isdigit() and len(hash_) == 64 and set(hash_) <= set("0123456789abcdef")):
            raise UsageError("--head is a number and a hash, as `rasid log verify` prints them: 12:9f86d0…")
        known = int(number), hash_
    with Store.open(store) as opened:
        found = opened.decisions.verify(known=known)
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(found))
    else:
        for fault in found.faults:
            click.echo(f"{fault.message} [{fault.code}]")
        if not found.faults:
            click.echo(f"{counted(found.rows, 'row', 'rows')}, all as they were written; head {found.seq}:{found.hash}")
    if found.faults:
        if not as_json:
            click.echo(
                f"{counted(len(found.faults), 'fault', 'faults')} in {counted(found.rows, 'row', 'rows')} of {store}: "
                "keep a copy of the store, and compare it with your last backup",
                err=True,
            )
        sys.exit(1)


@command.command("export", short_help="Write the whole ledger out.")
@store_option(required=True)
@click.option("--out", default="-", show_default=True, metavar="FILE|-", help="Where to write; - is standard output.")
@click.option("--json", "as_json", is_flag=True, help="The summary on standard error as JSON.")
def export(store: str, out: str, as_json: bool) -> None:
    """Write every row as JSON lines, with its hash: the hash is the sha256 of the row without it, keys sorted, in UTF-8 without
    spaces, so that others can count it over."""
    from pathlib import Path

    import msgspec

    from rasid.errors import UsageError
    from rasid.model.decision import canonical
    from rasid.store import Store

    path = None if out == "-" else Path(out)
    if path is not None and not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.absolute().parent}; make it, or give another --out")
    count = 0
    draft = path.with_name(path.name + ".part") if path is not None else None
    with Store.open(store) as opened:
        stream = sys.stdout.buffer if draft is None else draft.open("wb")
        try:
            for row in opened.decisions.all():
                told = msgspec.json.decode(canonical(row))
                stream.write(msgspec.json.encode({**told, "hash": row.hash}, order="sorted") + b"\n")
                count += 1
        finally:
            if draft is not None:
                stream.close()
        if draft is not None and path is not None:
            draft.replace(path)
        seq, head = opened.decisions.head()
    if as_json:
        click.echo(msgspec.json.encode({"rows": count, "out": out, "seq": seq, "hash": head}), err=True)
    else:
        where = str(path or "standard output")
        click.echo(f"{counted(count, 'row', 'rows')} written to {where}; head {seq}:{head}", err=True)


@command.command("undo", short_help="Take a decision back.")
@click.argument("number", type=click.IntRange(1), metavar="N")
@store_option(required=True)
@by_option
@click.option("--reason", metavar="WORDS", default="", help="Why, in your words.")
@_json
def undo(number: int, store: str, by: str | None, reason: str, as_json: bool) -> None:
    """Take decision N back: what it decided is again as it was before it. That it was decided, and taken back, stays on record.
    An undo can be undone."""
    _answer(Ruling.UNDO, number, store, by, reason, as_json=as_json)


@command.command("confirm", short_help="Confirm a decision as the second person.")
@click.argument("number", type=click.IntRange(1), metavar="N")
@store_option(required=True)
@by_option
@click.option("--reason", metavar="WORDS", default="", help="Why, in your words.")
@_json
def confirm(number: int, store: str, by: str | None, reason: str, as_json: bool) -> None:
    """Agree with decision N, which waits for a second person. Who took it cannot confirm it."""
    _answer(Ruling.CONFIRM, number, store, by, reason, as_json=as_json)


def _answer(verdict: Ruling, number: int, store: str, by: str | None, reason: str, *, as_json: bool) -> None:
    from rasid.model import Draft, Subject
    from rasid.run.review import decide
    from rasid.store import Store

    draft = Draft(
        by=person(by), subject=Subject(kind=SubjectKind.STORE), verdict=verdict, of=number, reason=reason
    )  # what it is about is that of decision N
    with Store.open(store) as opened:
        last = opened.decisions.history(number)
        row = decide(opened, draft, seen=last[-1].seq if last else None)
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(row))
    else:
        done = "taken back" if verdict is Ruling.UNDO else "confirmed"
        click.echo(f"decision {number} {done} by {row.by} (decision {row.seq})")


def _put(page: Any, row: Decision) -> None:
    """One decision: number, when, who, what about what; then the values, the words and the reason."""
    from rasid.cli.layout import Line

    subject = row.subject
    about = subject.kind.value
    if subject.report_id or subject.incident or subject.name:
        about += f" {subject.incident or subject.name or subject.report_id}"
    if subject.record:
        about += f" {subject.record}"
    line = Line().say(row.at.strftime("%Y-%m-%d %H:%M")).arabic(row.by)
    what = row.field if row.verdict is Ruling.DONE else f"{row.verdict.value} {row.field}".strip()
    line.say(what, "bold").say(about)
    if row.of is not None:
        line.say(f"of {row.of}")
    if row.wants_second:
        line.say("waits for a second" if row.verdict is not Ruling.CONFIRM else "")
    page.line(line, first=f"{row.seq:>5}  ", hang=7)
    for told in _values(row.before, row.after):
        page.line(Line().arabic(told), first=_INDENT, hang=8)
    for words in row.anchor[:1]:
        page.line(Line().say("«").arabic(words.quote).say("»"), first=_INDENT, hang=8)
    if row.reason:
        page.line(Line().arabic(row.reason), first=_INDENT, hang=8)


def _values(before: Any, after: Any) -> list[str]:
    """The values of a decision; of two records only what differs."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() & after.keys():
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        return [f"{name}: {_short(before.get(name))} → {_short(after.get(name))}" for name in names]
    told = " → ".join(_short(value) for value in (before, after) if value is not None)
    return [told] if told else []


def _short(value: Any) -> str:
    import msgspec

    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= 160 else text[:159] + "…"
