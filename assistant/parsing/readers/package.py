"""Office files as zip archives: opened only after their bounds are checked, their XML read without entities."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from assistant.errors import SourceError
from assistant.parsing.readers.safety import damaged, spaced
from assistant.parsing.readers.sniffing import describe, sniff

MAX_UNPACKED = 300 * 1024 * 1024
"""A document of 50 MB that unpacks to more is made to fill the memory (text packs to a tenth, pictures not at all)."""
MAX_RATIO = 200
"""Office XML packs to a fortieth at most; a bomb of zeros to a thousandth."""
RATIO_COUNTS_FROM = 10 * 1024 * 1024
"""A small part of blanks may pack as well as a bomb, and does no harm."""
MAX_ENTRIES = 20_000
MACROS = "文件含有宏，没有运行，只读取了文字。"

_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "s",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "s",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://purl.org/dc/elements/1.1/": "dc",
}


class Package:
    """The parts of an Office file, each read within bounds; nothing is ever written to disk."""

    def __init__(self, raw: bytes, name: str, kind: str) -> None:
        """Open `raw`; raises SourceError for whatever is no honest file of this `kind` (Word 文件, Excel 文件)."""
        self._name, self._kind = name, kind
        self._zip = _open(raw, name, kind)
        self._names = {info.filename.lstrip("/"): info for info in self._zip.infolist() if _is_inside(info.filename)}

    @property
    def has_macros(self) -> bool:
        """Whether a VBA project lies in the package."""
        return any(name.lower().endswith("vbaproject.bin") for name in self._names)

    def part(self, path: str) -> bytes | None:
        """The bytes of a part, or None where there is none."""
        info = self._names.get(path)
        if info is None:
            return None
        with self._zip.open(info) as stream:
            return stream.read(info.file_size + 1)

    def xml(self, path: str) -> Element | None:
        """A part as XML with short names that paths can hold (`w-p` for w:p), or None where there is none."""
        raw = self.part(path)
        return None if raw is None else self._parse(raw)

    def _parse(self, raw: bytes) -> Element:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        try:
            root: Element = fromstring(raw, forbid_dtd=True)
        except DefusedXmlException as error:
            raise SourceError(
                f"{self._name} 里有不该出现的实体定义，可能是恶意文件。", "请从可信的来源重新取得这个文件。"
            ) from error
        except ParseError as error:
            raise damaged(self._name, self._kind) from error
        for element in root.iter():
            element.tag = _short(element.tag)
            element.attrib = {_short(key): value for key, value in element.attrib.items()}
        return root

    def related(self, path: str, kind: str) -> str | None:
        """The first part that `path` ("" for the package) names as its `kind`, such as styles."""
        return next((target for _, of_kind, target in self.relations(path) if of_kind == kind), None)

    def relations(self, path: str) -> Iterator[tuple[str, str, str]]:
        """Id, kind and target of every part that `path` names; targets outside the package are left out."""
        folder, file = posixpath.split(path)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        for each in () if root is None else root:
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, unquote(each.get("Target", ""))))
                yield each.get("Id", ""), each.get("Type", "").rpartition("/")[2], target.lstrip("/")


@lru_cache(maxsize=4096)
def _short(name: str) -> str:
    namespace, _, local = name.removeprefix("{").rpartition("}")
    prefix = _NAMESPACES.get(namespace)
    return f"{prefix}-{local}" if prefix else local


def _is_inside(name: str) -> bool:
    return ".." not in name.replace("\\", "/").split("/")


def _open(raw: bytes, name: str, kind: str) -> zipfile.ZipFile:
    actual = sniff(raw)
    if actual == ".encrypted":
        raise locked(name)
    if not raw.startswith(b"PK"):
        what = f"，内容其实是{spaced(describe(actual))}" if actual else ""
        raise SourceError(f"{name} 不是{spaced(kind)}{what}。", "请检查文件是不是取错了，或打开它另存一份后再试。")
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceError(f"{name} 不完整，可能没有下载完。", "请重新下载或复制这个文件后再试。") from error
    _check_bounds(archive.infolist(), name)
    return archive


def _check_bounds(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Python's zipfile never unpacks more of an entry than its header says, so what the headers say is what counts."""
    if any(info.flag_bits & 1 for info in entries):
        raise locked(name)
    unpacked = sum(info.file_size for info in entries)
    dense = any(i.file_size > RATIO_COUNTS_FROM and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in entries)
    if unpacked > MAX_UNPACKED or dense or len(entries) > MAX_ENTRIES:
        raise SourceError(
            f"{name} 解开后大得不正常（{unpacked // 1024 // 1024} MB，{len(entries)} 个部分），没有读取。",
            "请确认它来自可信的来源，并另存为不带大图片的文件后再试。",
        )


def locked(name: str) -> SourceError:
    """The file is encrypted."""
    return SourceError(f"{name} 有密码，无法读取。", "请在 Word、WPS 或 Excel 里取消密码，另存后再试。")
