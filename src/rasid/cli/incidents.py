"""`rasid incidents`: which reports tell of one happening, what they claim of it together, and what people judge."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any

import click

from rasid.cli.common import (
    REVIEWER_VARIABLE,
    Day,
    bidi_of,
    bidi_option,
    console,
    counted,
    days_in_order,
    on_record,
    person,
    store_option,
)
from rasid.model import EventType, IncidentStatus, Rule, Verdict

if TYPE_CHECKING:
    from rasid.run.incidents import Builder, Built
    from rasid.store import IncidentFilter, Store

_by = click.option(
    "--by",
    envvar=REVIEWER_VARIABLE,
    metavar="NAME",
    help=f"Who judges. [env: {REVIEWER_VARIABLE}]  [default: your name on this machine]",
)
_reason = click.option("--reason", metavar="WORDS", default="", help="Why, in your words.")
_json = click.option("--json", "as_json", is_flag=True, help="As JSON, one record a line.")
_rule = click.option(
    "--rule",
    type=click.Choice([rule.value for rule in Rule]),
    default=Rule.AIRWARS.value,
    show_default=True,
    help="The rule by which claims become an estimate.",
)
_add = click.option(
    "--add",
    is_flag=True,
    help="Add up numbers that one source sets beside each other; without it the greatest of them stands.",
)


@click.group("incidents")
def command() -> None:
    """Show which reports tell of one happening, what they claim of it, and judge.

    An incident is made of events of several reports. Its ID (i…) stays; the first letters are enough. An EVENT is written
    REPORT/EVENT: r1c9…/e1, or with the id that the report came with: d01/e1.

    \b
    Examples:
      rasid incidents build --store news.sqlite
      rasid incidents list --store news.sqlite --reports 2 --country SY
      rasid incidents show i0671c --store news.sqlite --rule ucdp
      rasid incidents explain d01/e1 d02/e1 --store news.sqlite
      rasid incidents judge d01/e1 d02/e1 same --by amal --store news.sqlite
      rasid incidents split i0671c d03/e2 --store news.sqlite
      rasid incidents merge i0671c i42f86 --store news.sqlite
      rasid incidents undo j03f1 --store news.sqlite
      rasid incidents judgements --store news.sqlite
      rasid incidents estimates i0671c --rule acled --store news.sqlite
    """


def _filters(command: Any) -> Any:
    for option in reversed(
        (
            click.option("--from", "since", type=Day(), help="Incidents that end on this day or later."),
            click.option("--to", "until", type=Day(), help="Incidents that begin on this day or earlier."),
            click.option("--undated", is_flag=True, help="With --from or --to: also incidents without a date."),
            click.option(
                "--type",
                "types",
                multiple=True,
                metavar="TYPE",
                type=click.Choice([t.value for t in EventType]),
                help="Event type, as air_strike; may be given again. A wrong one lists all.",
            ),
            click.option("--country", metavar="ISO2", help="Two-letter code of a country, as SY."),
            click.option("--place", metavar="ID", help="Id of a place in the gazetteer; `rasid places find` tells it."),
            click.option(
                "--status",
                type=click.Choice([s.value for s in IncidentStatus]),
                help="How the incident holds together.",
            ),
            click.option(
                "--reports",
                type=click.IntRange(min=1),
                metavar="N",
                default=1,
                show_default=True,
                help="Told by so many reports or more.",
            ),
        )
    ):
        command = option(command)
    return command


def _filter(*, types: tuple[str, ...], status: str | None, country: str | None, **chosen: Any) -> IncidentFilter:
    from rasid.store import IncidentFilter

    days_in_order(chosen.get("since"), chosen.get("until"))
    return IncidentFilter(
        types=tuple(map(EventType, types)),
        status=IncidentStatus(status) if status else None,
        country=country.upper() if country else None,
        **chosen,
    )


def _builder(store: Store) -> Builder:
    from rasid.run.incidents import Builder

    return Builder(store)


@command.command("build", short_help="Link the events of all reports that wait for it.")
@store_option(required=True)
@click.option("--anew", is_flag=True, help="Link everything anew. Judgements and ids stay.")
@click.option("--json", "as_json", is_flag=True, help="What was done, as JSON.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def build(store: str, anew: bool, as_json: bool, quiet: bool) -> None:
    """Link the events of all reports that are read and not linked, or read anew since.

    Reading into a store links as it goes, unless told not to. Where this program weighs reasons otherwise than the one that
    linked the store, everything is linked anew; what people judged holds, and ids stay.
    """
    from rasid.run.incidents import fit_in_use
    from rasid.run.review import refresh
    from rasid.store import Store

    with Store.open(store) as opened:
        builder = _builder(opened)
        with _Bar(quiet) as told:
            built = builder.build(anew=anew, told=told)
            refresh(opened, told)
        if built.anew:
            on_record(opened, "link-anew", after={"reports": built.reports, "weights": fit_in_use()})
        with opened.linked() as tables:
            counts = tables.counts()
    if as_json:
        _put({**_done(built), "store": counts})
    elif not quiet:
        linked = f"{counted(built.reports, 'report', 'reports')} linked" + (" anew" if built.anew else "")
        click.echo(
            f"{linked}; {counted(counts['incidents'], 'incident', 'incidents')}, "
            f"{counts['several']:,} of them told by several reports → {store}",
            err=True,
        )
        _tell_changes(built)


class _Bar:
    """How far linking is, where a person watches."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet or not sys.stderr.isatty()

    def __enter__(self) -> Any:
        if self._quiet:
            return lambda done, of: None
        from rich.progress import Progress

        self._progress = Progress(console=console(stderr=True), transient=True)
        self._progress.__enter__()
        task = self._progress.add_task("linking", total=None)
        return lambda done, of: self._progress.update(task, completed=done, total=of)

    def __exit__(self, *error: Any) -> None:
        if not self._quiet:
            self._progress.__exit__(*error)


