"""Signs that Word keeps as a place in a symbol font, and raised digits, as the characters they show."""

_SYMBOL = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
) | {
    "\xa3": "≤", "\xa5": "∞", "\xab": "↔", "\xac": "←", "\xad": "↑", "\xae": "→", "\xaf": "↓", "\xb0": "°",
    "\xb1": "±", "\xb2": "″", "\xb3": "≥", "\xb4": "×", "\xb5": "∝", "\xb7": "•", "\xb8": "÷", "\xb9": "≠",
    "\xba": "≡", "\xbb": "≈", "\xbc": "…", "\xce": "∈", "\xd0": "∠", "\xd6": "√", "\xd7": "⋅", "\xe5": "∑",
    "\xa2": "\u2032", "\xa4": "/", "\xc7": "∩", "\xc8": "\u222a", "\xde": "⇒", "\xf2": "∫",
}  # fmt: skip
_WINGDINGS = {
    "l": "●", "n": "■", "o": "□", "p": "□", "q": "□", "r": "□", "u": "◆", "v": "❖", "w": "⬥", "x": "☒",
    "\xa1": "○", "\xa7": "▪", "\xa8": "□", "\xd8": "➢", "\xdf": "←", "\xe0": "→", "\xe8": "➔", "\xf0": "⇨",
    "\xfb": "✗", "\xfc": "✓", "\xfd": "☒", "\xfe": "☑", "\xab": "★",
}  # fmt: skip
_WINGDINGS |= {chr(0x81 + i): chr(ord("①") + i) for i in range(10)}
_WINGDINGS |= {chr(0x8C + i): chr(ord("❶") + i) for i in range(10)}
_WINGDINGS_2 = {"R": "☑", "S": "☒", "P": "✓", "O": "✗", "Q": "☒", "\xa3": "□", "\xa2": "■", "*": "□"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_PRIVATE = range(0xF000, 0xF100)
UNKNOWN = "□"
"""Stands for a sign of a symbol font that is not known here: something stood there."""

_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def symbol(code: int, font: str) -> str:
    """What the place `code` of a symbol font shows."""
    signs = _FONTS.get(font.lower())
    if signs is None and code not in _PRIVATE:
        return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else UNKNOWN
    char = chr(code & 0xFF)
    return (signs or {}).get(char, char if font.lower() == "symbol" and char.isascii() else UNKNOWN)


def shown(text: str, font: str) -> str:
    """`text` with its places in a symbol font as the characters they show."""
    return "".join(symbol(ord(char), font) if ord(char) in _PRIVATE else char for char in text)


def raised(text: str) -> str:
    """Raised digits and signs as such, so that 10² is not 102; any other raised text as it is."""
    return text.translate(_RAISED) if text and all(char in "0123456789+-−" for char in text) else text
