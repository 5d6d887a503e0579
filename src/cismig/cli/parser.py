"""The command line's grammar: options anywhere, and a remedy for every slip."""

from __future__ import annotations

import argparse

from cismig.cli.console import columns_of_terminal
from cismig.errors import CismigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, NoReturn


class UsageError(CismigError):
    """A command line that we cannot follow."""

    exit_code = 2

    def __init__(self, reason: str, remedy: str) -> None:
        """Keep what is wrong and what to write instead."""
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    @property
    def what(self) -> str:
        """Return what is wrong with the command line."""
        return self.reason

    @property
    def hint(self) -> str:
        """Return what to write instead."""
        return self.remedy


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return the question that offers what is spelt like *word*, else *otherwise*.

    >>> did_you_mean("chekc", ["ask", "check"], "see 'cismig --help'")
    "did you mean 'check'?"
    """
    from difflib import get_close_matches  # noqa: PLC0415 - needed for slips alone

    close = get_close_matches(word, list(known), n=2, cutoff=0.6)
    return f"did you mean {' or '.join(map(repr, close))}?" if close else otherwise


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a type of argument that accepts *choices* and offers the nearest for a slip."""

    def choice(value: str) -> str:
        if value not in choices:
            remedy = did_you_mean(value, choices, f"choose from {', '.join(choices)}")
            raise argparse.ArgumentTypeError(f"no '{value}' here; {remedy}")
        return value

    return choice


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Return what lays out help; argparse makes one for each argument, and asks the terminal."""
    return argparse.RawDescriptionHelpFormatter(prog, width=columns_of_terminal(80) - 2)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises UsageError, and lets words and options mix.

    argparse alone gives up on ``ask SLUG --lang ru name=value``: a list of words is closed by
    the first option. Here every word that is no option ends up in ``words``, in its order.
    """

    def __init__(self, prog: str, **settings: Any) -> None:  # noqa: ANN401 - argparse's own
        """Make a parser in the house form."""
        self.known_options: list[str] = []
        super().__init__(
            prog=prog,
            allow_abbrev=False,
            formatter_class=_formatter,
            **settings,
        )

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:  # noqa: ANN401 - argparse's own
        """Add an argument and remember its spellings."""
        action = super().add_argument(*names, **settings)
        self.known_options.extend(action.option_strings)
        return action

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return what *arguments* say.

        Raises:
            UsageError: an option that does not exist, or one without its value.
        """
        found, rest = self.parse_known_args(list(arguments))
        for word in rest:
            if word.startswith("-") and word not in ("-", "--"):
                option = word.split("=")[0]
                otherwise = f"'{self.prog} --help' lists the options"
                raise UsageError(
                    f"no option {option}", did_you_mean(option, self.known_options, otherwise)
                )
        late = [word for word in rest if word != "--"]
        if late and not hasattr(found, "words"):
            raise UsageError(f"'{late[0]}' is one word too many", f"see '{self.prog} --help'")
        if hasattr(found, "words"):
            found.words = [*found.words, *late]
        return found

    def error(self, message: str) -> NoReturn:
        """Refuse, in one line, with the way to the help."""
        reason, _, remedy = message.partition("; ")
        raise UsageError(reason, remedy or f"see '{self.prog} --help'")


def add_shared(parser: Parser) -> None:
    """Let *parser* take the options that every command takes, before it or after it."""
    shared = parser.add_argument_group("options of every command")
    for names, settings in (
        (
            ("--lang",),
            {
                "type": one_of("en", "ru"),
                "metavar": "en|ru",
                "help": "language of labels and talk (en)",
            },
        ),
        (
            ("--root",),
            {
                "metavar": "DIR",
                "help": "the checkout to read (the one around the current folder, "
                "else the installed copy)",
            },
        ),
        (
            ("-v", "--verbose"),
            {"action": "store_true", "help": "say on stderr what is read and how long it takes"},
        ),
    ):
        action = shared.add_argument(*names, default=argparse.SUPPRESS, **settings)
        parser.known_options.extend(action.option_strings)
