"""The title of a document as its title page prints it, without the marks of a draft or an edition.

1. A standard prints its title, often on several lines, after its number; Chinese first, then English. Where there is
   no title page, the title stands before chapter 1.
2. A law's title is the first line that ends in 法, 条例, 办法 ….
3. An official document's title may run over several lines until one ends in 通知, 意见, 说明 ….
4. Else the title is what the format says, or the file's name: never certain.
"""

import re
from collections.abc import Sequence

from assistant.domain import Family
from assistant.parsing.designations import dates, fold, issued_numbers, mend_letters, placeholder, standard_numbers
from assistant.parsing.titlepage.heads import (
    EXPLAINS,
    Finding,
    Head,
    Line,
    close_up,
    explanation_line,
    is_class_line,
    is_kind_of_standard,
    own_number_line,
)
from assistant.text import CJK

MAX_TITLE = 90
"""The longest titles of notices have about 80 characters; a longer line is a sentence."""
MAX_LINES = 4
MAX_BARE = 6
"""编制说明 alone: the title stands above it."""

DRAFT = (
    r"(?:修订|修正)?草案(?:修改稿|(?:第?[一二三四]次)?(?:征求意见|审议)?稿)?"
    r"|(?:送审|征求意见|报批|讨论|报审|审查|审定|公示|建议|试评|意见|审议)(?:讨论)?(?:第?[一二三四1-4]次?)?稿"
)
"""What a draft calls itself."""
_DRAFT_MARK = re.compile(rf"[(\[【]?[^()\[\]【】]{{0,6}}(?:{DRAFT})[^()\[\]【】]{{0,8}}[)\]】]")
_DRAFT_TAIL = re.compile(rf"[ _-]*(?:{DRAFT})\d{{0,8}}$")
_EDITION_MARK = re.compile(
    r"\((?:(?:19|20)\d\d[^()]{0,12}|(?:\d{4}年?)?(?:第?[一二三四五六七八九十\d]{1,2}次?)?(?:修正|修订|修改|修正本|修订本|新修订)"
    r"|已?废止|已?失效|已修改|现行有效|含编制说明)\)$"
)
_FILING = re.compile(r"(?:[A-Z]?\d{1,3}[_、.\- ]+)+(?=[^\d])")
"""What orders the files of a folder: 03_, A1-."""

_LAW_END = re.compile(
    r"(?:法|法典|条例|规定|办法|细则|章程|规则|决定|解释|规程|守则|制度|准则|公约|意见|方案|规范|指引|标准)(?:\([^()]*\))*$"
)
_OFFICIAL_END = re.compile(
    r"(?:通知|通告|公告|公报|通报|意见|方案|办法|决定|决议|报告|请示|批复|函|纪要|规定|细则|说明|指引|指南|纲要|规划|计划|要点"
    r"|解读|问答|答记者问|规范|制度|规则|章程|标准|条例|措施|清单|总结|材料|释义|倡议书|须知|规程|守则)(?:\([^()]{1,12}\))*$"
)
_FURNITURE = re.compile(
    r"(?:I{1,3}|IV|V|\d{1,3})$|机密|秘密|绝密|特急|加急|急件|内部资料|公开$|签发人|附件\d*:?$|第[\d一二三四五六七八九十]+[号版期]$"
    r"|\(第.{1,8}号\)$|(?!第.{1,3}部分)[^:《]{2,8}: ?\S|代替|部分代替"
    r"|\(?(?:本稿|本文件?|此稿)?完成(?:日期|时间)|在提交反馈意见"
    r"|(?:DB\d*|GB|T|Q|[TQ]/\S{1,12}|[A-Z]{2}(?:/[TZ])?|UDC.*)$|\((?:IDT|MOD|NEQ|ISO|IEC)|(?:发 ?布|实 ?施|.*发 ?布)$"
)
_RED_HEAD = re.compile(rf"[{CJK}]{{3,40}}(?:文件|令|公告|公报)$|[{CJK} ]{{3,40}}(?:令|公告) ?\(?第.{{1,10}}号\)?$")
_SENTENCE = re.compile(r"[。；;!?]|[，,：:]$|\.{3}|…")
_SCOPE = re.compile(r"1 ?范 ?围$")
_NAMED = re.compile(r"(?:名 *称|标准名称|项目名称|文件名称): *(?P<name>\S.*)")


