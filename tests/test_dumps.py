"""Dumps hold the whole graph, the same bytes each time, and are what their descriptions say."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from typing import TYPE_CHECKING

import httpx
import pyoxigraph
import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat

from cismig.dataset.terms import ACCEPTED_GRAPH, ENTAILED_GRAPH
from cismig.names import expand
from cismig.publish import dumps as dumping
from cismig.publish.dumps import OURS, dumps, folder_of, licence_name, make_dumps
from cismig.server.dumping import Dumping
from cismig.server.problems import RefusedError
from servers import PATIENCE, ours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cismig.build import Built
    from cismig.layout import Layout
    from cismig.publish.dumps import Dump

pytestmark = pytest.mark.xdist_group("dumps")

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
SMALL = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<https://example.org/b> <https://example.org/p> "two\\nlines > _:x"@en, 1, 2.50, "\\u0001" .
<https://example.org/a> owl:unionOf ( <https://example.org/b> [ owl:complementOf [] ] ) .
"""


@pytest.fixture(scope="module")
def web(layout: Layout) -> Iterator[httpx.Client]:
    """Return a client of our server, which has made its dumps."""
    with (
        ours(layout, "--rate", "0") as running,
        httpx.Client(base_url=running.base, timeout=PATIENCE) as client,
    ):
        latest = time.monotonic() + PATIENCE
        while (answer := client.get("/dumps/")).status_code == 503:
            assert time.monotonic() < latest
            assert answer.headers["retry-after"]
        yield client


@pytest.fixture(scope="module")
def listed(web: httpx.Client) -> list[dict[str, object]]:
    """Return what the list says of each dump."""
    found: list[dict[str, object]] = web.get("/dumps/").json()["dumps"]
    return found


def loaded(body: bytes, kind: RdfFormat) -> set[str]:
    """Return what a dump says."""
    return canonical(pyoxigraph.parse(gzip.decompress(body), kind))


def canonical(quads: Iterable[pyoxigraph.Quad]) -> set[str]:
    """Return *quads* with the names of blank nodes made comparable."""
    found = Dataset(quads)
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, found))


def test_the_dumps_load_back_into_the_graph_that_is_served(web: httpx.Client, built: Built) -> None:
    there = canonical(built.raw)
    assert loaded(web.get("/dumps/cis-migration.nq.gz").content, RdfFormat.N_QUADS) == there
    assert loaded(web.get("/dumps/cis-migration.trig.gz").content, RdfFormat.TRIG) == there
    accepted = loaded(web.get("/dumps/cis-migration-accepted.ttl.gz").content, RdfFormat.TURTLE)
    assert accepted == canonical(
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
        for quad in built.raw.quads_for_pattern(None, None, None, ACCEPTED_GRAPH)
    )


def test_each_graph_stands_in_the_file_of_its_licence_and_no_other(
    web: httpx.Client, built: Built, listed: list[dict[str, object]]
) -> None:
    seen: dict[object, str] = {}
    for each in listed:
        if each["about"] == "licence":
            (licence,) = each["licences"]  # type: ignore[misc]
            body = gzip.decompress(web.get(f"/dumps/{each['file']}").content)
            graphs = {quad.graph_name for quad in pyoxigraph.parse(body, RdfFormat.N_QUADS)}
            assert not graphs & set(seen)
            seen |= dict.fromkeys(graphs, licence)
    assert len(set(seen.values())) > 1
    assert set(seen) == {*built.raw.named_graphs()} - {ACCEPTED_GRAPH, ENTAILED_GRAPH}
    carried = pyoxigraph.NamedNode("http://purl.org/dc/terms/license")
    for graph, licence in seen.items():
        said = {
            quad.object.value for quad in built.raw.quads_for_pattern(graph, carried, None, graph)
        }
        assert {licence} == (said or {OURS})


