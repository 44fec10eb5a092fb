"""What a question says it wants to see only: texts in force, no drafts, the laws, the handbook."""

import re
from dataclasses import dataclass

from assistant.domain import Document, Family, Status

_ALL = frozenset(Status)
_ONLY = r"(?:只|仅|就|光)(?:想|要|能)?(?:看|查|找|要|搜|在|从|限于?|按)?"
_NOT = r"(?:不要|不看|不含|不包括|别给?我?看?|排除|除去|除了)"
_STATUS_WORDS = {
    r"(?:现行有效|现行|有效|生效|施行中|在用)": {Status.IN_FORCE},
    r"(?:草案|送审稿|征求意见稿|未生效)": {Status.DRAFT},
    r"(?:已?经?废止|失效|作废|旧版)": {Status.REPEALED},
    r"(?:参考资料|参考手册|手册)": {Status.REFERENCE},
}
_FAMILY_WORDS = {
    r"(?:法律法规|法律|法规|国家法律)": {Family.LAW},
    r"(?:标准|规范)": {Family.STANDARD},
    r"(?:公文|编制说明|说明)": {Family.OFFICIAL},
}
_WHAT = r"的?(?:法律|规定|条款|条文|文本|文件|标准|内容|版本)?(?:里面?|中)?(?:的|找|查)?"
_BRACKETS = re.compile(r"\(\s*(?:现行有效|现行)\s*\)")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may be shown; `label` says so in Chinese, empty where all may."""

    statuses: frozenset[Status] = _ALL
    families: frozenset[Family] = frozenset(Family)
    label: str = ""

    def allows(self, document: Document) -> bool:
        """Whether clauses of `document` may be shown."""
        return document.status in self.statuses and document.family in self.families


def read_filter(question: str) -> tuple[Filter, str]:
    """What `question` (normalised) limits the search to, and the question without those words."""
    statuses, families = _ALL, frozenset(Family)
    rest = question
    for words, named in _STATUS_WORDS.items():
        rest, only = _without(rf"{_ONLY}{words}{_WHAT}", rest)
        rest, never = _without(rf"{_NOT}{words}{_WHAT}", rest)
        statuses = statuses & frozenset(named) if only else statuses - frozenset(named) if never else statuses
    rest, bracketed = _without(_BRACKETS.pattern, rest)
    statuses = statuses & {Status.IN_FORCE} if bracketed else statuses
    for words, kinds in _FAMILY_WORDS.items():
        rest, only = _without(rf"{_ONLY}{words}(?:里面?|中)?(?:的|找|查)?(?=[,，。;；、\s]|$)", rest)
        families = families & frozenset(kinds) if only else families
    rest = rest.strip(" ,，。;；、")
    if not rest or not statuses or not families or rest == question.strip(" ,，。;；、"):
        return Filter(), question
    return Filter(statuses, families, _label(statuses, families)), rest


def _without(pattern: str, question: str) -> tuple[str, int]:
    return re.subn(pattern, "", question)


def _label(statuses: frozenset[Status], families: frozenset[Family]) -> str:
    words = [status.label for status in Status if status in statuses and statuses != _ALL]
    words += [family.label for family in Family if family in families and families != frozenset(Family)]
    return f"只看{'、'.join(words)}" if words else ""
