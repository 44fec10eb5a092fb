"""What a careless writer does to the numbers of a sentence: another number, unit, comparator or date.

Each function yields whole sentences that say something else; `key` makes the choices.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.evaluate.chance import number, pick
from assistant.evaluate.quantities import DATE, Quantity, quantities
from assistant.text import CHINESE_NUMBER, int_to_chinese

_OTHER_UNITS = {
    "日": ("个工作日", "个月"),
    "天": ("个工作日", "周"),
    "个工作日": ("日", "个月"),
    "个月": ("年", "日"),
    "年": ("个月",),
    "周岁": ("个月",),
    "元": ("万元",),
    "万元": ("元",),
    "小时": ("日", "分钟"),
    "分钟": ("小时",),
    "平方米": ("亩",),
    "倍": ("成",),
    "百分之": ("千分之", "万分之"),
    "万分之": ("千分之", "百分之"),
}
_AMOUNT = rf"(?=[\d{CHINESE_NUMBER}])"
_COMPARATORS = [
    (re.compile(pattern), other)
    for pattern, other in (
        (r"(?<=[级年月日人元倍岁名个次])以上", "以下"),
        (r"(?<=[级年月日人元倍岁名个次])以下(?!统称|简称|称)", "以上"),
        (r"以内", "以外"),
        (r"不少于", "不超过"),
        (r"不低于", "不高于"),
        (r"不超过", "不少于"),
        (r"不得超过", "不得少于"),
        (r"不得低于", "不得高于"),
        (r"不得少于", "不得超过"),
        (rf"(?<![不得])超过{_AMOUNT}", "不足"),
        (rf"不足{_AMOUNT}", "超过"),
        (rf"不满{_AMOUNT}", "满"),
        (rf"(?<![不未年期已])满{_AMOUNT}", "不满"),
        (rf"年满{_AMOUNT}", "未满"),
        (rf"未满{_AMOUNT}", "已满"),
        (r"(?<![不得])高于", "低于"),
        (r"(?<![不得])低于", "高于"),
        (r"短于", "长于"),
        (r"至少", "至多"),
        (r"最长", "最短"),
        (r"(?<=[\d一二三四五六七八九十]日)[内前]", "后"),
        (r"(?<=[年月])内(?=[，不])", "后"),
        (r"三分之一以上", "三分之二以上"),
        (r"过半数", "三分之二以上"),
    )
]


def other_numbers(sentence: str, key: str) -> Iterator[str]:
    """Each number replaced by a plausible other one, once in its own script and once in the other."""
    for quantity in quantities(sentence):
        values = _plausible(quantity.value)
        yield _with(sentence, quantity, pick(values, key, quantity.start), chinese=quantity.is_chinese)
        if not quantity.is_share:
            yield _with(
                sentence, quantity, pick(values, key, quantity.start, "script"), chinese=not quantity.is_chinese
            )


def near_numbers(sentence: str, around: str, key: str) -> Iterator[str]:
    """Each number replaced by one that stands elsewhere in the clause, with the same unit where there is one."""
    others = quantities(around)
    for quantity in quantities(sentence):
        same = _values(quantity, [each for each in others if each.unit == quantity.unit])
        values = same or _values(quantity, [each for each in others if each.is_share == quantity.is_share])
        if values:
            value = pick(values, key, quantity.start)
            in_chinese = quantity.is_chinese and (quantity.is_share or number(key, quantity.start) % 3 > 0)
            yield _with(sentence, quantity, value, chinese=in_chinese)


def other_units(sentence: str, key: str) -> Iterator[str]:
    """Each unit replaced by another: 日 → 个工作日, 年 → 个月, 元 → 万元."""
    for quantity in quantities(sentence):
        if others := _OTHER_UNITS.get(quantity.unit):
            other = pick(others, key, quantity.start)
            if quantity.is_share:
                yield sentence[: quantity.start - 3] + other + sentence[quantity.start :]
            else:
                unit = sentence.index(quantity.unit, quantity.end)
                yield sentence[:unit] + other + sentence[unit + len(quantity.unit) :]


def other_comparators(sentence: str) -> Iterator[str]:
    """Each comparator turned round: 以上 → 以下, 不少于 → 不超过, 不满 → 满."""
    for pattern, other in _COMPARATORS:
        for match in pattern.finditer(sentence):
            yield sentence[: match.start()] + other + sentence[match.end() :]


def other_dates(sentence: str, key: str) -> Iterator[str]:
    """Each date moved by its year, its month or its day."""
    for match in DATE.finditer(sentence):
        for part, least, most in (("year", 1, 9999), ("only", 1, 9999), ("month", 1, 12), ("day", 1, 28)):
            if match[part]:
                value = int(match[part])
                moved = [value + step for step in (-2, -1, 1, 2, 3) if least <= value + step <= most]
                start, end = match.span(part)
                yield f"{sentence[:start]}{pick(moved, key, start)}{sentence[end:]}"


def _plausible(value: int) -> Sequence[int]:
    turned = int(str(value)[::-1])
    steps = (value * 2, value + 1, value + 2, value - 1) if value < 10 else (value * 2, value + 5, value + 10, turned)
    round_ones = (value + 100, value // 2, value * 2) if value >= 100 else ()
    return [each for each in (round_ones or steps) if 0 < each <= 9999 and each != value]


def _values(quantity: Quantity, others: Sequence[Quantity]) -> list[int]:
    return sorted({each.value for each in others if each.value not in (quantity.value, 0)})


def _with(sentence: str, quantity: Quantity, value: int, *, chinese: bool) -> str:
    written = int_to_chinese(value) if chinese else str(value)
    return sentence[: quantity.start] + written + sentence[quantity.end :]
