"""The rooms open one way, load late, and say what they are."""

from __future__ import annotations

import ast
import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import cismig

ROOMS = (
    *("errors", "frozen", "names", "layout", "turtle", "dataset", "reason", "store", "build"),
    *("questions", "validate", "evidence", "statistics", "publish", "server", "graph", "cli"),
)
PACKAGE = Path(cismig.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = [
    ".".join(("cismig", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in FILES
    if path.name != "__main__.py"
]
LONGEST = 400


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the dotted names that a file imports, at its head or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: an import that begins with a dot"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_from_rooms_before_it(path: Path) -> None:
    room = room_of(path)
    if room in {"__init__", "__main__"}:
        return
    assert room in ROOMS, f"{room} is no room of the design"
    allowed = {*ROOMS[: ROOMS.index(room) + 1]}
    entered = {name.split(".")[1] for name in imported(path) if name.startswith("cismig.")}
    assert {name for name in entered if (PACKAGE / name).exists() or name in ROOMS} <= allowed


@pytest.mark.parametrize("room", ROOMS)
def test_no_module_has_the_name_of_what_its_room_offers(room: str) -> None:
    """Whoever imports such a module puts it in the place of what is offered."""
    offered = getattr(importlib.import_module(f"cismig.{room}"), "__all__", ())
    assert {*offered} & {path.stem for path in (PACKAGE / room).glob("*.py")} == set()


def test_the_room_of_errors_imports_nothing() -> None:
    assert imported(PACKAGE / "errors.py") == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_public_names_are_there_and_once(path: Path) -> None:
    module = ast.parse(path.read_text(encoding="utf-8"))
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = ast.literal_eval(node.value)
            assert len(names) == len(set(names))  # ruff sorts them
            defined = {
                name
                for statement in ast.walk(module)
                for name in (
                    getattr(statement, "name", None),
                    getattr(statement, "id", None),
                    getattr(statement, "asname", None),
                )
            }
            assert set(names) <= defined


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0


def test_building_loads_none_of_the_slow_libraries() -> None:
    rooms = ROOMS[: ROOMS.index("build") + 1]
    code = (
        f"import sys; {'; '.join(f'import cismig.{room}' for room in rooms)}; "
        "print(sorted({'rdflib', 'owlrl', 'pyshacl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_command_prints() -> None:
    for path in FILES:
        if room_of(path) not in {"cli", "__main__"}:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
            assert not [call for call in calls if ast.unparse(call) == "print"], path
