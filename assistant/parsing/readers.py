"""One function a format: from a file to its text, character by character mapped to the source."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import MappedText
from assistant.errors import SourceError

MAX_BYTES = 50 * 1024 * 1024
"""A larger plain text is no document a person cites from."""

_MARKDOWN_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: the untouched source, its hash, and the characters that are text."""

    source: str
    sha256: str
    chars: MappedText


def read_file(path: Path) -> Content:
    """Read `path` by its ending; raises SourceError with one sentence on what is wrong and one on what to do."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = "、".join(sorted(_READERS))
        raise SourceError(
            f"还不能读取“{path.suffix or path.name}”格式的文件：{path.name}。", f"请另存为 {known} 后再试。"
        )
    raw = read_bytes(path)
    source = decode(raw, path.name)
    return Content(source, hashlib.sha256(raw).hexdigest(), reader(source))


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


def _plain(source: str) -> MappedText:
    return MappedText.of(source)


def _markdown(source: str) -> MappedText:
    return MappedText.of(source).without([match.span() for match in _MARKDOWN_HEADING.finditer(source)])


_READERS: dict[str, Callable[[str], MappedText]] = {".txt": _plain, ".md": _markdown}
