"""`rasid people`: who works at the desk of a store, what they may do, and their keys to the API."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import click

from rasid.cli.common import by_option, person, store_option
from rasid.model import DeskRole

_json = click.option("--json", "as_json", is_flag=True, help="As JSON, one record a line.")
_role = click.Choice([role.value for role in DeskRole])
_password = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="The password is the first line of standard input."
)


@click.group("people")
def command() -> None:
    """Say who works at the desk of a store.

    A reader sees; a coder also decides and exports; a reviewer also confirms as the second person and releases; an admin also
    changes people. Names of victims and witnesses are shown to those who are cleared for them, whatever their role.

    \b
    Examples:
      rasid people add amal --role admin --display "أمل" --cleared --store news.sqlite
      rasid people add badr --role coder --no-password --store news.sqlite
      rasid people list --store news.sqlite
      rasid people change badr --role reviewer --store news.sqlite
      rasid people change badr --password --store news.sqlite
      rasid people remove badr --store news.sqlite
      rasid people token add badr --label "nightly export" --days 90 --store news.sqlite
      rasid people token list --store news.sqlite
      rasid people token revoke t03f1c2a9d07e --store news.sqlite
    """


@command.command("add", short_help="Add a person.")
@click.argument("name")
@store_option(required=True)
@click.option("--role", type=_role, default=DeskRole.READER.value, show_default=True, help="What the person may do.")
@click.option("--display", metavar="WORDS", default="", help="The name as shown.")
@click.option("--cleared", is_flag=True, help="May see names of victims and witnesses.")
@click.option("--no-password", is_flag=True, help="Cannot log in; works with keys alone.")
@_password
@by_option
@_json
def add(
    name: str,
    store: str,
    role: str,
    display: str,
    cleared: bool,
    no_password: bool,
    from_stdin: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """Add the person NAME. The password is asked for twice; it is never an option, since those can be seen by others on this
    machine. Names stay for good: in the ledger, and so that nobody is taken for another."""
    from rasid.errors import UsageError
    from rasid.store import Store

    if no_password and from_stdin:
        raise UsageError("--no-password and --password-stdin: choose one")
    with Store.open(store) as opened:
        password = None if no_password else _asked(from_stdin)
        made = opened.people.add(
            name, by=person(by), role=DeskRole(role), display=display, cleared=cleared, password=password
        )
    _told(made, as_json, f"{made.name} added as {made.role.value}")


@command.command("list", short_help="List who works here.")
@store_option(required=True)
@click.option("--all", "everybody", is_flag=True, help="Those who were removed too.")
@_json
def list_(store: str, everybody: bool, as_json: bool) -> None:
    """List people: name, role, whether they are cleared for names, how they are shown."""
    import msgspec

    from rasid.store import Store

    with Store.open(store) as opened:
        found = opened.people.listed(removed=everybody)
    for one in found:
        if as_json:
            click.echo(msgspec.json.encode(one))
        else:
            notes = [one.display, "cleared for names" if one.cleared else "", "" if one.active else "removed"]
            told = ", ".join(note for note in notes if note)
            click.echo(f"{one.name:<20} {one.role.value:<9} {told}".rstrip())
    if not found and not as_json:
        click.echo("There is nobody: the desk is open to who sits at this machine, and to nobody else.", err=True)


@command.command("change", short_help="Change what a person may do, or the password.")
@click.argument("name")
@store_option(required=True)
@click.option("--role", type=_role, help="What the person may do.")
@click.option("--display", metavar="WORDS", help="The name as shown.")
@click.option("--cleared/--not-cleared", default=None, help="Whether the person sees names of victims and witnesses.")
@click.option("--password", "new_password", is_flag=True, help="Ask for a new password; sessions end.")
@click.option("--back", is_flag=True, help="Let one who was removed work here again; old keys stay revoked.")
@_password
@by_option
@_json
def change(
    name: str,
    store: str,
    role: str | None,
    display: str | None,
    cleared: bool | None,
    new_password: bool,
    back: bool,
    from_stdin: bool,
    by: str | None,
    as_json: bool,
) -> None:
    """Change the person NAME."""
    from rasid.errors import UsageError
    from rasid.store import Store

    if role is None and display is None and cleared is None and not (new_password or from_stdin or back):
        raise UsageError("what is to change? --role, --display, --cleared, --password or --back")
    with Store.open(store) as opened:
        if opened.people.get(name) is None:
            raise UsageError(f"there is nobody called {name}; `rasid people list` shows who there is")
        password = _asked(from_stdin) if new_password or from_stdin else None
        made = opened.people.change(
            name, by=person(by), role=DeskRole(role) if role else None, display=display, cleared=cleared,
            password=password, active=True if back else None,
        )  # fmt: skip
    _told(made, as_json, f"{made.name} changed: {made.role.value}{', cleared for names' if made.cleared else ''}")


@command.command("remove", short_help="Remove a person.")
@click.argument("name")
@store_option(required=True)
@by_option
@_json
def remove(name: str, store: str, by: str | None, as_json: bool) -> None:
    """End what the person NAME may do: sessions end and keys are revoked. The name stays in the ledger."""
    from rasid.store import Store

    with Store.open(store) as opened:
        made = opened.people.remove(name, by=person(by))
    _told(made, as_json, f"{made.name} removed")


@command.group("token", short_help="Keys to the API.")
def token() -> None:
    """Make, list and revoke keys to the API. A key may do what its person may."""


@token.command("add", short_help="Make a key.")
@click.argument("name")
@store_option(required=True)
@click.option("--label", metavar="WORDS", required=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), metavar="N", help="Ends after so many days.  [default: never]")
@by_option
@_json
def add_token(name: str, store: str, label: str, days: int | None, by: str | None, as_json: bool) -> None:
    """Make a key for the person NAME and print it, once: only its hash is kept."""
    import msgspec

    from rasid.store import Store

    with Store.open(store) as opened:
        lasts = dt.timedelta(days=days) if days else None
        made, key = opened.people.add_token(name, label, by=person(by), lasts=lasts)
    if as_json:
        click.echo(msgspec.json.encode({**msgspec.to_builtins(made), "key": key}))
        return
    click.echo(key)
    click.echo(f"{made.id}: a key of {made.person}; keep it now, it cannot be shown again", err=True)


@token.command("list", short_help="List keys.")
@click.argument("name", required=False)
@store_option(required=True)
@_json
def list_tokens(name: str | None, store: str, as_json: bool) -> None:
    """List keys, of all or of the person NAME: id, whose, what for, until when."""
    import msgspec

    from rasid.store import Store

    with Store.open(store) as opened:
        found = opened.people.tokens(name)
    now = dt.datetime.now(dt.UTC)
    for one in found:
        if as_json:
            click.echo(msgspec.json.encode(one))
            continue
        state = f"ends {one.expires_at:%Y-%m-%d}" if one.expires_at else "never ends"
        if one.expires_at and one.expires_at < now:
            state = f"ended {one.expires_at:%Y-%m-%d}"
        if one.revoked_at:
            state = f"revoked {one.revoked_at:%Y-%m-%d}"
        used = f"used {one.used_at:%Y-%m-%d}" if one.used_at else "not used"
        click.echo(f"{one.id}  {one.person:<20} {state:<19} {used:<16} {one.label}")
    if not found and not as_json:
        click.echo("There are no keys.", err=True)


@token.command("revoke", short_help="End a key.")
@click.argument("token_id", metavar="ID")
@store_option(required=True)
@by_option
@_json
def revoke(token_id: str, store: str, by: str | None, as_json: bool) -> None:
    """End the key ID, at once and for good."""
    from rasid.store import Store

    with Store.open(store) as opened:
        made = opened.people.revoke_token(token_id, by=person(by))
    _told(made, as_json, f"{made.id} revoked: {made.label} of {made.person}")


def _asked(from_stdin: bool) -> str:
    """The password, which is not shown."""
    import getpass

    from rasid.errors import UsageError

    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise UsageError("no password came on standard input")
        return given
    if not sys.stdin.isatty():
        raise UsageError(
            "a password is asked for at a terminal; from a program give --password-stdin, or --no-password"
        )
    given = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != given:
        raise UsageError("the two passwords differ; nothing was changed")
    return given


def _told(made: Any, as_json: bool, told: str) -> None:
    import msgspec

    click.echo(msgspec.json.encode(made) if as_json else told)
