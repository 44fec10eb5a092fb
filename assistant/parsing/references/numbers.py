"""How standards point: 5.4.1 b), 第5章, 附录A, 表A.1, alone, in lists and in ranges.

1. Everything that could be a place is taken up; neighbours with only 和, 、 or ～ between them form a group.
2. A group counts where something says that it is a place: the words before or behind it, or 章, 附录, 表, 图 in it.
   A number of three parts also counts where the document has a clause of that number.
3. Quantities (5.4 m², 1.5倍), versions and addresses of computers are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.parsing.references.mentions import CUE_BEFORE
from assistant.parsing.references.places import MAX_GAP, SEPARATOR, Addresses, Found, is_line_head

_ITEM = r"(?:(?: ?中的?|的)? ?(?P<{0}>[a-z])\)(?: ?(?P<{1}>\d{{1,2}})\))?)?"
_ELEMENT = re.compile(
    r"第 ?(?P<list>\d{1,2}(?:\.\d{1,3})*(?: ?[、,和与及或至~-] ?(?:第 ?)?\d{1,2}(?:\.\d{1,3})*){0,8}) ?[章节条]"
    r"|附 ?录 ?(?P<annex>[A-Z])(?P<below>(?:\.\d{1,3}){0,5})(?![A-Za-z\d])" + _ITEM.format("ai", "as") + "|"
    r"(?<![代仪报钟手电水地草蓝列])(?P<kind>[表图]) ?(?P<label>(?:[A-Z]\.)?\d{1,3})(?![\d.]*\d|[A-Za-z])"
    r"|(?<![\dA-Za-z./:_-])(?P<dotted>(?:[A-Z]|\d{1,5})(?:\.\d{1,5}){1,5})(?![\d.]*\d)" + _ITEM.format("di", "ds") + "|"
    r"(?<![A-Za-z\d(])(?P<item>[a-z])\)(?: ?(?P<sub>\d{1,2})\))?"
)
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,3})*")
_PLACE = re.compile(r"(?:[A-Z]|[1-9]\d?)(?:\.[1-9]\d{0,2})+")
_OWN_BEFORE = re.compile(r"(?:本标准|本文件|本规范|本部分|本规程|下文|上文|上述|前述|条款|条文|章节)(?:中|的|第)? ?$")
_CUE_BEHIND = re.compile(
    r" ?(?:[章节条]款?(?![件目]))?"
    r"(?:中|的?(?:规定|要求|内容|方法|条款|程序)|所[述列示规]|规定的|要求的|给出|描述的|节|条(?!件))"
)
_NO_PLACE_BEFORE = re.compile(r"(?:版本号?|[Oo][Ii][Dd]|[Ii][Pp]|地址|端口|型号|编号|[Vv]|[<>=≤≥±×*/])[为是: ]*$")
_QUANTITY = re.compile(
    r" ?(?:[%‰℃°²³×Ωμ℉$￥+*/]|[A-Za-z]|倍|元|万|亿|米|平方|立方|厘|毫|公[里斤顷分]|千[克米瓦伏字]|吨|升(?!级)|秒|小时"
    r"|分(?![别类级配析发])|天|年|月|日(?![志常])|人(?![员力工体身机])|名(?!称)|个|次(?!序)|版|级(?!别)|号(?!召)"
    r"|折|位(?!置)|寸|度|层|间|以[上下内外])"
)


@dataclass(frozen=True, slots=True)
class _Element:
    start: int
    end: int
    target: str
    says_so: bool
    """The words themselves name a place: 第5章, 附录A, 表1."""
    is_item: bool = False

    @property
    def base(self) -> str:
        """The clause that an item belongs to."""
        return self.target.split(" ")[0]


Group = list[Found]


def number_groups(folded: str, known: Addresses, taken: list[tuple[int, int]]) -> Iterator[tuple[Group, bool]]:
    """Lists of places, each with whether its own surroundings say that it is one; without documents."""
    for group in _grouped(folded, _elements(folded, taken)):
        start, has_cue = group[0].start, _has_cue(folded, group)
        if _is_quantity(folded, group) or _NO_PLACE_BEFORE.search(folded, max(0, start - 8), start):
            continue
        if not has_cue and _is_caption(folded, group[0]):
            continue
        cued = has_cue or any(each.says_so for each in group)
        kept = [each for each in group if cued or _is_known(each, known)]
        places = [Found(each.start, each.end, each.target, None) for each in (kept or group)]
        yield places, bool(kept)


def _elements(folded: str, taken: list[tuple[int, int]]) -> Iterator[_Element]:
    spans = iter(sorted(taken))
    span = next(spans, None)
    for match in _ELEMENT.finditer(folded):
        while span and span[1] <= match.start():
            span = next(spans, None)
        if span is None or match.end() <= span[0]:
            yield from _read(match)


def _read(match: re.Match[str]) -> Iterator[_Element]:
    start, end = match.span()
    if match.group("list"):
        for number in _NUMBER.finditer(match.group("list")):
            at = match.start("list")
            single = number.span() == (0, len(match.group("list")))
            span = (start, end) if single else (at + number.start(), at + number.end())
            yield _Element(*span, number.group(), says_so=True)
    elif match.group("annex"):
        annex, below = match.group("annex"), match.group("below")
        target = f"{annex}{below}" if below else f"附录{annex}"
        yield _Element(start, end, target + _item(match.group("ai"), match.group("as")), says_so=True)
    elif match.group("kind"):
        yield _Element(start, end, match.group("kind") + match.group("label"), says_so=True)
    elif match.group("dotted"):
        if _PLACE.fullmatch(match.group("dotted")):
            target = match.group("dotted") + _item(match.group("di"), match.group("ds"))
            yield _Element(start, end, target, says_so=False)
    else:
        yield _Element(start, end, _item(match.group("item"), match.group("sub")), says_so=False, is_item=True)


def _item(letter: str | None, number: str | None) -> str:
    return (f" {letter})" if letter else "") + (f" {number})" if number else "")


def _grouped(folded: str, elements: Iterator[_Element]) -> Iterator[list[_Element]]:
    """Runs of elements with separators between them; an item goes on from the clause before it, or is none."""
    group: list[_Element] = []
    for each in elements:
        gap = folded[group[-1].end : each.start] if group else ""
        goes_on = bool(group) and len(gap) <= MAX_GAP and bool(SEPARATOR.fullmatch(gap))
        if each.is_item:
            if goes_on and " " in group[-1].target:
                group.append(_Element(each.start, each.end, group[-1].base + each.target, says_so=False))
            continue
        if group and not goes_on:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _has_cue(folded: str, group: list[_Element]) -> bool:
    start, end = group[0].start, group[-1].end
    before = CUE_BEFORE.search(folded, max(0, start - 16), start) or _OWN_BEFORE.search(
        folded, max(0, start - 8), start
    )
    return bool(before or _CUE_BEHIND.match(folded, end))


def _is_quantity(folded: str, group: list[_Element]) -> bool:
    last = group[-1]
    return not last.says_so and last.target.count(".") == 1 and bool(_QUANTITY.match(folded, last.end))


def _is_known(element: _Element, known: Addresses) -> bool:
    parts = element.base.count(".") + 1
    return (parts >= 3 or element.base[0].isalpha()) and element.base in known


def _is_caption(folded: str, first: _Element) -> bool:
    """Whether the line begins with its own number: a heading, a caption, an entry of a table of contents."""
    return is_line_head(folded, first.start) and folded[first.end : first.end + 1] in ("", " ", "\n", "(")
