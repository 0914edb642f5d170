"""Component "reader": the learned reader, over what the exact code has found."""

from __future__ import annotations

import hashlib
from functools import cache

import msgspec
import numpy as np

from rasid.analyse.document import Document
from rasid.analyse.encoder.compose import compose
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Network, encode
from rasid.analyse.encoder.manifest import NETWORK, VOCABULARY, Manifest, load
from rasid.analyse.encoder.marks import LAYERS
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.session import Floats, Session


class Reader:
    name = "reader"
    requires = ("tokens", "sentences", *LAYERS)
    provides = ("events", "arguments", "statements", "casualties", "relevance")

    def __init__(self, manifest: Manifest, pieces: Pieces, session: Network) -> None:
        self.manifest, self._pieces, self.session = manifest, pieces, session
        self._distance: Floats = np.array(manifest.distance, np.float32)
        weighing = hashlib.sha256(msgspec.json.encode(manifest.blend, order="deterministic"))
        self.version = f"2.{manifest.files[NETWORK].sha256[:12]}.{weighing.hexdigest()[:8]}"
        """Of the network and of how it is weighed: either changes what is read."""

    def __call__(self, doc: Document) -> None:
        encoded = encode(doc, self._pieces, self.session, self._distance)
        compose(Composition(doc, encoded, self.manifest.blend))
        if not doc.relevant:
            doc.relations.clear()


@cache
def make() -> Reader:
    """The reader with the model that comes with the package, loaded once a process. Raises DataError for a damaged model and
    MissingExtra where onnxruntime is not installed."""
    manifest, files = load()
    return Reader(manifest, Pieces.read(files[VOCABULARY]), Session(files[NETWORK]))
