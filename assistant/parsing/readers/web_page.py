"""A web page as the lines it shows, each with the element it stands in.

Scripts, hidden parts and form controls show nothing. A table of one column, with tables within, or with whole pages
in its cells lays the page out, and is read as its cells one after the other.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from assistant.parsing.readers.counting import written
from assistant.parsing.readers.draft import Cell, needs_space, without_line_ends
from assistant.parsing.readers.symbols import raised

LAYOUT_CELL = 600
"""Characters of a cell from which a table is taken for the layout of a page (the longest cells of requirement tables
have some 300)."""
MAX_SPAN = 1000

_NOTHING = frozenset({
    "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "canvas", "audio",
    "video", "map", "select", "button", "input", "textarea", "datalist", "option", "rt", "rp", "title", "meta",
    "link",
})  # fmt: skip
_BLOCKS = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADING = re.compile(r"h([1-6])")
_NUMBERED = re.compile(r"\s*(?:第|[（(]?[\d一二三四五六七八九十a-zA-Z]{1,4}[)）.、．])")
_LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CHINESE_LIST = re.compile(r"list-style[\w-]*\s*:[^;]*(?:cjk-ideographic|simp-chinese|trad-chinese|cjk-decimal)")
_NO_LIST = re.compile(r"list-style[\w-]*\s*:[^;]*none")


class Node(Protocol):
    """What is used of an lxml element; the methods are those of ElementTree."""

    tag: object
    text: str | None
    tail: str | None

    def get(self, key: str, default: str) -> str: ...  # noqa: D102
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator["Node"]: ...
    def iter(self, *tags: str) -> Iterator["Node"]: ...  # noqa: D102
    def iterancestors(self) -> Iterator["Node"]: ...  # noqa: D102


@dataclass(slots=True)
class Block:
    """One line or one table of the page, and the element it stands in; `linked` counts the characters of links."""

    node: Node
    text: str
    linked: int = 0
    level: int | None = None
    rows: list[list[Cell]] = field(default_factory=list)
    header: int = 1


def blocks(body: Node) -> list[Block]:
    """The lines and tables of a page, in order."""
    writer = _Writer()
    writer.block(body)
    writer.flush(body)
    return writer.blocks


class _Writer:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line = ""
        self._linked = 0
        self._label = ""
        self._level: int | None = None
        self._preformatted = False

    def flush(self, node: Node) -> None:
        """End the line that is being written."""
        if text := _folded(self._line):
            self.blocks.append(Block(node, self._label + text, self._linked, self._level))
            self._label = ""
        self._line, self._linked = "", 0

    def block(self, node: Node) -> None:
        """Write what stands in a block."""
        tag = str(node.tag)
        heading = _HEADING.fullmatch(tag)
        before = self._level, self._preformatted
        self._level = int(heading.group(1)) if heading else self._level
        self._preformatted = self._preformatted or tag == "pre"
        if tag == "ol":
            self._list(node)
        else:
            self._inner(node, node, is_link=False)
        self.flush(node)
        self._level, self._preformatted = before

    def _inner(self, node: Node, block: Node, *, is_link: bool) -> None:
        self._words(node.text, block, is_link=is_link)
        for child in node:
            if is_shown(child):
                self._child(child, block, is_link=is_link)
            self._words(child.tail, block, is_link=is_link)

    def _child(self, child: Node, block: Node, *, is_link: bool) -> None:
        if child.tag == "br":
            if self._level is None:
                self.flush(block)
            return
        if child.tag == "table" and (table := data_table(child)) is not None:
            self.flush(block)
            self.blocks.append(table)
        elif child.tag in _BLOCKS:
            self.flush(block)
            self.block(child)
        elif child.tag == "sup" and len(child) == 0 and child.text:
            self._words(raised(child.text.strip()), block, is_link=is_link)
        else:
            self._inner(child, block, is_link=is_link or child.tag == "a")

    def _list(self, node: Node) -> None:
        number = _whole(node.get("start", ""), 1)
        style = node.get("style", "")
        for item in node:
            if item.tag != "li" or not is_shown(item):
                continue
            number = _whole(item.get("value", ""), number)
            label = written(number, _LIST_STYLES.get(node.get("type", ""), "decimal")) + ". "
            if _CHINESE_LIST.search(style):
                label = written(number, "chineseCountingThousand") + "、"
            is_typed = _NO_LIST.search(style) or _NUMBERED.match(text_of(item))
            self._label = "" if is_typed else label
            self.block(item)
            self._label = ""
            number += 1

    def _words(self, text: str | None, block: Node, *, is_link: bool) -> None:
        if not text:
            return
        if self._preformatted:
            *lines, text = text.split("\n")
            for line in lines:
                self._line += line
                self.flush(block)
        self._line += text
        self._linked += len(text.strip()) if is_link else 0


def _folded(line: str) -> str:
    """White space as a browser folds it; a line end of the file is nothing between Chinese characters."""
    parts = [re.sub(r"[ \t\f]+", " ", part) for part in re.split(r"[ \t]*[\r\n][ \t\r\n]*", line)]
    folded = parts[0]
    for part in parts[1:]:
        folded += (" " if folded and part and needs_space(folded[-1], part[0]) else "") + part
    return folded.strip()


def is_shown(node: Node) -> bool:
    """Whether an element shows anything: comments, scripts and hidden parts do not."""
    if not isinstance(node.tag, str) or node.tag in _NOTHING or node.get("hidden", "no") != "no":
        return False
    return not _HIDDEN.search(node.get("style", ""))


def text_of(node: Node) -> str:
    """The text of an element as one line."""
    found = blocks(node)
    return without_line_ends("\n".join(block.text for block in found))


def data_table(table: Node) -> Block | None:
    """A table that holds data, or None for one that lays out the page."""
    rows = [row for row in table.iter("tr") if is_shown(row)]
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None or not rows:
        return None
    cells = [[cell for cell in row if cell.tag in ("td", "th") and is_shown(cell)] for row in rows]
    if max(map(len, cells)) < 2 or any(True for _ in table.iter("h1", "h2", "h3")):
        return None
    texts = {cell: Cell(text_of(cell)) for row in cells for cell in row}
    if any(len(cell.text) > LAYOUT_CELL for cell in texts.values()):
        return None
    header = next((i for i, row in enumerate(cells) if not row or any(c.tag == "td" for c in row)), len(cells))
    in_head = sum(1 for head in table.iter("thead") for _ in head.iter("tr"))
    text = "".join(cell.text for cell in texts.values())
    return Block(table, text, rows=_grid(cells, texts.__getitem__), header=max(header, in_head, 1))


def _grid(rows: list[list[Node]], cell_of: Callable[[Node], Cell]) -> list[list[Cell]]:
    places: dict[tuple[int, int], Cell] = {}
    for y, row in enumerate(rows):
        x = 0
        for node in row:
            while (y, x) in places:
                x += 1
            down = min(_whole(node.get("rowspan", ""), 1), len(rows) - y)
            columns = min(_whole(node.get("colspan", ""), 1), MAX_SPAN)
            places |= {(y + dy, x + dx): cell_of(node) for dy in range(max(down, 1)) for dx in range(max(columns, 1))}
            x += max(columns, 1)
    width = max((x for _, x in places), default=-1) + 1
    return [[places.get((y, x)) or Cell() for x in range(width)] for y in range(len(rows))]


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default
