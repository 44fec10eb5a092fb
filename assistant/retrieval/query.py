"""The query that is really searched: the question, leaning follow-ups completed, zone names made known.

A follow-up such as 那照明呢？ is completed with the question before it; a question that stands by itself is left alone.
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from assistant.domain import Turn
from assistant.errors import SourceError
from assistant.text import normalise

SYNONYMS = "synonyms.toml"
LEANING_LENGTH = 16
"""A longer question says by itself what it is about."""

_LEANS = re.compile(
    r"^(那|那么|它|这个|这些|还有|再说|另外|然后|其中|上面|前面|刚才|该|此)|呢[？?。!！]*$|^(下一条|上一条)"
)


class Synonyms:
    """Names of the functional zones by what staff call them."""

    def __init__(self, zones: dict[str, list[str]]) -> None:
        self.zones = tuple(zones)
        pairs = [(normalise(other), name) for name, others in zones.items() for other in others]
        self._pairs = sorted(pairs, key=lambda pair: len(pair[0]), reverse=True)

    @classmethod
    def load(cls, folder: Path) -> "Synonyms":
        """Read synonyms.toml of the corpus folder."""
        path = folder / SYNONYMS
        try:
            return cls(tomllib.loads(path.read_text(encoding="utf-8"))["zones"])
        except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
            raise SourceError(f"同义词表 {path} 无法读取。", "请重新安装本程序，或恢复这个文件。") from error

    def canonical(self, question: str) -> tuple[str, ...]:
        """The guideline's names of the zones that `question` calls otherwise."""
        plain = normalise(question)
        for zone in self.zones:
            plain = plain.replace(normalise(zone), "\0")
        found: dict[str, None] = {}
        for other, name in self._pairs:
            if other in plain:
                found[name] = None
                plain = plain.replace(other, "\0")
        return tuple(found)


def complete(question: str, history: Sequence[Turn]) -> str:
    """`question` by itself, or after the question it leans on."""
    if not history or len(question) > LEANING_LENGTH or not _LEANS.search(question.strip()):
        return question
    before = history[-1].searched or history[-1].question
    return f"{before} {question}"
