"""`rasid places`: looking up, importing, what is refused and why, and taking a table away again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rasid.cli.places import command
from rasid.errors import InputError, RasidError, UsageError
from rasid.lexicon.places import gazetteer

TABLE = """names_ar,name_en,kind,country,lat,lon,radius_km
قرية الرياحين|الرياحين,Rayahin,village,SY,35.61,36.52,2
Latin only,Latin,village,SY,35.1,36.1,2
تل الورد,Tell al-Ward,village,Syria,35.2,36.2,2
خربة الزعتر,Zaatar,village,SY,,,2
عين الريحان,Rayhan,village,SY,135.2,36.2,2
حارة الورد,Ward,quarter,SY,35.2,36.2,2
"""
DUMP = (
    "900001\tRayyana\tRayyana\tRayyana,ريّانة\t35.5\t36.5\tP\tPPL\tSY\t\t10\t\t\t\t1200\t\t400\tAsia/Damascus\t2020-01-01\n"
    "900002\tWard Camp\tWard Camp\t\t35.6\t36.6\tS\tCMPRF\tSY\t\t10\t\t\t\t0\t\t400\tAsia/Damascus\t2020-01-01\n"
    "900003\tGone\tGone\tالقديمة\t35.6\t36.6\tP\tPPLQ\tSY\t\t10\t\t\t\t0\t\t400\tAsia/Damascus\t2020-01-01\n"
    "too\tfew\n"
)
ALTERNATES = (
    "1\t900002\tar\tمخيم الوردات\t1\t\t\t\n2\t900002\tar\tاسم قديم\t\t\t\t1\n3\t900002\ten\tWard Camp\t\t\t\t\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("RASID_DATA", str(tmp_path / "data"))
    gazetteer.cache_clear()
    yield tmp_path
    gazetteer.cache_clear()


def run(*words: str) -> Result:
    gazetteer.cache_clear()
    return CliRunner().invoke(command, words)


def file(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return str(path)


def test_find_shows_kind_country_and_point() -> None:
    out = run("find", "التاجي", "--country", "iq").output
    assert "Taji" in out
    assert "IQ" in out
    assert "33.5" in out


def test_find_as_json() -> None:
    first = json.loads(run("find", "كركوك", "--json").output.splitlines()[0])
    assert first["country"] == "IQ"
    assert 35 < first["lat"] < 36


def test_find_takes_english_names() -> None:
    assert "كركوك" in run("find", "kirkuk").output


def test_a_country_has_no_point() -> None:
    assert json.loads(run("find", "العراق", "--json").output.splitlines()[0])["lat"] is None


def test_find_of_what_is_not_there() -> None:
    result = run("find", "زززز")
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize("name", ["mine.csv", "mine.csv.gz"])
def test_import_of_a_table_counts_what_it_refuses(folder: Path, name: str) -> None:
    result = run("import", file(folder, name, TABLE), "--json")
    report = json.loads(result.output)
    assert report["source"] == "mine"
    assert report["taken"] == 1
    assert report["refused"] == {
        "no name in Arabic letters": 1,
        "no two-letter code of a country": 1,
        "no coordinates": 1,
        "coordinates that are not on the globe": 1,
        "a kind that is none of ours: quarter": 1,
    }
    assert report["first_rows"]["no name in Arabic letters"] == 3
    assert "Rayahin" in run("find", "الرياحين").output


def test_import_of_a_dump_with_alternate_names(folder: Path) -> None:
    dump, names = file(folder, "SY.txt", DUMP), file(folder, "alternate.txt", ALTERNATES)
    out = run("import", dump, "--alternate-names", names).output
    assert "2 places taken as 'SY'" in out
    assert "a place that is no more" in out
    assert "not the 19 fields of GeoNames" in out
    camp = json.loads(run("find", "مخيم الوردات", "--json").output)
    assert camp["id"] == "gn900002"
    assert camp["kind"] == "camp"
    assert camp["names"] == ["مخيم الوردات"]


def test_sources_and_remove(folder: Path) -> None:
    run("import", file(folder, "mine.csv", TABLE))
    assert "mine" in run("sources").output
    assert "geonames" in run("sources").output
    assert run("remove", "mine").exit_code == 0
    assert "mine" not in run("sources").output
    assert isinstance(run("remove", "mine").exception, UsageError)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", UsageError),
        ("a,b\n1,2\n", UsageError),
        ("names_ar,country,lat,lon\nX,SY,1,2\n", UsageError),
        ("\xff\xfe", UsageError),
    ],
)
def test_a_file_that_cannot_be_used_is_told(folder: Path, text: str, kind: type[RasidError]) -> None:
    assert isinstance(run("import", file(folder, "bad.csv", text)).exception, kind)


def test_a_file_in_another_encoding_is_told(folder: Path) -> None:
    path = folder / "bad.csv"
    path.write_bytes(TABLE.encode("cp1256", "replace"))
    assert isinstance(run("import", str(path)).exception, InputError)


def test_a_damaged_import_names_its_file(folder: Path) -> None:
    run("import", file(folder, "mine.csv", TABLE))
    damaged = folder / "data/places/mine.tsv.gz"
    damaged.write_bytes(damaged.read_bytes()[:40])
    gazetteer.cache_clear()
    with pytest.raises(RasidError, match=r"mine\.tsv\.gz"):
        gazetteer()
