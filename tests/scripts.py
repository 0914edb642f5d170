"""Scripts of tools/ and benchmarks/, which are no package, as modules for tests."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]


def script(name: str) -> ModuleType:
    """The module that ``name`` makes, a path from the root of the repository."""
    path = ROOT / name
    spec = importlib.util.spec_from_file_location(f"script {name}", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made  # where dataclasses look for their module
    spec.loader.exec_module(made)
    return made
