"""One module a format: from the bytes of a file to its Content."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.plain import read_bytes, read_markdown, read_text

Progress = Callable[[int, int], None]
"""Called with how many pages are done and how many there are."""
Reader = Callable[[bytes, str, Progress | None], Content]
"""From the bytes of a file, its name (for messages) and a progress callback to its Content."""

READERS: dict[str, Reader] = {".txt": read_text, ".md": read_markdown}


def read_file(path: Path, progress: Progress | None = None) -> Content:
    """Read `path` by its ending; raises SourceError with one sentence on what is wrong and one on what to do."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = "、".join(sorted(READERS))
        raise SourceError(
            f"还不能读取“{path.suffix or path.name}”格式的文件：{path.name}。", f"请另存为 {known} 后再试。"
        )
    raw = read_bytes(path)
    return replace(reader(raw, path.name, progress), sha256=hashlib.sha256(raw).hexdigest())
