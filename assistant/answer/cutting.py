"""From a stream of a model's words to its sentences, each as soon as it is complete, with the ids it cites.

1. A sentence ends with 。！？ or with its line. Ids that follow the mark on the same line belong to it.
2. Ids are taken out of the text wherever they stand; what looks like an id and is none is taken out and means nothing.
3. Bullets, headings' signs, bold and other marks of Markdown, and a preamble such as 根据提供的资料， are taken off.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.text import CJK, visible

MAX_WAIT = 90
"""Characters after an opening bracket within which an id must have closed it."""
_WHOLE = r"(?:[A-Za-z][A-Za-z0-9_-]{0,11}|\d{1,2})"
_BULLET = re.compile(
    r"\s*(?:[-*+•·●]\s*(?![-*])|\d{1,2}[.、．](?!\d)\s*|(?=[（(][一二三四五六七八九十\d]{1,3}[）)]|[a-z][)）]))"
)
_MARKS = re.compile(r"\*\*|__|`+|^\s*(?:#+|>+)\s*")
_PREAMBLE = re.compile(
    r"^(?:根据|依据|按照|基于)(?:您|所|已)?(?:提供|给出|给定|上述|以上|下列|现有)?的?"
    r"(?:资料|材料|条款|内容|信息|文本)(?:内容|信息|的?规定)?[，,：:]\s*|^(?:答案?|回答)[：:]\s*"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item as it may be shown, and the ids it cites, in order.

    `is_bulleted` says that it began like a list item, `is_ended` that it ends with a mark or an id, not in mid-air.
    """

    text: str
    ids: tuple[str, ...]
    is_bulleted: bool = False
    is_ended: bool = True

    @property
    def leads_in(self) -> bool:
        """Whether a list follows."""
        return self.text.endswith(("：", ":"))


def cut(pieces: Iterable[str], ids: Sequence[str]) -> Iterator[Sentence]:
    """The sentences of a streamed text that may cite `ids`; those without a letter are left out."""
    grammar = _Grammar(ids)
    buffer = ""
    for piece in pieces:
        buffer += piece
        while end := grammar.end(buffer):
            yield from grammar.sentence(buffer[:end])
            buffer = buffer[end:]
    while buffer:
        end = grammar.end(buffer, is_all=True) or len(buffer)
        yield from grammar.sentence(buffer[:end])
        buffer = buffer[end:]


class _Grammar:
    """How sentences and ids are told, given the ids there are."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = re.compile("|".join(map(re.escape, ids)) or "(?!)", re.IGNORECASE)
        known = rf"[\[【(（][^\[\]【】()（）\n]{{0,60}}?(?:{self._ids.pattern})[^\[\]【】()（）\n]{{0,60}}[\]】)）]"
        alike = rf"[\[【]\s*{_WHOLE}(?:[\s,，、;；]+{_WHOLE})*\s*[\]】]"
        self._group = re.compile(f"(?i:{known})|{alike}")
        self._end = re.compile(rf"(?:[。！？!?]+[”’」』]*(?:[ \t]*(?:(?i:{known})|{alike}))*[。]?[ \t]*\n?|\n)")

    def end(self, buffer: str, *, is_all: bool = False) -> int:
        """Where the first sentence ends; 0 while that is not certain, because what follows may belong to it."""
        match = self._end.search(buffer)
        if match is None:
            return 0
        rest = buffer[match.end() :]
        is_open = rest[:1] in ("[", "【", "(", "（") and len(rest) < MAX_WAIT and not re.search(r"[\]】)）\n]", rest)
        is_certain = match.group().endswith("\n") or (bool(rest) and not is_open)
        return match.end() if is_all or is_certain else 0

    def sentence(self, said: str) -> Iterator[Sentence]:
        """The sentence, unless nothing is left of it."""
        groups = self._group.findall(said)
        text = visible(self._group.sub("", said))
        is_bulleted = bool(_BULLET.match(_MARKS.sub("", said)))
        text = _MARKS.sub("", text).strip()
        text = _PREAMBLE.sub("", _BULLET.sub("", text, count=1) if _BULLET.match(text) else text)
        text = re.sub(r"\s+(?=[，。；：！？、])", "", text).strip()
        text = re.sub(r"([。！？；])。$", r"\1", text)
        if not re.search(rf"[{CJK}A-Za-z0-9]", text):
            return
        ids = tuple(dict.fromkeys(each.lower() for group in groups for each in self._ids.findall(group)))
        is_ended = bool(groups) or text.endswith(tuple("。！？；：!?;:"))
        yield Sentence(text, ids, is_bulleted, is_ended)
