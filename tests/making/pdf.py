"""PDF with a text layer, set as standards, official documents and laws are printed."""

from collections.abc import Iterator
from pathlib import Path

from samples import Block, Sample, Table

from making.press import BOTTOM, FONT_FILES, FONT_FOLDER, LEFT, MEASURE, RIGHT, TOP, Press

_ROMAN = ("", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ")
_SIZES = {"standard": (10.5, 15.6), "official": (16.0, 28.0), "law": (12.0, 22.0)}
"""Type size and leading in points by family."""

TABLE_SIZE = 9.0
CELL_LEADING = 13.0


def fonts_are_installed() -> bool:
    """Whether Debian's fonts-noto-cjk is there."""
    return all((FONT_FOLDER / file).is_file() for file in FONT_FILES.values())


def make_pdf(sample: Sample, path: Path) -> dict[str, int]:
    """Set `sample`; gives the page, from 1, on which each printed number or heading stands first."""
    return _Setter(sample).set(path)


def make_long_pdf(path: Path, pages: int = 400) -> dict[str, int]:
    """A standard of about that many pages: chapters of clauses, lists, notes and tables; gives pages as make_pdf."""
    return make_pdf(Sample("long", "standard", tuple(_long_blocks(pages)), ()), path)


class _Setter:
    """Sets one sample block by block."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.family = sample.family
        body, leading = _SIZES[self.family]
        self.press = Press(self._furnish, body=body, leading=leading)
        self.pages: dict[str, int] = {}
        self.has_front = any(block.tag == "again" for block in sample.blocks)
        self.part = "cover" if self.has_front else "body"
        self.number = 0

    def set(self, path: Path) -> dict[str, int]:
        self.press.new_page()
        for part in self.sample.parts():
            if isinstance(part, Table):
                self._table(part)
            else:
                self._block(part)
        self.press.save(path)
        return self.pages

    def _furnish(self, press: Press) -> None:
        """The standard's number above, where it is not printed as a title; the page number below; a title page bare."""
        if self.part == "cover":
            return
        self.number += 1
        shown = _ROMAN[self.number] if self.part == "front" else str(self.number)
        is_right = self.number % 2 == 1
        if self.family == "standard" and press.page > 1:
            wide = press.width(self.sample.number, "hei", 10.5)
            press.put(self.sample.number, RIGHT - wide if is_right else LEFT, TOP - 30, font="hei", size=10.5)
        else:
            shown = f"— {shown} —"
        wide = press.width(shown, "song", 9)
        x = LEFT + (MEASURE - wide) / 2
        if self.family == "standard":
            x = RIGHT - wide if is_right else LEFT
        press.put(shown, x, BOTTOM + 34, size=9)

    def _note(self, label: str, page: int) -> None:
        self.pages.setdefault(label, page)

    def _turn(self, part: str | None = None) -> None:
        if part is not None and part != self.part:
            self.part, self.number = part, 0
        self.press.new_page()

    def _block(self, block: Block) -> None:
        tag = block.tag.rstrip("0123456789")
        setter = getattr(self, f"_set_{tag}", None)
        if setter is not None:
            setter(block)
            return
        indent = self.press.indent
        text = self.sample.lines(block)[0]
        self.press.paragraph(text, first=0 if block.tag in ("p0", "bib") else indent)

    # The title page and the contents

    def _set_cover(self, block: Block) -> None:
        role, *words = block.cells
        if self.has_front:
            getattr(self, f"_cover_{role}")(words)
        elif role == "mark":
            self.press.centre(words[0], size=30, leading=70, spread=2)
            self.press.y += 20
        elif role == "number":
            self.press.centre(words[0], font="song")
            self.press.line(LEFT, self.press.y + 10, RIGHT, self.press.y + 10, 1.5)
        else:
            self.press.centre(words[0], size=20, leading=60)
            self.press.y += 20

    def _cover_left(self, words: list[str]) -> None:
        self.press.y += 16
        self.press.put(words[0], LEFT, self.press.y, font="hei")

    def _cover_mark(self, words: list[str]) -> None:
        wide = self.press.width(words[0], "hei", 40)
        self.press.y += 50
        self.press.put(words[0], RIGHT - wide, self.press.y, font="hei", size=40)

    def _cover_kind(self, words: list[str]) -> None:
        self.press.centre(words[0], size=26, spread=12, leading=60)

    def _cover_number(self, words: list[str]) -> None:
        wide = self.press.width(words[0], "hei", 14)
        self.press.y += 50
        self.press.put(words[0], RIGHT - wide, self.press.y, font="hei", size=14)
        self.press.line(LEFT, self.press.y + 12, RIGHT, self.press.y + 12)

    def _cover_title(self, words: list[str]) -> None:
        self.press.centre(words[0], size=26, spread=6, leading=130)

    def _cover_english(self, words: list[str]) -> None:
        self.press.centre(words[0], font="song", size=14, leading=50)

    def _cover_dates(self, words: list[str]) -> None:
        self.press.y = BOTTOM - 60
        self.press.put(words[0], LEFT, self.press.y, font="hei", size=14)
        self.press.put(words[1], RIGHT - self.press.width(words[1], "hei", 14), self.press.y, font="hei", size=14)
        self.press.line(LEFT, self.press.y + 12, RIGHT, self.press.y + 12)

    def _cover_issuer(self, words: list[str]) -> None:
        self.press.y += 45
        self.press.put(words[0], LEFT + 90, self.press.y, font="hei", size=16, spread=4)
        self.press.put(words[1], LEFT + 340, self.press.y, font="hei", size=14, spread=4)

    def _set_history(self, block: Block) -> None:
        self.press.paragraph(block.cells[0], first=40, rest=40, font="song")
        self.press.y += self.press.leading

    def _set_contents(self, block: Block) -> None:
        if self.has_front:
            self._turn("front")
        self.press.centre(block.cells[0], size=16, leading=40)
        self.press.y += 20

    def _set_entry(self, block: Block) -> None:
        press = self.press
        press.keep(press.leading)
        press.y += press.leading
        words, *page = block.cells
        x = LEFT + press.body * 2 * (block.level - 1)
        press.put(words, x, press.y)
        if page:
            wide = press.width(page[0], "song", press.body)
            x += press.width(words, "song", press.body)
            dots = int((RIGHT - wide - x) / press.width("…", "song", press.body))
            press.put("…" * dots, RIGHT - wide - dots * press.width("…", "song", press.body), press.y)
            press.put(page[0], RIGHT - wide, press.y)

    # Headings

    def _set_h(self, block: Block) -> None:
        if block.level == 0:
            self._turn()
            self._note(block.cells[0].replace("　", "").replace(" ", ""), self.press.page)
            self.press.centre(block.cells[0], size=16, leading=40)
            self.press.y += 20
            return
        self.press.keep(3 * self.press.leading)
        self.press.y += self.press.leading * (0.5 if self.family == "standard" and block.level == 1 else 0)
        line = self.sample.lines(block)[0]
        if self.family == "law":
            page = self.press.centre(line)
        elif self.family == "official":
            page = self.press.paragraph(line, first=self.press.indent, font="hei" if block.level == 1 else "song")
        else:
            page = self.press.paragraph(line, font="hei")
        self._note(block.cells[0], page)

    def _set_again(self, block: Block) -> None:
        self._turn("body")
        self.press.centre(block.cells[0], size=16, leading=40)
        self.press.y += 20

    def _set_annex(self, block: Block) -> None:
        self._turn()
        self._note(block.cells[0], self.press.page)
        for line in block.cells:
            self.press.centre(line)
        self.press.y += self.press.leading

    # Clauses

    def _set_c(self, block: Block) -> None:
        number, text = block.cells
        if self.family == "official":
            page = self.press.paragraph(number + text, first=self.press.indent)
        else:
            first = self.press.indent if self.family == "law" else 0
            page = self.press.paragraph(text, first=first, head=number)
        self._note(number, page)

    def _set_term(self, block: Block) -> None:
        self.press.keep(3 * self.press.leading)
        self._note(block.cells[0], self.press.paragraph(block.cells[0], font="hei"))
        self.press.paragraph(f"{block.cells[1]}  {block.cells[2]}", first=self.press.indent, font="hei")

    def _set_li(self, block: Block) -> None:
        line = self.sample.lines(block)[0]
        if self.family == "standard":
            first = self.press.indent * block.level
            hang = self.press.width(block.cells[0] + " ", "song", self.press.body)
            self.press.paragraph(line, first=first, rest=first + hang)
        else:
            self.press.paragraph(line, first=self.press.indent)

    def _set_dash(self, block: Block) -> None:
        self.press.paragraph(f"——{block.cells[0]}", first=self.press.indent, rest=2 * self.press.indent)

    def _set_note(self, block: Block) -> None:
        hang = self.press.width(block.cells[0], "song", 9)
        self.press.paragraph("".join(block.cells), first=self.press.indent, rest=self.press.indent + hang, size=9)

    def _set_example(self, block: Block) -> None:
        self.press.paragraph("".join(block.cells), first=self.press.indent, size=9)

    def _set_figure(self, block: Block) -> None:
        press = self.press
        press.keep(130 + press.leading)
        x, y = LEFT + 90, press.y + 14
        press.pdf.set_line_width(0.8)
        press.pdf.rect(x, y, 290, 100)
        for at in (0.35, 0.7):
            press.line(x + 290 * at, y, x + 290 * at, y + 70)
        press.line(x + 290 * 0.7, y + 70, x + 290, y + 70)
        press.y = y + 100
        self._note(block.cells[0], press.centre("　".join(block.cells)))
        press.y += 6

    # The end of an official document

    def _set_tail(self, block: Block) -> None:
        if block.cells[0].startswith("附件"):
            self.press.y += self.press.leading
        self.press.paragraph(block.cells[0], first=self.press.indent)

    def _set_sign(self, block: Block) -> None:
        press = self.press
        press.keep(press.leading)
        press.y += press.leading
        press.put(block.cells[0], RIGHT - 64 - press.width(block.cells[0], "song", press.body), press.y)

    # Tables

    def _table(self, table: Table) -> None:
        """Ruled; where the page ends it goes on under 续表 and the names of the columns once more."""
        press = self.press
        widths = self._widths(table)
        head, *rows = table.rows
        press.keep(4 * press.leading)
        self._note(table.label, press.centre(f"{table.label}　{table.title}"))
        press.y += 6
        self._row(head, widths, font="hei")
        for row in rows:
            if press.y + self._height(row, widths) > BOTTOM:
                press.new_page()
                press.centre(f"续{table.label}")
                press.y += 6
                self._row(head, widths, font="hei")
            self._row(row, widths)
        press.y += 6

    def _widths(self, table: Table) -> list[float]:
        """Each column as wide as its longest cell asks for, long ones held back."""
        wants = [max(min(len(row[i]), 10) for row in table.rows) + 3 for i in range(len(table.rows[0]))]
        return [MEASURE * want / sum(wants) for want in wants]

    def _cell(self, cell: str, width: float, font: str = "song") -> list[str]:
        return self.press.broken(cell, width - 8, width - 8, font, TABLE_SIZE)

    def _height(self, row: tuple[str, ...], widths: list[float]) -> float:
        lines = max(len(self._cell(cell, width)) for cell, width in zip(row, widths, strict=True))
        return lines * CELL_LEADING + 6

    def _row(self, row: tuple[str, ...], widths: list[float], *, font: str = "song") -> None:
        press, height, x = self.press, self._height(row, widths), LEFT
        press.pdf.set_line_width(0.5)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True)):
            press.pdf.rect(x, press.y, width, height)
            lines = self._cell(cell, width, font)
            y = press.y + (height - len(lines) * CELL_LEADING) / 2 + CELL_LEADING - 3.5
            is_left = i == len(row) - 1 and font == "song"
            for line in lines:
                at = x + 4 if is_left else x + (width - press.width(line, font, TABLE_SIZE)) / 2
                press.put(line, at, y, font=font, size=TABLE_SIZE)
                y += CELL_LEADING
            x += width
        press.y += height


