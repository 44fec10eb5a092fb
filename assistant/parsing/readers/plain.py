"""Plain text, and the bytes of files."""

from pathlib import Path

from assistant.domain import MappedText
from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.decoding import decode, empty
from assistant.parsing.readers.safety import Progress, guarded

__all__ = ["MAX_BYTES", "decode", "read_bytes", "read_text"]

MAX_BYTES = 50 * 1024 * 1024
"""A larger file is no document a person cites from."""


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of bounded size."""
    try:
        if path.is_dir():
            raise SourceError(f"{path} 是文件夹，不是文件。", "请给出文件的路径。")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(
                f"{path.name} 有 {size // 1024 // 1024} MB，太大了。",
                f"请给出不超过 {MAX_BYTES // 1024 // 1024} MB 的文件。",
            )
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"没有找到文件 {path}。", "请检查路径和文件名。") from error
    except OSError as error:
        raise SourceError(f"文件 {path} 无法读取（{error.strerror}）。", "请检查它的权限。") from error
    if not raw.strip():
        raise empty(path.name)
    return raw


@guarded("文本文件")
def read_text(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A plain text, line for line."""
    source = decode(raw, name)
    return Content(source, MappedText.of(source))
