"""Plain text, and the bytes of files."""

import errno
import stat
from pathlib import Path

from assistant.domain import MappedText
from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.decoding import decode, empty
from assistant.parsing.readers.safety import Progress, guarded

__all__ = ["MAX_BYTES", "decode", "read_bytes", "read_text", "unreadable"]

MAX_BYTES = 50 * 1024 * 1024
"""A larger file is no document a person cites from."""
SHOWN_NAME = 40
"""In characters: a longer name would hide the sentence around it."""

_WHY_UNREADABLE = {
    errno.EACCES: ("没有读取权限", "请检查它的权限。"),
    errno.EPERM: ("没有读取权限", "请检查它的权限。"),
    errno.ELOOP: ("链接指向自己", "请给出文件本身的路径。"),
    errno.ENAMETOOLONG: ("文件名太长", "请检查路径，或把文件名改短后再试。"),
}


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of bounded size."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise SourceError(f"{path} 是文件夹，不是文件。", "请给出文件的路径。")
        if not stat.S_ISREG(found.st_mode):
            raise SourceError(f"{path} 不是普通文件。", "请给出文件的路径。")
        size = found.st_size
        if size > MAX_BYTES:
            raise SourceError(
                f"{path.name} 有 {size // 1024 // 1024} MB，太大了。",
                f"请给出不超过 {MAX_BYTES // 1024 // 1024} MB 的文件。",
            )
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"没有找到文件 {path}。", "请检查路径和文件名。") from error
    except OSError as error:
        raise unreadable(path, error) from error
    if not raw.strip():
        raise empty(path.name)
    return raw


def unreadable(path: Path, error: OSError) -> SourceError:
    """What to say of a path that the system does not open."""
    why, what_to_do = _WHY_UNREADABLE.get(error.errno or 0, ("无法读取", "请检查路径、磁盘和权限后再试。"))
    shown = path.name if len(path.name) <= SHOWN_NAME else path.name[:SHOWN_NAME] + "…"
    said = f"文件 {shown} 无法读取" + ("。" if why == "无法读取" else f"：{why}。")
    return SourceError(said, what_to_do)


@guarded("文本文件")
def read_text(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A plain text, line for line."""
    source = decode(raw, name)
    return Content(source, MappedText.of(source))
