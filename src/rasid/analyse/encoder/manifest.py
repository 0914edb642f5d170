"""The model as it comes with the package: its files, what it was trained on, what it reaches. Checked before it is used."""

from __future__ import annotations

import hashlib
from importlib.resources.abc import Traversable

import msgspec

from rasid.analyse.encoder import labels
from rasid.analyse.encoder.blend import Blend
from rasid.analyse.encoder.installed import MANIFEST, folder
from rasid.analyse.encoder.marks import MARKS
from rasid.analyse.encoder.windows import WINDOW
from rasid.errors import DataError

FORMAT = 1
NETWORK, VOCABULARY = "network.onnx", "vocabulary.tsv"
_REMEDY = "install rasid again (pip install --force-reinstall rasid)"


class File(msgspec.Struct, frozen=True):
    sha256: str
    bytes: int


class Data(msgspec.Struct, frozen=True):
    """Something the model was trained on."""

    name: str
    licence: str
    use: str


class Labels(msgspec.Struct, frozen=True):
    """The heads, as labels.py had them when the model was trained."""

    tags: tuple[str, ...]
    classes: dict[str, tuple[str, ...]]
    groups: tuple[str, ...]
    pairs: tuple[str, ...]
    pair_width: int
    distances: tuple[int, ...]
    marks: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    format: int
    name: str
    """Name and version of the model."""
    licence: str
    """Of the weights."""
    base: str
    """What training started from, with its licence."""
    data: tuple[Data, ...]
    labels: Labels
    window: int
    distance: tuple[tuple[float, ...], ...]
    """By relation, what a distance adds to a pair's logit; its buckets are those of `labels.DISTANCES`, negative ones first."""
    blend: Blend
    """How it is weighed beside the exact code; fitted on articles not trained on."""
    training: dict[str, str | int | float]
    """Seed, epochs, rates, versions."""
    figures: dict[str, float]
    """F1 in percent on held-out articles."""
    files: dict[str, File]


def current_labels() -> Labels:
    """The heads of this version."""
    return Labels(
        labels.TAGS, dict(labels.CLASSES), labels.GROUPS, labels.PAIRS, labels.PAIR_WIDTH, labels.DISTANCES, MARKS
    )


def load(place: Traversable | None = None) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest and its files, by name. Raises DataError, with what to do, for a file that is missing, cut off or not the
    one that the manifest tells of, and for a model of another version of the labels."""
    place = place or folder()
    try:
        manifest = msgspec.json.decode(_bytes(place, MANIFEST), type=Manifest)
    except msgspec.MsgspecError as error:
        raise DataError(f"the encoder's manifest {place.joinpath(MANIFEST)} is damaged ({error}); {_REMEDY}") from error
    if manifest.format != FORMAT:
        raise DataError(
            f"the encoder's manifest {place.joinpath(MANIFEST)} is of format {manifest.format}, this version of rasid reads {FORMAT}; "
            "install the model and the rasid of one release"
        )
    if manifest.labels != current_labels() or manifest.window > WINDOW or _misfit(manifest):
        raise DataError(
            f"the encoder {manifest.name} has other labels than this version of rasid; train it anew, or {_REMEDY}"
        )
    missing = {NETWORK, VOCABULARY} - manifest.files.keys()
    if missing:
        raise DataError(f"the encoder's manifest does not tell of {', '.join(sorted(missing))}; {_REMEDY}")
    found = {}
    for name, told in manifest.files.items():
        data = found[name] = _bytes(place, name)
        path = place.joinpath(name)
        if len(data) < told.bytes:
            raise DataError(f"the encoder's file {path} is cut off: {len(data)} of {told.bytes} bytes; {_REMEDY}")
        if hashlib.sha256(data).hexdigest() != told.sha256:
            raise DataError(f"the encoder's file {path} is not the one that its manifest tells of; {_REMEDY}")
    return manifest, found


def _misfit(manifest: Manifest) -> bool:
    wanted = (len(labels.PAIRS), 2 * len(labels.DISTANCES))
    return len(manifest.distance) != wanted[0] or any(len(row) != wanted[1] for row in manifest.distance)


def _bytes(place: Traversable, name: str) -> bytes:
    file = place.joinpath(name)
    try:
        return file.read_bytes()
    except OSError as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise DataError(f"the encoder's file {file} {reason}; {_REMEDY}") from error
