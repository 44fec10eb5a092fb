"""From everyday words to the words of the law: what people say (老板, 炒鱿鱼) and what the texts print (用人单位).

Read from everyday-words.jsonl of the corpus folder, one entry a line: {"lay": […], "law": […]}, all normalised.
English words are everyday words too: the law words then stand for the question in the word index.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SourceError

EVERYDAY_WORDS = "everyday-words.jsonl"

_LATIN = re.compile(r"[a-z]")


class Entry(BaseModel):
    """One line of the file: expressions that nearly always want these words, the most telling word first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    lay: tuple[str, ...] = Field(min_length=1)
    law: tuple[str, ...] = Field(min_length=1)


class Vocabulary:
    """The law's words by what people say; only words whose every pair of characters the texts print are kept."""

    def __init__(self, entries: Iterable[Entry], prints: Callable[[str], bool]) -> None:
        words: dict[str, dict[str, None]] = {}
        for entry in entries:
            kept = dict.fromkeys(word for word in entry.law if prints(word))
            for lay in entry.lay if kept else ():
                words.setdefault(lay, {}).update(kept)
        self._words = {lay: tuple(kept) for lay, kept in words.items()}
        self._longest = max(map(len, words), default=0) + len("es")

    def law_words(self, question: str) -> tuple[str, ...]:
        """The law's words for what `question` (normalised) says; the longest expression at a place counts."""
        found: dict[str, None] = {}
        taken = bytearray(len(question))
        for length in range(min(self._longest, len(question)), 1, -1):
            for start in range(len(question) - length + 1):
                end = start + length
                words = () if any(taken[start:end]) else self._at(question, start, end)
                if words:
                    taken[start:end] = b"\1" * length
                    found.update(dict.fromkeys(words))
        return tuple(found)

    def _at(self, question: str, start: int, end: int) -> tuple[str, ...]:
        """The law's words for question[start:end]; English expressions stand as whole words, their plurals too."""
        said = question[start:end]
        if not _LATIN.match(said):
            return self._words.get(said, ())
        if _LATIN.match(question[start - 1 : start]) or _LATIN.match(question[end : end + 1]):
            return ()
        singular = (said, said.removesuffix("s"), said.removesuffix("es"))
        return next((self._words[word] for word in singular if word in self._words), ())


def load_entries(folder: Path) -> tuple[Entry, ...]:
    """Every entry of everyday-words.jsonl in the corpus folder."""
    path = folder / EVERYDAY_WORDS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return tuple(Entry.model_validate_json(line) for line in lines if line.strip())
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise SourceError(f"词表 {path} 无法读取。", "请重新安装本程序，或恢复这个文件。") from error
