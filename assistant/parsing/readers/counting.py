"""How word processors and browsers write a running number: 三, （c）, iv, ③.

The names are those of ST_NumberFormat (ISO/IEC 29500-1, 17.18.59). Formats of other scripts are written as digits.
"""

from collections.abc import Callable

from assistant.text import CHINESE_DIGITS, int_to_chinese

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_POSITIONAL = str.maketrans("0123456789", "〇" + CHINESE_DIGITS[1:])
_FULL_WIDTH = {code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)}
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
MAX_NUMBER = 9999
"""Chinese and roman numbers are written up to here; no list is longer."""


def written(number: int, style: str) -> str:
    """`number` in the `style` of ST_NumberFormat; what a style cannot write is written in digits."""
    write = _STYLES.get(style)
    return write(number) if write is not None and 0 < number <= MAX_NUMBER else str(number)


def _positional(number: int) -> str:
    return str(number).translate(_POSITIONAL)


def _counting(number: int) -> str:
    """一 … 九十九, then by its digits: 一〇〇."""
    return int_to_chinese(number) if number < 100 else _positional(number)


def _japanese(number: int) -> str:
    """As Chinese counting, but 百一 for 101: no 零, and no 一 before a unit."""
    plain = int_to_chinese(number).replace("零", "")
    return plain.replace("一百", "百").replace("一千", "千").replace("一十", "十")


def _legal(number: int, table: dict[int, int]) -> str:
    plain = int_to_chinese(number)
    return ("一" + plain if plain.startswith("十") else plain).translate(table)


def _letter(number: int) -> str:
    """Letters to z, then aa, bb, cc as Word counts."""
    turns, at = divmod(number - 1, 26)
    return chr(ord("a") + at) * (turns + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _from_row(first: str, length: int) -> Callable[[int], str]:
    """Signs that follow each other in Unicode; digits after the last one."""
    return lambda number: chr(ord(first) + number - 1) if number <= length else str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


_STYLES: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _from_row("①", 20),
    "decimalEnclosedCircleChinese": _from_row("①", 20),
    "decimalEnclosedParen": _from_row("⑴", 20),
    "decimalEnclosedFullstop": _from_row("⒈", 20),
    "ideographEnclosedCircle": _from_row("㊀", 10),
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": int_to_chinese,
    "taiwaneseCountingThousand": int_to_chinese,
    "japaneseCounting": _japanese,
    "ideographDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "taiwaneseDigital": _positional,
    "chineseLegalSimplified": lambda number: _legal(number, _LEGAL),
    "ideographLegalTraditional": lambda number: _legal(number, _LEGAL_TRADITIONAL),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "none": lambda _: "",
    "bullet": lambda _: "",
}