def read_title(head: Head, family: Family, hint: str | None = None) -> Finding[str]:
    """The title; from the page where it is there, else what the format says, else the file's name."""
    found = _explanation(head) or _BY_FAMILY[family](head)
    if found is None or (not found.certain and EXPLAINS.search(head.stem) and not EXPLAINS.search(found.value)):
        found = None
    if found is None or not found.certain:
        hinted = _hinted(head, hint, standing=found is None)
        found = hinted or found
    return found or _from_name(head)


def bare_title(title: str) -> str:
    """`title` (folded or not) without a draft's or an edition's mark at its end, and without 《》 around the whole."""
    title = title.strip()
    while True:
        folded = fold(title)
        mark = _EDITION_MARK.search(folded) or _ends(_DRAFT_MARK, folded) or _DRAFT_TAIL.search(folded)
        if mark is None or mark.start() == 0:
            break
        title = title[: mark.start()].rstrip()
    whole = re.fullmatch(r"《([^《》]*)》", title)
    return whole.group(1) if whole else title


def _ends(pattern: re.Pattern[str], folded: str) -> re.Match[str] | None:
    return next((match for match in pattern.finditer(folded) if match.end() == len(folded)), None)


def _printed(head: Head, lines: Sequence[Line], separator: str) -> str:
    """The lines as one title, in the characters of the text, letter spacing closed."""
    return bare_title(mend_letters(separator.join(close_up(head.words(line)) for line in lines)))


def is_furniture(line: Line) -> bool:
    """Whether the line of a title page is none of the title: classes, numbers, kinds, dates, notes, English."""
    tight = line.tight
    if is_class_line(line) or is_kind_of_standard(line) or not re.search(rf"[{CJK}]", tight):
        return True
    if _FURNITURE.match(tight) or _RED_HEAD.match(tight) or placeholder(tight):
        return True
    number = next(standard_numbers(tight), None) or next(issued_numbers(tight), None)
    day = next(dates(tight), None)
    return bool((number and number.start == 0 and number.value[-1] != "》") or (day and day.start <= 1)) or _is_mark(
        tight
    )


def _is_mark(tight: str) -> bool:
    return bool(_DRAFT_MARK.fullmatch(tight) or re.fullmatch(DRAFT, tight.replace(" ", "")))


def _standard_title(head: Head) -> Finding[str] | None:
    own = own_number_line(head)
    anchors = [i for i, line in enumerate(head.front) if line is own or placeholder(line.folded)]
    anchors = anchors or [i for i, line in enumerate(head.front) if is_class_line(line) or is_kind_of_standard(line)]
    run = _run(head.front[anchors[-1] + 1 :]) if anchors else []
    run = run or _run(head.front[: anchors[-1]] if anchors else head.front)
    repeated = _before_scope(head)
    chosen = run or repeated
    if not chosen:
        return None
    certain = bool(anchors) or [line.tight for line in run] == [line.tight for line in repeated]
    return Finding(_printed(head, chosen, " "), certain=certain, words=head.words(*chosen))


def _run(lines: Sequence[Line]) -> list[Line]:
    """The first lines in a row that could be a standard's title."""
    run: list[Line] = []
    for line in lines:
        fits = not is_furniture(line) and len(line.tight) <= MAX_TITLE and not _SENTENCE.search(line.tight)
        if fits and len(line.tight) > 1:
            run.append(line)
        elif run:
            break
    return run[:MAX_LINES]


def _before_scope(head: Head) -> list[Line]:
    """The lines directly before chapter 1, where the title is printed again."""
    scope = next((i for i, line in enumerate(head.lines) if _SCOPE.fullmatch(line.folded)), 0)
    found: list[Line] = []
    for line in reversed(head.lines[max(0, scope - MAX_LINES) : scope]):
        if is_furniture(line) or _SENTENCE.search(line.tight) or len(line.tight) > MAX_TITLE // 2:
            break
        found.insert(0, line)
    return found