@command.command("list", short_help="List incidents, one a line.")
@store_option(required=True)
@_filters
@click.option("--limit", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="At most so many.")
@_json
@bidi_option
def list_(store: str, limit: int, as_json: bool, bidi: str, **chosen: Any) -> None:
    """List incidents by day, those without a date last: day, type, place, how many reports, status, id."""
    from rasid.cli.incident_page import IncidentPage
    from rasid.run.views import listed
    from rasid.store import Store

    wanted = _filter(**chosen)
    with Store.open(store) as opened:
        page = IncidentPage(console(), bidi=bidi_of(bidi))
        shown = 0
        for review in listed(opened, wanted, limit=limit + 1):
            incident = review.incident
            if shown == limit:
                click.echo(f"… and more; --limit {limit * 2} shows twice as many", err=True)
                break
            shown += 1
            if as_json:
                _put(incident)
            else:
                page.listed(incident)
        if not shown and not as_json:
            click.echo("Nothing found." + _hint(opened), err=True)


def _hint(store: Store) -> str:
    waiting = _builder(store).waiting()
    return f" {counted(waiting, 'report is', 'reports are')} not linked: rasid incidents build" if waiting else ""


@command.command("show", short_help="Show one incident with all that is claimed of it.")
@click.argument("incident", metavar="ID")
@store_option(required=True)
@_rule
@_add
@click.option("--history", is_flag=True, help="Also what became of its id, and what was judged of its events.")
@_json
@bidi_option
def show(incident: str, store: str, rule: str, add: bool, history: bool, as_json: bool, bidi: str) -> None:
    """Show the incident ID: when and where it is best supported, with dissent; every claim with what the rule makes of it;
    who is held responsible, by whom; and the reports with their words."""
    from rasid.cli.incident_page import IncidentPage
    from rasid.run.views import found, records, told
    from rasid.store import Store

    with Store.open(store) as opened:
        one = found(opened, incident)
        read = records(opened, one)
        account = told(opened, one, Rule(rule), add=add, read=read)
        with opened.linked() as tables:
            rows = tables.judgements_of(
                [row.number for key in one.events if (row := tables.find(key)) is not None], revoked=True
            )
            changes = tables.changes_round(one.id)
    if as_json:
        past = {"changes": changes, "judgements": [_judgement(row) for row in rows]} if history else {}
        _put({"account": account, **past})
        return
    page = IncidentPage(console(), bidi=bidi_of(bidi))
    if one.id != incident and not one.id.startswith(incident):
        click.echo(f"{incident} leads to {one.id} now", err=True)
    page.account(account, {report.id: (report, analysis) for report, analysis in read})
    if history:
        page.history(changes, rows)


