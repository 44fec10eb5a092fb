"""Is a sentence carried by the clauses it cites? Decided by code, for sentences that a chat model worded.

1. A sentence that stands in a clause word for word is carried.
2. Every particular (number, date, address, obligation, title, body, rate) must stand in the clauses cited. That it
   stands there is not enough: of all particulars of its sort in the clauses, the one in the most similar surroundings
   is its counterpart and must have the same value. So 三十日 is refused for 十五日 though 三十日 stands elsewhere.
3. A negation, an only, an all must stand there as well, and what the clause negates must stay negated.
4. A run of words that no clause cited has is refused: an invented tail says more than the clause.

What this cannot see: a condition left out without a trace, two bodies that change places within the same words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.answer.particulars import SAME_BODY, Particular, Sort, core_title, particulars
from assistant.domain import Document, Evidence
from assistant.text import CJK, normalise


class Fault(StrEnum):
    """What a clause does not carry."""

    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    OBLIGATION = "obligation"
    TITLE = "title"
    BODY = "body"
    RATE = "rate"
    NEGATION = "negation"
    QUANTITY = "quantity"
    CHOICE = "choice"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Objection:
    """Words of a sentence that the clauses cited do not carry."""

    fault: Fault
    words: str


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
HEAD = 4
"""Characters after 不得 or 不 by which what is forbidden or denied is recognised."""
LEEWAY = dict.fromkeys(Sort, 1.0) | {Sort.BODY: 5.0, Sort.TITLE: 2.0}
"""How much more alike a counterpart of another value must be; bodies stand close to each other in a sentence."""

_ONLY = (
    ("所有", "全部", "一切", "任何", "均", "一律", "都", "各", "凡", "凡是"),
    ("只能", "只有", "仅", "唯一", "只", "仅限"),
    ("立即", "马上", "即时", "随时"),
    ("免费", "无偿"),
    ("永久", "终身", "永远"),
    ("部分", "有的", "某些"),
    ("优先",),
    ("同时",),
    ("至少", "最少", "起码", "不少于", "不低于", "以上"),
    ("或者", "或", "之一", "任一"),
)
"""Words that widen or narrow what is said; those of one group stand for each other."""
_WIDENING = re.compile(
    "所有|全部|一切|任何|一律|只能|只有|仅限|唯一|仅|立即|马上|即时|随时|免费|无偿|永久|终身|永远|部分|优先"
)
_BENIGN = re.compile(
    "根据|依据|按照|依照|规定|明确|也就是说|换句话说|换言之|简单来说|即|因此|所以|如果|的话|那么|包括|以及|其中|此外|另外|同时|具体"
    "|如下|对于|关于|主要|分别|情形|情况|需要|可以|应当|必须|不得|之后|之前|以上|以下|进行|有关|相关|方面|内容|要求|条款|这些|这个|它们"
    "|他们|以便|例如|比如|比方|总之|答案是|并且|而且|或者|还要|还应|的是|就是|属于|问题|下列|其他|一旦|只要|才能|不能|首先|其次|再次|最后"
    "|通常|一般来说|是指|指的是|来说|提出|指出|说明|称为|叫做|至少|最少|最多|最长|不少于|不超过|不低于|必要时|建议|本人|由于|为了|当|若|则|等"
)
LONGEST_STRANGE = 4
"""Characters in a row that no clause cited has, from which on something else is said."""
STRANGE_SHARE = 0.34
"""Of the characters of a sentence, those no clause cited has; dev part of the paraphrases."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A particular and its surroundings: pairs of characters to its left, to its right, and right beside it."""

    particular: Particular
    words: str
    left: frozenset[str]
    right: frozenset[str]
    near: frozenset[str]


