"""The help names every key that works, and no other."""

from __future__ import annotations

import re
from importlib.resources import files

from rasid.web.desk import KEYS

SIGNS = {"ArrowLeft": "←", "ArrowRight": "→", "ArrowUp": "↑", "ArrowDown": "↓", "Escape": "Esc", " ": "Space", "=": "+"}
"""Keys that the help writes otherwise; = is + without the shift key."""


def script(name: str) -> str:
    return files("rasid.web").joinpath("static", name).read_text("utf-8")


def handler(text: str, begins: str) -> str:
    """A listener, from where it begins to its end."""
    start = text.index(begins)
    return text[start : re.compile(r"^\s{0,6}\}\);", re.M).search(text, start).end()]  # type: ignore[union-attr]


def named(group: str) -> set[str]:
    return {re.sub(r"^(Ctrl|Shift)\+", "", key) for keys, _ in dict(KEYS)[group] for key in keys.split()}


def works(text: str) -> set[str]:
    found = set(re.findall(r'event\.key === "([^"]+)"', text))
    found |= set(re.findall(r"\b(Arrow\w+|Page\w+|Home|End):", text))
    found |= {key for pair in re.findall(r'= rtl \? "(\w+)" : "(\w+)"', text) for key in pair}
    return {SIGNS.get(key, key) for key in found}


def test_keys_of_every_page() -> None:
    text = script("desk.js")
    acts = re.search(r"const acts = \{(.*?)\n    \};", text, re.S)
    assert acts is not None
    found = set(re.findall(r'(?:^|[\s,])"?([a-z/?])"?: \(\) =>', acts[1]))
    assert found - {"g"} == (named("desk") | named("inbox")) - {"Esc", "Enter"}
    assert 'event.key === "Escape"' in text


def test_keys_of_the_text_of_a_report() -> None:
    assert works(handler(script("report.js"), 'document.addEventListener("keydown"')) == named("report")


def test_keys_of_the_map_and_its_time_line() -> None:
    text = script("map.js")
    assert works(handler(text, 'canvas.addEventListener("keydown"')) == named("map")
    assert works(handler(text, 'handles[end].addEventListener("keydown"')) == named("time")
