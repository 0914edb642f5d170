"""The wheel holds all that the program needs: it is built, installed into an empty environment, and reads from there."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import rasid

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "rasid"


def call(*command: str | Path, cwd: Path) -> str:
    # As at a newcomer's: nothing of this checkout on the path, no data of the user's own.
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "RASID"))}
    done = subprocess.run(
        command, cwd=cwd, env={**environment, "RASID_DATA": str(cwd / "data")}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(source: Path, target: str, out: Path) -> Path:
    call(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=source)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, and sees what it depends on where the tests have it."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    call(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=home)
    library = next((home / "lib").glob("python3*/site-packages"))
    # A folder named in a .pth file is searched, but its own .pth files are not read: the checkout stays unseen.
    (library / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    assert call(python, "-c", "import rasid; print(rasid.__file__)", cwd=home).strip() == str(
        library / "rasid" / "__init__.py"
    )
    return home / "bin"


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = archive.read(f"rasid-{rasid.__version__}.dist-info/METADATA").decode()
    wanted = {path.relative_to(ROOT / "src").as_posix() for path in PACKAGE.rglob("*") if path.is_file()}
    assert {name for name in wanted if "__pycache__" not in name} <= names
    assert {f"rasid-{rasid.__version__}.dist-info/licenses/{file}" for file in ("LICENSE", "NOTICE")} <= names
    assert "License-Expression: Apache-2.0" in metadata
    assert "Requires-Python: >=3.11" in metadata


def test_the_installed_program_is_whole(installed: Path, tmp_path: Path) -> None:
    checks = json.loads(call(installed / "rasid", "doctor", "--json", cwd=tmp_path))
    assert checks["rasid"] == rasid.__version__
    assert all(check["ok"] for check in checks["checks"])


def test_the_installed_program_reads_and_keeps(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text((ROOT / "docs" / "examples" / "article.txt").read_text("utf-8"), "utf-8")
    told = call(installed / "rasid", "read", "article.txt", "--published", "2020-09-02", "--json", cwd=tmp_path)
    analysis = json.loads(told)["analysis"]
    assert {"killed", "injured"} <= {claim["outcome"] for claim in analysis["casualties"]}
    call(installed / "rasid", "read", "--demo", "--quiet", "--store", "demo.sqlite", cwd=tmp_path)
    assert call(installed / "rasid", "show", "--store", "demo.sqlite", "--search", "سوق شعبية", cwd=tmp_path)


def test_the_source_archive_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "sdist").mkdir()
    archive = build(ROOT, "sdist", tmp_path / "sdist")
    call("tar", "-xzf", archive, cwd=tmp_path)
    source = tmp_path / archive.name.removesuffix(".tar.gz")
    for needed in (
        "Makefile",
        "CONTRIBUTING.md",
        "requirements/dev.txt",
        "tools/environment",
        "tests/gold/articles.jsonl",
    ):
        assert (source / needed).is_file(), needed
    (tmp_path / "again").mkdir()
    with zipfile.ZipFile(build(source, "wheel", tmp_path / "again")) as again, zipfile.ZipFile(wheel) as first:
        assert set(again.namelist()) == set(first.namelist())