_SENTENCES = (
    "驿站应根据职工的需要安排第{n}类服务，服务的内容、时间和地点应提前7日公布，变更时应及时告知已经预约的职工。",
    "第{n}类服务的场地面积不应小于{m} m²，同时在场的人数不宜超过{m}人，疏散通道应保持畅通。",
    "承担第{n}类服务的人员应经过培训，培训的时间每年不应少于{m}学时，培训和考核的记录应保存3年。",
    "第{n}类服务结束后，应征求职工的意见；满意率低于{m}%的，应在30日内提出改进的办法并公示。",
)
CLAUSES_A_PAGE = 5.45
"""Measured: third-level clauses with their paragraphs, lists and tables that fill a page."""


def _long_blocks(pages: int) -> Iterator[Block]:
    """Chapters of five sections of eight clauses, until the pages are full."""
    yield Block("cover", ("number", "DB4403/T 9997—2026"))
    yield Block("cover", ("title", "职工服务事项总目"))
    last = max(1, round(pages * CLAUSES_A_PAGE))
    for n in range(1, last + 1):
        chapter, rest = divmod(n - 1, 40)
        section, clause = divmod(rest, 8)
        chapter, section, clause = chapter + 1, section + 1, clause + 1
        if rest == 0:
            yield Block("h1", (str(chapter), f"第{chapter}类服务"))
        if clause == 1:
            yield Block("h2", (f"{chapter}.{section}", f"服务环节{section}"))
        yield Block("h3", (f"{chapter}.{section}.{clause}", f"事项{n}"))
        yield from _long_clause(n)


def _long_clause(n: int) -> Iterator[Block]:
    m = 10 + n * 7 % 80
    for i in range(2):
        yield Block("p", (_SENTENCES[(n + i) % len(_SENTENCES)].format(n=n, m=m),))
    if n % 3 == 0:
        yield Block("p", (f"办理事项{n}应提交：",))
        yield from (Block("li1", (f"{letter})", f"第{m + i}号表；")) for i, letter in enumerate("abc"))
    if n % 5 == 0:
        yield Block("note", ("注：", f"事项{n}由区总工会办理。"))
    if n % 10 == 0:
        yield Block("caption", (f"表{n // 10}", f"事项{n}的时限"))
        yield Block("head", ("序号", "环节", "时限"))
        yield from (Block("row", (str(i), f"环节{i}", f"{i + m}日")) for i in range(1, 7))
