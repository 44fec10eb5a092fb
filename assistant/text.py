"""Normalising, tokens and Chinese numerals: pure functions over strings."""

import re
import unicodedata
from functools import lru_cache
from typing import Protocol

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
"""The Chinese characters, as the inside of a regular-expression class."""

_WORDS = re.compile(rf"[{CJK}]+|[a-z]+|\d+(?:\.\d+)*")
_CHINESE = re.compile(rf"[{CJK}]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]+[”’」』）)]*|[^。！？；\n]+")

CHINESE_DIGITS = "零一二三四五六七八九"
_DIGITS = {c: i for i, c in enumerate(CHINESE_DIGITS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
CHINESE_NUMBER = "零〇一二两三四五六七八九十百千"
"""Characters of Chinese numerals up to 9999, as the inside of a regular-expression class."""


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _to_simplified() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("tw2s")
    return converter


def simplify(text: str) -> str:
    """`text` in simplified characters, character for character: the length does not change.

    OpenCC's tw2s, because t2s leaves 著 of 發揮著 as it is. Where a phrase of the table would change the length,
    that line is converted one character at a time.
    """
    converted = _to_simplified().convert(text)
    if len(converted) == len(text):
        return converted
    singles = (_to_simplified().convert(char) for char in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, singles, strict=True))


def normalise(text: str) -> str:
    """`text` for comparing: visible, NFKC (full width to half width), lower case, simplified, white space folded.

    Simplified again until nothing changes, so that 顯著 and 显著 meet: OpenCC makes 显著 of the first and 显着 of the
    second. Both are right only for comparing.
    """
    folded = unicodedata.normalize("NFKC", visible(text)).lower()
    while (simplified := simplify(folded)) != folded:
        folded = simplified
    return re.sub(r"\s+", " ", folded).strip()


def visible(text: str) -> str:
    """`text` without format characters, which are not seen but part what belongs together (zero-width spaces)."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def has_chinese(text: str) -> bool:
    """Whether any Chinese character stands in `text`."""
    return bool(_CHINESE.search(text))


def one_line(text: str) -> str:
    """`text` to be shown on one line: control characters and line ends become a space."""
    return _CONTROLS.sub(" ", text)


def tokens(text: str) -> list[str]:
    """The words of the word index: single Chinese characters, their pairs, Latin words and numbers."""
    found: list[str] = []
    for run in _WORDS.findall(normalise(text)):
        found.extend(_pairs_and_singles(run) if ord(run[0]) > 0x2E80 else [run])
    return found


def _pairs_and_singles(run: str) -> list[str]:
    return [*run, *(run[i : i + 2] for i in range(len(run) - 1))]


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences of `text`, white space at their edges left out, in reading order."""
    spans = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            spans.append((start, end))
    return spans


def chinese_to_int(numeral: str) -> int | None:
    """The value of a Chinese numeral from 零 to 九千九百九十九, or None where it is none."""
    if not numeral:
        return None
    if len(numeral) > 1 and all(c in _DIGITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral)) if len(numeral) <= 4 else None
    total, digit, last_unit = 0, 0, 10_000
    for char in numeral:
        if char in _DIGITS and not digit:
            digit = _DIGITS[char]
        elif char in _UNITS and _UNITS[char] < last_unit:
            last_unit = _UNITS[char]
            total += (digit or 1) * last_unit
            digit = 0
        else:
            return None
    return total + digit


def to_int(numeral: str | None) -> int | None:
    """The value of a numeral in digits or Chinese characters; None for none, or for one that is no number."""
    if not numeral:
        return None
    return int(numeral) if numeral.isdecimal() else chinese_to_int(numeral)


def int_to_chinese(number: int) -> str:
    """The Chinese numeral of 0 … 9999 as laws print it: 十, 二十五, 一百零一, 一千零一."""
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} is outside 0 … 9999")
    if number < 10:
        return CHINESE_DIGITS[number]
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if gap and written else "") + CHINESE_DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return written.removeprefix("一") if written.startswith("一十") else written
