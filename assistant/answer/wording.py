"""Words that a sentence may not lose, turn round, or add."""

import re
from collections.abc import Iterator, Sequence

from assistant.answer.objection import EXCEPT, Cited, Objection, pairs, tells
from assistant.answer.particulars import Sort, particulars

HEAD = 4
"""Characters after 不得 or 可以 by which what is forbidden or permitted is recognised."""
_MOMENTOUS = re.compile(
    "罚款|处罚|拘留|吊销|批准|审批|许可|备案|补贴|补助|津贴|奖励|赔偿|免费|无偿|收费|有偿|永久|终身|优先|强制|责令|公示|没收|停业|刑事|自动|双倍|自行|费用|随意|酌情|原则上|尽量|尽可能|视情况"
    "|单独|减半|同意|也一样|先交|没权|没必要|没义务|没资格|有义务|有责任|用不着"
)
"""What a clause has to say itself before a sentence may."""
_SAME_MOMENT = {"免费": "免费|无偿|不收费|不收取", "收费": "收费|收取[^,。;]{0,4}费", "无偿": "免费|无偿"}
"""Momentous words, and how else a clause may say them."""
_OPPOSITES = (
    (("书面",), ("口头",)),
    (("有效",), ("无效",)),
    (("免费", "无偿"), ("收费", "有偿", "付费")),
    (("合法", "依法"), ("违法", "非法")),
    (("增加", "提高", "延长", "扩大"), ("减少", "降低", "缩短", "缩小")),
    (("鼓励", "支持", "提倡", "倡导", "引导", "建议", "推荐"), ("要求", "强制", "命令", "责令", "规定")),
    (("事先", "事前", "提前"), ("事后", "之后", "推迟")),
    (("上级",), ("下级",)),
    (("全日制",), ("非全日制",)),
    (("自愿",), ("强制", "必须", "应当")),
    (("同意", "允许"), ("反对", "拒绝", "禁止")),
    (("公开",), ("保密", "秘密", "不公开")),
    (("中止",), ("中断",)),
    (("尚未",), ("已经", "已")),
    (("留用",), ("裁减",)),
    (("严重", "较重"), ("轻微", "较轻")),
    (("期满后",), ("期内", "期满前")),
    (("期内",), ("期满后", "期满前")),
    (("上年度", "上一年"), ("本年度", "下年度")),
    (("基本",), ("舒适",)),
    (("常见",), ("扩展",)),
    (("作出",), ("收到",)),
    (("低于", "少于", "小于"), ("高于", "多于", "大于")),
    (("最长", "最多", "最高", "至多"), ("最短", "最少", "最低", "至少")),
)
"""Words that turn a sentence round: one of the right needs itself in the clause where one of the left stands there."""

_BENIGN = re.compile(
    "根据|依据|按照|依照|规定|明确|也就是说|换句话说|换言之|简单来说|即|因此|所以|如果|的话|那么|包括|以及|其中|此外|另外|同时|具体"
    "|如下|对于|关于|主要|分别|情形|情况|需要|可以|应当|必须|不得|之后|之前|以上|以下|进行|有关|相关|方面|内容|要求|条款|这些|这个|它们"
    "|他们|以便|例如|比如|比方|总之|答案是|并且|而且|或者|还要|还应|的是|就是|属于|问题|下列|其他|一旦|只要|才能|不能|首先|其次|再次|最后"
    "|通常|一般来说|是指|指的是|来说|提出|指出|说明|称为|叫做|至少|最少|最多|最长|不少于|不超过|不低于|必要时|建议|本人|由于|为了|当|若|则|等"
)
LONGEST_STRANGE = 4
"""Characters in a row that no clause cited has, from which on something else is said."""
STRANGE_STRETCH = 0.5
"""Of the characters between two commas."""
STRANGE_SHARE = 0.34
"""Of the characters of a sentence, those no clause cited has; dev part of the paraphrases."""


