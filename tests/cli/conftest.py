"""The command as a person calls it: arguments in; exit code, output and messages out."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rasid.cli.main import main
from tests.run.samples import text


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.delenv("RASID_STORE", raising=False)

    def call(*arguments: object, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["rasid", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(text(0), "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path, article: Path, run: Run) -> Path:
    path = tmp_path / "a.sqlite"
    (tmp_path / "none.txt").touch()
    assert run("read", article, tmp_path / "none.txt", "--store", path, "--published", "2025-05-05").code == 1
    return path
