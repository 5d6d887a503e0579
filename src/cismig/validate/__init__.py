"""Validation: shapes, terms, judgements and ontology; findings with file and line.

A finding is a value. Only what cannot be read at all is an exception.
"""

from cismig.validate.checking import check
from cismig.validate.finding import Finding

__all__ = ["Finding", "check"]
