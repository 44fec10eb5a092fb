"""One page of a PDF as pdfium gives it: glyphs, ruling lines, and what shows whether its text can be trusted.

pdfium counts y upward in the page's own space, before its rotation. Here y grows downward from the upper edge as the
text stands: the direction in which most characters advance is turned to the right.
"""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from assistant.parsing.readers.characters import readable
from assistant.parsing.readers.layout.glyphs import Glyph, Ruling
from assistant.parsing.readers.pdf_drawing import Turn, read_drawing

MIDDLE = 0.35
"""The middle of a line above its base line, in em."""
INK_MARGIN = 0.075
"""The white at either side of a Latin letter, in em: letters then lie 0 to 0.1 apart, words 0.25 and more."""
DIGIT = 0.54
"""The advance of digits, in em: a 1 is thinner than its place."""
SKEW = 0.09
"""Text that rises by more than this (5 degrees) is a watermark, or stands along an edge."""
LARGE, LIGHT = 2.2, 140
"""Text this many times as large as most, in a colour this bright or half transparent, is a watermark."""
HALF_TRANSPARENT = 160
WIDE_ADVANCE, INK_SHARE = 0.9, 0.85
"""Fonts of type-setting systems give Latin letters the advance of an em, although they stand half as wide apart; where
the ink fills that advance, the character is not the Latin letter it claims to be."""
_HONESTLY_WIDE = "MW@%&mw—…―~<>=+-_"


@dataclass(frozen=True, slots=True)
class RawPage:
    """What stands on a page.

    `aside` is text that is set askew, large and light; `odd` how many characters have no trustworthy Unicode value;
    `image_share` the share of the page under pictures; `outlines` how many
    letters are drawn as shapes.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    aside: tuple[str, ...]
    odd: int
    rulings: tuple[Ruling, ...]
    image_share: float
    outlines: int


def read_page(page: Any) -> RawPage:
    """Read a page of pypdfium2; the caller holds the lock of pdfium."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = page.get_bbox()
    textpage = page.get_textpage()
    try:
        chars = _Chars(pdfium, textpage)
        turns = chars.quarter_turns()
        turn = _turn(turns, (left, bottom, right, top))
        glyphs, aside, odd = chars.read(turns, turn)
    finally:
        textpage.close()
    width, height = (right - left, top - bottom) if turns % 2 == 0 else (top - bottom, right - left)
    drawing = read_drawing(page.raw, turn)
    image_share = min(1.0, drawing.image_area / max(1.0, width * height))
    return RawPage(width, height, glyphs, aside, odd, drawing.rulings, image_share, drawing.outlines)


def _turn(turns: int, box: tuple[float, float, float, float]) -> Turn:
    """From a point of the page's own space to the page as its text reads."""
    left, bottom, right, top = box
    return (
        lambda x, y: (x - left, top - y),
        lambda x, y: (y - bottom, x - left),
        lambda x, y: (right - x, y - bottom),
        lambda x, y: (top - y, right - x),
    )[turns]


@dataclass(frozen=True, slots=True)
class _Char:
    """A character with ink: its glyph, its place in the text page, the slope of its line, whether it is odd."""

    glyph: Glyph
    index: int
    is_skew: bool
    is_odd: bool
    ink: tuple[float, float] | None


