"""The table of contents: its entries repeat the headings of the text and are no clauses."""

import re
from collections.abc import Sequence

from assistant.parsing.numbering import fold

_HEAD = re.compile(r"目\s*[录次]")
_PAGE_OF_ENTRY = re.compile(r"[\s.．…·⋯]*[\s.．…·⋯\t][\s.．…·⋯]*\(?[\dIVXivx\u2160-\u217f]{1,5}\)?$")
_LEADERS = re.compile(r"[.．…·⋯]{3,}|…")
_ENTRY_AFTER = 3
"""An entry broken over lines leaves at most so many lines that do not look like entries."""


def contents_lines(lines: Sequence[str]) -> range:
    """The lines of the contents, head and all; an empty range where there are none.

    An entry ends in a page number or leaders, or its wording comes again as a line of its own below. The text begins
    where the first entry comes again without a page number.
    """
    head = next((i for i, line in enumerate(lines) if _HEAD.fullmatch(line.strip())), None)
    if head is None:
        return range(0)
    bare = [_bare(line) for line in lines]
    again = {words: i for i, words in enumerate(bare)}
    seen: set[str] = set()
    last = head
    for i in range(head + 1, len(lines)):
        has_page = _has_page(lines[i])
        if not has_page and bare[i] in seen:
            break
        if has_page or again[bare[i]] > i:
            seen.add(bare[i])
            last = i
        elif i - last > _ENTRY_AFTER:
            break
    return range(head, last + 1) if last > head and seen else range(0)


def _has_page(line: str) -> bool:
    return bool(_LEADERS.search(line)) or _PAGE_OF_ENTRY.search(line) is not None


def _bare(line: str) -> str:
    return re.sub(r"\s", "", _PAGE_OF_ENTRY.sub("", _LEADERS.split(fold(line))[0]))
