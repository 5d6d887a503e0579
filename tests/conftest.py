"""What the tests share: the checkout, the built graph, the shapes, and how hypothesis searches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from rdflib import Graph

from cismig.build import Built, build
from cismig.layout import Layout, find

if TYPE_CHECKING:
    from collections.abc import Iterator

# The same examples on every machine, and nothing written into the checkout.
settings.register_profile("house", database=None, deadline=None, derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep built stores in a folder of this run; every process of it shares them."""
    folder = tmp_path_factory.getbasetemp().parent / "cismig-cache"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CISMIG_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def layout() -> Layout:
    """Return the four folders of this checkout."""
    return find(Path(__file__).parent)


@pytest.fixture(scope="session")
def built(layout: Layout) -> Built:
    """Return the graph of this checkout, built once; a test that writes builds its own."""
    return build(layout)


@pytest.fixture(scope="session")
def shapes(layout: Layout) -> Graph:
    """Return every shape of this checkout in one rdflib graph."""
    graph = Graph()
    for path in layout.shape_files():
        graph.parse(path, format="turtle")
    return graph