def _law_title(head: Head) -> Finding[str] | None:
    for i, line in enumerate(head.front):
        if is_furniture(line) or _SENTENCE.search(line.tight) or len(line.tight) > MAX_TITLE:
            continue
        ends = [n for n in range(i, min(i + MAX_LINES, len(head.front))) if _LAW_END.search(head.front[n].tight)]
        if ends and not any(is_furniture(each) for each in head.front[i : ends[0]]):
            lines = head.front[i : ends[0] + 1]
            return Finding(_printed(head, lines, ""), certain=True, words=head.words(*lines))
        if i == 0 and _dated_heading(line):
            return Finding(_printed(head, [line], ""), certain=True, words=head.words(line))
    return None


def _dated_heading(line: Line) -> bool:
    return bool(re.search(r"(?:法|条例|规定|办法)\(", line.tight))


def _official_title(head: Head) -> Finding[str] | None:
    front = head.front or head.lines[:1]
    first = next((i for i, line in enumerate(front) if not is_furniture(line)), None)
    if first is None:
        return None
    lines: list[Line] = []
    for line in front[first : first + MAX_LINES]:
        if _SENTENCE.search(line.tight) or len(line.tight) > MAX_TITLE:
            break
        lines.append(line)
        if _OFFICIAL_END.search(line.tight):
            return Finding(_printed(head, lines, ""), certain=True, words=head.words(*lines))
    return Finding(_printed(head, lines[:1], ""), certain=False, words=head.words(lines[0])) if lines else None


def _explanation(head: Head) -> Finding[str] | None:
    """The title of a document about another one, put together with the name it gives on a line of its own."""
    said = explanation_line(head)
    if said is None:
        return None
    line = head.front[said[0]]
    is_bare = len(line.tight) <= MAX_BARE or line.tight.startswith("》")
    named = next((match for each in head.front if (match := _NAMED.match(each.folded))), None)
    if is_bare and named:
        return Finding(f"《{named.group('name').strip('《》')}》{line.tight}", certain=False, words=head.words(line))
    lines = _above(head.front, said[0]) if is_bare else [line]
    is_spaced = own_number_line(head) is not None and not any("》" in each.folded for each in lines)
    return Finding(_printed(head, lines, " " if is_spaced else ""), certain=True, words=head.words(*lines))


def _above(front: Sequence[Line], own: int) -> list[Line]:
    """The lines of a title that ends on line `own`: 《…》, （送审稿）, 编制说明."""
    first = own
    while first and own - first < MAX_LINES and not _ends_above(front[first - 1]):
        first -= 1
    return list(front[first : own + 1])


def _ends_above(line: Line) -> bool:
    return not _is_mark(line.tight) and (is_furniture(line) or bool(_SENTENCE.search(line.tight)))


def _hinted(head: Head, hint: str | None, *, standing: bool) -> Finding[str] | None:
    """What the format gives as title: certain where the page prints it; else only for want of anything better."""
    hint = (hint or "").strip()
    if len(hint) < 4 or len(hint) > MAX_TITLE or not re.search(rf"[{CJK}]", hint):
        return None
    page = head.text[: head.front[-1].end] if head.front else ""
    if hint in page:
        return Finding(bare_title(hint), certain=True, words=hint)
    return Finding(bare_title(hint), certain=False, words="") if standing else None


def _from_name(head: Head) -> Finding[str]:
    name = head.name[: len(head.stem)].strip() or head.name
    filing = _FILING.match(fold(name))
    title = re.sub(r"[ _]+", " ", bare_title(name[filing.end() if filing else 0 :])).strip(" _-") or name
    return Finding(title, certain=False, words=head.name)


_BY_FAMILY = {
    Family.STANDARD: _standard_title,
    Family.HANDBOOK: _standard_title,
    Family.LAW: _law_title,
    Family.OFFICIAL: _official_title,
}
