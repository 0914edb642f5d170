"""The value of figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.text.cardinals import digits


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("١٢", 12),
        ("1,200", 1200),
        ("1.200", 1200),
        ("٣٫٥", 3.5),
        ("12:30", None),
        ("1/2/2020", None),
        ("\U00011de0", None),  # a figure of a script that came with Unicode 17
    ],
)
def test_figures(written: str, value: float | None) -> None:
    assert digits(written) == value


@given(st.text(st.characters(categories=["Nd", "Cn"]), min_size=1, max_size=6))
def test_figures_of_any_script_are_a_number_or_none(written: str) -> None:
    assert digits(written) is None or digits(written) >= 0
