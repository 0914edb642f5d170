"""The ONNX session: one window in, the heads' numbers out. No other module knows onnxruntime.

A window is run by itself: in int8 the scale of a layer is taken from all that runs together, so that in a batch a window's
numbers would hang on its neighbours. Products of whole numbers are exact, and sums of fractions are not split between threads;
results are therefore the same whatever runs beside a window and on however many threads. Between makes of processor they may
differ by what rounding does: the sums of fractions are taken in another order, and a few inputs round to the neighbouring whole number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rasid.analyse.encoder.pieces import CLOSE, OPEN
from rasid.analyse.encoder.windows import owners
from rasid.errors import DataError, MissingExtra

Floats = NDArray[np.float32]
OUTPUTS = ("tags", "classes", "groups", "left", "right", "relevant")


class Session:
    """``threads``: of one window; 0 leaves it to onnxruntime."""

    def __init__(self, network: bytes, *, threads: int = 0) -> None:
        try:
            import onnxruntime as ort
        except ImportError as error:
            raise MissingExtra(
                "the learned reader needs onnxruntime, which is not installed: pip install onnxruntime"
            ) from error
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Where a processor has no instruction for it (VNNI), products of int8 are added in 16 bits and cut off where they do not fit,
        # unless exactness is asked for; it costs about a tenth of the time there, and nothing elsewhere.
        options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            self._session: Any = ort.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises classes of its own, of no common base
            raise DataError(f"the encoder's network cannot be loaded ({error}); install rasid again") from error

    def __call__(self, ids: list[int], first: list[int], last: list[int], marks: Floats) -> dict[str, Floats]:
        """The heads over the words of one window: ``ids`` are its pieces, words begin and end at pieces ``first`` and ``last``
        and bear ``marks``, [word, mark]."""
        given = {
            "ids": np.array([[OPEN, *ids, CLOSE]], np.int64),
            "first": np.array([first], np.int64) + 1,
            "last": np.array([last], np.int64) + 1,
            "owner": np.array([owners(first, last, len(ids))], np.int64),
            "marks": marks[None],
        }
        return dict(zip(OUTPUTS, (out[0] for out in self._session.run(OUTPUTS, given)), strict=True))
