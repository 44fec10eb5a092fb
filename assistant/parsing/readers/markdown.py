"""Markdown: the text without its marks, every character mapped to the file.

The marks are found by patterns rather than by a parser: a Markdown parser keeps no offsets within a line, and reads
**甲：**乙 as asterisks. A mark that is not surely one stays: 长*宽*高 keeps its stars.
"""

import re
from collections.abc import Iterator

from assistant.domain import SetAside
from assistant.parsing.content import Content, Span
from assistant.parsing.readers.decoding import decode
from assistant.parsing.readers.markdown_marks import Marks, merged, span_at
from assistant.parsing.readers.markdown_tables import begins_table, read_html_tables, read_table
from assistant.parsing.readers.safety import Progress, guarded

MARKUP = "markup"
"""The reason for setting comments and front matter aside: they speak about the text."""
MAX_SETEXT = 60
"""A longer line above a row of dashes is a sentence, and the dashes a rule."""

_FRONT = re.compile(r"\A---\n(?:[\w-]+:.*\n|[ \t-].*\n)+(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]^\n]+\]:[ \t]*\S+.*$", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})[^\n`]*$")
_HEADING = re.compile(r"(?: {0,3}|(?:> ?)+)(?P<signs>#{1,6})[ \t]+(?=\S)")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:(?P<first>=)=+|--+)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)(?!\d+[ \t]*-[ \t]*$)")


@guarded("Markdown 文件")
def read_markdown(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A Markdown text without its marks; a row of a table is one line, its cells apart by a tab."""
    source = decode(raw, name)
    marks = Marks()
    front = _FRONT.match(source)
    asides = [*([front.span()] if front else []), *_comments(source)]
    asides = merged([*asides, *(match.span() for match in _DEFINITION.finditer(source))])
    marks.spans += asides
    _read_lines(source, marks, merged([*asides, *read_html_tables(source, marks)]))
    title = _TITLE.search(front.group()) if front else None
    return Content(
        source,
        marks.applied(source),
        has_paragraphs=True,
        tables=tuple(sorted(marks.tables, key=lambda table: table.span)),
        headings=marks.kept_headings(),
        set_aside=tuple(SetAside(MARKUP, *span) for span in asides),
        title=title.group(1) if title else None,
    )


def _comments(source: str) -> Iterator[Span]:
    """The comments that end; one that does not is text."""
    at = source.find("<!--")
    while at >= 0 and (end := source.find("-->", at)) >= 0:
        yield at, end + 3
        at = source.find("<!--", end)


def _lines(source: str) -> list[tuple[int, str]]:
    lines, at = [], 0
    for line in source.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    return lines


def _read_lines(source: str, marks: Marks, done: list[Span]) -> None:
    """The marks of every line that does not begin within what is `done`."""
    lines, fence, i = _lines(source), "", 0
    while i < len(lines):
        at, line = lines[i]
        match = _FENCE.match(line)
        if span_at(done, at):
            pass
        elif match and (not fence or match["fence"].startswith(fence)):
            fence = "" if fence else match["fence"]
            marks.spans.append((at, at + len(line)))
        elif not fence and begins_table(lines, i):
            i = read_table(lines, i, marks)
        elif not fence:
            _read_line(at, line, lines[i - 1][1] if i else "", marks)
        i += 1


def _read_line(at: int, line: str, before: str, marks: Marks) -> None:
    """The marks of one line; `before` is the line above, which a row of = or - makes a heading."""
    underline = _UNDERLINE.match(line)
    if underline and _is_underlined(before):
        marks.headings.setdefault(at - 1 - len(before.lstrip()), 1 if underline["first"] else 2)
    if underline or _RULE.match(line):
        marks.spans.append((at, at + len(line)))
        return
    begin, end = 0, len(line)
    if heading := _HEADING.match(line):
        begin = heading.end()
        marks.headings[at + begin] = len(heading["signs"])
        if closing := _CLOSING.search(line, begin):
            end = closing.start()
    else:
        for pattern in (_QUOTE, _BULLET):
            if match := pattern.match(line[begin:]):
                begin += match.end()
    marks.spans += [(at, at + begin), (at + end, at + len(line))]
    marks.read_words(at + begin, line[begin:end], line_break="\n")


def _is_underlined(before: str) -> bool:
    return 0 < len(before.strip()) <= MAX_SETEXT and before.rstrip()[-1] not in "。；：|>-="