@command.command("explain", short_help="Say why two events are, or are not, one happening.")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@store_option(required=True)
@_json
@bidi_option
def explain(a: str, b: str, store: str, as_json: bool, bidi: str) -> None:
    """Say how likely the events A and B are one happening, with every reason and its weight, what was judged of them, and
    whether they are in one incident."""
    from rasid.cli.incident_page import IncidentPage
    from rasid.errors import UsageError
    from rasid.run.views import event
    from rasid.store import Store

    with Store.open(store) as opened:
        keys = event(opened, a), event(opened, b)
        if keys[0] == keys[1]:
            raise UsageError(f"{a} and {b} are the same event; name two")
        link, kept = _builder(opened).explain(*keys)
        with opened.linked() as tables:
            rows = [row for key in keys if (row := tables.find(key)) is not None]
            numbers = {row.number for row in rows}
            judged = [j for j in tables.judgements_of(numbers) if {j.a.number, j.b.number} == numbers]
            incidents = [tables.incidents([row.incident])[row.incident] for row in rows if row.incident is not None]
        read = {report.id: (report, analysis) for report, analysis in opened.records_of(k.report_id for k in keys)}
    together = len({one.id for one in incidents}) == 1
    if as_json:
        _put(
            {
                "link": link, "kept": kept, "together": together, "incidents": [one.id for one in incidents],
                "judgements": [_judgement(row) for row in judged],
            }
        )  # fmt: skip
        return
    IncidentPage(console(), bidi=bidi_of(bidi)).explained(link, kept, judged, incidents, read)


@command.command("judge", short_help="Say that two events are one happening, or two.")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.argument("verdict", type=click.Choice([verdict.value for verdict in Verdict]))
@store_option(required=True)
@_by
@_reason
@_json
def judge(a: str, b: str, verdict: str, store: str, by: str | None, reason: str, as_json: bool) -> None:
    """Say of the events A and B that they are the same happening, different ones, or that it is unsure. It holds until it is
    taken back (undo), whatever is read or computed later."""
    from rasid.errors import UsageError
    from rasid.run.views import event
    from rasid.store import Store

    with Store.open(store) as opened:
        keys = event(opened, a), event(opened, b)
        if keys[0] == keys[1]:
            raise UsageError(f"{a} and {b} are the same event; name two")
        _judged(opened, [(*keys, Verdict(verdict))], by, reason, as_json=as_json)


@command.command("split", short_help="Take events out of an incident.")
@click.argument("incident", metavar="ID")
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@store_option(required=True)
@_by
@_reason
@_json
def split(incident: str, events: tuple[str, ...], store: str, by: str | None, reason: str, as_json: bool) -> None:
    """Say that the EVENTs are another happening than the rest of the incident ID: each is judged different from each of the
    rest. Whether they are one with each other is left to the scores."""
    from rasid.errors import UsageError
    from rasid.run.views import event, found
    from rasid.store import Store

    with Store.open(store) as opened:
        one = found(opened, incident)
        out = list(dict.fromkeys(event(opened, text) for text in events))
        for key in out:
            if key not in one.events:
                raise UsageError(f"{key} is not in {one.id}; its events are: {', '.join(map(str, one.events))}")
        rest = [key for key in one.events if key not in out]
        if not rest:
            raise UsageError(f"these are all the events of {one.id}; leave one at least")
        pairs = [(key, other, Verdict.DIFFERENT) for key in out for other in rest]
        _judged(opened, pairs, by, reason, as_json=as_json, what="split")


