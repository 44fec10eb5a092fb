"""Two rules of a clause mixed.

1. The figure of one with the condition of the other. 一般每日不得超过一小时；因特殊原因……三小时 holds two: of the
   words that tell a branch from its neighbours, a sentence must share at least as many with the branch whose figure it
   gives. 一般情况下不得超过三小时 does not.
2. A figure of another province without the province.
3. Words of two items of one list between two marks: 职工书屋也叫活动室.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer.counterparts import unit
from assistant.answer.objection import Cited, Objection, pairs, tells
from assistant.answer.particulars import SIGNS, Particular, Sort, particulars

BLOT = "."
GRAM = 3
"""Characters by which a rule is recognised."""
_PROVINCE = re.compile(
    "(?:北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广西|海南|重庆|四川|贵州|云南"
    "|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾|外省)"
)
"""Where a rule does not reach Shenzhen."""
_GRAMMAR = frozenset("下中上时后前内外处应当可不得")


@dataclass(frozen=True, slots=True)
class _Branch:
    """A figure, the stretch it belongs to with figures blotted out, and the pairs of characters that tell of it."""

    figure: Particular
    words: str
    around: str
    pairs: frozenset[str]


def mixed(said: str, cited: Cited) -> Iterator[Objection]:
    """Every figure in the surroundings of a figure of another value."""
    held = [branch for text in cited.texts for branch in _branches(text)]
    for branch in _branches(said):
        alike = [other for other in held if unit(other.figure.value) == unit(branch.figure.value)]
        own = [other.pairs for other in alike if other.figure.value == branch.figure.value]
        others = [other.pairs for other in alike if other.figure.value != branch.figure.value]
        if own and any(all(_is_nearer(branch, rival, each) for each in own) for rival in others):
            yield Objection(Sort.NUMBER, branch.words)


def _is_nearer(branch: _Branch, rival: frozenset[str], own: frozenset[str]) -> bool:
    return _runs(branch, rival - own) > _runs(branch, own - rival)


def misplaced(said: str, cited: Cited) -> Iterator[Objection]:
    """Figures that a clause gives for one province only (贵州省2019年的做法), and the sentence for everywhere."""
    held = [
        (other.figure.value, set(_PROVINCE.findall(sentence)))
        for text in cited.texts
        for sentence in re.split("[。;\n]", text)
        for other in _branches(sentence)
    ]
    for branch in _branches(said):
        places = [found for value, found in held if value == branch.figure.value]
        if places and all(each and not any(place in said for place in each) for each in places):
            yield Objection(Sort.WORDS, branch.words)


def crossed(said: str, cited: Cited) -> Iterator[Objection]:
    """Stretches of a sentence that hold what only one item of a list says, and what only another one says."""
    for stretch in re.split("[;。、]|(?<!的),|或者|以及|[和与或及]", said):
        grams = {stretch[i : i + GRAM] for i in range(len(stretch) - GRAM + 1)}
        if any(_items_of(grams, text) > 1 for text in cited.texts) and stretch not in cited.everything:
            yield Objection(Sort.WORDS, stretch)


def _items_of(grams: Set[str], text: str) -> int:
    """To how many items of the lists of `text` belong `grams` that stand nowhere else in it."""
    items = re.split("[;\n]", text.partition(":")[2])
    telling = [gram for gram in grams if all(map(tells, gram)) and text.count(gram) == 1]
    return len({i for gram in telling for i, item in enumerate(items) if gram in item})


def _runs(branch: _Branch, telling: frozenset[str]) -> int:
    """How many words of the stretch hold `telling` pairs; pairs that overlap are one word."""
    words, end = 0, -1
    for at in range(len(branch.around) - 1):
        if branch.around[at : at + 2] in telling:
            words += at > end
            end = at + 1
    return words


@lru_cache(maxsize=512)
def _branches(text: str) -> Sequence[_Branch]:
    return tuple(branch for sentence in re.split("[。\n]", text) for branch in _branches_of(sentence))


def _branches_of(sentence: str) -> Iterator[_Branch]:
    """The branches of a sentence; what it opens with (公共文化设施管理单位有下列行为之一的，) goes for all of them."""
    found = [each for each in particulars(sentence) if each.sort in SIGNS]
    blotted = list(sentence)
    for each in found:
        blotted[each.start : each.end] = BLOT * (each.end - each.start)
    around = "".join(blotted)
    opening = re.match(f"[^;{BLOT}]*?的,", around)
    figures = [each for each in found if each.sort is Sort.NUMBER and not each.loose]
    for each in figures:
        first, last = around.rfind(";", 0, each.start) + 1, around.find(";", each.end)
        near = [other for other in figures if first <= other.start and (last < 0 or other.end <= last)]
        start, end = _belonging(around, each, [other for other in near if unit(other.value) == unit(each.value)])
        stretch = around[max(first, start) : min(end, last if last >= 0 else end)]
        telling = _telling(stretch) | _telling(opening.group() if opening else "")
        yield _Branch(each, sentence[each.start : each.end], stretch, telling)


def _telling(words: str) -> frozenset[str]:
    return frozenset(pair for pair in pairs(words) if all(tells(char) and char not in _GRAMMAR for char in pair))


def _belonging(around: str, each: Particular, rivals: Sequence[Particular]) -> tuple[int, int]:
    """Where what is said of a figure begins and ends: after the rule with the figure before, before the next one's.

    A figure in a condition (五千元以下的，) belongs to what follows.
    """
    ends = [other.end for other in rivals if other.end <= each.start and not _is_condition(around, other.end)]
    starts = [other.start for other in rivals if other.start >= each.end]
    before, after = max(ends, default=0), min(starts, default=len(around))
    start = around.find(",", before, each.start) + 1 if before else 0
    if before and not start:
        start = max(around.rfind(",", 0, before), 0)
    end = around.rfind(",", each.end, after) if starts else after
    return start, end if end >= 0 else after


def _is_condition(around: str, end: int) -> bool:
    return around[end:].split(",")[0].endswith("的")
