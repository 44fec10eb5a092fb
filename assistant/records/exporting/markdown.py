"""An exported conversation as Markdown (CommonMark)."""

import re
from collections.abc import Iterable, Iterator

from assistant.records.exporting.outline import NOTE, REFERENCES, SOURCES, TITLE, Group, Outline, Section, Source

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|$#]")
_SCHEME = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=[Ww]{3})\.|@")
"""What some readers of Markdown make links of by themselves."""
_BEGINNING = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)]))", re.MULTILINE)
_BREAK = "  \n"


def markdown(outline: Outline) -> str:
    """The whole file; every text in it is escaped and says what it says."""
    blocks = [f"# {TITLE}", _BREAK.join(map(escaped, outline.particulars))]
    for number, section in enumerate(outline.sections, 1):
        blocks += _section(number, section)
    if outline.references:
        blocks += [f"## {REFERENCES}", _numbered(map(escaped, outline.references))]
    return "\n\n".join(blocks) + "\n"


def _section(number: int, section: Section) -> Iterator[str]:
    yield f"## {number}. {escaped(section.question)}"
    yield _BREAK.join(map(escaped, section.particulars))
    yield from (f"> **{NOTE}**：{escaped(warning)}" for warning in section.warnings)
    for group in section.groups:
        yield from [f"### {escaped(group.heading)}"] if group.heading else []
        yield "\n".join(_statements(group))
    if section.sources:
        yield f"### {SOURCES}"
        yield "\n\n".join(map(_source, section.sources))


def _statements(group: Group) -> Iterator[str]:
    """A list; what stands two levels below the line before it would be taken for code."""
    level = -1
    for line in group.lines:
        level = min(line.level, level + 1)
        margin = "  " * level
        yield f"{margin}- {_lines(line.text, margin + '  ')}{''.join(f'[{n}]' for n in line.marks)}"


def _source(source: Source) -> str:
    badge = f" 【{escaped(source.badge)}】" if source.badge else ""
    return f"\\[{source.n}\\] {escaped(source.clause)}{badge}\n\n> {_lines(source.quote, '> ')}"


def _numbered(entries: Iterable[str]) -> str:
    return "\n".join(f"{number}. {entry}" for number, entry in enumerate(entries, 1))


def _lines(text: str, margin: str) -> str:
    """Text of several lines within a list or a quotation."""
    return f"{_BREAK}{margin}".join(escaped(line.strip()) for line in text.split("\n") if line.strip())


def escaped(text: str) -> str:
    """A text that Markdown shows as it is."""
    marked = _SCHEME.sub(r"\\\g<0>", _SPECIAL.sub(r"\\\g<0>", text))
    return _BEGINNING.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", marked)
