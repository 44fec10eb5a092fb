"""Who issued a document, under which number and when: read from the title page, the tail or the enactment lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.parsing.designations import (
    DateFound,
    Designation,
    dates,
    issued_numbers,
    order_numbers,
    placeholder,
    standard_numbers,
)
from assistant.parsing.titlepage.heads import Finding, Head, Line, close_up, number_of_name, own_number_line
from assistant.text import CJK

_ORGAN = re.compile(
    rf"[{CJK}、 ]{{1,40}}(?:局|委|部|厅|会|院|署|公司|集团|政府|办公[室厅]|中心|学|校|银行|处|科|所|站|馆|组)"
)
_PUBLISHED = re.compile(r"(?P<organs>.*?) ?发 ?布$")
_ISSUE, _EFFECT = re.compile(r"\s{0,3}发 ?布"), re.compile(r"\s{0,3}(?:起)?(?:正式)?(?:实 ?施|施 ?行)")
_REPLACES = re.compile(
    r"(?P<own>本(?:标准|文件|部分|规范|规程|指导性技术文件))?(?:部分|全部)?代 ?替了?[:： ]?(?=\s?[A-Z])"
)
_BETWEEN = re.compile(r"(?:《[^》]{0,80}》)?\s?[、,和及与]\s?(?:部分代替)?|\s")
_TAKES_EFFECT = re.compile(
    r"自(?:(?P<own>[公发印颁]布|印发|下发|通过|批准)之日|(?P<day>[^自。;,]{6,24}?))起(?:正式)?(?:施行|实施|生效|执行)"
)
FOREWORD_LINES = 150
"""A table of contents and the foreword behind it."""
MAX_ORGANS = 6
"""More than the organs that issue a document together: a list of names."""
SIGNATURE = 60
"""An organ and a date; a longer line is a sentence."""
TAIL_LINES = 12
"""Where a document says when it takes effect and who signs it."""


@dataclass(frozen=True, slots=True)
class Issuing:
    """What the page says of the document's coming into the world; None where it says nothing."""

    number: Finding[str] | None = None
    issuer: Finding[str] | None = None
    issued: Finding[date] | None = None
    effective: Finding[date] | None = None
    replaces: Finding[str] | None = None
    history: Finding[tuple[str, ...]] | None = None
    is_unnumbered: bool = False
    """The page keeps a place for a number that is still to come."""


def _found(head: Head, line: Line, each: DateFound) -> Finding[date]:
    return Finding(each.value, certain=True, words=head.part(line, each.start, each.end))


def _numbered(head: Head, line: Line, each: Designation) -> Finding[str]:
    return Finding(each.value, certain=True, words=head.part(line, each.start, each.end))


# Standards


def issuing_of_standard(head: Head) -> Issuing:
    """The number, the two dates and the organs that a standard's cover prints, and what it takes the place of."""
    line = own_number_line(head)
    own = next(standard_numbers(line.folded), None) if line else None
    number = _numbered(head, line, own) if line and own else None
    is_open = any((place := placeholder(each.folded)) and place.start == 0 for each in head.front)
    issued = _day_before(head, _ISSUE)
    return Issuing(
        number=number or (None if is_open else number_of_name(head)),
        issuer=_publishers(head),
        issued=issued,
        effective=_day_before(head, _EFFECT) or from_wording(head, issued, head.front),
        replaces=_replaced(head),
        is_unnumbered=is_open,
    )


def _day_before(head: Head, words: re.Pattern[str]) -> Finding[date] | None:
    """The date on the title page that 发布 or 实施 stands behind."""
    for line in head.front:
        for each in dates(line.folded):
            if words.match(line.folded, each.end):
                return _found(head, line, each)
    return None


def _publishers(head: Head) -> Finding[str] | None:
    """The organs before 发布, on its line or on the lines above it; beside two of them it is read between them."""
    for i, line in enumerate(head.front):
        match = _PUBLISHED.fullmatch(line.tight)
        if match is None or next(dates(line.tight), None) or re.search(r"[×X]{2,}", line.tight):
            continue
        named = match.group("organs")
        above = _organs_above(head.front, i)
        below = [each for each in head.front[i + 1 : i + 2] if above and not named and _is_organ(each)]
        organs = [*(each.tight for each in above), *([named] if named else []), *(each.tight for each in below)]
        if organs and re.search(f"[{CJK}]", organs[-1]):
            return Finding(" ".join(organs), certain=True, words=head.words(*above, line, *below))
    return None


