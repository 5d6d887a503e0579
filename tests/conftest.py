"""What the tests share: the checkout, the built graph, the shapes, and how hypothesis searches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import settings
from rdflib import Graph

import asking
from cismig.build import Built, build, make
from cismig.layout import Layout, find
from cismig.validate import check
from lean import lean_copy
from servers import PATIENCE, Ours, ours

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
def whole() -> Layout:
    """Return the four folders of this checkout."""
    return find(Path(__file__).parent)


@pytest.fixture(scope="session")
def layout(whole: Layout, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return this checkout with its tables cut down, which is all that most tests need."""
    return lean_copy(whole, tmp_path_factory.mktemp("lean"))


@pytest.fixture(scope="session")
def small(whole: Layout, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Return this checkout with its tables cut down and a fifth of its reports."""
    return lean_copy(whole, tmp_path_factory.mktemp("small"), every=5)


@pytest.fixture(scope="session")
def small_built(small: Layout) -> Built:
    """Return the graph of `small`, built once; a test that writes builds its own."""
    return build(small)


@pytest.fixture(scope="session")
def built(layout: Layout) -> Built:
    """Return the graph of `layout`, built once; a test that writes builds its own."""
    return build(layout)


@pytest.fixture(scope="session")
def checked(layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the store of `layout`, after a check: from here a change is small."""
    folder = tmp_path_factory.mktemp("checked")
    check(layout, (), make(layout, folder))
    return folder


@pytest.fixture(scope="session")
def whole_built() -> Built:
    """Return the graph of this checkout with all its tables."""
    return asking.built()


@pytest.fixture(scope="session")
def shapes(layout: Layout) -> Graph:
    """Return every shape of this checkout in one rdflib graph."""
    graph = Graph()
    for path in layout.shape_files():
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def server(layout: Layout) -> Iterator[Ours]:
    """Return our server; it lets one client ask as often as it likes."""
    with ours(layout, "--rate", "0") as running:
        yield running


@pytest.fixture(scope="module")
def web(server: Ours) -> Iterator[httpx.Client]:
    """Return a client of the server."""
    with httpx.Client(base_url=server.base, timeout=PATIENCE) as client:
        yield client
