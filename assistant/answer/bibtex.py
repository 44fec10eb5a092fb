"""BibTeX entries: keys, escaping and layout.

BibTeX counts braces without heed to backslashes, so that a brace in a text is written as a command. Values are read in
UTF-8, which every engine that sets Chinese does.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence

from assistant.text import CHINESE_NUMBER, one_line, to_int

_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_ESCAPED = str.maketrans(_COMMANDS | {char: f"\\{char}" for char in "&%$#_"})
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9-]+")
_NUMERALS = re.compile(rf"\d+|[{CHINESE_NUMBER}]+")
_DIGEST = 8


def entry(kind: str, key: str, fields: Mapping[str, str | Sequence[str]]) -> str:
    """`@kind{key, …}`, empty fields left out; a sequence is a list of names that are not to be taken apart."""
    lines = [f"  {name} = {{{_value(value)}}},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n{''.join(lines)}}}"


def key_of(document_id: str, address: str | None = None) -> str:
    """An ASCII key that stays the same as long as the id; ids with other characters are told apart by a digest.

    A clause adds its numbers: trade-union-law-46-2 for 第四十六条第二款.
    """
    plain = _NOT_IN_KEYS.sub("-", document_id).strip("-")
    key = plain if plain == document_id else f"{plain or 'document'}-{_digest(document_id)}"
    if not address:
        return key
    numbers = [str(to_int(numeral)) for numeral in _NUMERALS.findall(address)]
    is_plain = numbers and not _NUMERALS.sub("", address).strip("第条款项目（）().")
    return "-".join([key, *numbers, *([] if is_plain else [_digest(address)])])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


def _value(value: str | Sequence[str]) -> str:
    return _escaped(value) if isinstance(value, str) else " and ".join(f"{{{_escaped(name)}}}" for name in value)


def _escaped(text: str) -> str:
    return one_line(text).strip().translate(_ESCAPED)