@command.command("merge", short_help="Say that incidents are one.")
@click.argument("incidents", nargs=-1, required=True, metavar="ID ID...")
@store_option(required=True)
@_by
@_reason
@_json
def merge(incidents: tuple[str, ...], store: str, by: str | None, reason: str, as_json: bool) -> None:
    """Say that the incidents are one happening: all their events are judged the same. The id of the one that was there first
    stays, the others lead to it."""
    from rasid.errors import UsageError
    from rasid.run.views import found
    from rasid.store import Store

    with Store.open(store) as opened:
        ones = list({one.id: one for one in (found(opened, name) for name in incidents)}.values())
        if len(ones) < 2:
            raise UsageError("name two incidents or more; these are one already")
        keys = [key for one in ones for key in one.events]
        pairs = [(keys[0], key, Verdict.SAME) for key in keys[1:]]
        _judged(opened, pairs, by, reason, as_json=as_json, what="merge")


@command.command("undo", short_help="Take judgements back.")
@click.argument("act", metavar="ACT")
@store_option(required=True)
@_by
@_json
def undo(act: str, store: str, by: str | None, as_json: bool) -> None:
    """Take back what was judged: ACT is the id that judge, split or merge printed, or that of one judgement. All is then as
    if it had not been judged; that it was stays on record."""
    from rasid.run.review import refresh
    from rasid.run.views import act as meant
    from rasid.store import Store

    with Store.open(store) as opened:
        act = meant(opened, act)
        built = _builder(opened).undo(act, by=person(by))
        refresh(opened)
    if as_json:
        _put(_done(built))
    else:
        click.echo(f"{act} taken back; {counted(built.incidents, 'incident', 'incidents')} changed")
        _tell_changes(built)


@command.command("judgements", short_help="List what was judged.")
@store_option(required=True)
@click.option("--all", "everything", is_flag=True, help="Those that were taken back too.")
@_json
def judgements(store: str, everything: bool, as_json: bool) -> None:
    """List what people judged, in its order, and what of it contradicts itself."""
    from rasid.store import Store

    with Store.open(store) as opened, opened.linked() as tables:
        rows = tables.judgements(revoked=everything)
        against = {
            problem.message: problem
            for incident in tables.listed(_filter(types=(), status="contradicted", country=None))
            for problem in incident.problems
            if problem.code == "judgements-contradict"
        }
    for row in rows:
        if as_json:
            _put(_judgement(row))
        else:
            from rasid.cli.incident_page import judged_line

            click.echo(judged_line(row))
    for problem in against.values():
        click.echo(f"{problem.item}: {problem.message} [{problem.code}]", err=True)
    if not rows and not as_json:
        click.echo("Nothing was judged.", err=True)


@command.command("estimates", short_help="Reconcile the counts of incidents under a rule.")
@click.argument("incidents", nargs=-1, metavar="[ID]...")
@store_option(required=True)
@_rule
@_add
@_filters
@click.option("--limit", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="At most so many.")
@_json
@bidi_option
def estimates(
    incidents: tuple[str, ...], store: str, rule: str, add: bool, limit: int, as_json: bool, bidi: str, **chosen: Any
) -> None:
    """Reconcile the counts of incidents under a rule: every cell of outcome and group, with the claims that it used, that
    dissent, and that were set aside, and why. Without an ID: of all that the options choose, the totals only."""
    from rasid.cli.incident_page import IncidentPage
    from rasid.run.views import accounts, found, records, told
    from rasid.store import Store

    page = IncidentPage(console(), bidi=bidi_of(bidi))
    with Store.open(store) as opened:
        if incidents:
            for name in incidents:
                one = found(opened, name)
                read = records(opened, one)
                account = told(opened, one, Rule(rule), add=add, read=read)
                if as_json:
                    _put({"incident": one.id, "matrix": account.matrix, "grade": account.grade})
                else:
                    page.matrix(account, {report.id: (report, analysis) for report, analysis in read})
            return
        shown = 0
        for account, _ in accounts(opened, _filter(**chosen), Rule(rule), add=add, limit=limit + 1):
            if shown == limit:
                click.echo(f"… and more; --limit {limit * 2} shows twice as many", err=True)
                break
            shown += 1
            if as_json:
                _put({"incident": account.incident.id, "matrix": account.matrix, "grade": account.grade})
            else:
                page.estimated(account)
        if not shown and not as_json:
            click.echo("Nothing found." + _hint(opened), err=True)


