"""Edits of the facts as people make them, good and bad, the same every time."""

from __future__ import annotations

import random
import shutil
import time
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Triple, serialize

from cismig.build.inputs import Inputs
from cismig.dataset.terms import named
from cismig.layout import FOLDERS, Layout
from cismig.turtle import read

if TYPE_CHECKING:
    from pathlib import Path

HEADER = frozenset(map(named, ("dcterms:source", "owl:imports", "rdf:type")))


def a_copy(layout: Layout, folder: Path) -> Layout:
    """Return a checkout in *folder* that may be changed."""
    root = folder / "copy"
    for name in FOLDERS:
        shutil.copytree(layout.root / name, root / name)
    return Layout(root)


class Edits:
    """A few files at a time lose a statement, or get one that stands elsewhere or nowhere."""

    def __init__(self, layout: Layout, seed: int) -> None:
        """Draw by *seed* from what the facts of *layout* say."""
        self._chance = random.Random(seed)  # noqa: S311 - the same edits every time
        files = self._chance.sample(layout.graph_files(), 40)
        said = [triple for path in files for triple in read(path)]
        self._others = [triple for triple in said if triple.predicate not in HEADER]

    def make(self, layout: Layout, *, judged: bool) -> None:
        """Edit some files, and judgements and inferences too if *judged*; wait until they rest."""
        files = layout.graph_files()
        chosen = self._chance.sample(files, 4)
        if judged:
            chosen += [path for path in files if path.stem in {"judgements", "inferences"}]
        for path in dict.fromkeys(chosen):
            self._edit(path)
        self.rest(layout)

    @staticmethod
    def rest(layout: Layout) -> None:
        """Wait until the files are old enough for the file system's word to be taken."""
        while not Inputs(layout).are_settled:
            time.sleep(0.02)

    def _edit(self, path: Path) -> None:
        chance, triples = self._chance, list(read(path))
        spare = [triple for triple in triples if triple.predicate not in HEADER]
        for _ in range(chance.randint(1, 3)):
            if spare and chance.random() < 0.7:
                triples.remove(spare.pop(chance.randrange(len(spare))))
            if chance.random() < 0.7:
                one, other = chance.choice(self._others), chance.choice(self._others)
                triples.append(one)
                triples.append(Triple(other.subject, one.predicate, one.object))
        path.write_bytes(serialize(dict.fromkeys(triples), format=RdfFormat.TURTLE))
