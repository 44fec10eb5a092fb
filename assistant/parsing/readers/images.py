"""Pictures of pages: photographs, scans, TIFF files of several pages."""

import io
import struct
import threading
import warnings
from typing import TYPE_CHECKING, Any

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.layout.glyphs import Sheet
from assistant.parsing.readers.layout.sheets import compose
from assistant.parsing.readers.ocr import MAX_SIDE, is_available, recognise
from assistant.parsing.readers.pages import Pages
from assistant.parsing.readers.safety import Progress, damaged
from assistant.parsing.readers.sniffing import describe, sniff

if TYPE_CHECKING:
    from assistant.parsing.readers.ocr import Pixels

MAX_PIXELS = 80_000_000
"""A0 at 200 dpi has 61 million; Pillow itself warns from 89 million on."""
MAX_FRAMES = 1000
PAGE_HEIGHT = 842.0
"""The long side of a picture counts as that of an A4 page, in points."""
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_ENDINGS = {".png", ".jpg", ".tif", ".webp", ".bmp", None}
_DAMAGE = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, ArithmeticError, struct.error)
"""What Pillow raises on damaged pictures."""
_LOCK = threading.Lock()
"""Around the filters of warnings, which belong to the whole process."""


def read_image(raw: bytes, name: str, progress: Progress | None = None) -> Content:
    """The words on a picture, page by page where it holds several."""
    ending = sniff(raw)
    if ending not in _ENDINGS:
        raise SourceError(f"{name} 不是图片，内容像是{describe(ending)}。", "请改正文件的扩展名后再试。")
    if not is_available():
        return Pages(unread=[1]).content(name)
    image = _open(raw, name)
    pages = Pages()
    with image:
        frames = _frames(image)
        for number in range(1, frames + 1):
            sheet = _sheet(image, number)
            if sheet is None:
                pages.broken.append(number)
            else:
                pages.sheets.append(sheet)
            if progress is not None:
                progress(number, frames)
    return pages.content(name)


def _open(raw: bytes, name: str) -> Any:
    from PIL import Image

    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image = Image.open(io.BytesIO(raw), formats=_FORMATS)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large(name) from error
        except _DAMAGE as error:
            raise damaged(name, "图片") from error
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(name)
    return image


def _too_large(name: str) -> SourceError:
    return SourceError(
        f"{name} 的像素太多，超过了 {MAX_PIXELS // 10_000} 万像素的上限。",
        "请缩小图片（A4 页面 200 dpi 即可）后再试。",
    )


def _frames(image: Any) -> int:
    try:
        return min(MAX_FRAMES, int(getattr(image, "n_frames", 1)))
    except _DAMAGE:
        return 1


def _sheet(image: Any, number: int) -> Sheet | None:
    """The page that a frame shows, or None where it is damaged."""
    pixels = _pixels(image, number)
    if pixels is None:
        return None
    found = recognise(pixels, PAGE_HEIGHT / max(pixels.shape[:2]))
    return compose(number, (found.width, found.height), found.glyphs, found.rulings, found.aside, is_ocr=True)


def _pixels(image: Any, number: int) -> "Pixels | None":
    import numpy as np
    from PIL import ImageOps

    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image.seek(number - 1)
            if image.width * image.height > MAX_PIXELS:
                return None
            frame = ImageOps.exif_transpose(image)
            frame.thumbnail((MAX_SIDE, MAX_SIDE))
            frame = _on_white(frame)
        except _DAMAGE:
            return None
    return np.ascontiguousarray(np.asarray(frame, dtype=np.uint8)[:, :, ::-1])


def _on_white(frame: Any) -> Any:
    """The frame in red, green and blue, what is transparent in white."""
    from PIL import Image

    if frame.mode.startswith("I"):
        frame = frame.point(lambda value: value / 256).convert("L")
    if "A" in frame.getbands() or "transparency" in frame.info:
        frame = frame.convert("RGBA")
        white = Image.new("RGBA", frame.size, "white")
        frame = Image.alpha_composite(white, frame)
    return frame.convert("RGB")


def count_pages(raw: bytes, name: str) -> int:
    """How many pages a picture holds."""
    with _open(raw, name) as image:
        return _frames(image)


def draw_page(raw: bytes, name: str, number: int, width: int) -> Any:
    """A page as a Pillow image at most `width` pixels wide, or None where it is damaged."""
    from PIL import Image

    with _open(raw, name) as opened:
        pixels = _pixels(opened, number)
    if pixels is None:
        return None
    image = Image.fromarray(pixels[:, :, ::-1])
    image.thumbnail((width, MAX_SIDE))
    return image
