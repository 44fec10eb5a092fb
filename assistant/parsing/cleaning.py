"""From the text as it came to whole paragraphs, with a map back to every source character.

Steps, each leaving a document alone that does not show the damage it mends:

1. Emendations recorded in the catalogue replace damaged characters.
2. Pinyin in brackets (`服務(wù)`), as document-sharing sites write it, is dropped: only where the bracket holds a
   reading of the character before it and the document is full of such brackets. `(一)` and `(2021—2025年)` stay.
3. The table of contents, the title printed again between the foreword and chapter 1, the site's furniture before and
   after the text and page numbers on lines of their own are set aside.
4. Hard line breaks inside sentences are undone (see `join_lines`).
5. A text that carried pinyin brackets was converted from simplified characters by the site: it is converted back.
   A text in honest traditional characters stays as it is.
"""

import re
from collections.abc import Iterable
from collections.abc import Sequence as Seq
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.domain import Emendation, Family, MappedText, SetAside
from assistant.parsing.content import Content
from assistant.parsing.contents import contents_lines
from assistant.parsing.numbering import read_markers
from assistant.parsing.sequence import believe
from assistant.text import CJK, simplify

MIN_PINYIN_BRACKETS = 8
MIN_PINYIN_SHARE = 0.01
"""A mangled text has a bracket for every tenth character or so (seed text: 0.12); an honest one glosses a few."""

_PINYIN = re.compile(rf"(?P<char>[{CJK}])(?P<bracket>\((?P<reading>[a-zü\u00e0-\u01dc\u0144\u0148\u01f9]{{1,6}})\))")
_PAGE_NUMBER = re.compile(r"[-—–]?\s*\d{1,4}\s*[-—–]?")
_FULL_WIDTH_IN_PRINT = ",;:!?()"
_AUTOSPACE = re.compile(rf"(?<=[{CJK}])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[{CJK}])")
_TERMINAL = "。！？；：”』」.!?;:"

HARD_BREAK_SHARE = 0.4
"""Share of lines that are close to the longest ones and stop within a sentence, from which a text counts as broken at
the margin (seed text: 0.67; whole paragraphs of one length end their sentences)."""
FULL_LINE = 0.92
"""A line shorter than this share of the margin, its indent counted, ends its paragraph (seed text: full lines reach
0.95, the longest last lines 0.90)."""
MIN_MARGIN = 16
INDENT = 2.0
"""Chinese paragraphs begin two characters in, so their first line is that much shorter than the margin."""

_HEAD_FURNITURE = re.compile(
    "|".join(
        (
            r"《?.{0,60}》?.{0,20}_第\d+页",
            r"已阅读\d+页.*",
            r"下载本文档",
            r"版权说明[:：].*",
            r"文档简介",
            r"继续免费阅读",
            r"文档介绍.*",
        )
    )
)
_TAIL_FURNITURE = re.compile(r"温馨提示|最新文档|相关推荐|猜你喜欢|提交评论|资源描述")
_TAIL_PROOF = re.compile(r"本站所有资源|本站RAR|人人文库|提交评论|\d/150|文件的所有权益归上传用户")
HEAD_LINES = 40
"""A title page, or what a sharing site writes before a text, is shorter."""

_TOOL = (
    r"(?:上|下)一(?:篇|条|页)(?:文章|信息|新闻)?(?:[:：\s].*)?|打印本[页文稿]|打印(?:页面|文章)|关闭(?:本页|窗口|页面)"
    r"|返回(?:顶部|列表|首页|上一页)|回到顶部|分享(?:到|至)?[:：].*|分享(?:到|至).{0,12}|字[体号][:：](?:\s*[大中小默认]){2,}"
    r"|(?:微信|微博)?扫一扫.{0,20}"
)
_WEAK_TOOL = r"打印|关闭|返回|分享|收藏|顶部"
_TOOLS = re.compile(rf"[\[【(（]?\s*(?:{_TOOL})\s*[】\])）]?|[\[【]\s*(?:{_WEAK_TOOL})\s*[】\]]")
_WEAK_TOOLS = re.compile(_WEAK_TOOL)
"""Words of a web page's buttons, which a list in the text may have too: they count where two stand together."""
TOOLS_BEFORE, TOOLS_AFTER = 6, 12
"""In lines that are no such words: a web page's buttons stand at its edges, never within the text."""

