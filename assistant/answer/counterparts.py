"""Has every particular of a sentence its counterpart in the clauses? Standing there somewhere is not enough.

Of all particulars of a sort, the one in the most similar surroundings is the counterpart and must have the same value:
三十日 is no 十五日, though 三十日 stands elsewhere in the clause.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answer.objection import Cited, Objection, pairs
from assistant.answer.particulars import SAME_BODY, SIGNS, Particular, Sort, particulars

_TAKES_OBJECT = frozenset("对向给由被为与把将使让")
WINDOW = 14
"""Characters on either side of a particular that tell what it is about."""
NEAR = 5
"""Those of them that count twice."""
CROSSED = 0.5
"""What words count that stand on its other side in the clause: a paraphrase turns sentences round."""
SIGN = 3
"""What a number in the surroundings counts: rules in a row (不满一年的，…；不满三年的，…) differ in nothing else."""
SURE = 2.0
"""Similarity from which a counterpart with another value speaks against a word that may be mere grammar."""
OWN = 6.0
"""Similarity that the title and the address of the clause itself have at least: they stand above it, not in it."""
LEEWAY = dict.fromkeys(Sort, 1.0) | {Sort.BODY: 5.0, Sort.TITLE: 2.0}
"""How much more alike a counterpart of another value must be; bodies stand close to each other in a sentence."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A particular and its surroundings: pairs of characters to its left, to its right, and right beside it.

    `governed` are those on its right that do not also stand on its left: what 应当 is about to ask for. `leads` says
    that a list asks for it, `is_subject` that it is the first body of its sentence.
    """

    particular: Particular
    words: str
    left: frozenset[str]
    right: frozenset[str]
    near: frozenset[str]
    governed: frozenset[str]
    leads: bool
    is_subject: bool
    acts: bool


def without_counterpart(said: str, cited: Cited) -> Iterator[Objection]:
    """Every particular that has no counterpart of its value, or a better one of another value."""
    held = [slot for source in cited.texts for slot in _slots(source)]
    for slot in _slots(said):
        each = slot.particular
        rivals = [other for other in held if _comparable(each, other.particular) and _asks_alike(slot, other)]
        best = _nearest(slot, [other for other in rivals if _same(each, other.particular)])
        rival = _nearest(slot, [other for other in rivals if not _same(each, other.particular)])
        if slot.is_subject:
            subject = _nearest(slot, [o for o in rivals if o.is_subject and _same(each, o.particular)])
            actor = _nearest(slot, [o for o in rivals if o.acts and not _same(each, o.particular)])
            if subject >= max(SURE, actor):
                continue
        if (each.sort is Sort.TITLE and each.value in cited.titles) or (
            each.sort is Sort.ADDRESS and each.value in cited.addresses
        ):
            best = max(best, OWN)
        if each.loose and best < 0 and rival < SURE:
            continue
        needed = SURE if each.sort in (Sort.OBLIGATION, Sort.NEGATION) and not each.loose else 0
        if best < needed or best + LEEWAY[each.sort] < rival:
            yield Objection(each.sort, slot.words)


def _comparable(each: Particular, other: Particular) -> bool:
    """Whether two particulars could stand in each other's place: numbers of the same unit, anything else of a sort."""
    if each.sort is not other.sort or (each.sort is Sort.OBLIGATION and other.loose and not each.loose):
        return False
    return each.sort not in (Sort.NUMBER, Sort.ADDRESS) or unit(each.value) == unit(other.value)


def _asks_alike(slot: _Slot, other: _Slot) -> bool:
    """Whether two obligations could be about the same: what follows them shares something, or is a list."""
    if slot.particular.sort is not Sort.OBLIGATION or slot.particular.loose or not slot.governed:
        return True
    return other.leads or bool(slot.governed & other.governed)


def unit(value: str) -> str:
    """The unit of a number's value, empty for none."""
    return value.lstrip("≥≤<>前后外.0123456789e+")


def _same(each: Particular, other: Particular) -> bool:
    if each.sort is Sort.BODY:
        return any(_ends_in(other.value, name) for name in (each.value, *SAME_BODY.get(each.value, ())))
    if each.sort is Sort.DATE:
        pairs_of_parts = zip(each.value.split("-"), other.value.split("-"), strict=True)
        return all(said in ("", held) for said, held in pairs_of_parts)
    return each.value == other.value


def _ends_in(body: str, name: str) -> bool:
    """Whether `body` is `name` with words that tell which one, not its opposite: 被申请人 is no 申请人."""
    return body.endswith(name) and body.removesuffix(name)[-1:] not in ("被", "非", "女", "未")


@lru_cache(maxsize=512)
def _slots(text: str) -> tuple[_Slot, ...]:
    """The particulars of `text` in its sentences; numbers around them as one sign, however they are written."""
    return tuple(slot for sentence in re.split("[。;\n]", text) for slot in _slots_of(sentence))


def _slots_of(sentence: str) -> Iterator[_Slot]:
    found = particulars(sentence)
    signs = [_sign(each, sentence) for each in found]
    ends = [0, *(each.end for each in found)]
    starts = [*(each.start for each in found), len(sentence)]
    gaps = [sentence[a:b] for a, b in zip(ends, starts, strict=True)]
    for i, each in enumerate(found):
        before = "".join(gap + sign for gap, sign in zip(gaps[:i], signs[:i], strict=True)) + gaps[i]
        after = gaps[i + 1] + "".join(sign + gap for sign, gap in zip(signs[i + 1 :], gaps[i + 2 :], strict=True))
        left, right = _window(before, -WINDOW), _window(after, WINDOW)
        near = [f"<{pair}" for pair in pairs(_window(left, -NEAR))] + [
            f">{pair}" for pair in pairs(_window(right, NEAR))
        ]
        words = sentence[each.start : each.end]
        governed = frozenset(pairs(after)) - frozenset(pairs(before))
        leads = bool(re.search("下列|以下|:$", after))
        is_first = each.sort is Sort.BODY and not any(other.sort is Sort.BODY for other in found[:i])
        is_subject = is_first and sentence[each.start - 1 : each.start] not in _TAKES_OBJECT
        around = (frozenset(pairs(left)), frozenset(pairs(right)), frozenset(near))
        acts = is_subject or bool(found[i + 1 :] and found[i + 1].sort is Sort.OBLIGATION and not gaps[i + 1])
        yield _Slot(each, words, *around, governed, leads, is_subject, acts)


def _sign(each: Particular, sentence: str) -> str:
    """A particular as it stands in the surroundings of others: what is written in many ways as one sign."""
    if each.sort in SIGNS:
        return f"\ue000{each.value}\ue001"
    return sentence[each.start : each.end]


def _window(text: str, length: int) -> str:
    """The first `length` units of `text`, the last ones where it is negative; a sign is one unit."""
    units = re.findall("\ue000[^\ue001]*\ue001|.", text)
    return "".join(units[:length] if length > 0 else units[length:])


def _nearest(slot: _Slot, others: Sequence[_Slot]) -> float:
    """The similarity of the surroundings that are most alike; -1 where there are none."""
    return max((_alike(slot, other) for other in others), default=-1.0)


def _alike(one: _Slot, other: _Slot) -> float:
    sided = _weight(one.left & other.left) + _weight(one.right & other.right)
    crossed = _weight(one.left & other.right) + _weight(one.right & other.left)
    return sided + len(one.near & other.near) + CROSSED * crossed


def _weight(shared: frozenset[str]) -> int:
    """Pairs of characters count one, numbers and the like SIGN."""
    return sum(SIGN if pair[0] == "\ue000" else 1 for pair in shared)
