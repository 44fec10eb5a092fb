"""What may be asked, and the guideline's own names that are searched with a question."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.errors import QuestionError, SourceError
from assistant.text import normalise

SYNONYMS = "synonyms.toml"

_ADDED = re.compile(r"（[^（）]*）$")

Names = Mapping[str, Sequence[str]]


class Synonyms:
    """The guideline's names of zones and aspects by what people call them."""

    def __init__(self, *, zones: Names, aspects: Names, centre: Names, titles: Names) -> None:
        self._zones = _words(zones)
        self._aspects = _words(aspects)
        self._subjects = _words({**zones, **centre})
        self.titles = {normalise(title): tuple(others) for title, others in titles.items()}

    @classmethod
    def load(cls, folder: Path) -> "Synonyms":
        """Read synonyms.toml of the corpus folder."""
        path = folder / SYNONYMS
        try:
            return cls(**tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, TypeError, tomllib.TOMLDecodeError) as error:
            raise SourceError(f"同义词表 {path} 无法读取。", "请重新安装本程序，或恢复这个文件。") from error

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of a zone or of the centre, normalised."""
        return tuple(word for word, _ in self._subjects)

    def added(self, question: str) -> tuple[str, ...]:
        """The names to search with besides the question: zones called otherwise and, with a zone, the aspects meant."""
        plain = normalise(question)
        zones = self.zones_in(question)
        aspects = self.aspects_in(question) if zones else ()
        return tuple(name for name in (*zones, *aspects) if normalise(name) not in plain)

    def zones_in(self, text: str) -> tuple[str, ...]:
        """The zones that `text` names, by any of their names."""
        return _named(normalise(text), self._zones)

    def without_zones(self, text: str) -> str:
        """`text`, normalised, with the names of zones blotted out: 妈咪小屋 says nothing of what 妈咪 may mean."""
        plain = normalise(text)
        for word, _ in self._zones:
            plain = plain.replace(word, "\0" * len(word))
        return plain

    def aspects_in(self, text: str) -> tuple[str, ...]:
        """The aspects of a zone that `text` asks for."""
        return _named(normalise(text), self._aspects)

    def zone_aspects(self, searched: str) -> tuple[tuple[str, str], ...]:
        """Every pair of a zone and an aspect that is asked for."""
        return tuple((zone, aspect) for zone in self.zones_in(searched) for aspect in self.aspects_in(searched))

    def subjects(self, text: str) -> frozenset[str]:
        """The zones that `text` is about, or the centre as a whole, by any of their names."""
        return frozenset(_named(normalise(text), self._subjects))


def _words(names: Names) -> tuple[tuple[str, str], ...]:
    """Every word, normalised, with the name it stands for, longest words first."""
    words = [(normalise(word), name) for name, others in names.items() for word in (name, *others)]
    return tuple(sorted(words, key=lambda pair: len(pair[0]), reverse=True))


def _named(plain: str, words: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The names that `plain` holds under any of their words, each place counted once."""
    found: dict[str, None] = {}
    for word, name in words:
        if word in plain:
            found[name] = None
            plain = plain.replace(word, "\0")
    return tuple(found)


def checked(question: str, longest: int) -> str:
    """`question` without white space around it; QuestionError where it cannot be asked."""
    question = question.strip()
    if not question:
        raise QuestionError("问题是空的。", "请写下想问的内容，例如：爱心妈妈小屋要配哪些东西？")
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise QuestionError("问题里有无法识别的字符。", "请检查终端或文件的文字编码，改用 UTF-8 后再问。")
    if len(question) > longest:
        raise QuestionError(f"问题有 {len(question)} 个字符，超过了 {longest} 个的上限。", "请把问题缩短后再问。")
    return question


def without_names(searched: str) -> str:
    """A query as it was before `with_names`."""
    return _ADDED.sub("", searched)


def with_names(searched: str, names: Sequence[str]) -> str:
    """The query with the guideline's own names added in brackets."""
    return f"{searched}（{'、'.join(names)}）" if names else searched
