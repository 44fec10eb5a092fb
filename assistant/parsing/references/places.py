"""What the ways of pointing share: where a reference stands, what it points at, and the addresses there are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.text import CHINESE_NUMBER, chinese_to_int, int_to_chinese, to_int

NUMERAL = f"[{CHINESE_NUMBER}]+"
SEPARATOR = re.compile(r" ?(?:[、,~-]|和/或|和|与|以及|及|或者|或|至|到|直至) ?")
"""What stands between the members of a list or a range of references."""
MAX_GAP = 4
"""The longest separator with its spaces."""

_ARTICLE = re.compile(rf"第{NUMERAL}条(?:之{NUMERAL})?")
_STEPS = re.compile(
    rf"(?P<article>第{NUMERAL}条(?:之{NUMERAL})?)(?:第(?P<paragraph>{NUMERAL}|\d+)款)?(?:第（(?P<item>{NUMERAL})）项)?"
)


class Found(NamedTuple):
    """A reference in a text; `sure` where it must lead somewhere if it points into its own document."""

    start: int
    end: int
    target: str | None
    document: str | None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Here:
    """The clause that speaks, by its address: the steps that 本条 and 前款 count from."""

    article: str | None = None
    paragraph: int | None = None
    item: int | None = None

    @classmethod
    def of(cls, address: str) -> "Here":
        """The steps of an address; none of them where it is no article's."""
        match = _STEPS.match(address)
        if match is None:
            return cls()
        return cls(match.group("article"), to_int(match.group("paragraph")), to_int(match.group("item")))


class Addresses:
    """The addresses of a document in reading order, with look-ups that know how laws shorten them."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = frozenset(known)
        self._articles = [address for address in known if _ARTICLE.fullmatch(address)]
        self._by_end: dict[str, list[str]] = {}
        self._items: dict[tuple[str, str], list[str]] = {}
        for address in known:
            self._note(address)

    def _note(self, address: str) -> None:
        chapter = re.search(r"第[^第]+[编章节]$", address)
        while chapter and "条" not in address:
            self._by_end.setdefault(address[chapter.start() :], []).append(address)
            chapter = re.search(r"第[^第]+[编章]" + re.escape(address[chapter.start() :]) + "$", address)
        steps = _STEPS.fullmatch(address)
        if steps and steps.group("item"):
            self._items.setdefault((steps.group("article"), steps.group("item")), []).append(address)

    @property
    def has_parts(self) -> bool:
        """Whether the document is divided into 编."""
        return any("编" in address for address in self._known)

    def __contains__(self, address: object) -> bool:
        return address in self._known or f"附录{address}" in self._known

    def has_any(self, prefix: str) -> bool:
        """Whether any address begins so: whether tables, figures or annexes are told apart at all."""
        return any(address.startswith(prefix) for address in self._known)

    def find(self, target: str) -> str | None:
        """The address that `target` means here.

        1. The address itself, or that clause of an annex (A.1 is 附录A.1). 2. 第一款 of an article with a single one is
        the article. 3. An item told without its 款 is the only one of that number. 4. A chapter told without its part
        is the only one of that name.
        """
        if target in self._known:
            return target
        if f"附录{target}" in self._known:
            return f"附录{target}"
        single = target.replace("条第一款", "条", 1) if "条之" not in target else re.sub("第一款", "", target, count=1)
        if single in self._known:
            return single
        steps = _STEPS.fullmatch(target)
        if steps and steps.group("item") and not steps.group("paragraph"):
            return _only(self._items.get((steps.group("article"), steps.group("item")), []))
        return _only(self._by_end.get(target, []))

    def article_before(self, article: str, back: int) -> str | None:
        """The article `back` places before this one; by counting where the addresses are not known."""
        if article in self._articles:
            at = self._articles.index(article) - back
            return self._articles[at] if at >= 0 else None
        number = chinese_to_int(article.removeprefix("第").split("条")[0])
        return f"第{int_to_chinese(number - back)}条" if number and number > back else None


def _only(addresses: list[str]) -> str | None:
    return addresses[0] if len(addresses) == 1 else None


def is_line_head(folded: str, start: int) -> bool:
    """Whether nothing but spaces stands before `start` on its line."""
    at = start
    while at and folded[at - 1] == " ":
        at -= 1
    return at == 0 or folded[at - 1] == "\n"
