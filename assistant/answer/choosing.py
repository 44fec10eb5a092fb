"""Which of the clauses found are quoted: those named, the best ones, or every aspect of a zone asked about."""

import re
from collections.abc import Sequence

from assistant import figures
from assistant.domain import Evidence, Family, Status
from assistant.text import normalise, sentences, tokens

SUPPORT_SHARE = 0.95
"""A further clause is quoted when its score reaches this share of the best one's."""

NORM_DEPTH = 5
NORM_SHARE = 0.7
"""A norm in force among the first five, with this share of a reference's score, is quoted beside the reference."""

ASPECTS_DEPTH = 12
FEWEST_ASPECTS = 3
"""A zone is answered for by its aspects where so many of them are among the first twelve clauses."""

SAME_SUBJECT = 3
"""Pairs of characters that a question and two sentences share when all three are about the same: 哺乳时间."""

_NUMBERED = re.compile(r"^[\d.]+\s*")
_GENERAL = re.compile(
    "怎么样?|如何|布置|建设|建立|建成|新建|筹建|设立|设置|设计|规划|配置|要求|规定|标准|指引|有哪些|有什么|哪些|什么|从哪里?|哪里|着手"
    "|入手|开始|注意|事项|介绍|一下|情况|我们|单位|公司|中心|想要?|准备|打算|需要|应该|应当|可以|搞|做|办|弄|建|要|的|一个|个|了|呢|吗"
    "|请问|请|告诉|我|它|该|总体|全部|都|方面|内容|里|有|是|配|在|得|深圳"
)
"""What a question may hold beside a zone's name when it asks about the zone as a whole."""


def supporting(searched: str, evidence: Sequence[Evidence], most: int) -> list[Evidence]:
    """The clauses to quote, in the order of the answer; clauses that were named are all there is.

    Where a reference is best, standards and official documents in force on the same question go before it.
    """
    exact = [each for each in evidence if each.exact]
    if exact or not evidence:
        return exact
    aspects = aspects_of(searched, evidence)
    if aspects:
        return aspects
    best = evidence[0]
    kept = [each for each in evidence[:most] if each.score >= SUPPORT_SHARE * best.score]
    if best.document.status is Status.REFERENCE:
        norms = [each for each in evidence[:NORM_DEPTH] if _is_norm(each) and each.score >= NORM_SHARE * best.score]
        kept = [*norms, *(each for each in kept if each not in norms)][:most]
    return [*kept, *_higher_law(searched, kept, evidence)]


def aspects_of(searched: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Every clause below the heading that a question asks about as a whole, in the order of the text; else none."""
    path = evidence[0].clause.heading_path
    if not path or not evidence[0].document.family.is_dotted:
        return []
    name = normalise(_NUMBERED.sub("", path[-1]))
    plain = normalise(re.sub("（.*", "", searched))
    if not name or name not in plain or len(_left(plain.replace(name, ""))) > 1:
        return []
    beside = [
        each
        for each in evidence[:ASPECTS_DEPTH]
        if each.clause.heading_path == path and each.document.id == evidence[0].document.id
    ]
    return sorted(beside, key=lambda each: each.clause.start) if len(beside) >= FEWEST_ASPECTS else []


def differ(searched: str, one: Evidence, law: Evidence) -> bool:
    """Whether sentences of both clauses on what is asked give figures of the kind asked for, and not the same ones."""
    asked = _subject(searched)
    for pattern in figures.measured(searched):
        low, high = (_giving(pattern, each.clause.text) for each in (one, law))
        alike = [(a, b) for a in low for b in high if len(_subject(a) & _subject(b) & asked) >= SAME_SUBJECT]
        if alike and not any(set(pattern.findall(a)) & set(pattern.findall(b)) for a, b in alike):
            return True
    return False


def _giving(pattern: re.Pattern[str], text: str) -> list[str]:
    plain = (normalise(text[start:end]) for start, end in sentences(text))
    return [sentence for sentence in plain if pattern.search(sentence)]


def _subject(plain: str) -> frozenset[str]:
    """What a sentence is about: its pairs of characters, without what any sentence here may hold."""
    return frozenset(token for token in tokens(_GENERAL.sub(" ", plain)) if len(token) > 1)


def _left(plain: str) -> str:
    return re.sub(r"[^\w]|_", "", _GENERAL.sub("", plain))


def _higher_law(searched: str, kept: Sequence[Evidence], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best clause of a law in force that gives another figure than the lower-ranking text quoted."""
    if not kept or kept[0].document.family is Family.LAW:
        return []
    laws = (each for each in evidence[:NORM_DEPTH] if each.document.family is Family.LAW and each not in kept)
    high = (each for each in laws if each.document.status is Status.IN_FORCE)
    return [law for law in high if law.score >= NORM_SHARE * kept[0].score and differ(searched, kept[0], law)][:1]


def _is_norm(evidence: Evidence) -> bool:
    document = evidence.document
    return document.status is Status.IN_FORCE and document.family in (Family.STANDARD, Family.OFFICIAL)