class _Chars:
    """The characters of a text page."""

    def __init__(self, pdfium: Any, textpage: Any) -> None:
        self._pdfium = pdfium
        self._textpage = textpage.raw
        self._count = max(0, pdfium.FPDFText_CountChars(textpage.raw))
        self._matrix = pdfium.FS_MATRIX()
        self._rect = pdfium.FS_RECTF()
        self._numbers = [ctypes.c_double() for _ in range(4)]

    def quarter_turns(self) -> int:
        """By how many quarter turns, counted against the clock, most characters are turned."""
        directions: Counter[int] = Counter()
        for i in range(0, self._count, max(1, self._count // 64)):
            if not self._pdfium.FPDFText_IsGenerated(self._textpage, i):
                directions[round(self._angle(i) / (math.pi / 2)) % 4] += 1
        return directions.most_common(1)[0][0] if directions else 0

    def _angle(self, i: int) -> float:
        self._pdfium.FPDFText_GetMatrix(self._textpage, i, self._matrix)
        return math.atan2(self._matrix.b, self._matrix.a)

    def read(self, turns: int, turn: Turn) -> tuple[tuple[Glyph, ...], tuple[str, ...], int]:
        """The upright glyphs, the texts set aside, and how many characters are odd."""
        chars, asides = self._upright_and_skew(turns, turn)
        chars = _with_ink(chars)
        sizes = sorted(char.glyph.size for char in chars)
        large = LARGE * sizes[len(sizes) // 2] if sizes else 0.0
        light = [char for char in chars if char.glyph.size > large and self._is_light(char.index)]
        if light:
            dropped = {char.index for char in light}
            chars = [char for char in chars if char.index not in dropped]
            asides.append("".join(char.glyph.text for char in light))
        return tuple(char.glyph for char in chars), tuple(filter(None, asides)), sum(char.is_odd for char in chars)

    def _upright_and_skew(self, turns: int, turn: Turn) -> tuple[list[_Char], list[str]]:
        upright: list[_Char] = []
        asides = [""]
        spaced = False
        for i in range(self._count):
            text, is_odd = readable(self._pdfium.FPDFText_GetUnicode(self._textpage, i))
            if not text:
                spaced = spaced or not self._pdfium.FPDFText_IsGenerated(self._textpage, i)
                asides += [""] if asides[-1] else []
                continue
            char = self._char(i, text, turns, turn, is_odd=is_odd, spaced=spaced)
            spaced = False
            if char.is_skew:
                asides[-1] += text
            else:
                upright.append(char)
        return upright, asides

    def _char(self, i: int, text: str, turns: int, turn: Turn, *, is_odd: bool, spaced: bool) -> _Char:
        pdfium, numbers = self._pdfium, self._numbers
        angle = self._angle(i) - turns * math.pi / 2
        size = pdfium.FPDFText_GetFontSize(self._textpage, i) * math.hypot(self._matrix.c, self._matrix.d)
        pdfium.FPDFText_GetLooseCharBox(self._textpage, i, self._rect)
        left, right = _ordered(turn(self._rect.left, self._rect.bottom)[0], turn(self._rect.right, self._rect.top)[0])
        pdfium.FPDFText_GetCharOrigin(self._textpage, i, numbers[0], numbers[1])
        base = turn(numbers[0].value, numbers[1].value)[1]
        size = min(size, 1.6 * (right - left)) if len(text) == 1 and ord(text) > 0x2E7F and right > left else size
        size = max(size, 0.5)
        ink = None
        if text.isascii() and right - left >= WIDE_ADVANCE * size:
            ink = self._ink(i, turn)
            is_odd = is_odd or (text not in _HONESTLY_WIDE and ink[1] - ink[0] >= INK_SHARE * (right - left))
        is_odd = is_odd or bool(pdfium.FPDFText_HasUnicodeMapError(self._textpage, i))
        glyph = Glyph(text, left, right, base - MIDDLE * size, size, spaced)
        return _Char(glyph, i, abs(math.sin(angle)) > SKEW or math.cos(angle) < 0, is_odd, ink)

    def _ink(self, i: int, turn: Turn) -> tuple[float, float]:
        a, b, c, d = self._numbers
        self._pdfium.FPDFText_GetCharBox(self._textpage, i, a, b, c, d)
        return _ordered(turn(a.value, c.value)[0], turn(b.value, d.value)[0])

    def _is_light(self, i: int) -> bool:
        channels = [ctypes.c_uint() for _ in range(4)]
        if not self._pdfium.FPDFText_GetFillColor(self._textpage, i, *channels):
            return False
        red, green, blue, alpha = (channel.value for channel in channels)
        return min(red, green, blue) >= LIGHT or alpha <= HALF_TRANSPARENT


def _ordered(one: float, other: float) -> tuple[float, float]:
    return (one, other) if one <= other else (other, one)


def _with_ink(chars: list[_Char]) -> list[_Char]:
    """Latin characters with the advance of an em get the place of their ink, where their advances overlap."""
    wide = [
        (a, b) for a, b in pairwise(chars) if a.ink and b.ink and 0 < b.glyph.left - a.glyph.left < 3 * b.glyph.size
    ]
    overlapping = sum(b.glyph.left < a.glyph.right - INK_MARGIN * b.glyph.size for a, b in wide)
    if 2 * overlapping <= len(wide):
        return chars
    return [_on_ink(char) for char in chars]


def _on_ink(char: _Char) -> _Char:
    if char.ink is None:
        return char
    margin = INK_MARGIN * char.glyph.size
    half = (char.ink[1] - char.ink[0]) / 2 + margin
    if char.glyph.text.isdigit():
        half = max(half, DIGIT / 2 * char.glyph.size)
    middle = (char.ink[0] + char.ink[1]) / 2
    return replace(char, glyph=replace(char.glyph, left=middle - half, right=middle + half))
