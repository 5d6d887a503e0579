"""What we refuse, as one tree; every message names the thing, the place and the remedy.

::

    CismigError                                                  exit 1
    ├─ LayoutError(start)                                             3
    ├─ LoadError(path, line, reason, hint, column)                    3
    ├─ RowsError(path, problems)                                      3
    ├─ UnsupportedAxiomError(subject, predicate, value)               3
    ├─ UnknownPrefixError(prefix, nearest)                            2
    ├─ QueryError(reason, hint)                                       2
    │   ├─ UnknownQueryError(slug, nearest)                           2
    │   ├─ LimitError(reason, hint)                                   2
    │   ├─ FrontMatterError(path, line, reason, hint)                 3
    │   └─ ParameterError(query, name, value, expected)               2
    ├─ FormError(form, reason, hint)                                  2
    ├─ LibraryError(library, extra)                                   3
    ├─ EndpointError(endpoint, reason, hint)                          3
    ├─ FigureError                                                    1
    │   └─ MissingFigureError(key)                                    1
    ├─ StoreError(path, reason, hint)                                 3
    └─ PublishError(path, reason)                                     3

The exit code stands on the class. Leaves also inherit the builtin that they refine, keep their
arguments as attributes, and can be pickled.
"""


class CismigError(Exception):
    """Everything that we refuse: ``what`` went wrong, and in ``hint`` what to do next."""

    exit_code = 1

    @property
    def what(self) -> str:
        """Name the thing and the place."""
        return ": ".join(str(part) for part in self.args)

    @property
    def hint(self) -> str:
        """Say what to do next."""
        return "see the documentation of the command"

    def __str__(self) -> str:
        """Return the whole message on one line."""
        return f"{self.what}; {self.hint}" if self.hint else self.what


class LayoutError(CismigError, FileNotFoundError):
    """No folder above ``start`` holds the four folders, and no installed copy does."""

    exit_code = 3

    def __init__(self, start: object) -> None:
        """Keep the folder where the search began."""
        super().__init__(start)
        self.start = start

    @property
    def what(self) -> str:
        """Name the folder where the search began."""
        return f"{self.start}: no ontology/, graph/, shapes/ and queries/ here or in a folder above"

    @property
    def hint(self) -> str:
        """Send the reader to a checkout."""
        return "go into a checkout of the repository, or install the package with its data"


class LoadError(CismigError, ValueError):
    """A file that is not what it should be: not Turtle, without a header, with a lost import."""

    exit_code = 3

    def __init__(
        self,
        path: object,
        line: int | None,
        reason: str,
        hint: str = "",
        column: int | None = None,
    ) -> None:
        """Keep the place, the reason and the remedy."""
        super().__init__(path, line, reason, hint, column)
        self.path = path
        self.line = line
        self.reason = reason
        self.column = column

    @property
    def what(self) -> str:
        """Name the place as editors understand it, then the reason."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.reason}"

    @property
    def hint(self) -> str:
        """Return the remedy that was given with the reason."""
        return str(self.args[3])


class RowsError(CismigError, ValueError):
    """Rows of a table that make no observations; ``problems`` has a LoadError for each."""

    exit_code = 3

    def __init__(self, path: object, problems: tuple[LoadError, ...]) -> None:
        """Keep the file and what is wrong in it, row by row."""
        super().__init__(path, problems)
        self.path = path
        self.problems = problems

    @property
    def what(self) -> str:
        """Name the first row that is wrong."""
        return self.problems[0].what

    @property
    def hint(self) -> str:
        """Return its remedy, and say how many more there are."""
        more = len(self.problems) - 1
        return self.problems[0].hint + (f" ({more} more)" if more else "")


class UnsupportedAxiomError(CismigError, NotImplementedError):
    """An axiom from which our rules would draw nothing; it is refused, never passed over."""

    exit_code = 3

    def __init__(self, subject: str, predicate: str, value: str) -> None:
        """Keep the axiom's three names, as Turtle writes them."""
        super().__init__(subject, predicate, value)
        self.subject = subject
        self.predicate = predicate
        self.value = value

    @property
    def what(self) -> str:
        """Name the axiom."""
        return f"{self.subject} {self.predicate} {self.value}: no rule reads this axiom"

    @property
    def hint(self) -> str:
        """Name the two ways out."""
        return "say it with an axiom listed in cismig.reason, or as a shape in shapes/"


class UnknownPrefixError(CismigError, LookupError):
    """A prefix that is not in the one table."""

    exit_code = 2

    def __init__(self, prefix: str, nearest: tuple[str, ...] = ()) -> None:
        """Keep the prefix and the ones spelt nearly like it."""
        super().__init__(prefix, nearest)
        self.prefix = prefix
        self.nearest = nearest

    @property
    def what(self) -> str:
        """Name the prefix."""
        if not self.prefix:
            return "a name without a prefix"
        return f"{self.prefix}: is not a prefix of this graph"

    @property
    def hint(self) -> str:
        """Offer the nearest prefixes."""
        if self.nearest:
            return f"did you mean {' or '.join(f'{near}:' for near in self.nearest)}?"
        return "the prefixes stand in ontology/prefixes.ttl; write for instance state:tj"


