"""One module a format: from the bytes of a file to its Content."""

import hashlib
from dataclasses import replace
from pathlib import Path

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.images import read_image
from assistant.parsing.readers.legacy import read_doc, read_xls
from assistant.parsing.readers.markdown import read_markdown
from assistant.parsing.readers.package import locked
from assistant.parsing.readers.pdf import read_pdf
from assistant.parsing.readers.plain import read_bytes, read_text
from assistant.parsing.readers.safety import Progress, Reader, spaced
from assistant.parsing.readers.sheet import read_csv, read_xlsx
from assistant.parsing.readers.sniffing import describe, true_ending
from assistant.parsing.readers.web import read_html, read_mht
from assistant.parsing.readers.word import read_docx

__all__ = ["READERS", "Progress", "Reader", "read_file"]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".docx": read_docx,
    ".docm": read_docx,
    ".pdf": read_pdf,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), read_image),
    ".doc": read_doc,
    ".wps": read_doc,
    ".rtf": read_doc,
    ".odt": read_doc,
    ".html": read_html,
    ".htm": read_html,
    ".mht": read_mht,
    ".mhtml": read_mht,
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".xls": read_xls,
    ".et": read_xls,
    ".ods": read_xls,
    ".csv": read_csv,
}


def read_file(path: Path, progress: Progress | None = None) -> Content:
    """Read `path` by its content, which its ending names; raises SourceError with what is wrong and what to do."""
    return read_raw(read_bytes(path), path, progress)


def read_raw(raw: bytes, path: Path, progress: Progress | None = None) -> Content:
    """Read the bytes of `path`, as `read_file` does."""
    ending = path.suffix.lower()
    actual = true_ending(ending, raw)
    reader = READERS.get(actual)
    if reader is None:
        raise _unknown(path, actual)
    content = replace(reader(raw, path.name, progress), sha256=hashlib.sha256(raw).hexdigest())
    if actual == ending:
        return content
    what = spaced(describe(actual))
    warning = f"文件名是 {path.suffix or path.name}，内容其实是{what}，已按{what}读取。"
    return replace(content, warnings=(warning, *content.warnings))


def _unknown(path: Path, actual: str) -> SourceError:
    known = "、".join(sorted(READERS))
    if actual == ".encrypted":
        return locked(path.name)
    if actual != path.suffix.lower():
        return SourceError(
            f"{path.name} 的内容其实是{spaced(describe(actual))}，不能读取。", f"请给出 {known} 格式的文件。"
        )
    return SourceError(f"还不能读取“{path.suffix or path.name}”格式的文件：{path.name}。", f"请另存为 {known} 后再试。")
