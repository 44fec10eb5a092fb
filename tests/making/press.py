"""Lines on pages: a small typesetter over fpdf2.

Chinese lines are broken as a word processor breaks them: between any two characters, but not inside a number or a
Latin word, no line begins with a closing mark or ends with an opening one, and a full line is justified.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from fpdf import FPDF

FONT_FOLDER = Path("/usr/share/fonts/opentype/noto")
FONT_FILES = {"song": "NotoSerifCJK-Regular.ttc", "hei": "NotoSansCJK-Regular.ttc"}
SIMPLIFIED = 2
"""The place of the SC face in Noto's collections."""

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 76.0, WIDTH - 62.0, 88.0, HEIGHT - 76.0
MEASURE = RIGHT - LEFT

_NOT_FIRST = set("，。；：、！？）》”’」】〕…")
_NOT_LAST = set("（《“‘「【〔[(")
_TOKEN = re.compile(r"[A-Za-z0-9./'’²%-]+|.", re.DOTALL)

Furnish = Callable[["Press"], None]


class Press:
    """Sets lines from top to bottom; `furnish` draws the header and the foot of each new page."""

    def __init__(self, furnish: Furnish, *, body: float, leading: float) -> None:
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.set_creation_date(datetime(2026, 1, 5, tzinfo=UTC))
        for name, file in FONT_FILES.items():
            self.pdf.add_font(name, "", FONT_FOLDER / file, collection_font_number=SIMPLIFIED)
        self.furnish = furnish
        self.body = body
        self.leading = leading
        self.y = TOP
        self._font: tuple[str, float] = ("", 0.0)
        self._advances: dict[tuple[str, str], float] = {}

    @property
    def page(self) -> int:
        """The page that is being set, from 1."""
        return self.pdf.page_no()

    @cached_property
    def indent(self) -> float:
        """Two characters."""
        return 2 * self.body

    def width(self, text: str, font: str, size: float) -> float:
        """How far `text` reaches, in points."""
        return sum(self._advance(char, font) for char in text) * size / 1000

    def _advance(self, char: str, font: str) -> float:
        key = (font, char)
        if key not in self._advances:
            self._set_font(font, 1000)
            self._advances[key] = self.pdf.get_string_width(char)
        return self._advances[key]

    def _set_font(self, font: str, size: float) -> None:
        if self._font != (font, size):
            self.pdf.set_font(font, size=size)
            self._font = (font, size)

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self.pdf.add_page()
        self._font = ("", 0.0)
        self.furnish(self)
        self.y = TOP

    def keep(self, points: float) -> None:
        """Turn the page where less than `points` of it are left."""
        if self.y + points > BOTTOM:
            self.new_page()

    def put(self, text: str, x: float, y: float, *, font: str = "song", size: float = 0, spread: float = 0) -> None:
        """`text` with its left end at x and its baseline at y, `spread` points between its characters."""
        self._set_font(font, size or self.body)
        self.pdf.set_char_spacing(spread)
        self.pdf.text(x, y, text)

    def centre(self, text: str, *, font: str = "hei", size: float = 0, spread: float = 0, leading: float = 0) -> int:
        """One line in the middle of the page; gives its page."""
        size = size or self.body
        self.keep(leading or self.leading)
        wide = self.width(text, font, size) + spread * (len(text) - 1)
        self.y += leading or self.leading
        self.put(text, LEFT + (MEASURE - wide) / 2, self.y, font=font, size=size, spread=spread)
        return self.page

    def paragraph(
        self, text: str, *, first: float = 0, rest: float = 0, head: str = "", size: float = 0, font: str = "song"
    ) -> int:
        """A justified paragraph, its first line indented by `first` and the others by `rest`; gives its page.

        `head` is a number set in black letters before it, a character apart.
        """
        size = size or self.body
        lead = self.width(head, "hei", size) + size if head else 0.0
        lines = self.broken(text, MEASURE - first - lead, MEASURE - rest, font, size)
        page = 0
        for i, line in enumerate(lines):
            self.keep(self.leading)
            self.y += self.leading
            page = page or self.page
            if i == 0 and head:
                self.put(head, LEFT + first, self.y, font="hei", size=size)
            x = LEFT + (first + lead if i == 0 else rest)
            spread = (RIGHT - x - self.width(line, font, size)) / (len(line) - 1) if i < len(lines) - 1 else 0.0
            self.put(line, x, self.y, font=font, size=size, spread=spread)
        return page

    def broken(self, text: str, first: float, rest: float, font: str, size: float) -> list[str]:
        """The lines of `text`: the first at most `first` points wide, the others `rest`."""
        lines: list[list[str]] = [[]]
        wide = 0.0
        for token in _TOKEN.findall(text):
            step = self.width(token, font, size)
            if wide + step > (first if len(lines) == 1 else rest) and lines[-1]:
                down = [token]
                while len(lines[-1]) > 1 and (down[0] in _NOT_FIRST or lines[-1][-1] in _NOT_LAST):
                    down.insert(0, lines[-1].pop())
                lines.append(down)
                wide = self.width("".join(down), font, size)
            else:
                lines[-1].append(token)
                wide += step
        return ["".join(line).strip(" ") if i else "".join(line) for i, line in enumerate(lines)]

    def line(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.5) -> None:
        """A rule."""
        self.pdf.set_line_width(weight)
        self.pdf.line(x1, y1, x2, y2)

    def save(self, path: Path) -> None:
        self.pdf.output(str(path))
