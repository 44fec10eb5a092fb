"""The quantities and dates that a sentence names: 十五日, 3000册, 百分之二, 2022年3月14日."""

import re
from dataclasses import dataclass

from assistant.text import CHINESE_NUMBER, to_int

_UNITS = "个工作日|个月|周岁|平方米|分钟|小时|万元|元|天|日|月|年|周|人|倍|名|次|册|个|把|项|类|家|位|份|级|lx"
_QUANTITY = re.compile(
    rf"(?<![第同统唯另\d.A-Za-z{CHINESE_NUMBER}—-])(?<!(?<!以)上)(?P<number>\d+|[{CHINESE_NUMBER}]+)"
    rf"(?P<unit> ?(?:{_UNITS}))(?![性级])"
)
_SHARE = re.compile(rf"(?P<unit>百分之|千分之|万分之)(?P<number>[{CHINESE_NUMBER}]+)")
DATE = re.compile(r"(?<!\d)(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日?)?|(?<!\d)(?P<only>\d{4})年")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `start` and `end` are those of the number, `unit` comes before it in 百分之二."""

    start: int
    end: int
    value: int
    unit: str
    is_chinese: bool

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage or the like."""
        return self.unit.endswith("分之")


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of `text` in reading order; the parts of a date are none."""
    dates = [match.span() for match in DATE.finditer(text)]
    found = []
    for match in (*_QUANTITY.finditer(text), *_SHARE.finditer(text)):
        start, end = match.span("number")
        value = to_int(match["number"])
        if value is not None and not any(a <= start < b for a, b in dates):
            found.append(Quantity(start, end, value, match["unit"].strip(), not match["number"].isdecimal()))
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def in_digits(text: str) -> str:
    """`text` with its quantities in digits: 十五日 → 15日, 百分之二 → 2%. It says the same."""
    for quantity in reversed(quantities(text)):
        if quantity.unit == "百分之":
            text = f"{text[: quantity.start - 3]}{quantity.value}%{text[quantity.end :]}"
        elif not quantity.is_share:
            text = f"{text[: quantity.start]}{quantity.value}{text[quantity.end :]}"
    return text
