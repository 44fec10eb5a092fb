"""Documents written for the tests, each with the tree of clauses it should be parsed into.

`<name>.txt` describes a document, one block a line: a tag and its cells, parted by ` | `; `#` begins a remark.

| tag | cells |
| --- | --- |
| cover | role (left, mark, kind, number, title, english, dates, issuer), words … |
| history | the line in brackets below the title of a law |
| contents, entry1 … | the heading of the contents; an entry of this level: words, page (laws print none) |
| h0 | a heading without a number: 前言, 参考文献 |
| again | the title once more, above chapter 1 |
| h1 … | a numbered heading of this level: number, title |
| c1 … | a numbered clause without a title: number, text |
| term | number, term, English term |
| annex | label, nature, title |
| p, p0 | a paragraph, indented or not |
| ref, bib, source | a document referred to; an entry of the bibliography; where a definition comes from |
| li1, li2, dash | a list item: number, text; a dashed one: text |
| note, example | label, text |
| caption, head, row | a table: label and title; the names of the columns; a row |
| figure | label, title |
| tail, sign | the end of an official document: 附件：…, signature and date |

`<name>.tree` is written by hand: a clause a line, indented by two spaces a level, `address | kind | title | text`, the
text cut after 30 visible characters, its line ends shown as ↵. A row of a table is given as `列名：值；列名：值`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

FOLDER = Path(__file__).parent
CUT = 30
"""Visible characters of a clause's text that a tree shows."""

NAMES = ("standard", "short", "official", "law", "law_with_parts", "law_plain")
FAMILIES = {"standard": "standard", "short": "standard", "official": "official"}
"""The family of a sample by its name; all others are laws."""


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a description."""

    tag: str
    cells: tuple[str, ...]

    @property
    def level(self) -> int:
        """The digit of h2, c4, li1, entry2; 0 where there is none."""
        return int(self.tag[-1]) if self.tag[-1].isdigit() else 0

    @property
    def is_heading(self) -> bool:
        return re.fullmatch(r"h\d", self.tag) is not None

    @property
    def is_clause(self) -> bool:
        return re.fullmatch(r"c\d", self.tag) is not None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a description: its caption and its rows, the first of which names the columns."""

    label: str
    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A described document and the tree of clauses it should become."""

    name: str
    family: str
    blocks: tuple[Block, ...]
    tree: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.cover("title")

    @property
    def number(self) -> str:
        return self.cover("number")

    def cover(self, role: str) -> str:
        """What the title page says under `role`, or nothing."""
        return next((b.cells[1] for b in self.blocks if b.tag == "cover" and b.cells[0] == role), "")

    def parts(self) -> Iterator[Block | Table]:
        """The blocks in order, each caption, head and rows put together."""
        for is_table, group in groupby(self.blocks, lambda b: b.tag in ("caption", "head", "row")):
            blocks = list(group)
            if is_table:
                yield Table(*blocks[0].cells, tuple(b.cells for b in blocks[1:]))
            else:
                yield from blocks

    def lines(self, part: Block | Table) -> list[str]:
        """`part` as the lines of a plain text."""
        if isinstance(part, Table):
            return [f"{part.label}　{part.title}", *("\t".join(row) for row in part.rows)]
        if part.tag == "term":
            return [part.cells[0], f"{part.cells[1]}  {part.cells[2]}"]
        if part.tag == "annex":
            return list(part.cells)
        if part.tag == "cover":
            return ["  ".join(part.cells[1:])]
        if part.tag.startswith("entry"):
            return ["…………".join(part.cells)]
        if part.tag == "dash":
            return [f"——{part.cells[0]}"]
        return [self.gap(part).join(part.cells)]

    def gap(self, block: Block) -> str:
        """What stands between the number of `block` and its words."""
        if self.family == "official" or block.tag in ("note", "example"):
            return ""
        if block.tag.startswith("li"):
            return " " if self.family == "standard" else ""
        return "　"

    def text(self) -> str:
        """The document as a plain text, a paragraph a line."""
        return "\n".join(line for part in self.parts() for line in self.lines(part)) + "\n"


def load(name: str) -> Sample:
    """The sample of this name."""
    blocks = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            tag, *cells = (cell.strip(" ") for cell in line.split(" | "))
            blocks.append(Block(tag, tuple(cells)))
    tree = (FOLDER / f"{name}.tree").read_text(encoding="utf-8").splitlines()
    return Sample(name, FAMILIES.get(name, "law"), tuple(blocks), tuple(tree))


def numeral(number: int) -> str:
    """A number below ten thousand as laws print it: 10 十, 110 一百一十, 1001 一千零一."""
    digits, units = "零一二三四五六七八九", ("千", "百", "十", "")
    written = "".join(
        digits[int(digit)] + (unit if digit != "0" else "") for digit, unit in zip(f"{number:04}", units, strict=True)
    )
    written = re.sub("零+", "零", written).strip("零")
    return written.removeprefix("一") if written.startswith("一十") else written


def many_articles(count: int = 1001) -> Sample:
    """A 办法 of that many articles."""
    blocks = [Block("cover", ("title", "示例市职工服务事项办法"))]
    tree = []
    for n in range(1, count + 1):
        address, text = f"第{numeral(n)}条", f"第{n}项服务由区总工会办理。"
        blocks.append(Block("c4", (address, text)))
        tree.append(f"{address} | article | | {text}")
    return Sample("many_articles", "law", tuple(blocks), ("卷首 | preface | 示例市职工服务事项办法 |", *tree))
