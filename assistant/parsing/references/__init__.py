"""Cross-references: which words of a clause point at another one, and whether it is there.

One module for each way of pointing: mentions (other documents), numbers (standards), articles (laws), steps (official
documents); finding puts them together, resolving looks the targets up among the clauses.
"""

from assistant.parsing.references.finding import find_references
from assistant.parsing.references.resolving import resolve

__all__ = ["find_references", "resolve"]
