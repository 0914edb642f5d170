#!/usr/bin/env python3
"""How well reports are brought to the incidents that people coded from them, and what is made of places and tolls.

usage: grouping.py REPORTS.jsonl [--installed] [--faults] [--json OUT.json]

One report a line: {"text", "published" (or null), "incidents": [{"id", "lat", "lon", "location_ar", "civ_killed_min",
"civ_killed_max", "civ_injured_min", "civ_injured_max"}]}, the first incident being the one it is about. Of a report only text
and day of publication are read. The file is not part of Rasid.

Grouping: in five folds over incidents the weights of linking are fitted on the others (tools/fit/incidents.py), and the reports
held out are clustered with each other alone, and, harder, among all. With `--installed` the weights of the installation are
taken and all reports are clustered together: for files that they were not fitted on. Of the clusters that a report's events are
in, the one with most reports is its incident; of several the one with its lead event.

Place: of the reports whose incident has a point, those whose lead event has the incident's place by name, or a best supported
point within 10 km of it. Toll: of the incidents with civilians killed, or injured, the range under the rule `airwars` from the
reports as people grouped them; counted are the events of the largest cluster among them and the lead events of the other
reports. A range that is "or more" is open above.

Each figure stands beside the floor that it must keep; exit status 1 when one does not. `--faults` lists what went wrong.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tools/fit"))
import incidents as fitting

from rasid.lexicon.places import CLASS_KINDS
from rasid.model import Outcome
from rasid.model.estimate import Rule
from rasid.model.incident import EventKey
from rasid.model.place import distance_km
from rasid.resolve.estimates import estimate
from rasid.resolve.incidents import incident, incident_claims
from rasid.resolve.likeness import stems
from rasid.resolve.linking import weights
from rasid.resolve.profile import profiles
from rasid.resolve.reprints import Copies

FLOORS = {
    "pairwise F1": 80,
    "B-cubed F1": 88,
    "right place or within 10 km": 60,
    "killed: range equal": 55,
    "killed: range overlaps": 85,
    "injured: range equal": 55,
    "injured: range overlaps": 85,
}
NEAR_KM = 10
OUTCOMES = {"killed": Outcome.KILLED, "injured": Outcome.INJURED}


class Reports:
    """The reports of a file with what people coded."""

    def __init__(self, path: Path) -> None:
        read = fitting.read_reports(path)
        lines = path.read_text("utf-8").splitlines()
        self.coded = [json.loads(line)["incidents"][0] for line in lines]
        if len(read) != len(lines):
            raise SystemExit(f"{path}: {len(lines) - len(read)} of its lines made no report; mend them first")
        self.records = [(report, analysis) for _, report, analysis in read]
        self.incidents = [name for name, _, _ in read]
        self.told = [profiles(report, analysis) for report, analysis in self.records]
        self.pairs = fitting.Pairs(self.told, self.incidents)
        self.of: dict[str, list[int]] = defaultdict(list)
        for at, name in enumerate(self.incidents):
            self.of[name].append(at)

    def scores(self) -> np.ndarray:
        """Of every pair of events, under the weights of the installation."""
        known = weights()
        return self.pairs.x @ np.array([known.get(name, 0.0) for name in fitting.NAMES])


def grouping(reports: Reports, *, installed: bool, faults: bool) -> dict[str, float]:
    """Pairwise and B³ F1 of reports."""
    everyone = list(range(len(reports.records)))
    scopes: dict[str, tuple[list[int], list[tuple[float, float]]]] = {}

    def count(name: str, found: dict[int, int], held: list[int]) -> None:
        sums, each = scopes.setdefault(name, ([0, 0, 0], []))
        sums[:] = [a + b for a, b in zip(sums, fitting.pairwise(found, reports.incidents, held), strict=True)]
        each += fitting.b_cubed(found, reports.incidents, held)

    if installed:
        found = fitting.grouping(reports.pairs, reports.scores(), everyone)
        count("", found, everyone)
        if faults:
            tell_groups(reports, found, everyone)
    else:
        fold = fitting.folds_of(reports.incidents)
        for number in range(fitting.FOLDS):
            held = [at for at in everyone if fold[at] == number]
            scores = reports.pairs.x @ fitting.weights_of(reports.pairs, [at for at in everyone if fold[at] != number])
            count("", fitting.grouping(reports.pairs, scores, held), held)
            found = fitting.grouping(reports.pairs, scores, everyone)
            count(", among all", found, held)
            if faults:
                tell_groups(reports, found, held)
    out = {}
    for name, ((right, one, same), each) in scopes.items():
        precision, recall = np.mean(each, axis=0)
        out |= {
            f"pairwise precision{name}": 100 * right / max(1, one),
            f"pairwise recall{name}": 100 * right / max(1, same),
            f"pairwise F1{name}": 200 * right / max(1, one + same),
            f"B-cubed precision{name}": 100 * precision,
            f"B-cubed recall{name}": 100 * recall,
            f"B-cubed F1{name}": 100 * fitting.f1_of(each),
        }
    return out


def tell_groups(reports: Reports, found: dict[int, int], held: list[int]) -> None:
    for name in dict.fromkeys(reports.incidents[at] for at in held):
        split = Counter(found[at] for at in reports.of[name])
        foreign = {reports.incidents[at] for at, group in found.items() if group in split} - {name}
        if len(split) > 1 or foreign:
            sizes = "+".join(str(size) for _, size in split.most_common())
            print(f"grouping {name}: {sizes}" + (f", with reports of {', '.join(sorted(foreign))}" if foreign else ""))


def places(reports: Reports, *, faults: bool) -> dict[str, float]:
    """In what share of reports the place is right."""
    classes = {stem for word in CLASS_KINDS for stem in stems(word)}
    total = near = named = either = 0
    for coded, told, (report, _) in zip(reports.coded, reports.told, reports.records, strict=True):
        if coded.get("lat") is None:
            continue
        total += 1
        lead = [event for event in told if event.lead]
        found = incident("i0", lead) if lead else None
        apart = None
        if found is not None and found.lat is not None and found.lon is not None:
            apart = distance_km(found.lat, found.lon, coded["lat"], coded["lon"])
        theirs = set(stems(coded.get("location_ar") or "")) - classes
        right = any(theirs.issuperset(name) for event in lead for name in event.places)
        near += apart is not None and apart <= NEAR_KM
        named += right
        either += right or (apart is not None and apart <= NEAR_KM)
        if faults and not right and (apart is None or apart > NEAR_KM):
            ours = "، ".join(" ".join(name) for event in lead for name in event.places)
            print(f"place {report.id}: {coded.get('location_ar')}, ours {ours}, {apart and round(apart)} km apart")
    return {
        "place by name": 100 * named / max(1, total),
        "point within 10 km": 100 * near / max(1, total),
        "right place or within 10 km": 100 * either / max(1, total),
    }


def tolls(reports: Reports, *, add: bool, faults: bool) -> dict[str, float]:
    """In what share of incidents the range is theirs."""
    scores = reports.scores()
    events = {name: events_of(reports, scores, some) for name, some in reports.of.items()}
    out = {}
    for word, outcome in OUTCOMES.items():
        total = equal = overlap = silent = 0
        for name, some in reports.of.items():
            coded = reports.coded[some[0]]
            low, high = coded.get(f"civ_{word}_min"), coded.get(f"civ_{word}_max")
            if low is None or not high:
                continue
            total += 1
            read = [reports.records[at] for at in some]
            copies = Copies(report for report, _ in read)
            order = {report.id: at for at, (report, _) in enumerate(read)}
            found = estimate(
                incident_claims(events[name], read, copies, order), Rule.AIRWARS, outcome, add=add
            )  # fmt: skip
            ours = (found.low or 0, float("inf") if found.or_more else found.high or 0)
            silent += not found.stated
            equal += found.stated and (found.low, found.high) == (low, high)
            overlap += found.stated and ours[0] <= high and low <= ours[1]
            if faults and (found.low, found.high) != (low, high):
                more = " or more" if found.or_more else ""
                print(f"{word} {name}: {low} to {high}, ours {found.low} to {found.high}{more}")
        out |= {
            f"{word}: incidents": total,
            f"{word}: range equal": 100 * equal / max(1, total),
            f"{word}: range overlaps": 100 * overlap / max(1, total),
            f"{word}: no number": 100 * silent / max(1, total),
        }
    return out


def events_of(reports: Reports, scores: np.ndarray, some: list[int]) -> set[EventKey]:
    """The events of some reports that tell of the one incident that they are about."""
    clusters = fitting.clustered(reports.pairs, scores, some)
    leads = {event.key for at in some for event in reports.told[at] if event.lead}
    if not clusters:
        return set()
    main = max(
        clusters, key=lambda cluster: (len({key.report_id for key in cluster}), sum(key in leads for key in cluster))
    )
    there = {key.report_id for key in main}
    return set(main) | {key for key in leads if key.report_id not in there}


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("reports", type=Path)
    ap.add_argument("--installed", action="store_true")
    ap.add_argument("--add", action="store_true", help="add numbers that one source sets beside each other")
    ap.add_argument("--faults", action="store_true")
    ap.add_argument("--json", type=Path)
    o = ap.parse_args()
    reports = Reports(o.reports)
    figures = grouping(reports, installed=o.installed, faults=o.faults)
    figures |= places(reports, faults=o.faults)
    figures |= tolls(reports, add=o.add, faults=o.faults)
    print(f"{len(reports.records)} reports of {len(reports.of)} incidents")
    for name, value in figures.items():
        floor = FLOORS.get(name)
        print(f"{name:36}{value:7.1f}" + (f"   (at least {floor})" if floor is not None else ""))
    if o.json:
        o.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    missed = [name for name, floor in FLOORS.items() if figures[name] < floor]
    if missed:
        print("below the floor: " + ", ".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
