"""From the lines of a text to a tree of nodes.

1. Each line is one of: a row of a table; a number that the sequence believes; a mark (caption, note, dash, 前言); a
   heading that only the format marks; plain text.
2. A node that opens closes every open node at its level or below.
3. A plain line belongs to the clause that is open: in a law it begins a new 款, elsewhere it is one more paragraph of
   the clause's text. The wording of an inner node (款, 项, list item, note) is part of its clause's wording too.
"""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from assistant.domain import INNER_KINDS, Family, Kind, MappedText
from assistant.parsing.content import Content
from assistant.parsing.lines import Line, MarkedLines, mark_lines
from assistant.parsing.marks import CAPTION_LEVEL, DASH, Mark
from assistant.parsing.numbering import LIST_LEVEL, Marker, fold, is_title
from assistant.parsing.tables import Grid
from assistant.text import CJK, int_to_chinese

PREFACE_ADDRESS = "卷首"
PARAGRAPH_LEVEL = 6
_PREFACE_LEVEL = 99
_MAX_HEADING = 60
_MAX_TERM = 100
_BODY_END = re.compile(r"[。；：，！？;:,!?]$")
_SPACED = re.compile(rf"[{CJK}](?:[ \u3000]+[{CJK}])+")
_COLON = re.compile(r"[：:]$")
_TERMS = re.compile(r"术语|^定义")
_NATURE = re.compile(r"[（(](?:规范|资料)性(?:附录)?[）)]")
_NUMBERED = frozenset({Kind.CLAUSE, Kind.DEFINITION, Kind.SECTION, Kind.ANNEX})


@dataclass(slots=True)
class Node:
    """A part of the text: offsets of the cleaned text, `body` the stretches of its wording."""

    kind: Kind
    level: float
    start: int
    end: int
    step: str = ""
    label: str = ""
    title: str = ""
    body: list[tuple[int, int]] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    wording: str | None = None
    columns: tuple[str, ...] = ()
    hint: int | None = None
    number: int = 0
    style: str = ""
    lists: dict[str, int] = field(default_factory=dict)
    has_text_below: bool = False
    is_unnumbered: bool = False

    @property
    def is_inner(self) -> bool:
        """Whether its wording is part of the clause around it."""
        return self.kind in INNER_KINDS


def build_tree(family: Family, mapped: MappedText, content: Content) -> tuple[Node, list[str]]:
    """The root of the tree, and what the numbering breaks, in Chinese clauses."""
    text = mark_lines(family, mapped, content)
    root = _Tree(family, text).read()
    lines = text.lines
    if lines and all(child.kind is Kind.PREFACE for child in root.children):
        root.children = _paragraphs(lines)
        return root, ["没有认出条款编号，按自然段收录，引用时写“第几段”"]
    return root, [f"原文编号：{each.problem}" for each in text.believed.values() if each.problem]


def _paragraphs(lines: list[Line]) -> list[Node]:
    """A text without any number: its title, and each paragraph below it as a clause."""
    first, *rest = lines
    title = [Node(Kind.PREFACE, _PREFACE_LEVEL, first.start, first.end, PREFACE_ADDRESS, title=first.text)]
    return (title if rest else []) + [
        Node(Kind.CLAUSE, 1, line.start, line.end, f"第{n}段", body=[(line.start, line.end)])
        for n, line in enumerate(rest or [first], 1)
    ]