def objections(sentence: str, cited: Sequence[Evidence], question: str = "") -> tuple[Objection, ...]:
    """What of `sentence` the clauses `cited` do not carry; empty where they carry it all.

    `question` lends words, not facts: a run of words that stands in it is not held to be invented.
    """
    said = _plain(sentence)
    sources = [_plain(text) for each in cited for text in _texts(each)]
    if not said or not sources:
        return (Objection(Fault.WORDS, sentence),)
    if any(said.rstrip("。;") in source for source in sources):
        return ()
    titles = frozenset(name for each in cited for name in _titles(each.document))
    addresses = frozenset(value for each in cited for value in _own_addresses(each))
    found = [
        *_particulars(said, sources, titles, addresses),
        *_lost(said, sources),
        *_denied(said, sources),
        *_widening(said, sources),
        *_choices(said, sources),
        *_strange(said, sources, titles, _plain(question)),
    ]
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Normalised, without spaces between Chinese characters."""
    return re.sub(rf"(?<=[{CJK},。;:、()]) (?=.)|(?<=.) (?=[{CJK},。;:、()])", "", normalise(text))


def _texts(evidence: Evidence) -> Iterator[str]:
    """The clause, and what leads in to it where it is an item of a list."""
    yield evidence.clause.text
    yield from (f"{each.clause.text}" for each in evidence.context if each.relation == "lead_in")
    yield " ".join((*evidence.clause.heading_path, evidence.clause.title))


def _titles(document: Document) -> Iterator[str]:
    names = (document.title, document.short_title or "", document.given_title or "", document.number or "")
    for name in (*names, *document.aliases):
        if name:
            core = core_title(_plain(name))
            yield core
            yield re.sub(r"^(?:深圳经济特区|深圳市|广东省)", "", core)
            yield re.sub(r"[\s—–-]+", "-", core)
            yield from (core_title(_plain(inner)) for inner in re.findall("《[^》]+》", name))


def _own_addresses(evidence: Evidence) -> Iterator[str]:
    for clause in (evidence.clause, *evidence.inner):
        yield from (each.value for each in particulars(_plain(clause.address)) if each.sort is Sort.ADDRESS)
        yield from re.findall(r"\d+(?:\.\d+)*", clause.address)


def _particulars(
    said: str, sources: Sequence[str], titles: frozenset[str], addresses: frozenset[str]
) -> Iterator[Objection]:
    """Every particular that has no counterpart of its value, or a better one of another value."""
    held = [slot for source in sources for slot in _slots(source)]
    for slot in _slots(said):
        each = slot.particular
        rivals = [other for other in held if _comparable(each, other.particular)]
        best = _nearest(slot, [other for other in rivals if _same(each, other.particular)])
        rival = _nearest(slot, [other for other in rivals if not _same(each, other.particular)])
        if (each.sort is Sort.TITLE and each.value in titles) or (
            each.sort is Sort.ADDRESS and each.value in addresses
        ):
            best = max(best, SURE)
        if each.loose and best < 0 and rival < SURE:
            continue
        if best < 0 or best + LEEWAY[each.sort] < rival:
            yield Objection(Fault(each.sort.value), slot.words)
        elif each.sort in (Sort.OBLIGATION, Sort.NEGATION) and not each.loose and best < SURE:
            yield Objection(Fault(each.sort.value), slot.words)


def _comparable(each: Particular, other: Particular) -> bool:
    """Whether two particulars could stand in each other's place: numbers of the same unit, anything else of a sort."""
    if each.sort is not other.sort or (each.sort is Sort.OBLIGATION and other.loose and not each.loose):
        return False
    return each.sort is not Sort.NUMBER or _unit(each.value) == _unit(other.value)


def _unit(value: str) -> str:
    return value.lstrip("≥≤<>前后外.0123456789e+")


def _same(each: Particular, other: Particular) -> bool:
    if each.sort is Sort.BODY:
        return each.value == other.value or other.value in SAME_BODY.get(each.value, ())
    return each.value == other.value


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
        left = _window("".join(gap + sign for gap, sign in zip(gaps[:i], signs[:i], strict=True)) + gaps[i], -WINDOW)
        rest = "".join(sign + gap for sign, gap in zip(signs[i + 1 :], gaps[i + 2 :], strict=True))
        right = _window(gaps[i + 1] + rest, WINDOW)
        near = [f"<{pair}" for pair in _pairs(_window(left, -NEAR))] + [
            f">{pair}" for pair in _pairs(_window(right, NEAR))
        ]
        words = sentence[each.start : each.end]
        yield _Slot(each, words, frozenset(_pairs(left)), frozenset(_pairs(right)), frozenset(near))


def _sign(each: Particular, sentence: str) -> str:
    """A particular as it stands in the surroundings of others: what is written in many ways as one sign."""
    if each.sort in (Sort.NUMBER, Sort.DATE, Sort.RATE, Sort.ADDRESS):
        return f"\ue000{each.value}\ue001"
    return sentence[each.start : each.end]


def _window(text: str, length: int) -> str:
    """The first `length` units of `text`, the last ones where it is negative; a sign is one unit."""
    units = re.findall("\ue000[^\ue001]*\ue001|.", text)
    return "".join(units[:length] if length > 0 else units[length:])


