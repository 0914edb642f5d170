"""`rasid incidents` as a person calls it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

STRIKE = "قُتل خمسة مدنيين في قصف مدفعي على سوق بلدة سرمين بريف إدلب صباح اليوم الأحد، وفق الدفاع المدني السوري."
AGAIN = "ارتفعت إلى ثمانية قتلى حصيلة القصف المدفعي على سوق سرمين في ريف إدلب أمس الأحد، وفق الدفاع المدني السوري."
OTHER = "انفجرت سيارة مفخخة قرب حاجز للشرطة في مدينة الموصل مساء اليوم الأحد، ما أدى إلى مقتل شرطي وإصابة ثلاثة."


@pytest.fixture
def store(tmp_path: Path, run: Run) -> Path:
    lines = (("a", STRIKE, "2024-05-05"), ("b", AGAIN, "2024-05-06"), ("c", OTHER, "2024-05-05"))
    reports = tmp_path / "reports.jsonl"
    reports.write_text(
        "".join(json.dumps({"id": name, "text": text, "published": day}) + "\n" for name, text, day in lines), "utf-8"
    )
    path = tmp_path / "s.sqlite"
    assert run("read", reports, "--store", path, "--reader", "rules").code == 0
    return path


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def incidents(run: Run, store: Path, *options: object) -> list[Any]:
    return lines(run("incidents", "list", "--store", store, "--json", *options).out)


def test_reading_links_as_it_goes(run: Run, store: Path) -> None:
    (one,) = incidents(run, store, "--reports", 2)
    assert len(one["events"]) == 2
    assert one["status"] == "linked"
    listed = run("incidents", "list", "--store", store, "--reports", 2)
    assert one["id"] in listed.out
    assert "2024-05-05" in listed.out
    assert "2 reports" in listed.out


def test_reading_without_links_says_that_they_wait(run: Run, store: Path, tmp_path: Path) -> None:
    other = tmp_path / "o.sqlite"
    reports = tmp_path / "reports.jsonl"
    run("read", reports, "--store", other, "--no-link", "--reader", "rules")
    nothing = run("incidents", "list", "--store", other)
    assert nothing.out == ""
    assert "3 reports are not linked: rasid incidents build" in nothing.err
    built = run("incidents", "build", "--store", other)
    assert built.code == 0
    assert "3 reports linked" in built.err
    done = json.loads(run("incidents", "build", "--store", other, "--json").out)
    assert (done["reports"], done["store"]["several"]) == (0, 1)
    assert incidents(run, other) == incidents(run, store)
    assert "3 reports linked anew;" in run("incidents", "build", "--store", other, "--anew").err


def test_filters(run: Run, store: Path) -> None:
    assert len(incidents(run, store, "--type", "shelling")) == 1
    assert incidents(run, store, "--from", "2024-06-01") == []
    assert len(incidents(run, store, "--to", "2024-05-05")) >= 2
    assert incidents(run, store, "--status", "judged") == []
    assert "Nothing found." in run("incidents", "list", "--store", store, "--country", "YE").err


def test_show_has_claims_reports_and_what_the_rule_makes_of_them(run: Run, store: Path) -> None:
    (one,) = incidents(run, store, "--reports", 2)
    shown = run("incidents", "show", one["id"][:7], "--store", store, "--rule", "most_recent")
    assert shown.code == 0
    for part in (
        "8 killed",
        "2024-05-05",
        "Shelling",
        "Claims",
        "Reports",
        "a/e1",
        "b/e1",
        "ثمانية",
        "superseded (see 8 killed, b): 5 killed",
    ):
        assert part in shown.out
    account = json.loads(run("incidents", "show", one["id"], "--store", store, "--json", "--history").out)
    assert account["account"]["incident"] == one
    assert account["changes"] == account["judgements"] == []
    assert account["account"]["matrix"]["rule"] == "airwars"
    assert len(account["account"]["claims"]) >= 2


def test_explain_adds_its_reasons_up(run: Run, store: Path) -> None:
    told = json.loads(run("incidents", "explain", "a/e1", "b/e1", "--store", store, "--json").out)
    shares = sum(feature["value"] * feature["weight"] for feature in told["link"]["features"])
    assert told["link"]["score"] == pytest.approx(shares)
    assert told["together"]
    assert told["kept"]
    shown = run("incidents", "explain", "a/e1", "c/e1", "--store", store).out
    assert "rather two happenings than one" in shown
    assert "they are of" in shown
    reasons = [line for line in shown.splitlines() if re.search(r"[+-]\d+\.\d\d", line)]
    assert len({re.search(r" [+-]\d", line).start() for line in reasons}) == 1, "shares stand below each other"  # type: ignore[union-attr]


def test_judging_and_taking_back(run: Run, store: Path) -> None:
    before = run("incidents", "list", "--store", store).out, incidents(run, store)
    judged = run("incidents", "judge", "a/e1", "c/e1", "same", "--by", "amal", "--reason", "يوم واحد", "--store", store)
    assert judged.code == 0
    assert "merged" in judged.err
    act = judged.out.split(":")[0]
    (one,) = incidents(run, store, "--status", "judged")
    assert len(one["events"]) == 3
    assert "يوم واحد" in run("incidents", "judgements", "--store", store).out
    shown = run("incidents", "show", one["id"], "--store", store, "--history").out
    assert shown.index(f"{act} amal") < shown.index("merged into")
    undone = run("incidents", "undo", act[:9], "--by", "amal", "--store", store)
    assert undone.code == 0
    assert (run("incidents", "list", "--store", store).out, incidents(run, store)) == before
    assert run("incidents", "judgements", "--store", store).err == "Nothing was judged.\n"
    (past,) = lines(run("incidents", "judgements", "--store", store, "--all", "--json").out)
    assert past["revoked_by"] == "amal"


def test_split_and_merge(run: Run, store: Path) -> None:
    before = incidents(run, store)
    (one,) = incidents(run, store, "--reports", 2)
    split = json.loads(run("incidents", "split", one["id"], "b/e1", "--by", "amal", "--store", store, "--json").out)
    assert [change["kind"] for change in split["changes"]] == ["split"]
    assert incidents(run, store, "--reports", 2) == []
    parts = split["changes"][0]["into"]
    refused = run("incidents", "merge", *parts, "--by", "amal", "--store", store)
    assert refused.code == 2
    assert "take that back first: rasid incidents undo j" in refused.err
    against = run("incidents", "merge", *parts, "--by", "basil", "--store", store)
    assert "[judgements-contradict]" in against.err
    assert len(incidents(run, store, "--status", "contradicted")) == 1
    assert "[judgements-contradict]" in run("incidents", "judgements", "--store", store).err
    assert run("incidents", "undo", against.out.split(":")[0], "--store", store).code == 0
    assert run("incidents", "undo", split["act"], "--store", store).code == 0
    assert incidents(run, store) == before
    leads = run("incidents", "show", parts[1], "--store", store)
    assert leads.code == 0
    assert f"{parts[1]} leads to {parts[0]} now" in leads.err


def test_estimates_under_a_rule(run: Run, store: Path) -> None:
    (one,) = incidents(run, store, "--reports", 2)
    (told,) = lines(run("incidents", "estimates", one["id"], "--rule", "acled", "--store", store, "--json").out)
    killed = next(c for c in told["matrix"]["cells"] if (c["outcome"], c["subgroup"]) == ("killed", "all"))
    assert (killed["low"], killed["high"]) == (8, 8)
    assert {use["standing"] for use in killed["claims"]} == {"used", "set_aside"}
    assert "8 killed" in run("incidents", "estimates", one["id"], "--rule", "acled", "--store", store).out
    every = lines(run("incidents", "estimates", "--rule", "ucdp", "--store", store, "--json").out)
    assert {row["incident"] for row in every} == {row["id"] for row in incidents(run, store)}
    assert "8 killed" in run("incidents", "estimates", "--store", store, "--reports", 2).out


def test_export_of_incidents(run: Run, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "i.csv"
    done = run("export", "--store", store, "--incidents", "--rule", "ucdp", "--out", out)
    assert done.code == 0
    assert "claims written to" in done.err
    assert out.with_name("i.csv.claims.csv").read_text("utf-8").count("\n") > 2
    assert out.with_name("i.csv.losses.json").exists()
    whole = lines(run("export", "--store", store, "--incidents", "--format", "jsonl", "--reports", 2).out)
    assert [account["matrix"]["rule"] for account in whole] == ["airwars"]
    assert run("export", "--store", store, "--rule", "ucdp", "--format", "csv").code == 2
    refused = run("export", "--store", store, "--incidents", "--source", "x", "--format", "csv")
    assert "--source chooses events" in refused.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "i0"), "the store has no incident i0"),
        (("show", "i"), "the store has no incident i"),
        (("explain", "a", "b/e1"), "not an event of a report"),
        (("explain", "a/e9", "b/e1"), "no event a/e9 is linked"),
        (("explain", "a/e1", "a/e1"), "the same event"),
        (("judge", "a/e1", "a/e1", "same"), "the same event"),
        (("undo", "j0"), "no judgement j0 stands"),
        (("estimates", "i0"), "the store has no incident"),
        (("list", "--from", "2024-06-01", "--to", "2024-05-01"), "no day lies between"),
        (("estimates", "--from", "2024-06-01", "--to", "2024-05-01"), "no day lies between"),
    ],
)
def test_faults_say_what_to_do(run: Run, store: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("incidents", *arguments, "--store", store)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_split_refuses_what_it_cannot_do(run: Run, store: Path) -> None:
    (one,) = incidents(run, store, "--reports", 2)
    assert "is not in" in run("incidents", "split", one["id"], "c/e1", "--store", store).err
    assert "leave one at least" in run("incidents", "split", one["id"], "a/e1", "b/e1", "--store", store).err
    assert "name two incidents or more" in run("incidents", "merge", one["id"], "--store", store).err
    missing = run("incidents", "list", "--store", store.with_name("none.sqlite"))
    assert missing.code == 3
