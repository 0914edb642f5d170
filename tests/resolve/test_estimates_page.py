"""The example on the page about reconciling is what the rules give."""

import re
from pathlib import Path

from rasid.model import Outcome, SpeakerKind
from rasid.model.estimate import Rule, TollStage
from rasid.resolve.estimates import estimate
from tests.resolve.claiming import said, vague, why

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "how-counts-are-reconciled.md"


def test_the_example() -> None:
    a = said(3, outlet="Sada", hour=8, copies="x")
    b = said(3, outlet="Nahr", hour=9, copies="x")
    c = said(2, report="manara", outlet="Manara", hour=9, speaker="sy-army", speaker_kind=SpeakerKind.MILITARY)
    d = vague(10, report="manara", outlet="Manara", hour=9)
    e = said(5, outlet="Rabita", hour=14)
    f = said(6, outlet="Sada", day=1, hour=7)
    g = said(9, outlet="Afaq", day=1, hour=9, speaker_kind=SpeakerKind.MEDICAL, stage=TollStage.RISEN)
    claims = [a, b, c, d, e, f, g]
    page = PAGE.read_text("utf-8")
    told = dict(re.findall(r"^\| (\w+) \| (\S+ \| \S+ \| \S+) \|$", page, re.MULTILINE))
    for rule in Rule:
        found = estimate(claims, rule, Outcome.KILLED)
        numbers = (found.low, found.best, found.high)
        assert told[rule.value] == " | ".join("–" if number is None else f"{number:g}" for number in numbers)
    toll = estimate(claims, Rule.AIRWARS, Outcome.KILLED)
    assert [why(toll, claim)[1] for claim in claims] == [
        "superseded", "reprint", "contradiction", "vague", "superseded", "superseded", "contradiction",
    ]  # fmt: skip
    assert why(toll, c)[0] == "used"
    assert why(estimate(claims, Rule.MODE, Outcome.KILLED), g)[0] == "dissenting"


def test_the_page_has_every_rule() -> None:
    page = PAGE.read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == {rule.value for rule in Rule}
