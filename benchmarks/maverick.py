#!/usr/bin/env python3
"""How often reports of one event disagree, and whether the rules give what they say they give.

usage: maverick.py event_reports.csv [--json OUT.json]

The file is the report-level table of the MAVERICK dataset (van Baalen and Höglund 2026; R package eventreport, CC BY 4.0):
one row a report of an event of electoral violence, with counts, actors, dates and precision scores. It is not part of Rasid.

Prints, for each field, of how many events at least two reports tell it, and in what share of those the reports differ.
A count is told where it is above 0: the table has 0 both for "nobody" and for "not stated". Then each rule, over all
events with a count told, beside a plain reckoning of its definition that shares no code with it. Exit status 1 when one
differs.
"""

import argparse
import csv
import json
import statistics
import sys
from collections import Counter, defaultdict
from pathlib import Path

from rasid.model import CasualtyClaim, CountKind, CountRange, Evidence, Outcome
from rasid.model.estimate import IncidentClaim, Rule
from rasid.resolve.estimates import estimate
from rasid.resolve.rules import modal

COUNTS = {"deaths": Outcome.KILLED, "injuries": Outcome.INJURED}
FIELDS = ("actor1", "actor2", "target", "date_start", "city", "location", "damage", "displacement")


def events(path):
    """The rows of each event, in the order of the file."""
    found = defaultdict(list)
    with Path(path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["event_id"]].append(row)
    return found


def number(row, field):
    """The count of a row, None where it has none above 0."""
    return int(float(row[field] or 0)) or None


def disagreement(table, told):
    """(events of which at least two reports tell the field, those of them in which the reports differ); ``told`` gives
    what a row tells, None for nothing."""
    several = [
        values for rows in table.values() if len(values := [v for row in rows if (v := told(row)) is not None]) > 1
    ]
    return len(several), sum(len(set(values)) > 1 for values in several)


def disagreements(table):
    """By field: events, events in which reports differ, per cent."""
    out = {}
    for field in (*COUNTS, *FIELDS):
        told = (
            (lambda row, f=field: number(row, f"{f}_best"))
            if field in COUNTS
            else (lambda row, f=field: row[f] or None)
        )
        several, differ = disagreement(table, told)
        out[field] = {
            "events": several,
            "differ": differ,
            "percent": round(100 * differ / several, 1) if several else None,
        }
    return out


def claim(row, field, *, bounds):
    """The row's count as a claim; every report is a witness of its own, as in the dataset."""
    best = number(row, f"{field}_best")
    low, high = (number(row, f"{field}_low"), number(row, f"{field}_high")) if bounds else (best, best)
    if not (low and high and low <= best <= high):  # a few rows have bounds that their own best lies outside of
        low = high = best
    return IncidentClaim(
        claim=CasualtyClaim(
            id=row["id"],
            event=row["event_id"],
            outcome=COUNTS[field],
            count=CountRange(low=low, high=high, kind=CountKind.EXACT if low == high else CountKind.BETWEEN),
            evidence=Evidence(report_id=row["id"], start=0, end=0, quote=""),
        ),
        report_id=row["id"],
    )


def expected(counts, bests):
    """The rules by their definitions, from (low, high) of each report and from its best number alone."""
    times = Counter(bests)
    often = [value for value, many in times.items() if many == max(times.values())]
    least = min(low for low, _ in counts)
    narrowest = min(high - low for low, high in counts)
    return {
        "min": least,
        "max": max(high for _, high in counts),
        "acled": least,
        "mode": min(often),
        "ucdp best": min(often),
        "mean": round(sum(bests) / len(bests), 3),
        "most precise": min(low for low, high in statistics.multimode(c for c in counts if c[1] - c[0] == narrowest)),
    }


def given(ranges, bests, outcome):
    """The same from Rasid."""

    def under(rule, claims):
        return estimate(claims, rule, outcome)

    return {
        "min": under(Rule.IBC, ranges).low,
        "max": under(Rule.AIRWARS, ranges).high,
        "acled": under(Rule.ACLED, ranges).best,
        "mode": under(Rule.MODE, bests).best,
        "ucdp best": under(Rule.UCDP, bests).best,
        "mean": under(Rule.MEAN, bests).best,
        "most precise": under(Rule.MOST_PRECISE, ranges).low,
    }


def rules(table):
    """By count and rule: events compared, and those in which the rule gives what its definition gives."""
    out = {}
    for field, outcome in COUNTS.items():
        same, compared = Counter(), 0
        for rows in table.values():
            some = [row for row in rows if number(row, f"{field}_best")]
            if not some:
                continue
            compared += 1
            ranges = [claim(row, field, bounds=True) for row in some]
            bests = [claim(row, field, bounds=False) for row in some]
            wanted = expected(
                [(c.claim.count.low, c.claim.count.high) for c in ranges],
                [number(row, f"{field}_best") for row in some],
            )
            found = given(ranges, bests, outcome)
            same.update({rule: found[rule] == wanted[rule] for rule in wanted})
        out[field] = {rule: {"events": compared, "same": many} for rule, many in same.items()}
    return out


def modal_actors(table):
    """Events with an actor, those whose modal actor is the definition's, and those in which precision broke a tie."""
    compared = same = ties = 0
    for rows in table.values():
        told = [(row["actor1_id"], int(float(row["actor1_precision"]))) for row in rows if row["actor1_id"]]
        if not told:
            continue
        compared += 1
        often = statistics.multimode(actor for actor, _ in told)
        finest = max(precision for actor, precision in told if actor in often)
        wanted = min(actor for actor, precision in told if actor in often and precision == finest)
        same += modal(told, str) == wanted
        ties += len(often) > 1
    return {"events": compared, "same": same, "ties": ties}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("file", type=Path)
    ap.add_argument("--json", type=Path)
    o = ap.parse_args()
    table = events(o.file)
    result = {"disagreement": disagreements(table), "rules": rules(table), "modal actor": modal_actors(table)}
    print(f"{sum(map(len, table.values()))} reports of {len(table)} events\n")
    print(f"{'field':14}{'events':>8}{'differ':>8}{'%':>8}")
    for field, row in result["disagreement"].items():
        print(f"{field:14}{row['events']:8}{row['differ']:8}{row['percent'] if row['percent'] is not None else '-':>8}")
    print(f"\n{'rule':26}{'events':>8}{'as defined':>12}")
    lines = {f"{field}, {rule}": row for field, some in result["rules"].items() for rule, row in some.items()}
    lines["actor1, mode"] = result["modal actor"]
    for name, row in lines.items():
        print(f"{name:26}{row['events']:8}{row['same']:12}")
    print(f"\n{result['modal actor']['ties']} ties of actors, broken by precision")
    if o.json:
        o.json.write_text(json.dumps(result, indent=1))
    return 0 if all(row["events"] == row["same"] for row in lines.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
