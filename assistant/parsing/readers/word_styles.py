"""The styles of a Word file: what a paragraph has because of its style, and the styles that one is based on."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_HEADING_NAME = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目[录次]) ?(?:\d|heading|标题)?|table of figures|图表目录", re.IGNORECASE)
BODY_LEVEL = 9
"""An outline level of 9 says that a paragraph is no heading."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style; None where it leaves a matter to the style that it is based on."""

    id: str
    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    num_id: str | None = None
    ilvl: int | None = None
    is_hidden: bool | None = None


def value(element: Element | None, path: str) -> str | None:
    """The w:val of the child at `path`, or None."""
    found = None if element is None else element.find(path)
    return None if found is None else found.get("w-val")


def number(element: Element | None, path: str) -> int | None:
    """The w:val of the child at `path` as a whole number, or None."""
    text = value(element, path)
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text.strip()) else None


def switch(element: Element | None, path: str) -> bool | None:
    """Whether the property at `path` is on, off, or not spoken of (None)."""
    found = None if element is None else element.find(path)
    return None if found is None else found.get("w-val", "true") not in ("0", "false", "off", "none")


class Styles:
    """Paragraph and character styles by id."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default: str | None = None
        for element in () if root is None else root.iter("w-style"):
            style = _style(element)
            self._styles[style.id] = style
            if element.get("w-type") == "paragraph" and element.get("w-default") in ("1", "true", "on"):
                self._default = style.id

    def chain(self, style_id: str | None, *, paragraph: bool = True) -> list[Style]:
        """The style and those it is based on, nearest first; without an id the default style of paragraphs."""
        at = style_id or (self._default if paragraph else None)
        found: dict[str, Style] = {}
        while at in self._styles and at not in found:
            found[at] = self._styles[at]
            at = found[at].based_on
        return list(found.values())

    def outline(self, style_id: str | None) -> int | None:
        """The outline level from 0 that a style gives, by property or by its name (heading 1)."""
        for style in self.chain(style_id):
            if style.outline is not None:
                return style.outline
            if match := _HEADING_NAME.fullmatch(style.name):
                return int(match.group(1)) - 1
        return None

    def is_contents(self, style_id: str | None) -> bool:
        """Whether a style is one of the lines of a table of contents."""
        return any(_CONTENTS_NAME.fullmatch(style.name) for style in self.chain(style_id))

    def is_hidden(self, style_id: str | None, *, paragraph: bool = True) -> bool | None:
        """Whether a style hides its text."""
        known = (style.is_hidden for style in self.chain(style_id, paragraph=paragraph))
        return next((hidden for hidden in known if hidden is not None), None)


def _style(element: Element) -> Style:
    properties = element.find("w-pPr")
    return Style(
        element.get("w-styleId", ""),
        (value(element, "w-name") or "").strip(),
        value(element, "w-basedOn"),
        number(properties, "w-outlineLvl"),
        value(properties, "w-numPr/w-numId"),
        number(properties, "w-numPr/w-ilvl"),
        switch(element.find("w-rPr"), "w-vanish"),
    )