def _pairs(text: str) -> Iterator[str]:
    for run in re.findall(rf"[{CJK}]+|[a-z0-9.]+|\ue000[^\ue001]*\ue001", text):
        yield from [run] if run[0] == "\ue000" else (run[i : i + 2] for i in range(max(1, len(run) - 1)))


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


def _lost(said: str, sources: Sequence[str]) -> Iterator[Objection]:
    """What a clause forbids, permits or leaves open and the sentence states as a fact."""
    everything = "\n".join(sources)
    bound = [each for each in particulars(said) if each.sort is Sort.OBLIGATION]
    for each in particulars(everything):
        if each.sort is not Sort.OBLIGATION or each.loose or each.value == "要求":
            continue
        head = everything[each.end : each.end + HEAD]
        if len(head) < HEAD or "\n" in head:
            continue
        for at in (match.start() for match in re.finditer(re.escape(head), said)):
            stretch = max(said.rfind(mark, 0, at) for mark in ",。;:")
            if not any(stretch < other.start < at + HEAD for other in bound) and not _stands_plain(head, everything):
                yield Objection(Fault.OBLIGATION, head)


def _denied(said: str, sources: Sequence[str]) -> Iterator[Objection]:
    """What the clauses deny and the sentence does not."""
    everything = "\n".join(sources)
    for each in particulars(everything):
        head = everything[each.end : each.end + HEAD]
        if each.sort is not Sort.NEGATION or len(head) < HEAD or "\n" in head or _stands_plain(head, everything):
            continue
        before = everything[max(0, each.start - 2) : each.start]
        for at in (match.start() for match in re.finditer(re.escape(head), said)):
            above = said[max(0, at - 4) : at]
            if not re.search("[不没未无非除]", above) and before in above:
                yield Objection(Fault.NEGATION, head)


def _stands_plain(head: str, everything: str) -> bool:
    """Whether the words also stand somewhere without 不, 不得 or 可以 before them."""
    return any(
        not re.search("[不没未无非得可以宜许准权]", everything[max(0, m.start() - 2) : m.start()])
        for m in re.finditer(re.escape(head), everything)
    )


def _widening(said: str, sources: Sequence[str]) -> Iterator[Objection]:
    everything = "\n".join(sources)
    for match in _WIDENING.finditer(said):
        group = next((g for g in _ONLY if match.group() in g), (match.group(),))
        if not any(word in everything for word in group):
            yield Objection(Fault.QUANTITY, match.group())


_JOIN = re.compile(rf"(?P<l>[{CJK}]{{2}})(?P<j>或者|或|以及|和|与|及|并且?)(?P<r>[{CJK}]{{2}})")


def _choices(said: str, sources: Sequence[str]) -> Iterator[Objection]:
    """A and B where the clause has A or B, and the other way round."""
    everything = "\n".join(sources)
    for match in _JOIN.finditer(said):
        left, right = re.escape(match.group("l")), re.escape(match.group("r"))
        joined = {m.group(1) for m in re.finditer(f"{left}(或者|或|以及|和|与|及|并且?){right}", everything)}
        either = match.group("j") in ("或者", "或")
        if joined and all((each in ("或者", "或")) is not either for each in joined):
            yield Objection(Fault.CHOICE, match.group())


def _strange(said: str, sources: Sequence[str], titles: frozenset[str], question: str) -> Iterator[Objection]:
    """Runs of characters that neither the clauses nor the question have, words of every text aside."""
    known = [*sources, *titles, question]
    pairs = {pair for text in known for pair in _pairs(text)}
    covered = [not _tells(char) for char in said]
    for i in range(len(said) - 1):
        if said[i : i + 2] in pairs:
            covered[i] = covered[i + 1] = True
    for match in _BENIGN.finditer(said):
        covered[match.start() : match.end()] = [True] * len(match.group())
    for each in particulars(said):
        covered[each.start : each.end] = [True] * (each.end - each.start)
    strange = "".join(" " if ok else char for char, ok in zip(said, covered, strict=True))
    runs = strange.split()
    telling = sum(map(_tells, said)) or 1
    longest = max(runs, key=len, default="")
    if len(longest) >= LONGEST_STRANGE:
        yield Objection(Fault.WORDS, longest)
    elif sum(map(len, runs)) / telling > STRANGE_SHARE:
        yield Objection(Fault.WORDS, "、".join(runs))


def _tells(char: str) -> bool:
    return char.isalnum() and char not in "的了是在和与及或对于将被把为之其者有就也都还而以等给让由到从向按个"
