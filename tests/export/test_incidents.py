"""Incidents as rows, features and records, and the table of their claims."""

import csv
import datetime as dt
import io
import json

import msgspec
import pytest

from rasid.analyse.pipeline import Pipeline
from rasid.export.incident_columns import CLAIM_COLUMNS, INCIDENT_COLUMNS
from rasid.export.incidents import Claims, Told, write_csv, write_geojson, write_jsonl
from rasid.export.losses import Losses
from rasid.model import Account, EventKey, PublishedBasis, Report, Rule, Source
from rasid.resolve.incidents import account, incident
from rasid.resolve.profile import profiles

FIRST = "قُتل خمسة مدنيين بينهم طفلان في قصف مدفعي على سوق سرمين اليوم الأحد، وفق الدفاع المدني."
LATER = "ارتفعت إلى ثمانية قتلى حصيلة القصف المدفعي على سوق سرمين أمس الأحد، وفق ما قال مصدر طبي."


@pytest.fixture(scope="module")
def told() -> list[Told]:
    read = Pipeline()
    records = []
    for name, day, text in (("الصدى", 5, FIRST), ("=HYPERLINK(1)", 6, LATER)):
        report = Report.make(
            text,
            source=Source(name=name),
            published=dt.date(2024, 5, day),
            published_basis=PublishedBasis.META,
        )
        records.append((report, read(report)))
    events = [profile for record in records for profile in profiles(*record)]
    found = incident("i1", events)
    assert {key.report_id for key in found.events} == {report.id for report, _ in records}
    return [(account(found, records, Rule.AIRWARS, order={}), records)]


def rows(out: io.StringIO) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_row_has_the_estimates_under_the_rule_and_a_table_the_claims(told: list[Told]) -> None:
    out, beside, losses = io.StringIO(newline=""), io.StringIO(newline=""), Losses()
    claims = Claims(beside, losses)
    assert write_csv(told, out, losses, claims=claims) == 1
    (row,) = rows(out)
    assert list(row) == list(INCIDENT_COLUMNS)
    cell = told[0][0].matrix.cell(told[0][0].claims[0].claim.outcome)
    assert (row["killed_low"], row["killed_high"]) == (str(cell.low), str(cell.high))
    assert row["rule"] == "airwars"
    assert (row["reports"], row["witnesses"]) == ("2", "2")
    assert row["injured_low"] == ""  # not stated, and never 0
    assert row["killed_or_more"] in ("true", "false")
    found = rows(beside)
    assert list(found[0]) == list(CLAIM_COLUMNS)
    assert len(found) == claims.count == len(told[0][0].claims)
    assert {"used", "set_aside"} <= {claim["standing"] for claim in found}
    for claim in found:
        text = next(report.text for report, _ in told[0][1] if report.id == claim["report"])
        assert text[int(claim["quote_start"]) : int(claim["quote_end"])] == claim["quote"]


def test_no_cell_is_a_formula(told: list[Told]) -> None:
    out, losses = io.StringIO(newline=""), Losses()
    write_csv(told, out, losses, claims=Claims(io.StringIO(newline=""), losses))
    assert not any(cell.startswith("=") for cell in rows(out)[0].values())
    assert "cell" in {loss.field for loss in losses}


def test_a_feature_has_the_point_of_the_gazetteer_or_none(told: list[Told]) -> None:
    out, losses = io.StringIO(), Losses()
    assert write_geojson(told, out, losses) == 1
    (feature,) = json.loads(out.getvalue())["features"]
    found = told[0][0].incident
    assert feature["id"] == "i1"
    if found.lat is None:
        assert feature["geometry"] is None
        assert "geometry" in {loss.field for loss in losses}
    else:
        assert feature["geometry"]["coordinates"] == [found.lon, found.lat]
    killed = told[0][0].matrix.cell(told[0][0].claims[0].claim.outcome)
    assert feature["properties"]["killed_high"] == killed.high
    assert feature["properties"]["killed_or_more"] is killed.or_more  # not the word "false", which a map takes for true


def test_a_line_is_the_whole_account(told: list[Told]) -> None:
    out = io.StringIO()
    assert write_jsonl(told, out, Losses()) == 1
    assert msgspec.json.decode(out.getvalue(), type=Account) == told[0][0]
    assert isinstance(told[0][0].incident.events[0], EventKey)
