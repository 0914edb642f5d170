"""The one command of training: its steps fit the tools they call, go on where they were stopped, and ship only what the gate lets."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.scripts import script


@pytest.fixture(scope="module")
def whole() -> ModuleType:
    return script("tools/train/whole.py")


def of(step: object) -> str:
    return " ".join(step.command)  # type: ignore[attr-defined]


def test_its_steps_are_commands_that_the_tools_know(whole: ModuleType) -> None:
    given = ["W", "A.jsonl", "G.jsonl", "--texts", "T.xz", "--hold", "0", "1,2", "--epochs", "3", "--card", "--ship"]
    steps = whole.steps(whole.parsed(given))
    assert len({step.name for step in steps}) == len(steps)
    for step in steps:
        script, *rest = map(str, step.command[1:])
        known = set(re.findall(r'add_argument\(\s*"(--[a-z-]+)"', Path(script).read_text("utf-8")))
        assert {word for word in rest if word.startswith("--")} <= known, script
    names = [step.name for step in steps]
    for first, then in (
        ("base", "train-without-0"), ("kinship-2", "trial"), ("train-without-1-2", "export-without-1-2"),
        ("export-without-0", "trial"), ("trial", "export"), ("train-all", "export"), ("ablate", "card"),
    ):  # fmt: skip
        assert names.index(first) < names.index(then)
    by_name = dict(zip(names, steps, strict=True))
    assert "--hold 1 2" in of(by_name["train-without-1-2"])
    assert "--hold" not in of(by_name["train-all"])
    assert "--hold 2 --write W/tables/2" in of(by_name["links-2"])
    assert "0=W/model-without-0 1,2=W/model-without-1-2" in of(by_name["trial"])
    assert "W/model-without-1-2 --name without-1-2 --fold 1 2" in of(by_name["export-without-1-2"])
    assert "W/articles/articles.jsonl W/articles/annotations.jsonl" in of(by_name["train-all"])
    once = {step.name: step for step in whole.steps(whole.parsed([*given[:8], "--once"]))}
    assert "train-all" not in once
    assert "W/without-0/model.pt" in of(once["export"])
    assert of(once["export"]).endswith("--fold 0")
    longer = {
        step.name: of(step) for step in whole.steps(whole.parsed([*given, "--train", "--start 'M N.pt' --rate 6e-5"]))
    }
    assert longer["train-all"].endswith("--epochs 3 --start M N.pt --rate 6e-5")
    assert "--start M N.pt" in longer["train-without-0"]
    assert "3 more" in longer["export"]
    lots = ["--weigh", "B.jsonl", "H.jsonl", "OLD", "--weigh", "C.jsonl", "I.jsonl", "OLDER"]
    weighed = {step.name: of(step) for step in whole.steps(whole.parsed([*given, *lots]))}
    assert weighed["trial"].endswith(" ".join(lots))


def test_a_step_is_done_once_and_a_failure_is_told_and_repeated(
    whole: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = tmp_path / "said"
    code = f"from pathlib import Path; p = Path({str(said)!r}); p.write_text(p.read_text() + 'x' if p.exists() else 'x'); print('heard')"
    step = whole.Step("one", (sys.executable, "-c", code))
    whole.run([step], tmp_path)
    whole.run([step], tmp_path)
    assert said.read_text() == "x"
    assert (tmp_path / "logs/one.log").read_text() == "heard\n"
    assert "one: done before" in capfd.readouterr().out
    whole.run([whole.Step("one", (*step.command, "other"))], tmp_path)
    assert said.read_text() == "xx"
    whole.run([whole.Step("before", (sys.executable, "-c", "")), step], tmp_path)  # what it rests on is another
    assert said.read_text() == "xxx"

    fails = whole.Step("two", (sys.executable, "-c", "raise SystemExit('no such thing')"))
    for _ in range(2):
        with pytest.raises(SystemExit, match=r"no such thing\n.*two failed \(exit code 1\)"):
            whole.run([fails], tmp_path)

    made = tmp_path / "card.md"
    made.write_text("old")
    with pytest.raises(SystemExit):
        whole.run([whole.Step("three", (sys.executable, "-c", "print('half'); raise SystemExit(3)"), made)], tmp_path)
    assert made.read_text() == "old"
    whole.run([whole.Step("three", (sys.executable, "-c", "print('new')"), made)], tmp_path)
    assert made.read_text() == "new\n"


@pytest.mark.parametrize("passes", [True, False])
def test_only_what_passes_takes_the_place_of_the_packaged_model(
    whole: ModuleType, tmp_path: Path, passes: bool
) -> None:
    packaged, model = tmp_path / "packaged", tmp_path / "model"
    for folder, text in ((packaged, "old"), (model, "new")):
        folder.mkdir()
        for name in ("network.onnx", "manifest.json"):
            (folder / name).write_text(text)
    (model / "float.onnx").write_text("large")
    seen = []

    def gate() -> bool:
        seen.append((packaged / "network.onnx").read_text())
        return passes

    assert whole.ship(model, packaged, tmp_path / "before", gate) is passes
    assert seen == ["new"]
    now = {one.name: one.read_text() for one in packaged.iterdir()}
    assert now == dict.fromkeys(("network.onnx", "manifest.json"), "new" if passes else "old")
