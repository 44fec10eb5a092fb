"""What a file is by its first bytes, whatever its name says."""

import io
import re
import zipfile

from assistant.parsing.readers.decoding import is_text

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
    (b"Rar!\x1a", ".rar"),
    (b"7z\xbc\xaf\x27\x1c", ".7z"),
    (b"\x1f\x8b", ".gz"),
    (b"CAJ\0", ".caj"),
    (b"HN\0\0", ".caj"),
    (b"MZ", ".exe"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", ".encrypted"),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
_ZIP_FOLDERS = (
    ("word/", ".docx"),
    ("xl/", ".xlsx"),
    ("ppt/", ".pptx"),
    ("OFD.xml", ".ofd"),
    ("META-INF/container.xml", ".epub"),
)
_OPEN_DOCUMENT = ((b"opendocument.text", ".odt"), (b"opendocument.spreadsheet", ".ods"))

_SAME = {
    ".htm": ".html", ".xhtml": ".html", ".mhtml": ".mht", ".docm": ".docx", ".xlsm": ".xlsx", ".wps": ".doc",
    ".et": ".xls", ".jpeg": ".jpg", ".tiff": ".tif", ".markdown": ".md",
}  # fmt: skip
_TEXTS = frozenset({".txt", ".md", ".csv", ".html", ".mht"})

_NAMES = {
    ".pdf": "PDF 文件",
    ".docx": "Word 文件（.docx）",
    ".doc": "旧版 Word 文件（.doc）",
    ".rtf": "RTF 文件",
    ".odt": "ODT 文件",
    ".xlsx": "Excel 文件（.xlsx）",
    ".xls": "旧版 Excel 文件（.xls）",
    ".ods": "ODS 表格",
    ".pptx": "幻灯片",
    ".ppt": "幻灯片",
    ".ofd": "OFD 版式文件",
    ".caj": "CAJ 文件",
    ".epub": "电子书",
    ".html": "网页",
    ".mht": "网页",
    ".txt": "纯文本",
    ".png": "图片",
    ".jpg": "图片",
    ".gif": "图片",
    ".bmp": "图片",
    ".tif": "图片",
    ".webp": "图片",
    ".zip": "压缩包",
    ".rar": "压缩包",
    ".7z": "压缩包",
    ".gz": "压缩包",
    ".exe": "程序",
    ".encrypted": "有密码的 Office 文件",
}
HEAD = 4096
"""Bytes looked at for the marks of a web page; scripts and comments may stand before them."""

_WHOLE_PAGE = re.compile(rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_PAGE_PART = re.compile(rb"\s*<(?:head|meta|body|title|style|script|table|div|center|p|h1|font)\b", re.IGNORECASE)
_WORD_XML = re.compile(rb'\s*<\?xml[^>]*>\s*<\?mso-application progid="Word\.Document"')


def describe(ending: str | None) -> str:
    """What to call a file of this ending in a sentence."""
    return _NAMES.get(ending or "", f"“{ending}”文件")


def sniff(raw: bytes) -> str | None:
    """The ending that the content asks for, or None where its first bytes say nothing (plain text, sheets as text).

    `.encrypted` stands for an Office file under a password.
    """
    if raw.startswith(b"PK\x03\x04"):
        return _sniff_zip(raw)
    if raw.startswith(_OLE):
        return next((ending for stream, ending in _OLE_STREAMS if stream.encode("utf-16-le") in raw), None)
    for magic, ending in _MAGIC:
        if raw.startswith(magic):
            return ending
    if b"%PDF-" in raw[:1024]:
        return ".pdf"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return ".webp"
    return _sniff_text(raw)


def _sniff_zip(raw: bytes) -> str | None:
    try:
        names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        names = [ending for ending in ("word/", "xl/", "ppt/") if ending.encode() in raw]
    for folder, ending in _ZIP_FOLDERS:
        if any(name.startswith(folder) for name in names):
            return ending
    if "[Content_Types].xml" in names:
        return None
    return next((ending for mark, ending in _OPEN_DOCUMENT if mark in raw[:200]), ".zip")


def _sniff_text(raw: bytes) -> str | None:
    head = raw[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    if _WORD_XML.match(head):
        return ".doc"
    if _WHOLE_PAGE.match(head):
        return ".html"
    return ".mht" if re.match(rb"(?:From:.*\r?\n(?:.*\r?\n){0,5})?MIME-Version:", head, re.IGNORECASE) else None


def true_ending(ending: str, raw: bytes) -> str:
    """`ending`, or the ending of what the content clearly is instead: sites send web pages that they call .doc."""
    plain = _SAME.get(ending, ending)
    actual = sniff(raw)
    if actual is None and plain in _NAMES and plain not in _TEXTS:
        actual = ".html" if _PAGE_PART.match(raw[:HEAD].removeprefix(b"\xef\xbb\xbf")) else None
        actual = ".txt" if actual is None and is_text(raw) else actual
    return ending if actual in (None, plain) else actual
