"""One annotated article."""

from __future__ import annotations

TEXT = "قال مصدر طبي إن ثلاثة مدنيين قتلوا في غارة على بلدة الزعفرانة يوم الاثنين."


def mention(quote: str) -> dict:
    start = TEXT.index(quote)
    return {"s": 0, "q": quote, "start": start, "end": start + len(quote)}


def article() -> dict:
    return {"id": "a", "text": TEXT, "published": "2024-05-07", "outlet": "بريد الساحل", "sentences": [[0, len(TEXT)]]}


def annotation() -> dict:
    return {
        "doc": "a",
        "relevant": True,
        "lead_event": "e1",
        "events": [
            {
                "id": "e1", "type": "air_strike", "trigger": mention("غارة"), "mentions": [], "realis": "actual", "salience": "main",
                "parent": None, "date": {"start": "2024-05-06", "end": "2024-05-06"},
                "args": [
                    {"role": "place", **mention("الزعفرانة"), "kind": "town", "country": "SY"},
                    {"role": "time", **mention("يوم الاثنين")},
                ],
            }
        ],
        "casualties": [
            {
                "id": "c1", "event": "e1", "outcome": "killed", "count": mention("ثلاثة"), "min": 3, "max": 3, "approx": False,
                "who": mention("مدنيين"), "groups": ["civilian"], "part_of": None, "source": "s1", "certainty": "asserted",
            }
        ],
        "statements": [
            {
                "id": "s1", "speaker": mention("مصدر طبي"), "role": None, "kind": "medical", "cue": mention("قال"), "act": "states",
                "about": ["e1", "c1"], "sentences": [0], "certainty": "asserted",
            }
        ],
        "relations": [],
    }  # fmt: skip
