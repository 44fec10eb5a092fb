"""PDF: every page is judged by itself; where its text cannot be trusted, the page is rendered and recognised."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers import ocr
from assistant.parsing.readers.characters import is_scrambled, noise
from assistant.parsing.readers.layout.sheets import compose
from assistant.parsing.readers.pages import Pages
from assistant.parsing.readers.pdf_page import RawPage, read_page
from assistant.parsing.readers.safety import Progress, damaged
from assistant.parsing.readers.sniffing import describe, sniff

if TYPE_CHECKING:
    from assistant.parsing.readers.ocr import Pixels

LOCK = threading.Lock()
"""pdfium holds state that is shared by all documents: one thread at a time."""
MAX_PAGES = 3000
SCALE = 2.0
"""Pixels a point: at 1.6, 2.0, 2.35 and 2.8 the same 98 % of four pages of a printed standard were recognised, in 1.3
to 2.4 seconds each; 2.0 leaves room for smaller print."""
MIN_SIDE = 1200
"""The long side of a rendered page in pixels, whatever its box says: pages the size of a stamp hold whole scans."""
FEW, SOME = 30, 200
"""Characters: a page number or a stamp; a watermark with its date and user."""
PICTURE, SCAN = 0.3, 0.6
"""The share of a page under pictures from which it holds one, from which it is one."""
OUTLINES = 12
"""Letters drawn as shapes from which the text of a page has holes."""
MIN_ODD, ODD_SHARE = 4, 0.005
"""Characters without a trustworthy meaning from which a page is poor: a heading in such a font has about that many."""
NOISY = 0.02
"""The share of stray characters in the text under a scan from which we recognise better ourselves."""
_ENDED = (b"%%EOF", b"startxref")


def read_pdf(raw: bytes, name: str, progress: Progress | None = None) -> Content:
    """The text of a PDF, its pages in order; pages that cannot be read are named in a warning."""
    pages = Pages()
    with _opened(raw, name) as document:
        if not any(mark in raw[-2048:] for mark in _ENDED):
            pages.notes.append("文件的末尾不完整，可能缺少页面或内容，请与原文件核对。")
        total = min(len(document), MAX_PAGES)
        if total < len(document):
            pages.notes.append(f"文件共 {len(document)} 页，只读取了前 {total} 页。")
        for number in range(1, total + 1):
            _read(document, number, pages)
            if progress is not None:
                progress(number, total)
    return pages.content(name)


@contextmanager
def _opened(raw: bytes, name: str) -> Iterator[Any]:
    """The document of pypdfium2, closed at the end."""
    import pypdfium2

    ending = sniff(raw)
    if ending != ".pdf":
        what = f"内容像是{describe(ending)}" if ending else "内容不是 PDF"
        raise SourceError(f"{name} 不是 PDF 文件，{what}。", "请改正文件的扩展名，或重新下载后再试。")
    with LOCK:
        document = _open(pypdfium2, raw, name)
    try:
        yield document
    finally:
        with LOCK:
            document.close()


def _open(pypdfium2: Any, raw: bytes, name: str) -> Any:
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY):
            raise SourceError(f"{name} 设有打开密码，无法读取。", "请先去掉密码，另存一份后再试。") from error
        raise damaged(name, " PDF 文件") from error
    if not len(document):
        document.close()
        raise SourceError(f"{name} 里没有页面。", "请重新下载或另存一份后再试。")
    return document


def _read(document: Any, number: int, pages: Pages) -> None:
    """Read one page into `pages`."""
    import pypdfium2

    try:
        with LOCK, _page(document, number) as page:
            raw = read_page(page)
            poor = is_poor(raw)
            pixels, points = _render(page) if poor and ocr.is_available() else (None, 0.0)
    except pypdfium2.PdfiumError:
        pages.broken.append(number)
        return
    if pixels is not None:
        found = ocr.recognise(pixels, points)
        size = found.width, found.height
        pages.sheets.append(compose(number, size, found.glyphs, found.rulings, found.aside, is_ocr=True))
    elif poor:
        pages.unread.append(number)
    else:
        pages.sheets.append(compose(number, (raw.width, raw.height), raw.glyphs, raw.rulings, raw.aside))


@contextmanager
def _page(document: Any, number: int) -> Iterator[Any]:
    page = document[number - 1]
    try:
        yield page
    finally:
        page.close()


def is_poor(raw: RawPage) -> bool:
    """Whether the text of a page is missing or cannot be trusted, although there is something to see."""
    count = len(raw.glyphs)
    if raw.outlines >= OUTLINES:
        return True
    if count < FEW:
        return raw.image_share >= PICTURE or raw.odd > count / 2
    if raw.odd >= max(MIN_ODD, ODD_SHARE * count):
        return True
    text = "".join(glyph.text for glyph in raw.glyphs)
    if raw.image_share >= SCAN and (count < SOME or noise(text) >= NOISY):
        return True
    return is_scrambled(text)


def _render(page: Any) -> tuple["Pixels", float]:
    """The page as a picture of bounded size, and how many points one of its pixels is wide."""
    width, height = page.get_size()
    long = max(width, height, 1e-3)
    scale = min(max(SCALE, MIN_SIDE / long), ocr.MAX_SIDE / long)
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False)
    try:
        return bitmap.to_numpy()[:, :, :3].copy(), 1 / scale
    finally:
        bitmap.close()


def count_pages(raw: bytes, name: str) -> int:
    """How many pages of a PDF are read."""
    with _opened(raw, name) as document:
        return min(len(document), MAX_PAGES)


def draw_page(raw: bytes, name: str, number: int, width: int) -> Any:
    """A page as a Pillow image about `width` pixels wide, or None where it is damaged."""
    import pypdfium2

    with _opened(raw, name) as document:
        try:
            with LOCK, _page(document, number) as page:
                across, down = page.get_size()
                scale = min(width / max(across, 1e-3), ocr.MAX_SIDE / max(across, down, 1e-3))
                return page.render(scale=scale).to_pil().convert("RGB")
        except pypdfium2.PdfiumError:
            return None
