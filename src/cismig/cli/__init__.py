"""The command ``cismig``; the only room that prints."""

from __future__ import annotations

from cismig.cli.command import main

__all__ = ["main"]