def lost(said: str, cited: Cited) -> Iterator[Objection]:
    """What a clause forbids, permits or leaves open and the sentence states as a fact."""
    everything = cited.everything
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
                yield Objection(Sort.OBLIGATION, head)


def denied(said: str, cited: Cited) -> Iterator[Objection]:
    """What the clauses deny or except, and the sentence does not: the same words on either side, nothing between."""
    everything = cited.everything
    spans = [(each.start, each.end) for each in particulars(everything) if each.sort is Sort.NEGATION]
    for start, end in [*spans, *(match.span() for match in EXCEPT.finditer(everything))]:
        left, right = everything[max(0, start - 3) : start].rpartition("\n")[2], everything[end : end + 2]
        if len(right) < 2 or "\n" in right:
            continue
        opening = re.escape(left) if left else "(?:^|[,。;:、])"
        joined = re.compile(f"{opening}(?P<between>[^,。;]{{0,2}}){re.escape(right)}")
        plain = [match.group("between") for match in joined.finditer(said)]
        if any(not _DENIES.search(words) for words in plain) and not any(
            not _DENIES.search(match.group("between")) for match in joined.finditer(everything)
        ):
            yield Objection(Sort.NEGATION, everything[start : end + 6])


_DENIES = re.compile("[不没未无非除勿拒禁免]")
_NOT = re.compile(
    "不(?!得|同一|仅|但|断|动产|良|满|足|少于|低于|超过|论|管|过|宜|应|必)|未(?!来|成年|婚)|无(?!障碍|线|论|须|需)"
    "|非(?!常|法|物质|全日制(?!用))|没有"
)


def undenied(said: str, cited: Cited) -> Iterator[Objection]:
    """What the clauses speak of only with a denial (不能胜任工作, 非因工负伤), and the sentence without one."""
    everything = cited.everything
    for match in _NOT.finditer(everything):
        head = re.split("[,。;:、\n]", everything[match.end() : match.end() + HEAD])[0]
        verb = head[:2]
        if sum(map(tells, head)) < 2 or not all(_is_denied(everything, at, verb) for at in _places(verb, everything)):
            continue
        if not all(_is_denied(said, at, head) for at in _places(head, said)):
            yield Objection(Sort.NEGATION, match.group() + head)


def _places(head: str, text: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(re.escape(head), text))


def _is_denied(text: str, at: int, head: str) -> bool:
    """Whether the words at `at` have a denial before them in their stretch, or right behind them."""
    before = re.split("[,。;:\n]", text[:at])[-1]
    after = re.split("[,。;:、和与及或\n]", text[at + len(head) :])[0]
    return bool(_DENIES.search(before) or _DENIES.search(after[:3]))


def _stands_plain(head: str, everything: str) -> bool:
    """Whether the words also stand somewhere without 不, 不得 or 可以 before them."""
    return any(
        not re.search("[不没未无非得可以宜许准权]", everything[max(0, m.start() - 2) : m.start()])
        for m in re.finditer(re.escape(head), everything)
    )


def turned(said: str, cited: Cited) -> Iterator[Objection]:
    """Momentous words that no clause has, and words that mean the opposite of the clause's."""
    everything = cited.everything
    for match in _MOMENTOUS.finditer(said):
        if not re.search(_SAME_MOMENT.get(match.group(), re.escape(match.group())), everything):
            yield Objection(Sort.WORDS, match.group())
    for pair in _OPPOSITES:
        for one, other in (pair, pair[::-1]):
            if not any(word in everything for word in one) or any(word in everything for word in other):
                continue
            for word in other:
                if word in said and not any(each in said for each in one):
                    yield Objection(Sort.WORDS, word)


_JOIN = re.compile("(?P<l>.{2}),?(?P<j>或者|或|以及|和|与|及|并且|并|而且)(?P<r>.{2})")
_EITHER = frozenset({"或者", "或"})


