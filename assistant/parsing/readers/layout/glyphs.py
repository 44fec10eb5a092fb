"""What stands on a page, in points, y growing downward: glyphs, ruling lines, and what they become."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""left, top, right, bottom"""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character; `size` is its em, `spaced` a typed space before it.

    The sides of a character that was recognised are those of its em or half em around the middle of its ink.
    """

    text: str
    left: float
    right: float
    middle: float
    size: float
    spaced: bool = False
    is_recognised: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line along the page: at `at` on the one axis, from `start` to `end` on the other."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Line:
    """A visual line.

    `word` is the width of its first word, which the line before had to have room for; `hang` is where the words after
    its first gap begin; `gap` its widest gap in em; `frame` the margins of its column, where it stands in one; `reason`
    why it is set aside.
    """

    text: str
    left: float
    right: float
    middle: float
    size: float
    word: float
    hang: float
    gap: float = 0.0
    frame: tuple[float, float] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A table: the number of the cell at every place, the text of every cell, how many rows name the columns."""

    box: Box
    rows: tuple[tuple[int, ...], ...]
    texts: tuple[str, ...]
    header: int = 1


Item = Line | Block


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that was read: its size and what stands on it, in reading order."""

    number: int
    width: float
    height: float
    items: tuple[Item, ...] = ()
    is_ocr: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines without its tables."""
        return tuple(item for item in self.items if isinstance(item, Line))
