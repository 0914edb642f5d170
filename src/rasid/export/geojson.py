"""Events on a map: a GeoJSON FeatureCollection (RFC 7946), one feature an event.

A point is where the gazetteer has the place, to the letter: never moved, never made up. What was not resolved, and what
is known to the country only, has a null geometry. How far the truth may be from the point stands in ``radius_km`` and
``precision``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

import msgspec

from rasid.codes import label
from rasid.export.decided import told
from rasid.export.event_view import EventView, event_key
from rasid.export.losses import Losses, Record, count_events, guarded
from rasid.model import Argument, CasualtyClaim, Outcome, PlaceReference, Role

SUFFIX = ".geojson"
Json = dict[str, Any]


def write(records: Iterable[Record], out: TextIO, *, protect_names: bool = True) -> Losses:
    """Writes the collection, feature by feature; what was left out stands at its end as ``losses``. Returns it too."""
    losses = Losses()
    encoder = msgspec.json.Encoder()
    out.write('{"type":"FeatureCollection","features":[')
    mark = "\n"
    for report, analysis in guarded(records, losses, protect_names=protect_names):
        count_events(analysis, losses)
        for event in analysis.events:
            out.write(mark)
            out.write(encoder.encode(_feature(EventView(report, analysis, event), losses)).decode())
            mark = ",\n"
    out.write('\n],"losses":')
    out.write(encoder.encode(list(losses)).decode())
    out.write("}\n")
    return losses


def _feature(view: EventView, losses: Losses) -> Json:
    places = view.places()
    points = [[place.lon, place.lat] for _, place in places if place.lon is not None and place.lat is not None]
    geometry: Json | None = None
    if len(points) == 1:
        geometry = {"type": "Point", "coordinates": points[0]}
    elif points:
        geometry = {"type": "MultiPoint", "coordinates": points}
    else:
        losses.add("geometry", "no point: the place is not said, not resolved, or a whole country", 1)
    return {"type": "Feature", "id": view.key(), "geometry": geometry, "properties": _properties(view, places)}


def _properties(view: EventView, places: list[tuple[Argument, PlaceReference]]) -> Json:
    event, report = view.event, view.report
    when = event.when
    radii = [place.radius_km for _, place in places if place.radius_km is not None]
    return {
        "type": event.type.value,
        "type_en": label(event.type, "en"),
        "type_ar": label(event.type, "ar"),
        "realis": event.realis.value,
        "salience": event.salience.value,
        "parent": event_key(report, event.parent) if event.parent else None,
        "date_start": when.start.isoformat() if when and when.start else None,
        "date_end": when.end.isoformat() if when and when.end else None,
        "date_granularity": when.granularity.value if when else None,
        "date_basis": when.basis.value if when else None,
        "precision": places[0][1].precision.value if places else None,
        "radius_km": max(radii) if radii else None,
        "country": places[0][1].country if places else None,
        "places": [_place(argument, place) for argument, place in places],
        "attackers": [_actor(argument) for argument in view.arguments(Role.ATTACKER)],
        "targets": [_actor(argument) for argument in view.arguments(Role.TARGET)],
        "parties": [_actor(argument) for argument in view.arguments(Role.PARTY)],
        **{
            f"{name}_{end}": getattr(view.range(outcome), bound)
            for name, outcome in (
                ("killed", Outcome.KILLED),
                ("injured", Outcome.INJURED),
                ("killed_or_injured", Outcome.HARMED),
            )
            for end, bound in (("min", "low"), ("max", "high"))
        },
        "casualties": [_claim(view, claim) for claim in view.claims],
        "trigger": event.trigger.quote,
        "sentence": view.sentence(),
        "report": report.id,
        "report_url": report.url,
        "source": report.source.name if report.source else None,
        "published": report.published.isoformat() if report.published else None,
        "run": view.run,
        "decided": [told(basis) for basis in view.decided],
    }


def _place(argument: Argument, place: PlaceReference) -> Json:
    return {
        "quote": argument.evidence.quote,
        "name": place.name_en or argument.label,
        "id": place.chosen,
        "kind": place.kind.value,
        "precision": place.precision.value,
        "radius_km": place.radius_km,
    }


def _actor(argument: Argument) -> Json:
    return {"quote": argument.evidence.quote, "name": argument.label, "id": argument.actor}


def _claim(view: EventView, claim: CasualtyClaim) -> Json:
    speaker = view.speaker(claim)
    return {
        "outcome": claim.outcome.value,
        "low": claim.count.low,
        "high": claim.count.high,
        "quote": claim.evidence.quote,
        "who": claim.who.quote if claim.who else None,
        "groups": [group.value for group in claim.groups],
        "part_of": claim.part_of,
        "scope": claim.scope.value,
        "certainty": claim.certainty.value,
        "speaker": speaker.speaker.quote if speaker else None,
    }
