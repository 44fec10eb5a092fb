"""What is drawn on a PDF page beside its text: ruling lines, how much of it pictures cover, letters drawn as shapes."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.parsing.readers.layout.glyphs import Ruling

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Turn = Callable[[float, float], Point]

THIN, SHORT = 2.5, 8.0
"""In points: thicker strokes are boxes, shorter ones dashes and parts of letters."""
LETTER = (4.0, 24.0)
"""The height, in points, of shapes that may be letters; none is wider than its upper end."""
MIN_LETTERS = 8
"""So many in a row are letters; arrows and boxes of figures stand further apart."""
MAX_OBJECTS = 30_000
MAX_SEGMENTS = 4_000
"""A page with more is a drawing; counting on would take seconds."""
MAX_DEPTH = 4
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The rulings, the area under pictures, and how many letters are drawn as shapes."""

    rulings: tuple[Ruling, ...]
    image_area: float
    outlines: int


def read_drawing(page: Any, turn: Turn) -> Drawing:
    """Read what is drawn on a page; the caller holds the lock of pdfium."""
    reader = _Reader(turn)
    reader.read(page)
    return Drawing(tuple(reader.rulings), reader.image_area, _letters(reader.shapes))


class _Reader:
    def __init__(self, turn: Turn) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium: Any = pdfium
        self._turn = turn
        self._matrix = pdfium.FS_MATRIX()
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._left = MAX_OBJECTS
        self.rulings: list[Ruling] = []
        self.image_area = 0.0
        self.shapes: list[_Box] = []

    def read(self, page: Any) -> None:
        for i in range(min(MAX_OBJECTS, self._pdfium.FPDFPage_CountObjects(page))):
            self._read_object(self._pdfium.FPDFPage_GetObject(page, i), _IDENTITY, 0)

    def _read_object(self, handle: Any, outer: Matrix, depth: int) -> None:
        self._left -= 1
        if self._left < 0:
            return
        kind = self._pdfium.FPDFPageObj_GetType(handle)
        if kind == self._pdfium.FPDF_PAGEOBJ_PATH:
            self._read_path(handle, outer)
        elif kind in (self._pdfium.FPDF_PAGEOBJ_IMAGE, self._pdfium.FPDF_PAGEOBJ_SHADING):
            a, b, c, d, _, _ = _product(self._matrix_of(handle), outer)
            self.image_area += abs(a * d - b * c)
        elif kind == self._pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = _product(self._matrix_of(handle), outer)
            for i in range(self._pdfium.FPDFFormObj_CountObjects(handle)):
                self._read_object(self._pdfium.FPDFFormObj_GetObject(handle, i), inner, depth + 1)

    def _matrix_of(self, handle: Any) -> Matrix:
        m = self._matrix
        if not self._pdfium.FPDFPageObj_GetMatrix(handle, m):
            return _IDENTITY
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _read_path(self, handle: Any, outer: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        self._pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
        box = self._box(handle, outer)
        if box is None:
            return
        if box.is_thin:
            self._add(box.low, box.high)
        elif stroke.value:
            for start, end in self._segments(handle, _product(self._matrix_of(handle), outer)):
                self._add(start, end)
        elif fill.value and box.is_letter:
            self.shapes.append(box)

    def _box(self, handle: Any, outer: Matrix) -> "_Box | None":
        a, b, c, d = self._floats
        if not self._pdfium.FPDFPageObj_GetBounds(handle, a, b, c, d):
            return None
        one = self._turn(*_moved((a.value, b.value), outer))
        other = self._turn(*_moved((c.value, d.value), outer))
        low = min(one[0], other[0]), min(one[1], other[1])
        high = max(one[0], other[0]), max(one[1], other[1])
        return _Box(low, high)

    def _segments(self, handle: Any, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
        pdfium, (x, y, *_) = self._pdfium, self._floats
        first = last = (0.0, 0.0)
        for i in range(min(MAX_SEGMENTS, pdfium.FPDFPath_CountSegments(handle))):
            segment = pdfium.FPDFPath_GetPathSegment(handle, i)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = self._turn(*_moved((x.value, y.value), matrix))
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield last, point
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield point, first
            last = point

    def _add(self, start: Point, end: Point) -> None:
        """Keep a stroke that runs along an axis."""
        width, height = abs(end[0] - start[0]), abs(end[1] - start[1])
        if max(width, height) < SHORT or min(width, height) > THIN:
            return
        along = 0 if width > height else 1
        ends = sorted((start[along], end[along]))
        self.rulings.append(Ruling(along == 0, (start[1 - along] + end[1 - along]) / 2, ends[0], ends[1]))


@dataclass(frozen=True, slots=True)
class _Box:
    low: Point
    high: Point

    @property
    def is_thin(self) -> bool:
        return min(self.high[0] - self.low[0], self.high[1] - self.low[1]) <= THIN

    @property
    def is_letter(self) -> bool:
        width, height = self.high[0] - self.low[0], self.high[1] - self.low[1]
        return width <= LETTER[1] and LETTER[0] <= height <= LETTER[1]


def _letters(shapes: list[_Box]) -> int:
    """How many shapes stand in rows as close to each other as letters do."""
    total = count = 1
    shapes.sort(key=lambda box: (round((box.low[1] + box.high[1]) / 2 / LETTER[0]), box.low[0]))
    for before, box in pairwise(shapes):
        apart = box.low[0] - before.high[0]
        is_next = abs(box.high[1] - before.high[1]) <= LETTER[0] and -LETTER[0] <= apart <= LETTER[1]
        count = count + 1 if is_next else 1
        total += count if count == MIN_LETTERS else count > MIN_LETTERS
    return total - 1


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(point: Point, matrix: Matrix) -> Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