_FOREWORD = re.compile("(?:前|引)言")
_SCOPE = re.compile(r"[1１]\s*范\s*围")
_CHAPTER_ONE = re.compile(rf"[1１][.．]?\s*[{CJK}][{CJK}\s、]{{0,20}}")
MAX_TITLE_LINES = 3
MIN_REPEATED = 4
"""In characters: less is no title."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The cleaned text, its map, and what was mended or set aside on the way."""

    mapped: MappedText
    emendations: tuple[Emendation, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    chars: MappedText

    @property
    def text(self) -> str:
        return self.chars.text

    @property
    def width(self) -> float:
        """In full-width characters, as a word processor sets them.

        Half-width punctuation beside Chinese was full-width before the site converted it; a quarter space stands
        between Chinese characters and letters or digits.
        """
        halves = sum(char.isascii() and char not in _FULL_WIDTH_IN_PRINT for char in self.text)
        return len(self.text) - 0.5 * halves + 0.25 * len(_AUTOSPACE.findall(self.text))


def clean(content: Content, family: Family, emendations: Iterable[Emendation] = ()) -> Cleaned:
    """Clean what a reader read; an emendation whose damaged words do not stand in it raises ValueError."""
    chars, done = _emend(content.chars, tuple(emendations))
    brackets = _pinyin_brackets(chars.text)
    mangled = bool(brackets)
    chars = chars.without(brackets)
    lines, contents = _without_contents(_lines(chars))
    repeated = _repeated_title([re.sub(r"\s", "", line.text) for line in lines], [line.text for line in lines])
    set_aside = [*content.set_aside, *contents, *(_aside("repeated title", lines[i]) for i in repeated)]
    lines = [line for i, line in enumerate(lines) if i not in repeated]
    if content.has_paragraphs:
        paragraphs = [line.chars for line in lines]
    else:
        lines, furniture = _set_aside(lines, mangled=mangled)
        set_aside += furniture
        paragraphs = join_lines(lines, family)
    if mangled:
        paragraphs = [p.rewritten(simplify(p.text)) for p in paragraphs]
    return Cleaned(MappedText.join(paragraphs, "\n"), done, tuple(set_aside))


def _emend(chars: MappedText, emendations: tuple[Emendation, ...]) -> tuple[MappedText, tuple[Emendation, ...]]:
    done = []
    for emendation in emendations:
        at = chars.text.find(emendation.stood)
        if at < 0:
            raise ValueError(f"the source has no {emendation.stood!r} to mend")
        done.append(replace(emendation, source_start=chars.starts[at]))
        chars = chars.replaced(at, at + len(emendation.stood), emendation.stands)
    return chars, tuple(done)


def _pinyin_brackets(text: str) -> list[tuple[int, int]]:
    """The spans of the brackets that repeat a reading of the character before them, or none in an honest text."""
    spans = [m.span("bracket") for m in _PINYIN.finditer(text) if _is_reading(m.group("char"), m.group("reading"))]
    characters = len(re.findall(f"[{CJK}]", text))
    if len(spans) < MIN_PINYIN_BRACKETS or len(spans) < MIN_PINYIN_SHARE * characters:
        return []
    return spans


@lru_cache(maxsize=4096)
def _is_reading(char: str, reading: str) -> bool:
    from pypinyin import Style, pinyin

    forms = {char, simplify(char)}
    known = {
        r for form in forms for style in (Style.TONE, Style.NORMAL) for r in pinyin(form, style, heteronym=True)[0]
    }
    return reading in known


def _lines(chars: MappedText) -> list[_Line]:
    lines, at = [], 0
    for raw in chars.text.splitlines(keepends=True):
        begin = at + len(raw) - len(raw.lstrip())
        end = at + len(raw.rstrip())
        if end > begin:
            lines.append(_Line(chars.slice(begin, end)))
        at += len(raw)
    return lines


def _without_contents(lines: list[_Line]) -> tuple[list[_Line], list[SetAside]]:
    contents = contents_lines([line.text for line in lines])
    kept = [line for i, line in enumerate(lines) if i not in contents]
    return kept, [_aside("contents", lines[i]) for i in contents]


def _repeated_title(tight: Seq[str], texts: Seq[str]) -> range:
    """Indices of the lines directly above chapter 1 that say the title page's words again, a foreword between them."""
    foreword = next((i for i, line in enumerate(tight) if _FOREWORD.fullmatch(line)), len(tight))
    after = range(foreword + 1, len(texts))
    chapter = next((i for heading in (_SCOPE, _CHAPTER_ONE) for i in after if heading.fullmatch(texts[i])), 0)
    page = tight[: min(foreword, HEAD_LINES)]
    runs = {
        "".join(page[i : i + count]) for count in range(1, MAX_TITLE_LINES + 1) for i in range(len(page) - count + 1)
    }
    for first in range(max(foreword + 1, chapter - MAX_TITLE_LINES), chapter):
        lines = tight[first:chapter]
        joined = "".join(lines)
        if len(joined) >= MIN_REPEATED and (joined in runs or all(line in runs for line in lines)):
            return range(first, chapter)
    return range(0)


def _set_aside(lines: list[_Line], *, mangled: bool) -> tuple[list[_Line], list[SetAside]]:
    set_aside: list[SetAside] = []
    if mangled:
        lines, furniture = _without_furniture(lines)
        set_aside += [_aside("site furniture", line) for line in furniture]
    tools = _tools(lines)
    set_aside += [_aside("site furniture", lines[i]) for i in sorted(tools)]
    lines = [line for i, line in enumerate(lines) if i not in tools]
    pages = _page_numbers(lines)
    set_aside += [_aside("page number", lines[i]) for i in sorted(pages)]
    return [line for i, line in enumerate(lines) if i not in pages], set_aside


def _aside(reason: str, line: _Line) -> SetAside:
    return SetAside(reason, *line.chars.span(0, len(line.text)))


def _without_furniture(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Cut the sharing site's own lines before and after the text; only lines that are proven to be its own."""
    plain = [simplify(line.text) for line in lines]
    first = 0
    for i, text in enumerate(plain[:HEAD_LINES]):
        if _HEAD_FURNITURE.fullmatch(text):
            first = i + 1
    last = len(lines)
    for i, text in enumerate(plain[first:], start=first):
        if _TAIL_FURNITURE.fullmatch(text) and any(_TAIL_PROOF.search(t) for t in plain[i : i + 10]):
            last = i
            break
    return lines[first:last], lines[:first] + lines[last:]


def _tools(lines: list[_Line]) -> set[int]:
    """Indices of lines at the edges of the text that hold nothing but a web page's buttons."""
    forward = range(len(lines))
    return _tools_at_edge(lines, forward, TOOLS_BEFORE) | _tools_at_edge(lines, reversed(forward), TOOLS_AFTER)


def _tools_at_edge(lines: list[_Line], inward: Iterable[int], reach: int) -> set[int]:
    sure: set[int] = set()
    weak: set[int] = set()
    for i in inward:
        text = simplify(lines[i].text)
        if _is_tool_line(text):
            sure.add(i)
        elif _WEAK_TOOLS.fullmatch(text):
            weak.add(i)
        elif not (reach := reach - 1):
            break
    return sure | weak if sure or len(weak) > 1 else set()


def _is_tool_line(text: str) -> bool:
    """Whether the line is one button, or several of them in a row."""
    if _TOOLS.fullmatch(text):
        return True
    parts = [part for part in re.split(r"[\s|｜]+|(?<=[】\]])(?=[【\[])", text) if part]
    return len(parts) > 1 and all(_TOOLS.fullmatch(part) or _WEAK_TOOLS.fullmatch(part) for part in parts)


def _page_numbers(lines: list[_Line]) -> set[int]:
    """Indices of lines that hold a page number: bare numbers that count up by one through the text.

    These are the longest row of such numbers, whatever stands between (a figure of a table), and any two in a row
    (a second count in an annex).
    """
    bare = [(i, int(re.sub(r"\D", "", ln.text))) for i, ln in enumerate(lines) if _PAGE_NUMBER.fullmatch(ln.text)]
    row = _longest_row([number for _, number in bare])
    pages = {bare[k][0] for k in row} if len(row) > 1 else set()
    for (i, number), (j, following) in pairwise(bare):
        if following == number + 1:
            pages |= {i, j}
    return pages


def _longest_row(numbers: list[int]) -> list[int]:
    """Positions of the longest run n, n + 1, n + 2 … within `numbers`, other numbers between allowed."""
    before: list[int | None] = []
    lengths: list[int] = []
    last: dict[int, int] = {}
    for k, number in enumerate(numbers):
        previous = last.get(number - 1)
        before.append(previous)
        lengths.append(1 if previous is None else lengths[previous] + 1)
        if number not in last or lengths[k] >= lengths[last[number]]:
            last[number] = k
    at = max(range(len(numbers)), key=lengths.__getitem__, default=None)
    row = []
    while at is not None:
        row.append(at)
        at = before[at]
    return row


def join_lines(lines: Seq[_Line], family: Family) -> list[MappedText]:
    """Undo hard line breaks: the paragraphs of `lines`.

    Where most lines reach the margin, a line ends its paragraph

    1. when it stops short of the margin, or
    2. when the next line is a believed heading, or
    3. when it is a heading or ends a sentence, and the next line is shorter than the margin by an indent.

    Elsewhere every line is a paragraph.
    """
    margin = _margin(lines)
    if margin is None:
        return [line.chars for line in lines]
    headings = believe([read_markers(line.text, family) for line in lines], family)
    paragraphs: list[list[_Line]] = []
    heading = False
    for i, line in enumerate(lines):
        previous = lines[i - 1] if i else None
        starts_heading = i in headings
        indent = INDENT if paragraphs and paragraphs[-1] == [previous] else 0.0
        if (
            previous is None
            or starts_heading
            or _ends_paragraph(previous, line, margin, indent=indent, heading=heading)
        ):
            paragraphs.append([line])
            heading = starts_heading
        else:
            paragraphs[-1].append(line)
    return [_join(paragraph) for paragraph in paragraphs]


def _margin(lines: Seq[_Line]) -> float | None:
    """The width of a full line, or None where the text is not broken at a margin."""
    widths = sorted(line.width for line in lines)
    if len(widths) < 8:
        return None
    margin = widths[int(len(widths) * 0.9)]
    broken = sum(
        FULL_LINE * margin - INDENT <= line.width <= margin * 1.1 and line.text[-1] not in _TERMINAL for line in lines
    )
    return margin if margin >= MIN_MARGIN and broken >= HARD_BREAK_SHARE * len(widths) else None


def _ends_paragraph(line: _Line, following: _Line, margin: float, *, indent: float, heading: bool) -> bool:
    if line.width + indent < FULL_LINE * margin:
        return True
    indented = FULL_LINE * margin - INDENT <= following.width <= margin - INDENT + 0.5
    return indented and (heading or line.text[-1] in _TERMINAL)


def _join(lines: list[_Line]) -> MappedText:
    parts = [lines[0].chars]
    for before, after in pairwise(lines):
        if (
            before.text[-1].isascii()
            and before.text[-1].isalpha()
            and after.text[0].isascii()
            and after.text[0].isalpha()
        ):
            parts.append(MappedText(" ", (before.chars.ends[-1],), (after.chars.starts[0],)))
        parts.append(after.chars)
    return MappedText.join(parts)
