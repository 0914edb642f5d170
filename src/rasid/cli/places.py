"""`rasid places`: looks names up in the gazetteer, and lays a team's own tables of places over it."""

from __future__ import annotations

from pathlib import Path

import click

from rasid.cli.common import bidi_of, bidi_option, console, counted


@click.group("places")
def command() -> None:
    """Look up the gazetteer and add to it.

    \b
    Examples:
      rasid places find "كفر نبل"
      rasid places find Taji --country IQ --json
      rasid places import SY.txt --alternate-names alternateNamesV2.txt
      rasid places import villages.csv --source villages
      rasid places sources
      rasid places remove villages
    """


@command.command("find", short_help="Show the places of a name.")
@click.argument("name")
@click.option("--country", metavar="ISO2", help="Only places of this country, as SY.")
@click.option("--limit", type=click.IntRange(1), metavar="N", default=20, show_default=True, help="Most places shown.")
@click.option("--json", "as_json", is_flag=True, help="The places as JSON, one a line.")
@bidi_option
def find(name: str, country: str | None, limit: int, as_json: bool, bidi: str) -> None:
    """Show the places called NAME: an Arabic name, an English one, or an id."""
    from rasid.codes import label
    from rasid.errors import UsageError
    from rasid.lexicon.places import gazetteer

    places = gazetteer()
    found = places.find(name, country=country.upper() if country else None)
    if as_json:
        import msgspec

        for place in found[:limit]:
            click.echo(msgspec.json.encode(place))
    else:
        from rasid.cli.layout import Line, Page

        page = Page(console(), bidi=bidi_of(bidi))
        for place in found[:limit]:
            kind = ", ".join(part for part in (label(place.kind, "en").lower(), place.admin1, place.country) if part)
            line = Line().arabic(place.name_ar).say(f"{place.name_en or '–'} ({kind})")
            line.say("no point" if place.lat is None else f"{place.lat:.3f}, {place.lon:.3f} ± {place.radius_km:g} km")
            page.line(line.say("·", "dim").say(f"{place.id} ({place.source})", "dim"), hang=4)
        if len(found) > limit:
            click.echo(f"and {len(found) - limit} more (--limit)", err=True)
    if not found:
        raise UsageError(
            f"no place called {name!r} in {len(places):,} places; `rasid places import` adds a table of your own"
        )


@command.command("import", short_help="Add a table of places of your own.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", metavar="NAME", help="What the table is to be called.  [default: the file's name]")
@click.option(
    "--format", "form", type=click.Choice(["geonames", "csv"]), help="Form of the file.  [default: by its first line]"
)
@click.option(
    "--alternate-names",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="GeoNames' alternateNames table, for Arabic names.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def import_(file: Path, source: str | None, form: str | None, alternate_names: Path | None, as_json: bool) -> None:
    """Add the places of FILE, plain or gzipped, in place of an earlier import of the same name.

    FILE is a country dump of GeoNames (SY.txt of download.geonames.org), or a table with a header line that has the
    columns names_ar (several with | between them), country (two letters), lat and lon, and may have name_en, kind,
    radius_km, population, admin1, id, geonames_id, feature_code. Rows without an Arabic name, a country or a point are refused
    and counted.

    A row with the id of a place that is there, or with its geonames_id, takes its place. A name that a place of our own checked
    list has in the same spot stays with that.
    """
    import msgspec

    from rasid.lexicon.place_files import import_places

    name = source or file.name.removesuffix(".gz").rsplit(".", 1)[0]
    done = import_places(file, source=name, form=form, alternate_names=alternate_names)
    if as_json:
        click.echo(msgspec.json.encode(done))
        return
    click.echo(f"{counted(done.taken, 'place', 'places')} taken as {done.source!r} ({done.file})")
    for reason, number in done.refused.items():
        rows = "row" if number == 1 else "rows"
        click.echo(f"  {number:>7,} {rows} refused: {reason} (first: row {done.first_rows[reason]})")


@command.command("sources", short_help="List where the places come from.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one a line.")
def sources_(as_json: bool) -> None:
    """List where the places come from: those of the package, and tables that were imported."""
    from collections import Counter

    from rasid.lexicon.place_files import sources
    from rasid.lexicon.places import shipped

    rows = [
        (name, count, "with the package") for name, count in Counter(place.source for place in shipped()).most_common()
    ]
    rows += [(name, count, str(path)) for name, count, path in sources()]
    for name, count, where in rows:
        if as_json:
            import msgspec

            click.echo(msgspec.json.encode({"source": name, "places": count, "where": where}))
        else:
            click.echo(f"{name:<20} {count:>8,} places  {where}")


@command.command("remove")
@click.argument("source")
def remove_(source: str) -> None:
    """Take an imported table away again."""
    from rasid.lexicon.place_files import remove

    remove(source)
    click.echo(f"{source} removed")
