"""Spelling as an input method spoils it: a wrong character of the same sound, a word left in pinyin.

A question is mended only towards what the texts held, or the everyday words known, really print:

暖峰驿站          a pair of characters that no text has, in four that sound like four the texts print: 暖蜂驿站
劳动和同法        a name of a document or a zone with one character of the same sound wrong
nuanfeng yizhan   syllables, read as the characters that follow each other most often in the texts: 暖蜂驿站

Sounds that dialects merge count as one (zh/z, ch/c, sh/s, -ng/-n). Readings are those of pypinyin, without tones.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from assistant.text import CJK, has_chinese

ENOUGH = 3
"""Times the texts print characters in a row before a question is mended towards them."""

_LEFT_ALONE = frozenset(
    "什候的了这那着过吗呢吧啊里说给让把被跟就都还也又很么没有要是不在我你他她它们个谁哪几怎咋啥做打数自一二三四五六七八九十百千第"
)
"""Everyday and counting characters, which the texts seldom print and nobody confuses."""

NAME_WEIGHT = 200
"""Times a name counts as printed: it is asked for more often than it stands in texts."""

STRETCH = 4
"""Characters in a row that must sound alike: of three, one in thirty everyday questions was mended without need."""

_SHORTEST_NAME = 3
_PERSONS = frozenset("师员者")
"""心理咨询师 is somebody, no 心理咨询室 written wrongly."""
_RUN = re.compile(rf"[{CJK}]{{3,}}")
_LATIN = re.compile(r"[a-z']+(?:\s+[a-z']+)*")
_INITIALS = re.compile(r"^([zcs])h")
_FINALS = re.compile(r"(?<=[aei])ng$")
_BASIC_PLANE = 0x10000
_LONGEST_SYLLABLE = 6

Codes = npt.NDArray[np.int64]


class Spelling:
    """The pairs and triples of characters that the texts print, and how they sound."""

    def __init__(self, texts: Iterable[str], names: Iterable[str] = ()) -> None:
        names = [name for name in names if len(name) >= _SHORTEST_NAME]
        codes = _codes("\n".join((*texts, *names * NAME_WEIGHT)))
        self._readings, self._sounds = _table(codes)
        self._sound_of = np.zeros(_BASIC_PLANE, dtype=np.int64)
        for char, readings in self._readings.items():
            self._sound_of[ord(char)] = self._sounds[_merged(readings[0])]
        heard = self._sound_of[codes] > 0
        together = heard[:-1] & heard[1:]
        self._pairs, self._pair_counts = np.unique(_joined(codes, 2)[together], return_counts=True)
        in_a_row = together[:-2] & together[2:]
        self._printed_sounds, self._printed = self._by_sound(_joined(codes, STRETCH)[in_a_row])
        self._names = {self._sounds_of(name): name for name in names if len(name) >= STRETCH}
        self._name_lengths = sorted({len(name) for name in self._names.values()}, reverse=True)
        self._by_syllable: dict[str, list[str]] = {}
        for char, readings in self._readings.items():
            for reading in readings:
                self._by_syllable.setdefault(reading, []).append(char)

    def mended(self, question: str) -> str:
        """`question` (normalised) with pinyin read and wrong characters replaced; itself where nothing is wrong."""
        self._hear(question)
        return _RUN.sub(lambda run: self._mended_run(run.group()), self._read_pinyin(question))

    def _hear(self, question: str) -> None:
        """Learn the sounds of characters that no text prints."""
        for char in set(re.findall(rf"[{CJK}]", question)):
            if ord(char) < _BASIC_PLANE and not self._sound_of[ord(char)]:
                self._sound_of[ord(char)] = self._sounds.get(_merged(_readings(char)[0]), 0)

    def _by_sound(self, joined: Codes) -> tuple[Codes, Codes]:
        """The stretches printed often enough with the number of their sounds, sorted by it, frequent ones first."""
        stretches, counts = np.unique(joined, return_counts=True)
        stretches, counts = stretches[counts >= ENOUGH], counts[counts >= ENOUGH]
        sounds = self._sounding(stretches)
        order = np.lexsort((-counts, sounds))
        return sounds[order], stretches[order]

    def _sounds_of(self, text: str) -> tuple[int, ...]:
        return tuple(self._sound_of[_codes(text)].tolist())

    def _with_names(self, run: str) -> str:
        """`run` with names that are written with one wrong character of the same sound."""
        sounds = self._sounds_of(run)
        for length in self._name_lengths:
            for start in range(len(run) - length + 1):
                name = self._names.get(sounds[start : start + length])
                wrong = [char for char, right in zip(run[start:], name or "", strict=False) if char != right]
                if name is not None and len(wrong) == 1 and wrong[0] not in _PERSONS:
                    run = run[:start] + name + run[start + length :]
        return run

    def _mended_run(self, run: str) -> str:
        run = self._with_names(run)
        for i, char in enumerate(run):
            pairs = [pair for pair in (run[max(i - 1, 0) : i + 1], run[i : i + 2]) if len(pair) == 2]
            if char not in _LEFT_ALONE and not all(map(self._count, pairs)):
                run = self._mended_at(run, i) or run
        return run

    def _mended_at(self, run: str, i: int) -> str | None:
        """`run` with another character of the same sound at `i`, where the texts print a stretch of it so."""
        for start in range(max(0, i - STRETCH + 1), min(i, len(run) - STRETCH) + 1):
            window = run[start : start + STRETCH]
            for found in self._like(window):
                if found[i - start] != window[i - start] and sum(map(str.__ne__, found, window)) == 1:
                    return run[:start] + found + run[start + STRETCH :]
        return None

    def _like(self, window: str) -> Iterator[str]:
        """The printed stretches that sound like `window`, the frequent ones first."""
        key = self._sounding(_joined(_codes(window), STRETCH))[0]
        first, last = np.searchsorted(self._printed_sounds, [key, key + 1])
        for stretch in self._printed[first:last]:
            yield _characters(int(stretch))

    def _read_pinyin(self, question: str) -> str:
        whole = not has_chinese(question)
        return _LATIN.sub(lambda run: self._read_run(run.group(), whole=whole), question)

    def _read_run(self, run: str, *, whole: bool) -> str:
        """Words of a Latin run read as pinyin; in a question without Chinese only if all of them can be."""
        words = run.split()
        heard = [self._syllables(word.replace("'", "")) for word in words]
        if whole and not all(heard):
            return run
        together = all(heard) and self._characters_of([each for syllables in heard for each in syllables or ()])
        if together:
            return together
        return " ".join(self._characters_of(each or ()) or word for word, each in zip(words, heard, strict=True))

    def _syllables(self, word: str) -> list[str] | None:
        """`word` cut into syllables that some character has, longest first; None where it cannot be."""
        if not word:
            return []
        for length in range(min(_LONGEST_SYLLABLE, len(word)), 0, -1):
            if word[:length] in self._by_syllable:
                rest = self._syllables(word[length:])
                if rest is not None:
                    return [word[:length], *rest]
        return None

    def _characters_of(self, syllables: Sequence[str]) -> str | None:
        """The characters with these readings that follow each other most often; None where some never do."""
        if len(syllables) < 2:
            return None
        best = {char: (0.0, char) for char in self._by_syllable[syllables[0]]}
        for syllable in syllables[1:]:
            following: dict[str, tuple[float, str]] = {}
            for char in self._by_syllable[syllable]:
                scored = [
                    (score + np.log(count), read + char)
                    for last, (score, read) in best.items()
                    if (count := self._count(last + char))
                ]
                if scored:
                    following[char] = max(scored)
            best = following
        return max(best.values())[1] if best else None

    def _count(self, pair: str) -> int:
        """How often the texts print these two characters together."""
        code = _joined(_codes(pair), 2)[0]
        at = int(np.searchsorted(self._pairs, code))
        return int(self._pair_counts[at]) if at < len(self._pairs) and self._pairs[at] == code else 0

    def _sounding(self, stretches: Codes) -> Codes:
        """One number for the sounds of up to four characters; a character outside the texts has the sound 0."""
        found = np.zeros_like(stretches)
        for shift in (48, 32, 16, 0):
            found = (found << 12) | self._sound_of[(stretches >> shift) & (_BASIC_PLANE - 1)]
        return found


def _codes(text: str) -> Codes:
    """The code points of `text`; what lies outside the basic plane is no character here."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    return np.where(codes < _BASIC_PLANE, codes, 0)


