"""The notebook that readers open runs from its first cell to its last, in a kernel of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

if TYPE_CHECKING:
    from cismig.layout import Layout

pytestmark = pytest.mark.xdist_group("graph")

PLACE = Path(__file__).with_name("graph.ipynb")


@pytest.fixture(scope="module")
def notebook() -> Any:  # noqa: ANN401 - the library tells no types
    """Return the notebook as it is kept."""
    return nbformat.read(PLACE, as_version=4)


def test_the_notebook_is_kept_without_outputs(notebook: Any) -> None:  # noqa: ANN401
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_each_step_is_explained_before_it(notebook: Any) -> None:  # noqa: ANN401
    kinds = "".join(cell.cell_type[0] for cell in notebook.cells)
    assert re.fullmatch(r"(mc{1,2}){6}", kinds)


def test_the_notebook_runs_as_a_reader_runs_it(
    notebook: Any,  # noqa: ANN401
    layout: Layout,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    resources = {"metadata": {"path": str(layout.root)}}
    client = NotebookClient(notebook, timeout=60, kernel_name="python3", resources=resources)
    done = client.execute()
    shown = [
        " ".join(
            str(output.get("text", "")) + " ".join(map(str, output.get("data", {}).values()))
            for output in cell.outputs
        )
        for cell in done.cells
        if cell.cell_type == "code"
    ]
    for words, text in zip(
        (
            *("departures-by-year", "Tajikistan", "asiaplustj.info", "<table", "<svg"),
            *("Asia-Plus", "meeting:", "body:council"),
        ),
        shown,
        strict=True,
    ):
        assert words in text
    kinds = {
        kind
        for cell in done.cells
        for each in cell.get("outputs", ())
        for kind in each.get("data", ())
    }
    assert {"text/html", "image/svg+xml"} <= kinds
    assert not [
        each
        for cell in done.cells
        for each in cell.get("outputs", ())
        if each.output_type == "error"
    ]