class _Tree:
    """Takes the lines one by one; `_path` holds the open nodes, outermost first."""

    def __init__(self, family: Family, text: MarkedLines) -> None:
        self._family = family
        self._lines = text.lines
        self._grids = text.grids
        self._marks = text.marks
        self._believed = text.believed
        numbered = text.believed.keys() | text.marks.keys()
        top = [i for i, line in enumerate(text.lines) if line.hint == 1 and i not in numbered]
        self._has_one_title = len(top) == 1
        self._at_end = {line.end: line.text for line in text.lines}
        self.root = Node(Kind.SECTION, -1, 0, 0)
        self._path = [self.root]

    def read(self) -> Node:
        """Take every line; the root of the tree."""
        for i, line in enumerate(self._lines):
            if i in self._grids and self._grids[i].lines.start == i:
                self._table(self._grids[i], line)
            elif i not in self._grids:
                self._take(i, line)
        return self.root

    def _take(self, i: int, line: Line) -> None:
        believed, mark = self._believed.get(i), self._marks.get(i)
        if believed is not None and not self._is_taken(believed.marker):
            self._open(believed.marker, line)
        elif mark is not None:
            self._mark(i, mark, line)
        elif self._is_heading(line):
            self._heading(line)
        else:
            self._plain(i, line)
        self._extend(line.end)

    def _table(self, grid: Grid, line: Line) -> None:
        node = self._path[-1]
        if node.kind is not Kind.TABLE or node.columns not in ((), grid.names):
            self._close_inner()
            count = sum(child.kind is Kind.TABLE for child in self._path[-1].children) + 1
            node = Node(Kind.TABLE, CAPTION_LEVEL, line.start, line.end, f" 第{count}个表")
            self._push(node)
        above = [node.wording] if node.wording else []
        node.wording = "\n".join([*above, *(row.text for row in grid.rows)]) or " | ".join(grid.names)
        node.columns = grid.names
        above_rows = sum(child.kind is Kind.ROW for child in node.children)
        for count, row in enumerate(grid.rows, above_rows + 1):
            at = self._lines[row.line]
            step = f" 第{count}行"
            node.children.append(Node(Kind.ROW, CAPTION_LEVEL + 1, at.start, at.end, step, wording=row.text))
        self._extend(self._lines[grid.lines[-1]].end)

    def _extend(self, end: int) -> None:
        for node in self._path:
            node.end = max(node.end, end)

    def _is_taken(self, marker: Marker) -> bool:
        """Whether the clause that an item would stand in has one of this number already.

        In a standard that is the source's own second list; elsewhere ① ② count on in the clause itself after ordinary
        text, and would do so again after the next item's text.
        """
        if marker.kind not in INNER_KINDS or self._family.is_dotted:
            return False
        parent = next(node for node in reversed(self._path) if node.level < marker.level)
        return any(child.step == marker.step for child in parent.children)

    def _open(self, marker: Marker, line: Line) -> None:
        rest = line.text[marker.rest :]
        node = Node(marker.kind, marker.level, line.start, line.end, marker.step, marker.label, hint=line.hint)
        node.number = marker.numbers[-1]
        wording = (line.start + marker.rest, line.end)
        if self._in_terms(marker):
            node.kind = Kind.DEFINITION
        elif self._is_listed(marker, rest):
            node.kind = Kind.ITEM
        self._close_headings(line.hint)
        if marker.kind is Kind.ARTICLE or node.is_inner or _BODY_END.search(rest) or len(rest) > _MAX_TERM:
            self._push(node)
            if node.is_inner and self._family.is_dotted:
                self._count_list(node, re.sub(r"[a-z0-9]+", "", node.step), begins=node.number == 1)
            if rest:
                self._write(node, wording, line)
            if marker.kind is Kind.ARTICLE and rest:
                self._push(Node(Kind.PARAGRAPH, PARAGRAPH_LEVEL, *wording, body=[wording]))
        else:
            nature = _NATURE.match(rest) if node.kind is Kind.ANNEX else None
            node.title = f"{nature.group()} {rest[nature.end() :].strip()}".strip() if nature else _unspaced(rest)
            self._push(node)

    def _in_terms(self, marker: Marker) -> bool:
        if marker.kind is not Kind.CLAUSE or self._family is not Family.STANDARD or len(marker.numbers) < 2:
            return False
        chapter = next((node for node in self._path if node.level == 1), None)
        return chapter is not None and bool(_TERMS.search(chapter.title))

    def _is_listed(self, marker: Marker, rest: str) -> bool:
        """Whether （一） or 1. of an official document is an item of a list rather than a heading.

        It is below a lead-in that ends in a colon, as a sentence, and below another item.
        """
        if marker.kind is not Kind.CLAUSE or self._family.is_dotted or marker.level < 2:
            return False
        outer = next(node for node in reversed(self._path) if node.level < marker.level)
        return outer.is_inner or (
            bool(_BODY_END.search(rest)) and bool(outer.body) and bool(_COLON.search(self._at_end[outer.body[0][1]]))
        )

    def _write(self, node: Node, wording: tuple[int, int], line: Line) -> None:
        """Give a node its wording, and the whole line to what it is an inner part of."""
        node.body.append(wording)
        if not node.is_inner:
            return
        for outer in reversed(self._path[: self._path.index(node)]):
            if outer is not self.root and outer.kind is not Kind.TABLE:
                outer.body.append((line.start, line.end))
            if not outer.is_inner:
                break

    def _mark(self, i: int, mark: Mark, line: Line) -> None:
        if mark.kind is Kind.TABLE:
            self._caption(mark, line)
        elif mark.kind in INNER_KINDS and not self._has_clause():
            self._plain(i, line)
        elif mark.kind is Kind.ITEM:
            self._dash(mark, line)
        elif mark.kind in (Kind.NOTE, Kind.EXAMPLE, Kind.FIGURE):
            self._aside(mark, line)
        else:
            node = Node(mark.kind, mark.level, line.start, line.end, mark.step, mark.label, mark.title)
            self._push(node)
            if mark.rest < len(line.text):
                node.body.append((line.start + mark.rest, line.end))

    def _has_clause(self) -> bool:
        """Whether a list item or a note has a clause to stand in."""
        return any(node.kind not in (Kind.PREFACE, Kind.TABLE) for node in self._path[1:])

    def _caption(self, mark: Mark, line: Line) -> None:
        last = self._path[-1]
        if last.step == mark.step and last.wording is None and not last.title:
            last.title = mark.title
            return
        self._close_inner()
        if mark.continues or (last.step == mark.step and mark.title in ("", last.title)):
            held = next((c for c in self._path[-1].children[-1:] if c.step == mark.step), None)
            if held is not None and _is_same_title(mark.title, held.title):
                held.columns = ()
                self._path.append(held)
                return
        self._push(Node(Kind.TABLE, CAPTION_LEVEL, line.start, line.end, mark.step, mark.label, mark.title))

    def _dash(self, mark: Mark, line: Line) -> None:
        """A dash begins a list of its own below an item that ends in a colon, else goes on with the list it is in."""
        level: float = mark.level
        style = mark.style
        for node in reversed(self._path):
            if node.level < LIST_LEVEL or not node.is_inner:
                break
            if node.style == style:
                level = node.level
                break
            if any(child.style == style for child in node.children) or self._ends_in_colon(node):
                level = node.level + 1
                break
        kind = Kind.ITEM if level <= LIST_LEVEL else Kind.SUBITEM
        node = Node(kind, level, line.start, line.end, "", mark.label, style=style)
        self._push(node)
        outer = self._path[-2]
        items = [each for each in outer.children[:-1] if each.kind in (Kind.ITEM, Kind.SUBITEM)]
        goes_on = bool(items) and items[-1].style == style and not outer.has_text_below
        node.number = items[-1].number + 1 if goes_on else 1
        node.step = f" 列项第{int_to_chinese(node.number)}项"
        self._count_list(node, "列项", begins=not goes_on)
        self._write(node, (line.start + mark.rest, line.end), line)

    def _count_list(self, node: Node, style: str, *, begins: bool) -> None:
        """Say which list of its clause an item stands in, where the clause has several of one style."""
        outer = self._path[-2]
        node.style = node.style or style
        outer.has_text_below = False
        if begins:
            outer.lists[style] = outer.lists.get(style, 0) + 1
        if outer.lists.get(style, 1) > 1:
            node.step = f" 第{outer.lists[style]}个列项{node.step.removeprefix(' 列项')}"

    def _ends_in_colon(self, node: Node) -> bool:
        return bool(node.body and not node.children and _COLON.search(self._at_end[node.body[-1][1]]))

    def _aside(self, mark: Mark, line: Line) -> None:
        if self._path[-1].kind is not Kind.TABLE or mark.kind is Kind.FIGURE:
            self._close_inner()
        node = Node(mark.kind, mark.level, line.start, line.end, mark.step, mark.label, mark.title)
        outer = self._path[-1]
        self._push(node)
        self._write(node, (line.start + mark.rest, line.end), line)
        if outer.kind is Kind.TABLE:
            outer.wording = (outer.wording + "\n" if outer.wording else "") + line.text

    def _is_heading(self, line: Line) -> bool:
        """Whether the format alone makes the line a heading; the first of a text is its title."""
        is_title_page = self._path[-1].kind is Kind.PREFACE and self._has_one_title
        is_first = self._path[-1] is self.root or (line.hint == 1 and is_title_page)
        return line.hint is not None and is_title(line.text) and not is_first

    def _heading(self, line: Line) -> None:
        self._close_inner()
        if self._path[-1].kind is Kind.PREFACE:
            self._path.pop()
        self._close_headings(line.hint)
        while self._path[-1].hint is not None and line.hint is not None and self._path[-1].hint >= line.hint:
            self._path.pop()
        level = self._path[-1].level + 1 / 16  # below its own heading, above every number
        node = Node(
            Kind.CLAUSE, level, line.start, line.end, f" {line.text}", line.text, hint=line.hint, is_unnumbered=True
        )
        self._path[-1].children.append(node)
        self._path.append(node)

    def _close_headings(self, hint: int | None) -> None:
        """Close what only the format made a heading, at the outline level of the line or below."""
        if hint is None:
            return
        for at, node in enumerate(self._path):
            if node.hint is not None and node.hint >= hint and node.is_unnumbered:
                del self._path[at:]
                return

    def _plain(self, i: int, line: Line) -> None:
        if self._path[-1] is self.root:
            self._preface(line)
            return
        article = next((node for node in self._path if node.kind is Kind.ARTICLE), None)
        if article is not None:
            self._push(Node(Kind.PARAGRAPH, PARAGRAPH_LEVEL, line.start, line.end))
            self._write(self._path[-1], (line.start, line.end), line)
            return
        if self._path[-1].kind is Kind.TABLE and self._awaits_rows(i):
            self._path[-1].wording = line.text
            return
        if self._path[-1].kind in (Kind.NOTE, Kind.EXAMPLE) and not self._has_wording(self._path[-1]):
            self._write(self._path[-1], (line.start, line.end), line)
            return
        if self._goes_on(i, line):
            self._write(self._path[-1], (line.start, line.end), line)
            return
        self._close_inner()
        node = self._path[-1]
        if node is self.root:
            self._preface(line)
        elif self._takes_title(node, line):
            node.title = f"{node.title} {line.text}".strip()
        else:
            node.body.append((line.start, line.end))
            node.has_text_below = True

    def _goes_on(self, i: int, line: Line) -> bool:
        """Whether a paragraph goes on with an open list item, which is then left as the innermost node.

        It does below an item that is a title rather than a sentence, where the list goes on below it, and where all
        other items of the list have such paragraphs. A new lead-in begins a new list of dashes.
        """
        item = self._path[-1]
        if item.kind not in (Kind.ITEM, Kind.SUBITEM):
            return False
        if not self._is_finished(item) or self._lacks_paragraphs(item, self._path[-2]):
            return True
        for at in range(len(self._path) - 1, 0, -1):
            item = self._path[at]
            if not item.is_inner:
                return False
            is_lead_in = item.style in (DASH, item.label) and _COLON.search(line.text)
            if self._is_next(i, item) and not is_lead_in:
                del self._path[at + 1 :]
                return True
        return False

    def _lacks_paragraphs(self, item: Node, outer: Node) -> bool:
        """Whether every item before this one has more paragraphs than it has so far."""
        others = [child for child in outer.children if child.style == item.style and child.is_inner][:-1]
        return len(others) > 1 and min(len(other.body) for other in others) > len(item.body)

    def _is_finished(self, item: Node) -> bool:
        start, end = item.body[0] if item.body else (0, 0)
        return (start, end) == (0, 0) or self._at_end[end][-1] in "。；;.！!"

    def _is_next(self, i: int, item: Node) -> bool:
        """Whether the next number or dash below line `i` is the one after `item`."""
        for j in range(i + 1, len(self._lines)):
            if j in self._believed:
                marker = self._believed[j].marker
                return marker.level == item.level and marker.numbers[-1] == item.number + 1
            if j in self._marks:
                mark = self._marks[j]
                return mark.kind is Kind.ITEM and mark.style == item.style
        return False

    def _preface(self, line: Line) -> None:
        self._push(Node(Kind.PREFACE, _PREFACE_LEVEL, line.start, line.end, PREFACE_ADDRESS, title=line.text))

    def _awaits_rows(self, i: int) -> bool:
        return self._path[-1].wording is None and i + 1 in self._grids

    def _has_wording(self, node: Node) -> bool:
        return any(end > start for start, end in node.body)

    def _takes_title(self, node: Node, line: Line) -> bool:
        """A number alone on its line, an annex and an attachment are followed by their title."""
        if node.body or node.children:
            return False
        if node.kind is Kind.ANNEX:
            return bool(_NATURE.fullmatch(line.text)) or (
                (not node.title or bool(_NATURE.fullmatch(_fold_nature(node.title)))) and is_title(line.text)
            )
        if node.kind not in _NUMBERED or (not node.label[-1:].isalnum() and not node.label.endswith(".")):
            return False
        limit = _MAX_TERM if node.kind is Kind.DEFINITION else _MAX_HEADING
        return (
            not node.title
            and node.level >= 1
            and not node.is_unnumbered
            and node.step[-1].isdigit()
            and self._family.is_dotted
            and len(line.text) <= limit
            and not _BODY_END.search(line.text)
        )

    def _close_inner(self) -> None:
        while self._path[-1].is_inner or self._path[-1].kind is Kind.TABLE:
            self._path.pop()

    def _push(self, node: Node) -> None:
        while self._path[-1].level >= node.level:
            self._path.pop()
        self._path[-1].children.append(node)
        self._path.append(node)


def _is_same_title(again: str, title: str) -> bool:
    """Whether a continued caption says the same as the first, give or take a misread character; it may say nothing."""
    plain = (re.sub(r"\s", "", again), re.sub(r"\s", "", title))
    return not again or SequenceMatcher(None, *plain).ratio() > 0.5


def _unspaced(title: str) -> str:
    """A title without the spaces that set two characters apart: 总 则."""
    words = title.strip()
    return re.sub(r"\s", "", words) if _SPACED.fullmatch(words) else words


def _fold_nature(title: str) -> str:
    """The nature of an annex as its heading prints it, without spaces."""
    return fold(title).replace(" ", "")
