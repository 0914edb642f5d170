from __future__ import annotations

from types import ModuleType

import pytest

from tests.scripts import ROOT, script


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools/train"))  # it imports its neighbours as a script does
    return script("tools/train/data.py")
