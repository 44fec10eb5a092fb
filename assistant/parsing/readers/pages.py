"""A document that is read page by page: what came of every page, and what the reader of the document should know."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.layout.assembly import assemble
from assistant.parsing.readers.layout.glyphs import Line, Sheet


@dataclass(slots=True)
class Pages:
    """The pages read so far; `broken` could not be opened, `unread` hold no text and wait for a recogniser."""

    sheets: list[Sheet] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def content(self, name: str) -> Content:
        """What the pages hold together; raises SourceError if that is nothing."""
        if not any(_has_text(sheet) for sheet in self.sheets):
            raise self._nothing(name)
        return assemble(self.sheets, (*self.notes, *self._warnings()))

    def _nothing(self, name: str) -> SourceError:
        if self.unread:
            return SourceError(
                f"{name} 的页面是图像或文字层不可用，需要光学识别（OCR），而识别组件没有安装。",
                "请运行 pip install rapidocr onnxruntime 后再试，或提供带文字的文件。",
            )
        if self.broken:
            return SourceError(f"{name} 的页面全部无法读取，文件可能不完整或已损坏。", "请重新下载或另存一份后再试。")
        return SourceError(f"{name} 里没有读出任何文字。", "请检查文件是否为空白页，或提供更清晰的文件。")

    def _warnings(self) -> list[str]:
        recognised = [sheet.number for sheet in self.sheets if sheet.is_ocr and _has_text(sheet)]
        found = []
        if recognised:
            found.append(f"第{spans(recognised)}页的文字由光学识别（OCR）得到，引用前请与原页核对。")
        if self.unread:
            found.append(f"第{spans(self.unread)}页没有可用的文字，又没有安装光学识别（OCR）组件，已跳过。")
        if self.broken:
            found.append(f"第{spans(self.broken)}页已损坏，无法读取，已跳过。")
        return found


def _has_text(sheet: Sheet) -> bool:
    return any(not isinstance(item, Line) or item.reason is None for item in sheet.items)


def spans(numbers: Sequence[int]) -> str:
    """Page numbers in order, runs of them as a span: 3—7、9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)
