"""The model's files: what is missing, cut off, altered or of another version is named with what to do."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from rasid.analyse.encoder import labels
from rasid.analyse.encoder.installed import MANIFEST
from rasid.analyse.encoder.manifest import FORMAT, NETWORK, VOCABULARY, current_labels, load
from rasid.analyse.encoder.windows import WINDOW
from rasid.errors import DataError

FILES = {NETWORK: b"a network", VOCABULARY: b"a vocabulary"}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    write(tmp_path)
    return tmp_path


def write(folder: Path, **changed: Any) -> None:
    known = current_labels()
    manifest = {
        "format": FORMAT,
        "name": "reader/test",
        "licence": "Apache-2.0",
        "base": "none",
        "data": [{"name": "news", "licence": "Apache-2.0", "use": "training"}],
        "labels": {field: getattr(known, field) for field in known.__struct_fields__},
        "window": WINDOW,
        "distance": [[0.0] * (2 * len(labels.DISTANCES))] * len(labels.PAIRS),
        "blend": {"enough": {"trigger": 0.4}, "weights": {"worth": {"bias": -1.0}}},
        "training": {"seed": 7},
        "figures": {"typing": 1.0},
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in FILES.items()
        },
    }
    (folder / MANIFEST).write_text(json.dumps({**manifest, **changed}, ensure_ascii=False), "utf-8")


def refused(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        load(folder)
    return str(caught.value)


def test_a_whole_model_is_loaded(model: Path) -> None:
    manifest, files = load(model)
    assert files == FILES
    assert manifest.blend.least("trigger") == 0.4
    assert manifest.blend.logit("worth", {"bias": 2.0, "read": 1.0}) == -2.0
    assert manifest.labels == current_labels()


@pytest.mark.parametrize("name", [NETWORK, VOCABULARY, MANIFEST])
def test_a_missing_file_is_named(model: Path, name: str) -> None:
    (model / name).unlink()
    message = refused(model)
    assert name in message
    assert "is missing" in message
    assert "install rasid again" in message


def test_a_file_cut_off_is_named(model: Path) -> None:
    (model / NETWORK).write_bytes(FILES[NETWORK][:4])
    assert "is cut off: 4 of 9 bytes" in refused(model)


def test_an_altered_file_is_named(model: Path) -> None:
    (model / NETWORK).write_bytes(b"A network")
    message = refused(model)
    assert NETWORK in message
    assert "not the one that its manifest tells of" in message


@pytest.mark.parametrize("text", ["", "{", '{"format": 1}', '{"format": "one"}'])
def test_a_damaged_manifest_is_named(model: Path, text: str) -> None:
    (model / MANIFEST).write_text(text)
    assert "is damaged" in refused(model)


def test_a_model_of_another_format_is_refused(model: Path) -> None:
    write(model, format=FORMAT + 1)
    assert f"this version of rasid reads {FORMAT}" in refused(model)


def test_a_model_with_other_labels_is_refused(model: Path) -> None:
    known = current_labels()
    fields = {field: getattr(known, field) for field in known.__struct_fields__}
    write(model, labels={**fields, "tags": [*reversed(known.tags)]})
    assert "other labels" in refused(model)


def test_a_manifest_without_a_file_is_refused(model: Path) -> None:
    write(model, files={NETWORK: {"sha256": "0", "bytes": 1}})
    assert VOCABULARY in refused(model)
