"""Writes the table of weights into the page on how reports are joined.

python tools/docs/weights.py      renews the table of docs/explanation/how-reports-are-joined.md
"""

from __future__ import annotations

from pathlib import Path

from rasid.resolve.linking import FOR, SIDES, weights

FOLDER = Path(__file__).parents[2] / "docs" / "explanation"
PAGE = "how-reports-are-joined.md"
BEGIN, END = "<!-- weights: made by python tools/docs/weights.py -->\n", "<!-- end of weights -->\n"

MEANS = {
    "both_lead": "1 where each is what its report is chiefly about",
    "neither_lead": "1 where both are told by the way",
    "same_day": "1 where the days meet; less where both are long spans, 1 / (1 + days of the shorter)",
    "next_day": "1 where one day lies between",
    "days_apart": "logarithm of the days between, from 2",
    "same_date_words": "1 where both name the same day of a month",
    "other_date_words": "1 where they name different days of a month",
    "same_weekday": "1 where both name the same weekday, and no day of a month",
    "other_weekday": "1 where they name different weekdays",
    "same_part_of_day": "1 where both are told of dawn, of noon, of night",
    "other_part_of_day": "1 where they are told of different ones",
    "report_dates_shared": "1 where a date stands in both reports, wherever in them",
    "report_dates_differ": "1 where both have dates and share none",
    "published_together": "1 for the same day of publication, 0 from three days apart",
    "published_apart": "logarithm of the days of publication apart, from 4",
    "told_at_once": "1 where one is published within a day of the other's day",
    "told_late": "logarithm of the days from the one's day to the publication of the other, from 2",
    "told_before": "1 where one is published before the other's day",
    "same_point": "1 where their places are the same, or within 3 km",
    "near_points": "1 where they are within 12 km",
    "within_radius": "1 where areas without a spot (a province, a countryside) reach each other",
    "apart_km": "logarithm of the kilometres beyond that",
    "same_place_name": "how rare the name is that both have: 1 for one report in a hundred",
    "other_place_names": "1 where both name places, and no one is shared",
    "place_absent": "1 where no place of the one is named anywhere in the report of the other",
    "rarest_place_absent": "how many of the two have a rarest place that the other report does not name",
    "places_absent": "share of its places that the other report does not name: of the two shares the lower",
    "places_absent_in_one": "the higher of the two shares",
    "other_country": "1 where their countries differ",
    "same_type": "1 where their types are the same",
    "same_family": "1 where they are types that reports take for each other",
    "other_family": "1 where they are not",
    "same_weapon": "1 where a class of weapon is shared",
    "other_weapon": "1 where both have one, and none is shared",
    "same_actor": "1 where an actor, or one that it is part of, is shared",
    "other_actors": "1 where both have actors, and none is shared",
    "killed_equal": "1 + logarithm of the greatest number of killed that both give",
    "killed_overlap": "1 where ranges of killed overlap",
    "killed_differ": "logarithm of how many times more the one gives",
    "injured_equal": "1 + logarithm of the greatest number of injured that both give",
    "injured_overlap": "1 where ranges of injured overlap",
    "injured_differ": "logarithm of how many times more the one gives",
    "harm_differs": "1 where one tells of injured only, the other of dead",
    "same_groups": "1 where a group of people is shared: children, medics",
    "other_groups": "1 where both have groups, and none is shared",
    "same_names": "how rare the words are of the name of a person that both have",
    "other_names": "1 where both name persons, and none is shared",
    "sentences_alike": "cosine of their sentences, by rare words",
    "sentences_contained": "share of the shorter of the two that stands in the other",
    "rare_words": "how many rare words both have, and how rare",
    "rare_words_beside_places": "the same without names of places",
    "reports_alike": "cosine of the whole reports",
    "reports_contained": "share of the shorter report that stands in the other",
    "same_sentences": "copied sentences, in sixths",
}


def table() -> str:
    """The reasons with what they measure and what they weigh, those without a weight last."""
    known = weights()
    rows = ["| reason | speaks | value | weight |", "|---|---|---|---|"]
    rows.append(f"| always | | where every sum begins | {known['always']:+.2f} |")
    for name in sorted(SIDES, key=lambda name: -abs(known.get(name, 0.0))):
        side = "for" if SIDES[name] == FOR else "against"
        value = known.get(name, 0.0)
        weight = f"{value:+.2f}" if value else "none"
        rows.append(f"| {name.replace('_', ' ')} | {side} | {MEANS[name]} | {weight} |")
    return "\n".join(rows) + "\n"


def joined() -> str:
    """The page with the weights of today."""
    before, rest = (FOLDER / PAGE).read_text("utf-8").split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


PAGES = {PAGE: joined}


if __name__ == "__main__":
    (FOLDER / PAGE).write_text(joined(), encoding="utf-8")
