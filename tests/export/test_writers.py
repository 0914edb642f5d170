"""Files of every format: what stands in them, and what they say they leave out."""

import csv
import io
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.export import csv as csv_writer
from rasid.export import geojson, jsonl
from rasid.export.columns import COLUMNS
from rasid.export.formats import FORMATS, writer
from rasid.export.losses import Losses
from rasid.model import Analysis, Report
from tests.store.samples import analysis, kind_of, report, unique


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def written(module: object, *records: tuple[Report, Analysis], **options: bool) -> tuple[str, dict[str, int]]:
    out = io.StringIO(newline="")
    losses: Losses = module.write(records, out, **options)  # type: ignore[attr-defined]
    return out.getvalue(), {loss.field: loss.count for loss in losses}


def sample(**fields: object) -> tuple[Report, Analysis]:
    one = report(**fields)
    return one, analysis(one)


def test_jsonl_is_the_native_record() -> None:
    one, found = sample()
    text, losses = written(jsonl, (one, found), protect_names=False, with_text=True)
    (line,) = text.splitlines()
    record = json.loads(line)
    assert msgspec.convert(record["report"], Report) == one
    assert msgspec.convert(record["analysis"], Analysis) == found
    assert losses == {}


def test_jsonl_without_text_says_so() -> None:
    text, losses = written(jsonl, sample(), sample())
    assert "text" not in json.loads(text.splitlines()[0])["report"]
    assert losses["report.text"] == 2
    assert losses["names"] > 0


def test_csv_has_one_row_an_event_with_its_words() -> None:
    one, found = sample()
    text, losses = written(csv_writer, (one, found))
    strike, clash, arrests = rows(text)
    assert list(strike) == list(COLUMNS)
    expected = {
        "event": f"{one.id}:e1", "type": "air_strike", "type_en": "Air strike", "type_ar": "غارة جوية",
        "realis": "actual", "salience": "main", "parent": "",
        "date_start": "2024-05-01", "date_end": "2024-05-01", "date_granularity": "day", "date_basis": "relative", "date_quote": "أمس",
        "place_quote": "بنّش", "place_name": "Binnish", "latitude": "35.957", "longitude": "36.714", "precision": "town",
        "radius_km": "2.0", "country": "SY", "all_places": "إدلب | بنّش",
        "target_quote": "سوق بنّش", "target_name": "Binnish market", "attacker_quote": "",
        "killed_min": "7", "killed_max": "7", "killed_quotes": "سبعة مدنيين | الطفل ███ ████████ | مدنيين",
        "killed_speakers": "الدفاع المدني | الدفاع المدني | الجيش",
        "injured_min": "20", "injured_max": "20", "killed_or_injured_min": "", "killed_or_injured_max": "",
        "trigger": "غارة", "report": one.id, "report_url": "https://sada.example/1", "source": "Sada",
        "published": "2024-05-02", "run": "run1",
    }  # fmt: skip
    assert {name: strike[name] for name in expected} == expected
    assert one.text[int(strike["trigger_start"]) : int(strike["trigger_end"])] == "غارة"
    # Said to be nobody is 0; not said is empty.
    assert (clash["killed_min"], clash["killed_max"], clash["injured_max"]) == ("0", "0", "0")
    assert (arrests["killed_min"], arrests["killed_max"]) == ("", "")
    assert (clash["latitude"], clash["precision"], clash["country"]) == ("", "unresolved", "IQ")
    assert (clash["date_start"], clash["party_id"]) == ("", "two-factions")
    assert arrests["other_harm"] == "detained: =اثني عشر"
    assert arrests["parent"] == f"{one.id}:e2"
    assert losses == {
        "names": losses["names"], "relations": 1, "mentions": 2, "event.mentions": 1, "statements": 1, "date": 2, "casualties": 2,
    }  # fmt: skip


def test_csv_for_excel() -> None:
    text, _ = written(csv_writer, sample(), bom=True)
    assert text.startswith("\ufeffevent,")
    assert "\r\n" in text


