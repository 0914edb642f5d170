"""`rasid places`: looking up, importing, what is refused and why, and taking a table away again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rasid.analyse.pipeline import Pipeline
from rasid.cli.places import command
from rasid.errors import InputError, RasidError, UsageError
from rasid.lexicon.places import gazetteer
from rasid.model import Report

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


def test_a_row_with_the_id_of_a_place_takes_its_place(folder: Path) -> None:
    table = "id,geonames_id,names_ar,country,lat,lon\nown-iq-taji,,التاجي,IQ,33.6,44.3\n,98182,بغداد,IQ,33.4,44.4\nx1,,الرياحين,IQ,33.1,44.1\n"
    run("import", file(folder, "mine.csv", table))
    for name, place, source in (("التاجي", "own-iq-taji", "mine"), ("الرياحين", "mine-x1", "mine")):
        [found] = map(json.loads, run("find", name, "--country", "IQ", "--json").output.splitlines())
        assert (found["id"], found["source"]) == (place, source)
    assert json.loads(run("find", "gn98182", "--json").output)["source"] == "mine"


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


TEXT = "قُتل خمسة مدنيين في قصف مدفعي على قرية تل الريحان في ريف إدلب، ثم أُصيب طفلان في بلدة الرشيدية."


def chosen() -> dict[str, str | None]:
    """Words for a place in that text -> the place they were resolved to."""
    gazetteer.cache_clear()
    analysis = Pipeline()(Report.make(TEXT))
    return {
        argument.evidence.quote: argument.place.chosen
        for event in analysis.events
        for argument in event.arguments
        if argument.place is not None
    }


@pytest.mark.parametrize("form", ["csv", "geonames"])
def test_an_imported_place_is_found_in_a_text_and_not_once_it_is_removed(folder: Path, form: str) -> None:
    if form == "csv":
        table = "names_ar,country,lat,lon\nتل الريحان|تلة الريحان,SY,35.412,36.918\n"
        wanted = "mine-2"
        call = ["import", file(folder, "table.csv", table)]
    else:
        row = "900009\tTall ar Rayhan\tTall ar Rayhan\t\t35.412\t36.918\tP\tPPL\tSY\t\t10\t\t\t\t900\t\t400\tAsia/Damascus\t2020-01-01\n"
        names = "5\t900009\tar\tتل الريحان\t1\t\t\t\n6\t900009\tar\tالريحانة القديمة\t\t\t\t1\n"
        wanted = "gn900009"
        call = ["import", file(folder, "SY.txt", row), "--alternate-names", file(folder, "names.txt.gz", names)]
    before = chosen()
    assert before["تل الريحان"] is None
    assert run(*call, "--source", "mine").exit_code == 0
    after = chosen()
    assert after["تل الريحان"] == wanted
    assert {words: place for words, place in after.items() if "الريحان" not in words} == {
        words: place for words, place in before.items() if "الريحان" not in words
    }
    assert run("remove", "mine").exit_code == 0
    assert chosen() == before


def test_what_is_found_depends_on_imports_and_the_run_says_so(folder: Path) -> None:
    bare = Pipeline().run
    table = file(folder, "mine.csv", TABLE)
    run("import", table)
    first = Pipeline().run
    run("import", table)
    assert Pipeline().run == first, "the same table is the same run"
    assert set(first.data) - set(bare.data) == {"places/mine.tsv.gz"}
    assert first.id != bare.id
    run("remove", "mine")
    assert Pipeline().run == bare


def test_a_zip_is_told(folder: Path) -> None:
    path = folder / "SY.zip"
    path.write_bytes(b"PK\x03\x04 and so on")
    result = run("import", str(path))
    assert isinstance(result.exception, InputError)
    assert "unpack it" in str(result.exception)


def test_alternate_names_go_with_a_dump(folder: Path) -> None:
    table, names = file(folder, "mine.csv", TABLE), file(folder, "names.txt", ALTERNATES)
    assert isinstance(run("import", table, "--alternate-names", names).exception, UsageError)


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
