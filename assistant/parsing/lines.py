"""What each line of a text is, before any of them is put into the tree.

1. Rows of tables: those the format knows, and those that a caption in plain text shows.
2. Marks: captions, notes, dashes, 前言.
3. Numbers that the sequence believes, over all other lines.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from assistant.domain import Family, Kind, MappedText
from assistant.parsing.content import Content
from assistant.parsing.marks import ATTACHMENT_LIST, Mark, read_mark
from assistant.parsing.numbering import LIST_LEVEL, Marker, read_markers
from assistant.parsing.sequence import Believed, believe
from assistant.parsing.tables import Grid, grid_of, infer_grid
from assistant.text import CJK

MIN_ARTICLES = 2
"""Two lines that begin with 第X条 make an attached 办法; one may be a quotation."""
NEAR = 3
"""Lines of one list item on a recognised page."""
_MISREAD_DASH = re.compile(
    rf"(?P<label>[一–-]) *(?=[{CJK}A-Za-z（(])(?!一?[般个种旦致次定方切样些项条名律体级是二三、])"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the cleaned text: its span there, and its outline level where the format gives one."""

    text: str
    start: int
    end: int
    hint: int | None


@dataclass(frozen=True, slots=True)
class MarkedLines:
    """The lines of a text with what is known of each by its position."""

    lines: list[Line]
    grids: dict[int, Grid]
    marks: dict[int, Mark]
    believed: dict[int, Believed]


def mark_lines(family: Family, mapped: MappedText, content: Content) -> MarkedLines:
    """Find out what each line is."""
    lines = _lines(mapped, content)
    grids = _known_grids(lines, mapped, content)
    marks = _marks(lines, grids, family)
    marks |= _misread_dashes(lines, marks, grids, mapped, content)
    grids |= _inferred_grids(lines, marks, grids)
    return MarkedLines(lines, grids, marks, _believed(lines, marks, grids, family))


def _lines(mapped: MappedText, content: Content) -> list[Line]:
    lines, at = [], 0
    for text in mapped.text.split("\n"):
        if text:
            hint = content.headings.get(mapped.starts[at]) if content.headings else None
            lines.append(Line(text, at, at + len(text), hint))
        at += len(text) + 1
    return lines


def _family_of_annex(family: Family, texts: list[str]) -> Family:
    """A 办法 attached to a notice has articles; any other annex of a law or a notice counts 一、（一）."""
    if family.is_dotted:
        return family
    articles = sum(
        marker.kind is Kind.ARTICLE for text in texts for marker in read_markers(text, Family.LAW) if "条" in text[:8]
    )
    return Family.LAW if articles >= MIN_ARTICLES else Family.OFFICIAL


def _known_grids(lines: list[Line], mapped: MappedText, content: Content) -> dict[int, Grid]:
    """The tables the format knows, by each of their lines."""
    found: dict[int, Grid] = {}
    starts = [mapped.starts[line.start] for line in lines]
    names: tuple[str, ...] = ()
    after = -1
    for table in content.tables:
        first, last = table.span
        held = [i for i, start in enumerate(starts) if first <= start < last]
        if held and held == list(range(held[0], held[-1] + 1)):
            goes_on = held[0] == after and bool(content.pages)  # only a page end parts a table
            grid = grid_of(table, content.source, range(held[0], held[-1] + 1), names if goes_on else ())
            found |= dict.fromkeys(grid.lines, grid)
            names, after = grid.names, grid.lines.stop
    return found


def _marks(lines: list[Line], grids: dict[int, Grid], family: Family) -> dict[int, Mark]:
    read = (
        (i, read_mark(line.text, family, heads_table=i + 1 in grids)) for i, line in enumerate(lines) if i not in grids
    )
    return {i: mark for i, mark in read if mark is not None}


def _misread_dashes(
    lines: list[Line], marks: dict[int, Mark], grids: dict[int, Grid], mapped: MappedText, content: Content
) -> dict[int, Mark]:
    """Dashes of lists that OCR read as 一 or as a hyphen: beside a dash of the same list, or below a lead-in."""
    pages = [page for page in content.pages if page.is_ocr]
    found: dict[int, Mark] = {}
    for i, line in enumerate(lines):
        match = _MISREAD_DASH.match(line.text)
        if not match or i in marks or i in grids or not pages:
            continue
        start = mapped.starts[line.start]
        near = [j for j in (*range(i - NEAR, i), *range(i + 1, i + NEAR + 1)) if _is_dash((marks | found).get(j))]
        if (near or (i and lines[i - 1].text.endswith(("：", ":")))) and any(p.start <= start < p.end for p in pages):
            found[i] = Mark(Kind.ITEM, LIST_LEVEL, "", match.group("label"), "", match.end())
    return found


def _is_dash(mark: Mark | None) -> bool:
    return mark is not None and mark.kind is Kind.ITEM and mark.level == LIST_LEVEL


def _inferred_grids(lines: list[Line], marks: dict[int, Mark], known: dict[int, Grid]) -> dict[int, Grid]:
    """Tables that only their caption shows: the lines below it that fall into as many cells each."""
    found: dict[int, Grid] = {}
    texts = [line.text for line in lines]
    names: dict[str, tuple[str, ...]] = {}
    for i, mark in marks.items():
        if mark.kind is Kind.TABLE and i not in found and not {i + 1, i + 2} & known.keys():
            grid = infer_grid(texts, i + 1, names.get(mark.step))
            if grid is not None:
                found |= dict.fromkeys(grid.lines, grid)
                names.setdefault(mark.step, grid.names)
    return found


def _believed(lines: list[Line], marks: dict[int, Mark], grids: dict[int, Grid], family: Family) -> dict[int, Believed]:
    """The believed numbers by line; every annex counts by itself, in the grammar that its lines show."""
    annexes = [i for i, mark in marks.items() if mark.kind is Kind.ANNEX]
    edges = [0, *annexes, len(lines)]
    found: dict[int, Believed] = {}
    for part in (range(a, b) for a, b in pairwise(edges)):
        numbered = family if part.start not in annexes else _family_of_annex(family, [lines[i].text for i in part])
        candidates: list[tuple[Marker, ...] | None] = []
        in_list = False
        for i in part:
            line = lines[i]
            in_list = marks[i].step == ATTACHMENT_LIST if i in marks else in_list
            if i in grids or (i in marks and marks[i].kind is not Kind.ANNEX):
                candidates.append(())
            elif i in marks:
                candidates.append(None)
            elif in_list and not line.text.startswith("一、"):
                candidates.append(())
            else:
                in_list = False
                markers = read_markers(line.text, numbered, marked=line.hint is not None)
                candidates.append(None if line.hint is not None and not markers else markers)
        found |= {part.start + i: each for i, each in believe(candidates, numbered).items()}
    return {i: each for i, each in found.items() if i not in marks or marks[i].kind is Kind.ANNEX}
