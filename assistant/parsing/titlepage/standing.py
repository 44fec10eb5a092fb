"""Whether a document is a norm in force, a draft, repealed, or a text about another one.

1. An explanation is no norm, whatever its title speaks of.
2. 废止 or 失效 as a mark, and the words of a draft on the title page or in the file's name, say so themselves.
3. A published standard whose day has come, and a law with its enactment, were in force when printed: not certain, as
   they may have been replaced since.
4. All else is reference material until a person says otherwise.
"""

import re
from datetime import date

from assistant.domain import Family, Status
from assistant.parsing.designations import placeholder
from assistant.parsing.titlepage.heads import EXPLAINS, Finding, Head, explanation_line, own_number_line
from assistant.parsing.titlepage.titles import DRAFT
from assistant.text import CJK

MAX_MARK_LINE = 60
"""A longer line of the title page is a sentence that may speak of another document's draft."""

_DRAFT = re.compile(rf"(?P<word>{DRAFT}|(?<![{CJK}])(?:初稿|草稿|讨论稿))")
_TAIL = r"[^()]{0,8}\)?(?:编制说明)?$"
_ENDED = r"(?:废止|失效)"
_REPEALED = re.compile(
    rf"[(\[【](?P<a>(?:现?已被?|全文)?{_ENDED})[^()\[\]【】]{{0,12}}[)\]】]"
    rf"|(?:状态|时效性?|效力)[: ]{{1,3}}(?P<b>(?:已被?)?{_ENDED})"
    rf"|本[标准文件办法条例规定通知]{{1,4}}(?P<c>(?:已经?|现已)被?{_ENDED})"
    rf"|(?:^|[ _-])(?P<d>已?{_ENDED})$|^(?:19|20)\d\d.{{0,80}}(?P<e>{_ENDED})$|(?P<f>已被?{_ENDED})$"
)
_TRIAL = re.compile(r"试行|暂行")


def read_status(
    head: Head,
    family: Family,
    title: Finding[str],
    effective: Finding[date] | None,
    *,
    published: bool,
) -> Finding[Status]:
    """The status with the words it was read from; `published` says whether number, issue and enactment stand there."""
    stated = _explanation(head) or _repealed(head) or _draft(head)
    if stated is not None:
        return stated
    if published and (effective is not None or family is Family.LAW):
        return Finding(Status.IN_FORCE, certain=False, words=effective.words if effective else "")
    trial = _TRIAL.search(title.value)
    if trial and trial.group() in title.words:
        return Finding(Status.IN_FORCE, certain=False, words=trial.group())
    return Finding(Status.REFERENCE, certain=False, words="")


def _explanation(head: Head) -> Finding[Status] | None:
    said = explanation_line(head)
    if said is not None:
        return Finding(Status.REFERENCE, certain=True, words=head.part(head.front[said[0]], *said[1].span()))
    named = EXPLAINS.search(head.stem)
    if named and own_number_line(head) is None and not re.search(r"[及和与、含]" + named.group(), head.stem):
        return Finding(Status.REFERENCE, certain=True, words=_in_name(head, named))
    return None


def _repealed(head: Head) -> Finding[Status] | None:
    for line in head.front:
        match = _REPEALED.search(line.folded)
        if match and len(line.folded) <= 2 * MAX_MARK_LINE:
            return Finding(Status.REPEALED, certain=True, words=head.part(line, *match.span(match.lastgroup or 0)))
    named = _REPEALED.search(head.stem)
    return (
        Finding(Status.REPEALED, certain=True, words=_in_name(head, named, named.lastgroup or "a")) if named else None
    )


def _draft(head: Head) -> Finding[Status] | None:
    spoken: Finding[Status] | None = None
    for line in head.front:
        match = _DRAFT.search(line.tight)
        if match is None or len(line.tight) > MAX_MARK_LINE or "。" in line.tight:
            continue
        word = _DRAFT.search(line.folded)
        words = head.part(line, *word.span("word")) if word else head.words(line)
        if re.match(_TAIL, line.tight[match.end() :]) and "关于" not in line.tight[: match.start()]:
            return Finding(Status.DRAFT, certain=True, words=words)
        spoken = spoken or Finding(Status.DRAFT, certain=False, words=words)
    named = _DRAFT.search(head.stem)
    if named:
        return Finding(Status.DRAFT, certain=True, words=_in_name(head, named))
    return spoken or _unnumbered(head)


def _unnumbered(head: Head) -> Finding[Status] | None:
    """A number that is still to come: GM/T XXXX—XXXX."""
    for line in head.front:
        open_place = placeholder(line.folded)
        if open_place and open_place.start == 0:
            words = head.part(line, open_place.start, open_place.end)
            return Finding(Status.DRAFT, certain=True, words=words)
    return None


def _in_name(head: Head, match: re.Match[str], group: str | int = 0) -> str:
    return head.name[match.start(group) : match.end(group)]
