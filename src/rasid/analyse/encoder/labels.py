"""What the encoder says of words: tags, classes, pairs of words. One place for training, export and reading."""

from __future__ import annotations

TAGS = ("trigger", "actor", "place", "time", "weapon", "count", "who", "speaker", "role", "cue")
"""Each a layer of begin / inside / outside over the words; layers may overlap."""

CLASSES: dict[str, tuple[str, ...]] = {
    "type": (
        "air_strike", "shelling", "bombing", "suicide_bombing", "armed_clash", "armed_attack", "chemical_attack", "abduction",
        "arrest", "territory_change", "military_operation", "disrupted_weapons", "property_destruction", "protest", "riot",
        "force_against_protest", "sexual_violence", "agreement", "other_violence",
    ),
    "realis": ("actual", "planned", "threatened", "denied", "alleged", "generic"),
    "salience": ("main", "secondary", "background"),
    "place_kind": (
        "country", "region", "governorate", "district", "city", "town", "village", "neighbourhood", "camp", "base", "facility",
        "crossing", "road", "water", "other",
    ),
    "outcome": ("killed", "injured", "missing", "abducted", "detained", "displaced", "harmed", "none"),
    "claim_certainty": ("asserted", "hedged", "denied"),
    "act": (
        "states", "claims_responsibility", "denies", "accuses", "condemns", "threatens", "demands", "confirms", "justifies",
        "mourns", "other",
    ),
    "kind": (
        "government", "foreign_government", "military", "security", "armed_group", "political", "religious", "medical", "rescue",
        "witness", "monitor", "international", "media", "social_media", "anonymous", "family", "expert", "other",
    ),
    "certainty": ("asserted", "hedged", "denied"),
    "clitics": ("0", "1", "2", "3"),
}  # fmt: skip
"""One of each for a word that begins a mention: of a trigger, a place, a count, a statement; ``clitics`` is how many letters
of the word stand before the mention."""

GROUPS = (
    "civilian", "military", "police", "armed_group", "foreign_military", "journalist", "medical", "aid", "child", "woman", "official",
    "protester", "attacker", "unspecified",
)  # fmt: skip
"""Of a count; several may hold."""

PAIRS = (
    "attacker", "target", "party", "place", "time", "weapon",  # trigger -> argument
    "same", "parent",  # trigger -> trigger
    "event", "source", "part", "who",  # count -> trigger, statement, total, people
    "speaker", "about",  # statement -> speaker, trigger
    "role",  # speaker -> role
)  # fmt: skip
"""A statement stands at its cue, or at its speaker where it has none."""

PAIR_WIDTH = 64
"""Numbers in which one side of one relation is told."""
DISTANCES = (0, 1, 2, 3, 5, 8, 12, 20, 35, 60, 120, 240)
"""Edges of the distance buckets of a pair, in words, on either side."""
