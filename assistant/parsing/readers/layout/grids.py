"""Grids of ruling lines.

1. Rulings on one axis that touch are merged; those that cross or meet belong to one grid.
2. The rulings' places cut the grid into elementary cells; open sides (tables after GB/T 1.1 have them) are closed.
3. Neighbouring cells without a ruling between them are one cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_

from assistant.parsing.readers.layout.glyphs import Box, Glyph, Ruling

TOUCH = 3.0
"""Rulings that come closer than this (points) touch: borders are up to 1.5 thick, double or end a point short."""
NARROW = 6.0
"""No column or row is narrower (points): rulings so close are a double border, or one that a scan shows askew."""
MIN_COVER = 0.5
"""A side of a cell that rulings cover by this share is closed."""
MAX_RULINGS = 4000
MAX_CELLS = 6000
"""A page with more is a drawing."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of columns and rows, and the number of the cell at every place."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        """What it covers."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_at(self, x: float, y: float) -> int:
        """The number of the cell at a point within the grid."""
        return self.cells[_place(self.ys, y)][_place(self.xs, x)]


def is_inside(glyph: Glyph, box: Box) -> bool:
    """Whether the middle of `glyph` lies within `box`."""
    return box[0] <= (glyph.left + glyph.right) / 2 <= box[2] and box[1] <= glyph.middle <= box[3]


def find_grids(rulings: Sequence[Ruling]) -> list[Grid]:
    """The grids that rulings make, of two rows and two columns at least."""
    if len(rulings) > MAX_RULINGS:
        return []
    across, down = merged(r for r in rulings if r.horizontal), merged(r for r in rulings if not r.horizontal)
    grids = [_grid(*group) for group in _groups(across, down)]
    return [grid for grid in grids if grid is not None]


def merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings of one axis, with those on one line that touch as one."""
    found: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (r.at, r.start)):
        i = _touched(found, ruling)
        if i is None:
            found.append(ruling)
        else:
            old = found[i]
            found[i] = Ruling(old.horizontal, old.at, min(old.start, ruling.start), max(old.end, ruling.end))
    return found


def _touched(found: Sequence[Ruling], ruling: Ruling) -> int | None:
    """The last of `found`, which are in the order of their places, that `ruling` touches."""
    for i in range(len(found) - 1, -1, -1):
        if ruling.at - found[i].at > TOUCH:
            return None
        if max(found[i].start, ruling.start) - min(found[i].end, ruling.end) <= TOUCH:
            return i
    return None


def _groups(across: list[Ruling], down: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Rulings that meet, directly or through others; those across and those down."""
    groups: list[tuple[list[Ruling], list[Ruling]]] = []
    while across:
        new_across, across = across[:1], across[1:]
        group: tuple[list[Ruling], list[Ruling]] = [], []
        while new_across:
            new_down, down = _parted(down, new_across)
            group[0].extend(new_across)
            group[1].extend(new_down)
            new_across, across = _parted(across, new_down)
        groups.append(group)
    return groups


def _parted(rulings: list[Ruling], others: list[Ruling]) -> tuple[list[Ruling], list[Ruling]]:
    """The rulings that meet one of `others`, and the rest."""
    met = [any(_meet(ruling, other) for other in others) for ruling in rulings]
    return list(compress(rulings, met)), list(compress(rulings, map(not_, met)))


def _meet(one: Ruling, other: Ruling) -> bool:
    return one.start - TOUCH <= other.at <= one.end + TOUCH and other.start - TOUCH <= one.at <= other.end + TOUCH


def _grid(across: list[Ruling], down: list[Ruling]) -> Grid | None:
    if len(across) < 2 or not down:
        return None
    xs = _places([min(r.start for r in across), max(r.end for r in across), *(r.at for r in down)])
    ys = _places([r.at for r in across])
    if len(xs) < 3 or len(ys) < 3 or (len(xs) - 1) * (len(ys) - 1) > MAX_CELLS:
        return None
    return Grid(xs, ys, _cells(xs, ys, across, down))


def _places(values: Sequence[float]) -> tuple[float, ...]:
    """The values in order, without those that repeat the one before them."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > NARROW:
            kept.append(value)
    return tuple(kept)


def _place(edges: Sequence[float], value: float) -> int:
    return min(max(0, sum(edge <= value for edge in edges) - 1), len(edges) - 2)


def _cells(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Ruling], down: Sequence[Ruling]
) -> tuple[tuple[int, ...], ...]:
    """The number of the cell at every place: of elementary cells without a ruling between them, the first one's."""
    width, height = len(xs) - 1, len(ys) - 1
    numbers = list(range(width * height))

    def first(place: int) -> int:
        while numbers[place] != place:
            place = numbers[place]
        return place

    for i in range(height):
        for j in range(width):
            here = i * width + j
            if j and not _is_closed(down, xs[j], ys[i], ys[i + 1]):
                _unite(numbers, first(here - 1), first(here))
            if i and not _is_closed(across, ys[i], xs[j], xs[j + 1]):
                _unite(numbers, first(here - width), first(here))
    return tuple(tuple(first(i * width + j) for j in range(width)) for i in range(height))


def _unite(numbers: list[int], one: int, other: int) -> None:
    numbers[max(one, other)] = min(one, other)


def _is_closed(rulings: Sequence[Ruling], at: float, start: float, end: float) -> bool:
    near = (r for r in rulings if abs(r.at - at) <= NARROW)
    covered = sum(max(0.0, min(r.end, end) - max(r.start, start)) for r in near)
    return covered >= MIN_COVER * (end - start)
