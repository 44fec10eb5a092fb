"""Pages as pictures, to be checked against what was read from them: of PDF files and of images."""

import io
from pathlib import Path
from types import ModuleType

from assistant.parsing.readers import READERS, images, pdf
from assistant.parsing.readers.plain import read_bytes
from assistant.parsing.readers.sniffing import true_ending

QUALITY = 85
"""Of JPEG: the smallest print of a page 1400 pixels wide stays legible at about 300 KB."""
_DRAWN_BY: dict[object, ModuleType] = {pdf.read_pdf: pdf, images.read_image: images}


def count_pages(path: Path) -> int:
    """How many pages of a file can be shown as pictures; 0 for formats without pages."""
    raw = read_bytes(path)
    module = _module(path, raw)
    return int(module.count_pages(raw, path.name)) if module else 0


def page_picture(path: Path, number: int, width: int) -> bytes | None:
    """Page `number` (from 1) as a JPEG about `width` pixels wide; None for a damaged one and formats without pages."""
    raw = read_bytes(path)
    module = _module(path, raw)
    image = module.draw_page(raw, path.name, number, width) if module else None
    if image is None:
        return None
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _module(path: Path, raw: bytes) -> ModuleType | None:
    """The module that draws the pages of a file, or None."""
    return _DRAWN_BY.get(READERS.get(true_ending(path.suffix.lower(), raw)))