class QueryError(CismigError, ValueError):
    """A query that we do not run."""

    exit_code = 2

    def __init__(self, reason: str, hint: str = "correct the query") -> None:
        """Keep the reason, which is the engine's own where it found the fault."""
        super().__init__(reason, hint)
        self.reason = reason

    @property
    def what(self) -> str:
        """Return the reason."""
        return self.reason

    @property
    def hint(self) -> str:
        """Return the remedy that was given with the reason."""
        return str(self.args[1])


class UnknownQueryError(QueryError, LookupError):
    """A question that is not in queries/."""

    def __init__(self, slug: str, nearest: tuple[str, ...] = ()) -> None:
        """Keep the name and the ones spelt nearly like it."""
        Exception.__init__(self, slug, nearest)
        self.slug = slug
        self.nearest = nearest
        self.reason = f"no question is called {slug!r}"

    @property
    def hint(self) -> str:
        """Offer the nearest questions."""
        if self.nearest:
            return f"did you mean {' or '.join(self.nearest)}?"
        return "'cismig ask' lists the questions"


class FrontMatterError(QueryError):
    """A question whose ``#+`` lines are not as they should be."""

    exit_code = 3

    def __init__(self, path: object, line: int | None, reason: str, hint: str = "") -> None:
        """Keep the place, the reason and the remedy."""
        Exception.__init__(self, path, line, reason, hint)
        self.path = path
        self.line = line
        self.reason = reason

    @property
    def what(self) -> str:
        """Name the place, then the reason."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.reason}"

    @property
    def hint(self) -> str:
        """Return the remedy that was given with the reason."""
        return str(self.args[3])


class ParameterError(QueryError):
    """A parameter that a question does not have, or a value that it cannot take."""

    def __init__(self, query: str, name: str, value: str, expected: str) -> None:
        """Keep the question, the parameter, the value given and what was expected."""
        Exception.__init__(self, query, name, value, expected)
        self.query = query
        self.name = name
        self.value = value
        self.expected = expected
        self.reason = f"{query}: {name}={value!r} cannot be used"

    @property
    def hint(self) -> str:
        """Say what was expected."""
        return f"expected {self.expected}"


class LimitError(QueryError):
    """A query that takes more time, memory or rows than it may."""


class FormError(CismigError, ValueError):
    """An answer that cannot be put into the form asked for."""

    exit_code = 2

    def __init__(self, form: str, reason: str, hint: str) -> None:
        """Keep the form, the reason and the remedy."""
        super().__init__(form, reason, hint)
        self.form = form
        self.reason = reason

    @property
    def what(self) -> str:
        """Name the form, then the reason."""
        return f"{self.form}: {self.reason}"

    @property
    def hint(self) -> str:
        """Return the remedy that was given with the reason."""
        return str(self.args[2])


class LibraryError(CismigError, ImportError):
    """A library that is not installed, since only some outputs need it."""

    exit_code = 3

    def __init__(self, library: str, extra: str) -> None:
        """Keep the library and the extra of this package that brings it."""
        Exception.__init__(self, library, extra)
        self.library = library
        self.extra = extra

    @property
    def what(self) -> str:
        """Name the library."""
        return f"{self.library} is not installed"

    @property
    def hint(self) -> str:
        """Say how to install it."""
        return f"pip install 'cismig[{self.extra}]'"


class EndpointError(CismigError, ConnectionError):
    """A server that cannot be reached, refuses us, or gives no answer to what was asked."""

    exit_code = 3

    def __init__(self, endpoint: str, reason: str, hint: str) -> None:
        """Keep the address (without its secrets), the reason and the remedy."""
        Exception.__init__(self, endpoint, reason, hint)
        self.endpoint = endpoint
        self.reason = reason

    @property
    def what(self) -> str:
        """Name the server, then the reason."""
        return f"{self.endpoint}: {self.reason}"

    @property
    def hint(self) -> str:
        """Return the remedy that was given with the reason."""
        return str(self.args[2])


class FigureError(CismigError):
    """A figure that cannot be given."""


class MissingFigureError(FigureError, LookupError):
    """A figure that the graph does not hold."""

    def __init__(self, key: str) -> None:
        """Keep the key of the observation."""
        super().__init__(key)
        self.key = key

    @property
    def what(self) -> str:
        """Name the figure."""
        return f"{self.key}: the graph holds no such figure"

    @property
    def hint(self) -> str:
        """Send the reader to what the slices lack."""
        return "ask what the slice lacks (cism:lacks) before taking it for nought"


class StoreError(CismigError, OSError):
    """A store on disk that is not there, is not whole, or cannot be written."""

    exit_code = 3

    def __init__(self, path: object, reason: str, hint: str = "choose another folder") -> None:
        """Keep the folder, the reason and the remedy."""
        Exception.__init__(self, path, reason, hint)
        self.path = path
        self.reason = reason

    @property
    def what(self) -> str:
        """Name the folder, then the reason."""
        return f"{self.path}: {self.reason}"

    @property
    def hint(self) -> str:
        """Return the remedy that was given with the reason."""
        return str(self.args[2])


class PublishError(CismigError, OSError):
    """A place that cannot be written to."""

    exit_code = 3

    def __init__(self, path: object, reason: str) -> None:
        """Keep the place and the reason."""
        Exception.__init__(self, path, reason)
        self.path = path
        self.reason = reason

    @property
    def what(self) -> str:
        """Name the place, then the reason."""
        return f"{self.path}: {self.reason}"

    @property
    def hint(self) -> str:
        """Name the way out."""
        return "make it writable, or choose another folder"
