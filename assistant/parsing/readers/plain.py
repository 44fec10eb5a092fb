"""Plain text and Markdown, and the bytes and encodings of files."""

import re
from collections.abc import Callable
from pathlib import Path

from assistant.domain import MappedText
from assistant.errors import SourceError
from assistant.parsing.content import Content

MAX_BYTES = 50 * 1024 * 1024
"""A larger file is no document a person cites from."""

_MARKDOWN_HEADING = re.compile(r"^[ ]{0,3}(#{1,6})[ \t]+", re.MULTILINE)


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
        raise _empty(path.name)
    return raw


def _empty(name: str) -> SourceError:
    return SourceError(f"{name} 是空文件。", "请给出有内容的文件。")


def decode(raw: bytes, name: str) -> str:
    """The text of `raw`: UTF-8, UTF-16 with a byte order mark, or GB18030; every line end becomes a line feed."""
    has_mark = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = _first_decoding(raw, ("utf-16",) if has_mark else ("utf-8-sig", "gb18030"))
    if "\0" in (text or "") or (b"\0" in raw[:4096] and not has_mark):
        raise SourceError(f"{name} 不是文本文件。", "请另存为 UTF-8 编码的文本后再试。")
    if text is None:
        raise SourceError(f"{name} 的文字编码无法识别。", "请另存为 UTF-8 编码的文本后再试。")
    if not text.strip():
        raise _empty(name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _first_decoding(raw: bytes, encodings: tuple[str, ...]) -> str | None:
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_text(raw: bytes, name: str, _progress: Callable[[int, int], None] | None = None) -> Content:
    """A plain text, line for line."""
    source = decode(raw, name)
    return Content(source, MappedText.of(source))


def read_markdown(raw: bytes, name: str, _progress: Callable[[int, int], None] | None = None) -> Content:
    """A Markdown text without the marks of its headings."""
    source = decode(raw, name)
    marks = list(_MARKDOWN_HEADING.finditer(source))
    headings = {mark.end(): len(mark.group(1)) for mark in marks}
    return Content(source, MappedText.of(source).without([mark.span() for mark in marks]), headings=headings)
