"""Figures a question asks for (多少平方米, 几天, 哪年) and where a text gives one of that kind."""

import re

from assistant.text import normalise

_NUMBER = r"(?:\d[\d.,]*|[零一二两三四五六七八九十百千万]+)"
_MEASURES = (
    "个类种项",
    "人名位",
    "本册",
    "台套件",
    "条",
    "次",
    "家",
    "张",
    "间",
    "处",
    "份",
    "届",
    "倍",
    "元",
    "级",
    "度",
    "匹",
)
"""Measure words; those of one group answer for each other: 多少本书 is answered by 3000册."""
_COUNTED = re.compile(rf"(?:多少|(?<!哪)几)\s*([{''.join(_MEASURES)}])(?!小时|月|工作日|星期|礼拜|周)")

_SPANS = {
    "个?工作日|天|日": "工作日|日|天",
    "个?月": "个?月",
    "年": "年|周年",
    "个?小时": "小时",
    "周|个?星期": "周|星期",
    "分钟": "分钟",
}
"""Units of time that a question asks for, and those that answer."""

_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(given))
    for asked, given in (
        (
            r"(?:多少|几|最少|至少|最小|最大).{0,6}(?:平方|平米|㎡)|面积.{0,12}(?:多少|多大|几)|多大(?:面积|地方)"
            r"|(?:室|区|屋|站|厅|中心|房间|场地|要|得|该)多大[?？]?$",
            rf"{_NUMBER}\s*(?:平方|平米|㎡|m2)",
        ),
        (r"多少\s*(?:勒克斯|lx)|照度.{0,8}(?:多少|几)|多亮", rf"{_NUMBER}\s*(?:lx|勒克斯)"),
        (r"多少\s*(?:钱|补贴|经费|费用|罚款|补助|预算)|罚多少", rf"{_NUMBER}\s*(?:元|万元|倍|%)|百分之"),
        (r"百分之几|(?:多少|几)\s*(?:%|比例)", rf"百分之|{_NUMBER}\s*%|分之"),
        (r"几点", rf"{_NUMBER}\s*(?:点|时(?!间))|\d:\d\d"),
        (r"多久|多长时间", rf"{_NUMBER}\s*(?:个?工作日|日|天|个?月|年|小时|周|分钟)"),
        *(
            (rf"(?:多少|几)\s*(?:{asked_unit})", rf"{_NUMBER}\s*(?:{given_unit})")
            for asked_unit, given_unit in _SPANS.items()
        ),
        (r"哪年|哪一年|几几年|哪天|哪一天|几月(?!份)", r"\d{2,4}\s*年|\d+\s*月"),
        (r"几号|色号", r"\d+\s*号|#[0-9a-f]{6}"),
        (r"电话|手机号|联系方式", r"\d{5,}"),
        (r"多少分|几分(?!钟)", rf"{_NUMBER}\s*分(?!钟|之)"),
    )
)


def asked(question: str) -> tuple[re.Pattern[str], ...]:
    """A pattern for every kind of figure that `question` asks for; they match normalised text."""
    plain = normalise(question)
    kinds = [given for wanted, given in _KINDS if wanted.search(plain)]
    return (*kinds, *(_counted(measure) for measure in _COUNTED.findall(plain)))


def _counted(measure: str) -> re.Pattern[str]:
    group = next(group for group in _MEASURES if measure in group)
    return re.compile(rf"{_NUMBER}\s*[余多]?[{group}]")
