"""The README tells the truth: its commands run and its list of questions is whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cismig.layout import Layout

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.split("  #")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    for line in block.splitlines()
]


def fresh_environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which ``cismig`` is ours and no terminal is assumed."""
    binaries = Path(sys.executable).parent
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "HOME": str(tmp_path)}


@pytest.mark.xdist_group("readme")  # the first builds the store, the others open it
@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("cismig ")])
def test_the_command_answers(command: str, tmp_path: Path) -> None:
    """Each ``cismig`` line of the README ends well and prints something."""
    done = subprocess.run(  # noqa: S602  the line is a shell line, as a reader types it
        command,
        shell=True,
        cwd=ROOT,
        env=fresh_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.install
def test_the_first_command_answers_on_a_fresh_machine(tmp_path: Path) -> None:
    """The README's first line makes an environment, installs the package and gives an answer."""
    if os.environ.get("CI") is None:
        pytest.skip("installs the package anew: runs in CI, or with CI=1")
    clone = tmp_path / "clone"
    tracked = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  git is where the machine has it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, tracked):
        target = clone / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    done = subprocess.run(  # noqa: S602  the line is a shell line, as a reader types it
        COMMANDS[0], shell=True, cwd=clone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Azerbaijan" in done.stdout
    assert "asiaplustj.info" in done.stdout


def test_the_questions_are_listed_and_no_others() -> None:
    """The README names each file of ``queries/`` once, with the question it answers."""
    listed = re.findall(r"^\| `([a-z0-9-]+)` \| (.+?) \|$", README, flags=re.MULTILINE)
    asked = [
        (path.stem, re.search(r"^#\+ question: (.+)$", path.read_text("utf-8"), re.MULTILINE)[1])
        for path in sorted((ROOT / "queries").glob("*.rq"))
    ]
    assert listed == asked


def test_the_example_for_programs_runs(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of the README does what its comments say."""
    (example,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    monkeypatch.chdir(layout.root)
    space: dict[str, Any] = {}
    exec(example, space)  # noqa: S102 - our own text
    assert space["answer"].rows
    assert space["graph"].find("СРМО", kind="body")[0].short == "body:council"
    space["graph"].close()
