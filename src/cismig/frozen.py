"""Values: equal by their parts and never changed, in classes that cost nothing to load.

A frozen dataclass writes and compiles its methods anew for each class, and loads ``inspect`` to do
it: for a plain question that took longer than the question. Here all classes share the methods.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self, dataclass_transform
else:

    def dataclass_transform(**_: bool) -> object:
        """Mark a class for the type checker, which alone needs to know."""
        return lambda made: made


__all__ = ["Frozen", "replace"]


class _Kind(type):
    """Makes the annotated names of a class its parts, each in a slot."""

    def __new__(cls, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> _Kind:
        parts = tuple(space.get("__annotations__", ()))
        space["_defaults"] = {part: space.pop(part) for part in parts if part in space}
        space["__match_args__"] = parts
        space["__slots__"] = (*parts, *space.get("__slots__", ()))
        return super().__new__(cls, name, bases, space)


@dataclass_transform(frozen_default=True)
class Frozen(metaclass=_Kind):
    """The base of a value: its annotated names are its parts, in the order they are given in.

    >>> class Point(Frozen):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, y=0), len({Point(1), Point(1)})
    (Point(x=1, y=0), True, 1)
    """

    if TYPE_CHECKING:
        __match_args__: tuple[str, ...]
        _defaults: dict[str, Any]

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as the class says
        """Take each part by its place or its name."""
        names = self.__match_args__
        keep = object.__setattr__
        if len(given) == len(names) and not named:
            for name, part in zip(names, given, strict=True):
                keep(self, name, part)
            return
        placed = dict(zip(names, given, strict=False))
        parts = {**self._defaults, **placed, **named}
        whole = parts.keys() == {*names} and len(given) == len(placed)
        if not whole or not placed.keys().isdisjoint(named):
            raise TypeError(f"{type(self).__name__} has the parts {', '.join(names)}")
        for name in names:
            keep(self, name, parts[name])

    def __setattr__(self, name: str, part: object) -> None:
        """Refuse: a value is not changed."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self, name: str) -> None:
        """Refuse: a value is not changed."""
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* is of the same class and has equal parts."""
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__match_args__)

    def __hash__(self) -> int:
        """Return a number that equal values share."""
        return hash(tuple(getattr(self, name) for name in self.__match_args__))

    def __repr__(self) -> str:
        """Return the class and the parts by name."""
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({parts})"

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Return how a copy is made."""
        return type(self), tuple(getattr(self, name) for name in self.__match_args__)

    def __replace__(self, **changes: Any) -> Self:  # noqa: ANN401 - as the class says
        """Return a copy in which *changes* take the place of parts (`copy.replace` calls this)."""
        return type(self)(**{name: getattr(self, name) for name in self.__match_args__} | changes)


if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(value: Frozen, /, **changes: object) -> Frozen:
        """Return a copy of *value* in which *changes* take the place of parts."""
        return value.__replace__(**changes)