# --- what several of them do ----------------------------------------------------------------------------------------------------


def _judged(
    store: Store,
    pairs: list[tuple[Any, Any, Verdict]],
    by: str | None,
    reason: str,
    *,
    as_json: bool,
    what: str = "judge",
) -> None:
    """Keeps judgements of one act, and tells what came of it."""
    from rasid.errors import UsageError
    from rasid.model import Judgement
    from rasid.run.review import refresh

    who = person(by)
    now = dt.datetime.now(dt.UTC)
    with store.linked() as tables:
        numbers = {row.number: key for a, b, _ in pairs for key in (a, b) if (row := tables.find(key)) is not None}
        standing = {frozenset((j.a.key, j.b.key)): j for j in tables.judgements_of(numbers) if j.by == who and j.stands}
    given = []
    for a, b, verdict in pairs:
        before = standing.get(frozenset((a, b)))
        if before is not None and before.verdict is not verdict:
            raise UsageError(
                f"{who} has judged {a} and {b} {before.verdict.value} already; take that back first: "
                f"rasid incidents undo {before.id}"
            )
        if before is None:
            a, b = sorted((a, b))
            given.append(Judgement(a=a, b=b, verdict=verdict, by=who, at=now, reason=reason))
    if not given:
        raise UsageError(f"{who} has judged so already")
    act, built = _builder(store).judge(given, what=what)
    refresh(store)
    if as_json:
        _put({"act": act, "judgements": [{"id": j.id, **_plain(j)} for j in given], **_done(built)})
        return
    click.echo(
        f"{act}: {counted(len(given), 'judgement', 'judgements')} by {who}; "
        f"{counted(built.incidents, 'incident', 'incidents')} changed. To take it back: rasid incidents undo {act}"
    )
    _tell_changes(built)


def _tell_changes(built: Built) -> None:
    for change in built.changes:
        click.echo(
            f"{change.incident} {change.kind.value}" + (f" into {', '.join(change.into)}" if change.into else ""),
            err=True,
        )
    for problem in built.problems:
        click.echo(f"{problem.item}: {problem.message} [{problem.code}]", err=True)


def _done(built: Built) -> dict[str, Any]:
    return {
        "reports": built.reports,
        "events": built.events,
        "links": built.links,
        "changed": built.incidents,
        "changes": built.changes,
        "problems": built.problems,
    }


def _plain(value: Any) -> dict[str, Any]:
    import msgspec

    out: dict[str, Any] = msgspec.to_builtins(value)
    return out


def _judgement(row: Any) -> dict[str, Any]:
    """A judgement as it is kept, with the events by their ids of today, null where one is told no more."""
    return {
        "id": row.id,
        "act": row.act,
        "a": str(row.a.key) if row.a.event else None,
        "b": str(row.b.key) if row.b.event else None,
        "verdict": row.verdict,
        "by": row.by,
        "at": row.at,
        "reason": row.reason,
        "revoked_at": row.revoked_at,
        "revoked_by": row.revoked_by,
    }


def _put(value: Any) -> None:
    import msgspec

    click.echo(msgspec.json.encode(value))
