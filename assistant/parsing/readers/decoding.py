"""From bytes to text: which encoding a file is in.

1. A byte order mark says it; so does a declaration (of a web page), if the bytes keep to it.
2. UTF-16 without a mark shows by the zero bytes of its line ends and digits.
3. What is valid UTF-8 is UTF-8: other encodings are so by chance only in very short texts.
4. Otherwise GB18030, which includes GB2312 and GBK; Big5 where that reads as everyday characters and GB18030 as
   rare ones.
"""

import re

from assistant.errors import SourceError

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
HEAD = 4096
"""Bytes looked at for zeros."""
ZERO_SHARE = 0.02
"""Share of zero bytes in one half of the pairs from which a text is UTF-16 (a line end every 50 characters)."""
COMMON_SHARE = 0.9
"""Share of Chinese characters that are everyday ones from which a decoding is believed (simplified laws in GB18030
0.998 of GB 2312 level 1, Big5 text read as GB18030 at most 0.69; Big5 text read as Big5 0.997)."""
MAX_DAMAGE = 0.02
"""Share of characters that cannot be read up to which a text is damaged rather than of another encoding."""
PLAUSIBLE = 0.9
"""Share of expected characters in a text of 16-bit characters (0.99 and more; 0.4 with the bytes swapped)."""
CONTROL_SHARE = 0.01
"""Share of control characters above which bytes are no text (a page end or two are met with in old files)."""
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EXPECTED = re.compile(r"[\t\n\r -~\u00a0-\u00ff\u2010-\u2042\u2460-\u2473\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_GB_COMMON, _BIG5_COMMON = range(0xB0, 0xD8), range(0xA4, 0xC7)
_REPLACED = "\ufffd"


def decode(raw: bytes, name: str, declared: str | None = None) -> str:
    """The text of `raw` with line feeds as line ends; raises SourceError where it is no text or damaged."""
    text = _decoded(raw, name, declared)
    if "\0" in text or len(_CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise not_text(name)
    if not text.strip():
        raise empty(name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_text(raw: bytes) -> bool:
    """Whether `raw` decodes as a text."""
    try:
        decode(raw, "")
    except SourceError:
        return False
    return True


def empty(name: str) -> SourceError:
    """The file holds nothing."""
    return SourceError(f"{name} 是空文件。", "请给出有内容的文件。")


def not_text(name: str) -> SourceError:
    """The file holds bytes that no text has."""
    return SourceError(f"{name} 不是文本文件。", "请另存为 UTF-8 编码的文本后再试。")


def _decoded(raw: bytes, name: str, declared: str | None) -> str:
    encoding = _marked(raw) or _unmarked_utf16(raw)
    if encoding is None and b"\0" in raw[:HEAD]:
        raise not_text(name)
    for candidate in (encoding,) if encoding else ("utf-8", *_known(declared), *_chinese(raw)):
        text = _strictly(raw, candidate)
        if text is not None:
            return text
    raise _undecodable(raw, name)


def _marked(raw: bytes) -> str | None:
    return next((encoding for mark, encoding in MARKS if raw.startswith(mark)), None)


def _unmarked_utf16(raw: bytes) -> str | None:
    head = raw[: HEAD - HEAD % 2]
    if len(raw) % 2 or max(head[::2].count(0), head[1::2].count(0)) < max(2, ZERO_SHARE * len(head) / 2):
        return None
    return next((encoding for encoding in ("utf-16-le", "utf-16-be") if _is_plausible(_strictly(raw, encoding))), None)


def _is_plausible(text: str | None) -> bool:
    """Whether nearly all characters are Chinese or ASCII ones; bytes in the wrong order are spread over Unicode."""
    return bool(text) and "\0" not in (text or "") and len(_EXPECTED.findall(text or "")) >= PLAUSIBLE * len(text or "")


def _known(declared: str | None) -> tuple[str, ...]:
    """The declared encoding; what calls itself GB2312 is GB18030, what calls itself Big5 its extension."""
    name = (declared or "").strip().lower().replace("_", "-")
    if name.startswith(("gb", "x-gbk")):
        return ("gb18030",)
    if name.startswith(("big5", "x-x-big5")):
        return ("cp950", "big5hkscs")
    return ("utf-16",) if name.startswith("utf-16") else ()


def _chinese(raw: bytes) -> tuple[str, ...]:
    """GB18030 and Big5, the one that reads as everyday characters first."""
    if _common_share(raw, "gb18030", "gb2312", _GB_COMMON) >= COMMON_SHARE:
        return ("gb18030",)
    return ("cp950", "gb18030") if _common_share(raw, "cp950", "cp950", _BIG5_COMMON) >= COMMON_SHARE else ("gb18030",)


def _common_share(raw: bytes, encoding: str, of: str, common: range) -> float:
    text = _strictly(raw, encoding)
    wide = [char.encode(of, "ignore") for char in text or "" if "\u3400" <= char <= "\u9fff"]
    return sum(char[:1] != b"" and char[0] in common for char in wide) / len(wide) if wide else 0.0


def _strictly(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _undecodable(raw: bytes, name: str) -> SourceError:
    """Say how much is damaged where most of the text can be read, or that no encoding fits."""
    for encoding, label in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        text = raw.decode(encoding, "replace")
        damage = text.count(_REPLACED)
        if damage <= max(1, MAX_DAMAGE * len(text)) < len(text) / 10:
            return SourceError(
                f"{name} 是 {label} 文本，有 {damage} 处字节已损坏。", "请从原处重新取得这个文件后再试。"
            )
    return SourceError(f"{name} 的文字编码无法识别。", "请另存为 UTF-8 编码的文本后再试。")
