"""What every reader keeps to: its shape, and that damaged input ends in one clear sentence."""

from collections.abc import Callable
from functools import wraps

from assistant.errors import SourceError
from assistant.parsing.content import Content

Progress = Callable[[int, int], None]
"""Called with how many pages are done and how many there are."""
Reader = Callable[[bytes, str, Progress | None], Content]
"""From the bytes of a file, its name (for messages) and a progress callback to its Content."""


def guarded(kind: str) -> Callable[[Reader], Reader]:
    """Let a reader of `kind` fail with a SourceError alone: format libraries raise anything on damaged input."""

    def guard(reader: Reader) -> Reader:
        @wraps(reader)
        def read(raw: bytes, name: str, progress: Progress | None = None) -> Content:
            try:
                return reader(raw, name, progress)
            except (SourceError, ImportError, MemoryError):
                raise
            except Exception as error:
                raise damaged(name, kind) from error

        return read

    return guard


def damaged(name: str, kind: str) -> SourceError:
    """The file begins like a `kind` and does not go on like one."""
    return SourceError(
        f"{name} 不是完整的{spaced(kind)}，里面有损坏的地方。", "请从原处重新取得这个文件，或打开它另存一份后再试。"
    )


def spaced(words: str) -> str:
    """`words` as they follow Chinese characters: Latin ones after a space."""
    words = words.strip()
    return f" {words}" if words[:1].isascii() else words
