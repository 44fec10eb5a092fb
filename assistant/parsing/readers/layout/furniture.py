"""What stands on pages without being text: running headers and footers, page numbers, watermarks.

1. At the top and at the bottom edge, from the outermost line inward, lines are furniture as long as each is a page
   number, the number of the standard, or a text that returns at the same height on other pages (its digits aside).
2. Elsewhere a line that returns at the same place on most pages is a watermark.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.parsing.readers.layout.glyphs import Block, Item, Line, Sheet

EDGE = 0.13
"""The share of the page's height at either edge in which headers and footers stand (GB/T 1.1 sets them at 0.05 to
0.09, word processors up to 0.12)."""
SAME_HEIGHT = 0.012
"""The share of the height by which a running header moves from page to page (scans are cut by hand)."""
MIN_RETURNS = 3
"""A header stands on this many pages; chapters of books have no fewer with their own."""
WATERMARK_SHARE = 0.5
"""The share of pages on which a line within the text must return to be a watermark."""
MIN_HEADER = 4
"""Shorter lines (`}`, 注) return by chance."""

_PAGE_NUMBER = re.compile(
    r"[-—–·.\s]*(?:第\s*)?(?:\d{1,4}|[IVXLivxl]{1,7}|[\u2160-\u217f]{1,4})\s*(?:页)?"
    r"(?:[\s/,，]*(?:共|of)?\s*\d{1,4}\s*页?)?[-—–·.\s]*"
)
_STANDARD_NUMBER = re.compile(
    r"(?:[A-Z]{1,5}\s*\d{0,4}(?:\s*/\s*[A-Z]{1,6})*\s*[\dX×.]+(?:\s*\.\s*\d+)?\s*[—–\-―一]+\s*[\dX×]{2,4}(?:[（(].{1,8}[）)])?\s*)+"
)
_CAPTION = re.compile(r"续?[表图]|.*[（(]续")
_NOT_WORD = re.compile(r"[\W_]+")


def label_furniture(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with a reason at every line that is furniture."""
    returns = Counter(place for sheet in sheets for place in set(_places(sheet)))
    return [_labelled(sheet, returns, len(sheets)) for sheet in sheets]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", _NOT_WORD.sub("", text))


def _places(sheet: Sheet) -> Iterator[tuple[str, int]]:
    """Each line's text with its height on the page, in steps; a line near the edge of a step counts for both."""
    for line in sheet.lines:
        step = line.middle / sheet.height / (2 * SAME_HEIGHT)
        yield _key(line.text), int(step)
        yield _key(line.text), int(step + 0.5) + 1000


def _count(line: Line, sheet: Sheet, returns: Counter[tuple[str, int]]) -> int:
    one = Sheet(sheet.number, sheet.width, sheet.height, (line,))
    return max(returns[place] for place in _places(one))


def _labelled(sheet: Sheet, returns: Counter[tuple[str, int]], pages: int) -> Sheet:
    reasons: dict[int, str] = {}
    order = sorted(range(len(sheet.items)), key=lambda i: _top(sheet.items[i]))
    for indices, name in ((order, "header"), (order[::-1], "footer")):
        reasons |= _at_edge(sheet, indices, name, returns)
    for i in order:
        item = sheet.items[i]
        if i not in reasons and isinstance(item, Line) and _is_watermark(item, sheet, returns, pages):
            reasons[i] = "watermark"
    items = tuple(
        replace(item, reason=item.reason or reasons[i]) if i in reasons and isinstance(item, Line) else item
        for i, item in enumerate(sheet.items)
    )
    return replace(sheet, items=items)


def _top(item: Item) -> float:
    return item.box[1] if isinstance(item, Block) else item.middle


def _at_edge(sheet: Sheet, indices: Iterable[int], name: str, returns: Counter[tuple[str, int]]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for i in indices:
        item = sheet.items[i]
        if isinstance(item, Block):
            break
        if item.reason is not None:
            continue
        away = item.middle / sheet.height
        reason = _reason(item, name, _count(item, sheet, returns), is_first=sheet.number == 1)
        if reason is None or (away if name == "header" else 1 - away) > EDGE:
            break
        reasons[i] = reason
    return reasons


def _reason(line: Line, name: str, count: int, *, is_first: bool) -> str | None:
    if _PAGE_NUMBER.fullmatch(line.text) and re.search(r"\w", line.text):
        return "page number"
    if _STANDARD_NUMBER.fullmatch(line.text) and (count > 1 or not is_first):
        return name
    is_running = count >= MIN_RETURNS and len(_key(line.text)) >= MIN_HEADER and not _CAPTION.match(line.text)
    return name if is_running else None


def _is_watermark(line: Line, sheet: Sheet, returns: Counter[tuple[str, int]], pages: int) -> bool:
    enough = max(MIN_RETURNS, WATERMARK_SHARE * pages)
    return len(_key(line.text)) >= MIN_HEADER and _count(line, sheet, returns) >= enough