def _joined(codes: Codes, count: int) -> Codes:
    """Every `count` neighbouring code points as one number."""
    length = len(codes) - count + 1
    found = np.zeros(length, dtype=np.int64)
    for i in range(count):
        found = (found << 16) | codes[i : i + length]
    return found


def _characters(stretch: int) -> str:
    return "".join(chr(code) for shift in (48, 32, 16, 0) if (code := (stretch >> shift) & (_BASIC_PLANE - 1)))


def _table(codes: Codes) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The readings of each Chinese character among `codes`, and a number from 1 for each merged sound."""
    chars = [chr(code) for code in np.unique(codes) if re.match(rf"[{CJK}]", chr(code))]
    readings = {char: _readings(char) for char in chars}
    sounds = {sound: i for i, sound in enumerate(sorted({_merged(r[0]) for r in readings.values()}), 1)}
    return readings, sounds


def _readings(char: str) -> list[str]:
    """The syllables a character is read as, the usual one first."""
    from pypinyin import Style, pinyin

    found: list[str] = pinyin(char, style=Style.NORMAL, heteronym=True)[0]
    return found


def _merged(syllable: str) -> str:
    """A syllable with the sounds made one that many speakers do not part."""
    return _FINALS.sub("n", _INITIALS.sub(r"\1", syllable))
