"""Do the texts held answer the question? Decided by code from signals, before anything is composed.

words      share of the question's content that the best clause holds, rare words weighing more
cosine     how near the best clause's vector is
quantity   a question for a figure needs a figure of that kind in the clause

The thresholds are measured on the dev part of the evaluation set: `assistant eval` reports both kinds of error.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Evidence, Verdict
from assistant.index.words import WordIndex
from assistant.text import normalise, tokens

MIN_WORDS = 0.3
MIN_COSINE = 0.83

_ASKING = re.compile(
    r"请问|我想问|想问一下|问一下|麻烦|是什么|什么是|什么|怎么样|怎么|怎样|如何|多少|哪些|哪个|哪里|哪|几个|几|吗|呢|吧|啊|"
    r"要不要|能不能|可不可以|是不是|有没有|应该|应当|可以|需要|需|要|规定|要求|说了|说的|讲的|讲|说|关于|根据|按照|我们|你们|我|你|"
    r"一下|这个|那个|有关|谁|为什么|的|了|是|在|有|和|与|及|或|对|把|被|就|都|也|还|得|给|让|用|去|来|到|从|吗|能|会|该|得|想|做"
)
_FIGURE = r"(?:\d[\d.,]*|[零一二两三四五六七八九十百千万]+)"
_QUANTITIES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(held))
    for asked, held in (
        (r"面积|平方|平米|多大|多宽敞", rf"{_FIGURE}\s*(?:平方米|平米|㎡|m2)"),
        (r"照度|勒克斯|lx|多亮", rf"{_FIGURE}\s*(?:lx|勒克斯)"),
        (r"多少钱|罚款|罚多少|费用多少|预算", rf"{_FIGURE}\s*(?:元|倍|万元)|百分之"),
        (r"百分之几|比例|多少比例", rf"百分之|{_FIGURE}%|分之"),
        (r"多少册|多少本|藏书", rf"{_FIGURE}\s*(?:册|本)"),
        (r"几点|开放时间|营业时间", rf"{_FIGURE}\s*(?:时|点|:\d\d)"),
        (r"多少人|几个人|人数|几名|多少名", rf"{_FIGURE}\s*(?:人|名|位)"),
        (
            r"几天|多少天|多少日|几日|多久|多长时间|期限|几个月|几年|多少年",
            rf"{_FIGURE}\s*(?:日|天|个月|年|小时|周|工作日|分钟)",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for the best clause answering the question."""

    words: float
    cosine: float
    quantity: bool
    exact: bool

    @property
    def covered(self) -> bool:
        """Whether the question counts as answered."""
        return self.exact or (self.quantity and self.words >= MIN_WORDS and self.cosine >= MIN_COSINE)


def measure(question: str, evidence: Sequence[Evidence], words: WordIndex) -> Signals:
    """The signals of the best evidence for `question`; all zero without evidence."""
    if not evidence:
        return Signals(0.0, 0.0, quantity=False, exact=False)
    best = evidence[0]
    return Signals(
        words=word_share(question, _readable(best), words),
        cosine=best.vector_score,
        quantity=has_quantity(question, best.clause.text),
        exact=best.exact,
    )


def word_share(question: str, text: str, words: WordIndex) -> float:
    """The share, by rarity, of the question's content tokens that stand in `text`; 0 … 1."""
    wanted = set(content_tokens(question))
    held = set(tokens(text))
    total = sum(words.rarity(token) for token in wanted)
    return sum(words.rarity(token) for token in wanted & held) / total if total else 0.0


def content_tokens(question: str) -> list[str]:
    """The question's pairs, words and numbers without what only asks; single characters where nothing else is left."""
    bare = _ASKING.sub(" ", normalise(question))
    found = tokens(bare)
    return [token for token in found if len(token) > 1 or not "\u4e00" <= token <= "\u9fff"] or found


def has_quantity(question: str, text: str) -> bool:
    """False where the question asks for a kind of figure that `text` does not give."""
    plain, held = normalise(question), normalise(text)
    return all(given.search(held) for asked, given in _QUANTITIES if asked.search(plain) and _asks_figure(plain))


def _asks_figure(plain: str) -> bool:
    return bool(
        re.search(
            r"多少|几|多大|多久|多长|多亮|至少|最少|最低|最高|不低于|是什么时间|什么时候|比例|面积|照度|人数", plain
        )
    )


def _readable(evidence: Evidence) -> str:
    clause = evidence.clause
    return " ".join((evidence.document.name, *clause.heading_path, clause.title, clause.text))


def verdict(signals: Signals) -> Verdict:
    """Answered or not covered."""
    return Verdict.ANSWERED if signals.covered else Verdict.NOT_COVERED
