"""What the desk calls things, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest

from rasid.web import wording
from rasid.web.language import Language

AR, EN = Language("ar"), Language("en")


@pytest.mark.parametrize(
    ("place_id", "name", "country", "arabic", "english"),
    [
        (None, "Borno State", "NG", "بورنو، نيجيريا", "Borno State, Nigeria"),
        (None, "Diyala Governorate", "IQ", "محافظة ديالى، العراق", "Diyala Governorate, Iraq"),
        (None, "Iraq", "IQ", "العراق", "Iraq"),
        (None, None, "SY", "سوريا", "Syria"),
        (None, None, None, "", ""),
        (None, "Nowhere at all", "SY", "Nowhere at all، سوريا", "Nowhere at all, Syria"),
        ("own-sy-abu-kamal", "Abu Kamal", "SY", "البوكمال، سوريا", "Abu Kamal, Syria"),
    ],
)
def test_a_place_in_a_list_is_named_in_the_readers_language(
    place_id: str | None, name: str | None, country: str | None, arabic: str, english: str
) -> None:
    assert wording.listed_place(place_id, name, country, AR) == arabic
    assert wording.listed_place(place_id, name, country, EN) == english


def test_a_day_in_a_history_is_written_as_elsewhere() -> None:
    assert wording.anything(dt.date(2021, 3, 14), AR) == "14 آذار/مارس 2021"
    assert wording.anything(dt.date(2021, 3, 14), EN) == "14 Mar 2021"