def _is_organ(line: Line) -> bool:
    return bool(_ORGAN.fullmatch(line.tight)) and not next(dates(line.tight), None)


def _replaced(head: Head) -> Finding[str] | None:
    """The numbers behind 代替, on the title page or in the foreword."""
    for line in head.lines[: len(head.front) + FOREWORD_LINES]:
        at = _REPLACES.search(line.folded)
        if at is None or (line not in head.front and not at.group("own")):
            continue
        numbers = list(_in_a_row(line.folded, at.end()))
        if numbers:
            value = "、".join(each.value for each in numbers)
            return Finding(value, certain=True, words=head.part(line, at.start(), numbers[-1].end))
    return None


def _in_a_row(folded: str, at: int) -> Iterator[Designation]:
    for each in standard_numbers(folded[: at + 400]):
        if each.start < at:
            continue
        gap = folded[at : each.start]
        if gap.strip() and not _BETWEEN.fullmatch(gap):
            return
        yield each
        at = each.end


# Official documents


def issuing_of_official(head: Head) -> Issuing:
    """The number in the head, the organ and the day at the end, and the day of effect where it is told."""
    issuer, issued = _signature(head)
    return Issuing(
        number=letter_number(head),
        issuer=issuer or _publishers(head),
        issued=issued,
        effective=from_wording(head, issued, head.lines),
    )


def letter_number(head: Head) -> Finding[str] | None:
    """The number on a line of its own, at its head, or behind 文号."""
    for line in head.front:
        each = next(issued_numbers(line.folded), None) or next(order_numbers(line.folded), None)
        if each is None:
            continue
        before, after = line.folded[: each.start], line.folded[each.end :]
        if (not before or re.search(r"(?:文号|编号|字号): ?$", before)) and (not after or after[0] in " \t)"):
            return _numbered(head, line, each)
    return None


def _signature(head: Head) -> tuple[Finding[str] | None, Finding[date] | None]:
    """The first date on a line of its own with an organ above it or before it, from the text's end if there is none."""
    alone: Finding[date] | None = None
    for i, line in enumerate(head.lines):
        each = next(dates(line.folded), None) if len(line.folded) <= SIGNATURE else None
        if each is None or line.folded[each.end :].strip(" ()印章"):
            continue
        organ = line.folded[: each.start].strip(" (")
        if organ and _ORGAN.fullmatch(organ):
            return Finding(close_up(organ), certain=True, words=head.words(line)), _found(head, line, each)
        organs = _organs_above(head.lines, i) if not organ else []
        if organs and i >= len(head.front):
            issuer = Finding(" ".join(close_up(o.tight) for o in organs), certain=True, words=head.words(*organs))
            return issuer, _found(head, line, each)
        if not organ and (i >= len(head.lines) - TAIL_LINES or i < len(head.front)):
            alone = Finding(each.value, certain=False, words=head.part(line, each.start, each.end))
    return None, alone


def _organs_above(lines: Sequence[Line], at: int) -> list[Line]:
    first = at
    while first and at - first < MAX_ORGANS and _is_organ(lines[first - 1]):
        first -= 1
    return list(lines[first:at])


def from_wording(head: Head, issued: Finding[date] | None, lines: tuple[Line, ...]) -> Finding[date] | None:
    """自…起施行, 自公布之日起施行: the last time the document says so of itself."""
    for line in reversed(lines):
        for match in reversed(list(_TAKES_EFFECT.finditer(line.folded))):
            words = head.part(line, match.start(), match.end())
            if match.group("own"):  # of the document itself: 本通知自印发之日起施行
                return Finding(issued.value, certain=issued.certain, words=words) if issued else None
            day = next(dates(match.group("day")), None)
            if day:
                return Finding(day.value, certain=True, words=words)
    return None