def test_csv_runs_no_formula() -> None:
    text, losses = written(csv_writer, sample(url='=HYPERLINK("http://x")', external_id="+1", origin=None))
    (row, *_) = rows(text)
    assert row["report_url"] == '\'=HYPERLINK("http://x")'
    assert row["report_external_id"] == "'+1"
    assert losses["cell"] == 6
    # Numbers are numbers, below zero too.
    one, found = sample()
    south = msgspec.structs.replace(found.events[0].arguments[1].place, lat=-35.5)  # type: ignore[type-var]
    argument = msgspec.structs.replace(found.events[0].arguments[1], place=south)
    event = msgspec.structs.replace(found.events[0], arguments=(argument,))
    text, _ = written(csv_writer, (one, msgspec.structs.replace(found, events=(event,))))
    assert rows(text)[0]["latitude"] == "-35.5"


def test_geojson_points_are_where_the_gazetteer_has_them() -> None:
    one, found = sample()
    text, losses = written(geojson, (one, found))
    collection = json.loads(text)
    strike, clash, arrests = collection["features"]
    assert collection["type"] == "FeatureCollection"
    assert strike["id"] == f"{one.id}:e1"
    assert strike["geometry"] == {"type": "Point", "coordinates": [36.714, 35.957]}
    assert clash["geometry"] is None
    assert arrests["geometry"] is None
    assert (strike["properties"]["radius_km"], strike["properties"]["precision"]) == (2.0, "town")
    assert strike["properties"]["casualties"][0]["speaker"] == "الدفاع المدني"
    assert clash["properties"]["killed_max"] == 0
    assert arrests["properties"]["killed_max"] is None
    assert {loss["field"]: loss["count"] for loss in collection["losses"]} == losses
    assert losses["geometry"] == 2


def test_geojson_of_several_places_of_one_precision() -> None:
    one, found = sample()
    town = found.events[0].arguments[1]
    assert town.place is not None
    other = msgspec.structs.replace(town, place=msgspec.structs.replace(town.place, lat=36.0, lon=37.0))
    event = msgspec.structs.replace(found.events[0], arguments=(town, other))
    text, _ = written(geojson, (one, msgspec.structs.replace(found, events=(event,))))
    geometry = json.loads(text)["features"][0]["geometry"]
    assert geometry == {"type": "MultiPoint", "coordinates": [[36.714, 35.957], [37.0, 36.0]]}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_write(name: str) -> None:
    text, losses = written(writer(name))
    assert losses == {}
    if name == "geojson":
        assert json.loads(text) == {"type": "FeatureCollection", "features": [], "losses": []}


@pytest.mark.parametrize("name", FORMATS)
def test_private_names_leave_only_when_asked(name: str) -> None:
    options = {"with_text": True} if name == "jsonl" else {}
    covered, losses = written(writer(name), sample(), **options)
    clear, none = written(writer(name), sample(), protect_names=False, **options)
    for private in ("يزن", "الحوراني", "الدروبي"):
        assert private not in covered
    assert "يزن" in clear
    assert losses["names"] > 0
    assert "names" not in none


@settings(max_examples=60, deadline=None)
@given(found=kind_of(Analysis).map(unique))
def test_any_analysis_is_written(found: Analysis) -> None:
    one = report()
    for name in FORMATS:
        text, _ = written(writer(name), (one, found))
        if name == "csv":
            read = list(csv.reader(io.StringIO(text, newline="")))
            assert len(read) == 1 + len(found.events)
            assert {len(row) for row in read} == {len(COLUMNS)}
            for cell in (cell for row in read[1:] for cell in row):
                assert not cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\r", "\n"))
        elif name == "geojson":
            assert len(json.loads(text)["features"]) == len(found.events)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=8))
def test_any_cell_is_safe(value: str) -> None:
    (cell,) = csv_writer.safe([value], Losses())
    assert not str(cell).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert str(cell).removeprefix("'").replace("'", "") in value.replace("\x00", "").replace("'", "")
