"""The marks within Markdown lines, and the text without them."""

import html
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.domain import MappedText
from assistant.parsing.content import Span, Table
from assistant.parsing.readers.draft import needs_space

MAX_WORDS = 20_000
"""A longer line is no paragraph that a person marked up; it is left as it is, as searching it takes too long."""

_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_ADDRESS = r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:[ \t]+\"[^\"\n]*\")?\)"
_LINK = re.compile(rf"(?P<open>(?<!\\)!?\[)(?P<text>[^\[\]\n]*)(?P<close>\]{_ADDRESS})")
_AUTOLINK = re.compile(r"(?P<open><)(?P<text>(?:https?://|mailto:)[^\s<>]+)(?P<close>>)")
_BOLD = re.compile(r"(?<!\\)(?P<open>\*\*\*|\*\*|~~)(?=\S)(?P<text>[^\n]*?[^\s\\])(?P<close>(?P=open))(?!\*)")
_SLANTED = re.compile(
    r"(?<![\w\\*])(?P<open>__|_|\*)(?=[^\s*_])(?P<text>[^\n*_]*?[^\s\\*_])(?P<close>(?P=open))(?![\w*])"
)
_CODE = re.compile(r"(?<![`\\])(?P<open>`)(?P<text>[^`\n]+)(?P<close>`)(?!`)")
_TAG = re.compile(
    r"</?(?P<name>br|b|i|u|em|strong|sup|sub|font|center|div|p|span|a|img|hr|small|big|del|ins|mark|kbd|h[1-6])\b[^<>\n]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(slots=True)
class Marks:
    """What of the source is not text: stretches to leave out, and what to put in the place of others."""

    spans: list[Span] = field(default_factory=list)
    replaced: dict[Span, str] = field(default_factory=dict)
    headings: dict[int, int] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)

    def read_words(self, at: int, words: str, *, line_break: str | None = None) -> None:
        """Find the marks within a stretch of a line; `line_break` stands for <br>, else what keeps words apart."""
        if len(words) > MAX_WORDS:
            return
        self.spans += [(at + match.start(), at + match.end()) for match in _ESCAPE.finditer(words)]
        for pattern in (_LINK, _AUTOLINK, _BOLD, _SLANTED, _CODE):
            for match in pattern.finditer(words):
                self.spans += [(at + match.start(part), at + match.end(part)) for part in ("open", "close")]
                if pattern is _BOLD:
                    self.read_words(at + match.start("text"), match["text"])
        for match in _TAG.finditer(words):
            is_break = match["name"].lower() == "br"
            shown = "" if not is_break else _between(words, match) if line_break is None else line_break
            self.replaced[at + match.start(), at + match.end()] = shown
        for match in _ENTITY.finditer(words):
            shown = html.unescape(match.group())
            if shown != match.group():
                self.replaced[at + match.start(), at + match.end()] = " " if shown.isspace() else shown

    def kept_headings(self) -> dict[int, int]:
        """The headings by the offset of the first character that is left of them."""
        spans = merged(self._left_out())
        kept = {}
        for at, level in self.headings.items():
            within = span_at(spans, at)
            kept[within[1] if within else at] = level
        return kept

    def _left_out(self) -> list[Span]:
        return [*self.spans, *(span for span, words in self.replaced.items() if not words)]

    def applied(self, source: str) -> MappedText:
        """The source without its marks, the replaced places put in."""
        chars, parts, at = MappedText.of(source), [], 0
        edges = [(start, end, "") for start, end in merged(self._left_out())]
        for start, end, words in sorted([*edges, *((*span, words) for span, words in self.replaced.items() if words)]):
            if start >= at:
                parts += [chars.slice(at, start), MappedText(words, (start,) * len(words), (end,) * len(words))]
                at = end
        return MappedText.join([*parts, chars.slice(at, len(source))])


def _between(words: str, match: re.Match[str]) -> str:
    around = words[: match.start()][-1:], words[match.end() :][:1]
    return " " if all(around) and needs_space(*around) else ""


def span_at(spans: Sequence[Span], at: int) -> Span | None:
    """The one of `spans` (in order, apart) that holds the offset `at`."""
    i = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return spans[i] if i >= 0 and at < spans[i][1] else None


def merged(spans: list[Span]) -> list[Span]:
    """The spans in order, those that touch as one, empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
