"""How official documents point: 三、（五）, 第三部分, 本通知第二条."""

import re
from collections.abc import Iterator

from assistant.parsing.references.mentions import CUE_BEFORE
from assistant.parsing.references.places import NUMERAL, Found, is_line_head
from assistant.text import CJK, int_to_chinese, to_int

_LISTED = re.compile(rf"第?(?P<n>{NUMERAL})[、部分]{{1,2}}第?\((?P<m>{NUMERAL})\)(?P<k>\d{{1,2}}[.．])?")
_PART = re.compile(rf"第(?P<n>{NUMERAL})(?P<unit>部分|条|点)(?:第?\((?P<m>{NUMERAL})\)[款项点]?)?")
_BEHIND = re.compile(r"(?:[款项点]|部分)?(?:中|的?(?:规定|要求|内容|任务|分工)|所[述列])")
_OWN = re.compile(rf"本[{CJK}]{{2,4}}(?:的|中)?$")


def step_references(folded: str) -> Iterator[Found]:
    """The references to numbered parts: 三、（五） where words around it say so, 第三部分, 本通知第二条."""
    taken = 0
    for match in _LISTED.finditer(folded):
        cued = CUE_BEFORE.search(folded, max(0, match.start() - 16), match.start()) or _is_own(folded, match.start())
        if cued or _BEHIND.match(folded, match.end()):
            taken = match.end()
            third = re.sub(r"\D", "", match.group("k") or "")
            yield _found(match, f"{third}." if third else "", sure=True)
    for match in _PART.finditer(folded):
        spoken = match.group("unit") == "部分" or _is_own(folded, match.start())
        if spoken and match.start() >= taken and not is_line_head(folded, match.start()):
            yield _found(match, "", sure=False)


def _is_own(folded: str, start: int) -> bool:
    return bool(_OWN.search(folded, max(0, start - 8), start))


def _found(match: re.Match[str], tail: str, *, sure: bool) -> Found:
    first, second = to_int(match.group("n")), to_int(match.group("m"))
    target = f"{int_to_chinese(first)}、" if first else match.group()
    target += f"（{int_to_chinese(second)}）" if second else ""
    return Found(match.start(), match.end(), target + tail, None, sure)
