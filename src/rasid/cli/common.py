"""What several commands share: the store's place, dates, the console, the way a terminal runs Arabic."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rasid.config import READER_VARIABLE
from rasid.errors import UsageError
from rasid.model import EventType

if TYPE_CHECKING:
    from rich.console import Console

    from rasid.store import EventFilter, Store

F = TypeVar("F", bound=Callable[..., Any])
STORE_VARIABLE = "RASID_STORE"
REVIEWER_VARIABLE = "RASID_REVIEWER"


class Day(click.ParamType[dt.date]):
    """A calendar day, written 2024-05-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2024-05-01", param, ctx)


def counted(number: int, one: str, many: str) -> str:
    """ "1 place", "2,400 places"."""
    return f"{number:,} {one if number == 1 else many}"


def store_option(*, required: bool) -> Callable[[F], F]:
    """--store, or the variable RASID_STORE."""
    return click.option(
        "--store",
        "store",
        envvar=STORE_VARIABLE,
        required=required,
        metavar="PATH|URL",
        help=f"The store: an SQLite file, or postgresql://… [env: {STORE_VARIABLE}]",
    )


by_option = click.option(
    "--by",
    envvar=REVIEWER_VARIABLE,
    metavar="NAME",
    help=f"Who does it, for the ledger. [env: {REVIEWER_VARIABLE}]  [default: your name on this machine]",
)


def person(by: str | None) -> str:
    """Who acts: as given, else the name on this machine. Raises UsageError where there is none."""
    if by and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise UsageError(f"who does it? say --by NAME, or set {REVIEWER_VARIABLE}") from error


def on_record(store: Store, what: str, *, after: object, by: str | None = None) -> None:
    """Writes into the ledger what was done. A store that may only be read is left as it is, and that is told."""
    from rasid.errors import StoreError
    from rasid.model import Draft, Ruling, Subject, SubjectKind

    draft = Draft(
        by=person(by or os.environ.get(REVIEWER_VARIABLE)),
        subject=Subject(kind=SubjectKind.STORE),
        field=what,
        verdict=Ruling.DONE,
        after=after,
    )
    try:
        store.decisions.write(draft)
    except StoreError as error:
        click.echo(f"not in the ledger: {error}", err=True)


def told_filters(wanted: Any) -> dict[str, Any]:
    """What was asked for, as the ledger has it: what is open is left out."""
    import dataclasses

    import msgspec

    open_ = {field.name: field.default for field in dataclasses.fields(wanted)}
    asked = {name: value for name, value in dataclasses.asdict(wanted).items() if value != open_[name]}
    told: dict[str, Any] = msgspec.to_builtins(asked)
    return told


def reader_option(command: F) -> F:
    """--reader: which of the two readers."""
    return click.option(
        "--reader",
        type=click.Choice(["learned", "rules"]),
        help=f"The learned reader, or rules and lexicons alone.  [env: {READER_VARIABLE}; default: the learned one where its model is installed]",
    )(command)


def components(reader: str | None) -> tuple[str, ...]:
    """The components of the reader asked for, or of the standard one; which that is, `rasid doctor` tells."""
    from rasid.analyse import factories

    return factories.standard() if reader is None else factories.READERS[reader]


def bidi_option(command: F) -> F:
    return click.option(
        "--bidi",
        type=click.Choice(["auto", "terminal", "visual"]),
        default="auto",
        show_default=True,
        help="Who joins Arabic letters and runs them right to left: the terminal, or Rasid (visual).",
    )(command)


def filter_options(command: F) -> F:
    """The options that choose events; `event_filter` makes a filter of them."""
    for option in reversed(
        (
            click.option("--from", "since", type=Day(), help="Events that end on this day or later."),
            click.option("--to", "until", type=Day(), help="Events that start on this day or earlier."),
            click.option(
                "--type",
                "types",
                multiple=True,
                metavar="TYPE",
                type=click.Choice([t.value for t in EventType]),
                help="Event type, as air_strike; may be given again. A wrong one lists all.",
            ),
            click.option("--country", metavar="ISO2", help="Two-letter code of a country, as SY."),
            click.option("--place", metavar="NAME", help="A place: id, English name, or the words of the report."),
            click.option("--actor", metavar="NAME", help="An attacker, target or party: id, English name, or words."),
            click.option("--source", metavar="OUTLET", help="Name of the outlet."),
            click.option("--undated", is_flag=True, help="With --from or --to: also events without a date."),
        )
    ):
        command = option(command)
    return command


def days_in_order(since: dt.date | None, until: dt.date | None) -> None:
    """Raises UsageError for days between which none lies."""
    if since is not None and until is not None and since > until:
        raise UsageError(f"--from {since} is after --to {until}; no day lies between them")


def event_filter(**chosen: Any) -> EventFilter:
    from rasid.store import EventFilter

    days_in_order(chosen.get("since"), chosen.get("until"))
    chosen["types"] = tuple(EventType(value) for value in chosen.pop("types", ()))
    if chosen.get("country"):
        chosen["country"] = chosen["country"].upper()
    return EventFilter(**chosen)


def bidi_of(choice: str) -> str:
    """ "terminal" or "visual". Auto trusts the terminals that are known to do bidi, and files and pipes, whose reader
    will; else letters are joined and ordered here."""
    if choice != "auto":
        return choice
    if not sys.stdout.isatty():
        return "terminal"
    program = os.environ.get("TERM_PROGRAM", "")
    # VTE (GNOME Terminal and its kin) does bidi from 0.58 on; Konsole, mlterm, Apple's Terminal and iTerm2 do too.
    vte = re.fullmatch(r"\d{4,}", os.environ.get("VTE_VERSION", ""))
    knows = (
        (vte is not None and int(vte.group()) >= 5800)
        or "KONSOLE_VERSION" in os.environ
        or program in ("Apple_Terminal", "iTerm.app", "mlterm")
        or os.environ.get("MLTERM") is not None
    )
    return "terminal" if knows else "visual"


def console(*, stderr: bool = False) -> Console:
    """A console that does not colour what goes to a file."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or stderr else 110
    return Console(stderr=stderr, highlight=False, soft_wrap=False, width=width, emoji=False, markup=False)