@pytest.mark.parametrize("path", ["/.well-known/void", "/dataset/cis-migration-graph.nt"])
def test_the_descriptions_are_true_of_the_files(
    web: httpx.Client, listed: list[dict[str, object]], path: str
) -> None:
    told = web.get(path, headers={"Accept": "application/n-triples"})
    graph = rdflib.Graph().parse(data=told.text, format="nt")
    whole = rdflib.URIRef(expand("dataset:cis-migration-graph"))
    files = {str(each): each for each in graph.objects(whole, VOID.dataDump)}
    assert set(files) == {each["address"] for each in listed}
    for distribution in graph.objects(whole, DCAT.distribution):
        address = str(graph.value(distribution, DCAT.downloadURL))
        body = web.get(address).content
        (entry,) = (each for each in listed if each["address"] == address)
        digest = hashlib.sha256(body).hexdigest()
        checksum = graph.value(distribution, SPDX.checksum)
        assert str(graph.value(checksum, SPDX.checksumValue)) == digest == entry["sha256"]
        assert int(graph.value(distribution, DCAT.byteSize)) == len(body) == entry["bytes"]
        assert str(graph.value(distribution, DCAT.mediaType)).endswith(str(entry["mediaType"]))
        licences = {str(each) for each in graph.objects(distribution, rdflib.DCTERMS.license)}
        assert licences == set(entry["licences"])  # type: ignore[arg-type]
        if address.endswith(".nq.gz"):
            (subset,) = (
                each for each in graph.objects(whole, VOID.subset)
                if (each, VOID.dataDump, files[address]) in graph
            )  # fmt: skip
            lines = gzip.decompress(body).count(b"\n")
            assert int(graph.value(subset, VOID.triples)) == lines == entry["statements"]


def test_a_dump_is_fetched_in_parts_and_only_if_it_is_new(web: httpx.Client) -> None:
    address = "/dumps/cis-migration.nq.gz"
    whole = web.get(address)
    assert whole.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in whole.headers
    part = web.get(address, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == whole.content[10:20]
    tag = {"If-None-Match": whole.headers["etag"]}
    assert web.get(address, headers=tag).status_code == 304
    assert web.head(address).headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize("name", ["x", "manifest.json", "..%2Frecord.json", "%2e%2e/record.json"])
def test_no_other_file_is_a_dump(web: httpx.Client, name: str) -> None:
    assert web.get(f"/dumps/{name}").status_code == 404


def test_a_reader_sees_the_list_on_a_page(
    web: httpx.Client, listed: list[dict[str, object]]
) -> None:
    shown = web.get("/dumps/?lang=ru", headers={"Accept": "text/html"})
    assert shown.headers["content-language"] == "ru"
    for each in listed:
        assert str(each["sha256"]) in shown.text
        assert f'href="/dumps/{each["file"]}"' in shown.text


def small(folder: Path, *, backwards: bool) -> tuple[Dump, ...]:
    """Make the dumps of a store of a few statements, put in forwards or backwards."""
    (folder / "store").mkdir(parents=True)
    store = pyoxigraph.Store(str(folder / "store"))
    quads = [
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in pyoxigraph.parse(SMALL, RdfFormat.TURTLE)
        for graph in (ACCEPTED_GRAPH, pyoxigraph.NamedNode("https://example.org/graph"))
    ]
    store.extend(quads[::-1] if backwards else quads)
    store.flush()
    del store
    return make_dumps(folder)


def test_the_same_statements_make_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever order they came in, whatever blank nodes are called, in however small pieces."""
    one = small(tmp_path / "one", backwards=False)
    monkeypatch.setattr(dumping, "_PIECE", 3)
    assert small(tmp_path / "two", backwards=True) == one
    lines = gzip.decompress((folder_of(tmp_path / "one") / one[0].name).read_bytes()).splitlines()
    assert len(lines) == len(set(lines)) == one[0].triples


def test_dumps_are_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(dumping, "_as_turtle", fails)
        with pytest.raises(OSError, match="no space left"):
            small(tmp_path, backwards=False)
    assert dumps(tmp_path) == ()
    assert {path.name for path in tmp_path.iterdir()} == {"store"}
    assert make_dumps(tmp_path) == dumps(tmp_path) != ()


def test_dumps_that_cannot_be_made_are_not_begun_again_at_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """There is no store at this place: the process that should read it says so, and ends."""

    async def tried() -> None:
        serving = Dumping(tmp_path / "nothing")
        for _ in range(2):
            with pytest.raises(RefusedError) as refused:
                await serving.ready()
            assert refused.value.status == 503

    asyncio.run(tried())
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 1
    assert "choose another folder" in told[0]


@pytest.mark.parametrize(
    ("licence", "name"),
    [("https://creativecommons.org/publicdomain/zero/1.0/", "cc-zero-1.0"),
     ("http://example.org/", "example.org"), ("https://example.org/../x y", "..-x-y")],
)  # fmt: skip
def test_a_licence_has_a_name_that_a_file_can_have(licence: str, name: str) -> None:
    assert licence_name(licence) == name
