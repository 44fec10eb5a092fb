"""Choices that look like chance and are the same on every run and machine: by the CRC of what is chosen for."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


def number(*key: object) -> int:
    """A number from 0 to 2³² - 1 that hangs on `key` alone."""
    return zlib.crc32("\x1f".join(str(part) for part in key).encode())


def pick(options: Sequence[_T], *key: object) -> _T:
    """One of `options`, which are not empty."""
    return options[number(*key) % len(options)]


def happens(one_in: int, *key: object) -> bool:
    """Whether this is the one case in `one_in`."""
    return number(*key) % one_in == 0