def choices(said: str, cited: Cited) -> Iterator[Objection]:
    """A and B where the clause has A or B, and the other way round."""
    everything = cited.everything
    for match in _JOIN.finditer(said):
        if match.group("r").startswith("其他"):
            continue
        left, right = re.escape(match.group("l")), re.escape(match.group("r"))
        joined = {m.group(1) for m in re.finditer(f"{left},?(或者|或|以及|和|与|及|并且|并|而且){right}", everything)}
        if joined and all((each in _EITHER) is not (match.group("j") in _EITHER) for each in joined):
            yield Objection(Sort.CHOICE, match.group())


def strange(said: str, cited: Cited) -> Iterator[Objection]:
    """Runs of characters that neither the clauses nor the question have, words of every text aside."""
    known = [*cited.texts, *cited.titles, cited.question]
    held = {pair for text in known for pair in pairs(text)}
    covered = [False] * len(said)
    for i in range(len(said) - 1):
        if said[i : i + 2] in held:
            covered[i] = covered[i + 1] = True
    for match in _BENIGN.finditer(said):
        covered[match.start() : match.end()] = [True] * len(match.group())
    for each in particulars(said):
        covered[each.start : each.end] = [True] * (each.end - each.start)
    runs = _runs(said, covered)
    telling = sum(map(tells, said)) or 1
    longest = max(runs, key=len, default="")
    yield from (Objection(Sort.WORDS, words) for words in _strange_stretches(said, covered))
    yield from (Objection(Sort.WORDS, words) for words in _strange_parts(said, covered))
    yield from (Objection(Sort.NEGATION, words) for words in _own_exceptions(said, covered))
    if len(longest) >= LONGEST_STRANGE:
        yield Objection(Sort.WORDS, longest)
    elif sum(map(len, runs)) / telling > STRANGE_SHARE:
        yield Objection(Sort.WORDS, "、".join(runs))


def _strange_stretches(said: str, covered: Sequence[bool]) -> Iterator[str]:
    """Stretches between commas most of which no clause has: an invented tail of a true sentence."""
    for match in re.finditer("[^,。;:]+", said):
        telling = [covered[i] for i in range(*match.span()) if tells(said[i])]
        if len(telling) >= LONGEST_STRANGE and telling.count(False) > STRANGE_STRETCH * len(telling):
            yield match.group()


def _strange_parts(said: str, covered: Sequence[bool]) -> Iterator[str]:
    """Items of a list, and those from, to and by whom something is done, of which no clause has a character."""
    for match in re.finditer(f"[^,。;:{_JOINS}{_WHOM}]+", said):
        telling = [covered[i] for i in range(*match.span()) if tells(said[i])]
        before, after = said[max(0, match.start() - 1) : match.start()], said[match.end() : match.end() + 1]
        is_item = bool(before and before in _JOINS) or bool(after and after in _JOINS)
        is_whom = bool(before and before in _WHOM)
        if (is_item and len(telling) > 1 and not any(telling)) or (is_whom and telling[:2] == [False, False]):
            yield match.group()


_JOINS = "、和及或与"
_WHOM = "由向到报经给"


def _own_exceptions(said: str, covered: Sequence[bool]) -> Iterator[str]:
    """Exceptions that no clause makes: 试用期人员除外."""
    for match in re.finditer("[^,。;:]+除外|除[^,。;:]+?外", said):
        telling = [covered[i] for i in range(*match.span()) if _tells_apart(said[i])]
        if telling.count(False) > STRANGE_SHARE * len(telling):
            yield match.group()


def _tells_apart(char: str) -> bool:
    return tells(char) and char not in "除外"


def _runs(said: str, covered: Sequence[bool]) -> list[str]:
    """The telling characters that are not covered, in stretches that no covered one parts."""
    stretches = [""]
    for char, is_covered in zip(said, covered, strict=True):
        if char in ",。;:":
            stretches.append("")
        elif not tells(char):
            continue
        elif is_covered:
            stretches.append("")
        else:
            stretches[-1] += char
    return [stretch for stretch in stretches if stretch]
