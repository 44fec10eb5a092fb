"""Answers questions about the workers' service centre guideline from quoted, verified clauses.

`Assistant` is loaded on first use, so that `import assistant` stays fast.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["Assistant", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "Assistant":
        return import_module("assistant.service").Assistant
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
