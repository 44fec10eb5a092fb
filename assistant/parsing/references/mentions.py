"""Other documents that a text names: 《…》, GB/T 19713—2005, and laws without marks (劳动合同法第四十四条)."""

import re
from typing import NamedTuple

from assistant.parsing.designations import placeholder, standard_numbers
from assistant.text import CJK

_TITLE = re.compile(r"《[^《》]{2,80}(?:〈[^〈〉]{1,60}〉[^《》]{0,20})?》")
_LETTER_SPACE = re.compile(rf"(?<=[{CJK}《])[ \u3000\n]+(?=[{CJK}》])")
_NORM_END = re.compile(
    r"(?:法|法典|条例|规定|办法|规则|细则|章程|规范|标准|规程|导则|通知|意见|决定|解释|指南|指引|公约|准则|宪法|制度|方案)"
    r"(?:\([^()]*\))*》$"
)
CUE_BEFORE = re.compile(
    r"(?:见|按照?|依照|依据|根据|符合|满足|执行|遵循|遵守|参照|参考|除)(?:了|的|第)?(?:本标准|本文件|本规范|本部分)?(?:中|的|第)?[:\s]*$"
)
TO_TARGET = re.compile(
    r"(?:\([^()\n]{0,40}\))?\)? ?(?:《[^《》]{1,80}》)?(?:\([^()\n]{0,40}\))? ?(?:中的?|的|之|,)? ?(?:下列)?"
)
MAX_TO_TARGET = 180

_NAME = re.compile(
    rf"(?P<name>[{CJK}]{{1,30}}(?:法典|法|条例|规定|办法|细则|章程|规则|解释|宪章|公约|协定|议定书))(?:的|中)?$"
)
_VERBS = re.compile(
    r".*(?:依照|按照|根据|依据|违反|违背|适用|符合|执行|履行|行使|贯彻|参照|遵守|遵循|属于|具有|除了?|讨论了|删去|修改|废止"
    r"|应当|可以|以下|所称|不得|未按|在|的|(?<=[法例定则程条款项])[和与及或])"
)
_LEADING = re.compile(r"^(?:有|在|由|为|是|将|以|经|因|按|依|据|对于|与|和|及|或|由于|涉及|构成)+")
_NO_NAME = re.compile(
    r"(?:本|该|此|前|上述|同|其|原|新|旧|现行).*"
    r"|.*(?:[方做想说司执违看手算语书立合依守用]法|办法规定)|办法|规定|条例|细则|章程|规则|解释|法"
)
_OWN = re.compile(
    rf"(?<![基根日样版文])本(?:法|条例|规定|办法|细则|章程|规则|决定|解释|规程|规范|标准|文件|部分|[{CJK}]{{2,4}}?)(?:的|中)?$"
)
_THAT = re.compile(
    r"(?:该|(?<![合协])同|上述|前述|原|其他|有关|相关)(?:法|法律|条例|规定|办法|细则|章程|规则|决定|标准|文件)(?:的|中)?$"
    r"|附[录件表](?:中|的)?$"
)
LOOKBACK = 40


class Mention(NamedTuple):
    """A document named in a text; `stands_alone` where it is a reference without a place in it."""

    start: int
    end: int
    document: str
    stands_alone: bool


def mentions(text: str, folded: str) -> list[Mention]:
    """The documents named, in reading order; a title directly behind a number only explains it."""
    numbers = [Mention(each.start, each.end, each.value, stands_alone=True) for each in standard_numbers(folded)]
    titles = [_titled(text, folded, match) for match in _TITLE.finditer(folded)]
    kept: list[Mention] = []
    for each in sorted([*numbers, *titles]):
        if kept and each.start < kept[-1].end:
            continue
        if kept and folded[each.start] == "《" and not folded[kept[-1].end : each.start].strip(" ()所有部分"):
            continue
        kept.append(each)
    return kept


def _titled(text: str, folded: str, match: re.Match[str]) -> Mention:
    cue = CUE_BEFORE.search(folded, max(0, match.start() - LOOKBACK), match.start())
    stands_alone = bool(_NORM_END.search(match.group()) or cue)
    title = _LETTER_SPACE.sub("", text[match.start() : match.end()])
    return Mention(match.start(), match.end(), title, stands_alone)


def taken(text_mentions: list[Mention], folded: str) -> list[tuple[int, int]]:
    """The stretches whose digits are part of a name: GB/T 1.1—2020, GM/T XXXX—XXXX, 《… 第7部分》."""
    spans = [(each.start, each.end) for each in text_mentions]
    open_place = placeholder(folded)
    return [*spans, (open_place.start, open_place.end)] if open_place else spans


def bare_name(folded: str, start: int) -> str | None:
    """The law named without marks directly before `start`: 依照劳动合同法 → 劳动合同法."""
    match = _NAME.search(folded, max(0, start - LOOKBACK), start)
    if match is None:
        return None
    name = _LEADING.sub("", _VERBS.sub("", match.group("name"), count=1))
    return None if not name or _NO_NAME.fullmatch(name) else name


def is_own(folded: str, start: int) -> bool:
    """Whether the document speaks of itself directly before `start`: 本法, 本标准."""
    return bool(_OWN.search(folded, max(0, start - 10), start))


def is_that_one(folded: str, start: int) -> bool:
    """Whether a document named earlier is meant (该法第十条), which nobody can tell from here."""
    return bool(_THAT.search(folded, max(0, start - 10), start))
