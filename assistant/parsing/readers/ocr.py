"""Words off pictures, by RapidOCR with the models that come in its wheel; nothing is fetched.

1. The lines that the recogniser finds give the slope of the page; everything is turned level by it.
2. The distance of Chinese characters gives the page's ratio of em to height, and with it the em of every line; within
   single lines the distances are too coarse.
3. Every character becomes a glyph around the middle of its ink, so that lines, columns and cells are built as in a PDF.
"""

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.parsing.readers.layout.glyphs import Glyph, Ruling
from assistant.parsing.readers.layout.lines import is_wide

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

MAX_SIDE = 2600
"""Longest side of a picture that is recognised, in pixels: an A4 page at 220 dpi, an A3 page at 157."""
EM_SHARE = 0.8
"""The em of a line by the height of its box, where the page has no Chinese line to measure."""
MIN_SCORE = 0.8
TALL_SHARE = 0.5
"""A page whose lines are recognised worse on average (scans: 0.95 and more, on their heads: 0.64 to 0.72), or of which
this share is higher than wide, may be turned."""
MAX_RATIO = 4
"""The recogniser enlarges pictures until their short side has 736 pixels, so strips would grow without bound."""
MIN_STEPS = 4
"""Neighbouring Chinese characters from which the em of a line is measured."""
FAINT = 110
"""By how much lighter than most text (of 255) a watermark is; red seals and titles are 50 to 80 lighter."""
MIN_RULING = 40
"""In pixels: longer than the strokes of characters, shorter than the side of a cell."""
LONG_BOX = 8.0
"""Lines longer than this many heights show the slope of the page."""

_MODELS = {"Det.model_path": "*_det_*.onnx", "Rec.model_path": "*_rec_*.onnx", "Cls.model_path": "*_cls_*.onnx"}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised on a picture, in points; `aside` is text as faint as a watermark."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...]
    aside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Box:
    """A recognised line: its text, the middles of its characters, its middle, height, slope and score."""

    text: str
    centres: tuple[float, ...]
    x: float
    y: float
    width: float
    height: float
    slope: float
    score: float


def is_available() -> bool:
    """Whether the recogniser and its models are installed."""
    return _engine() is not None


@cache
def _engine() -> Any:
    try:
        import onnxruntime  # noqa: F401
        import rapidocr
    except ImportError:
        return None
    folder = Path(rapidocr.__file__).parent / "models"
    found = {option: next(folder.glob(pattern), None) for option, pattern in _MODELS.items()}
    if None in found.values():
        return None
    options: dict[str, Any] = {option: str(path) for option, path in found.items()}
    options |= {"Global.log_level": "critical", "Global.max_side_len": MAX_SIDE, "Global.use_cls": False}
    return rapidocr.RapidOCR(params=options)


def recognise(pixels: "Pixels", points: float) -> Recognised:
    """What stands on a picture (height, width, BGR), one of whose pixels is `points` wide."""
    import cv2
    import numpy as np

    with _LOCK:
        pixels, boxes = _upright(pixels)
    height, width = pixels.shape[:2]
    level = _Level(_slope(boxes), width / 2, height / 2, points)
    gray: Pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    boxes, faint = _by_ink(boxes, gray)
    return Recognised(
        width * points,
        height * points,
        tuple(_glyphs(boxes, level)),
        tuple(_rulings(gray, level)),
        tuple(box.text for box in faint),
    )


def _by_ink(boxes: Sequence[_Box], gray: "Pixels") -> tuple[list[_Box], list[_Box]]:
    """The lines of text, and those much fainter than most: watermarks and stamps."""
    inks = [_ink(box, gray) for box in boxes]
    limit = sorted(inks)[len(inks) // 2] + FAINT if inks else 0.0
    pairs = list(zip(boxes, inks, strict=True))
    return [box for box, ink in pairs if ink <= limit], [box for box, ink in pairs if ink > limit]


def _ink(box: _Box, gray: "Pixels") -> float:
    """How dark the darkest strokes of a line are, from 0 to 255."""
    import numpy as np

    left, right = max(0, int(box.x - box.width / 2)), max(1, int(box.x + box.width / 2))
    top, bottom = max(0, int(box.y - box.height / 2)), max(1, int(box.y + box.height / 2))
    patch = gray[top:bottom, left:right]
    return float(np.percentile(patch, 0.5)) if patch.size else 0.0


@dataclass(frozen=True, slots=True)
class _Level:
    """Turns points of a sloping page level, and pixels into points."""

    slope: float
    x: float
    y: float
    points: float

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return (x + self.slope * (y - self.y)) * self.points, (y - self.slope * (x - self.x)) * self.points


def _upright(pixels: "Pixels") -> tuple["Pixels", list[_Box]]:
    """The picture and its lines, turned if it lies on its side or stands on its head."""
    import numpy as np

    boxes = _boxes(pixels)
    if not boxes or not _looks_turned(boxes):
        return pixels, boxes
    choices = [(pixels, boxes)]
    for turns in (1, 2, 3):
        turned = np.ascontiguousarray(np.rot90(pixels, turns))
        choices.append((turned, _boxes(turned)))
    return max(choices, key=lambda choice: sum(box.score**2 * len(box.text) for box in choice[1]))


def _looks_turned(boxes: Sequence[_Box]) -> bool:
    tall = sum(box.height > 1.5 * box.width and len(box.text) > 1 for box in boxes)
    return tall > TALL_SHARE * len(boxes) or sum(box.score for box in boxes) < MIN_SCORE * len(boxes)


def _boxes(pixels: "Pixels") -> list[_Box]:
    found = _engine()(_padded(pixels), return_word_box=True, return_single_char_box=True)
    if found.txts is None or found.boxes is None:
        return []
    words = found.word_results or ((),) * len(found.txts)
    return [_box(*each) for each in zip(found.txts, found.boxes, found.scores, words, strict=True)]


def _padded(pixels: "Pixels") -> "Pixels":
    """The picture, a strip with white below or beside it."""
    import numpy as np

    height, width = pixels.shape[:2]
    least = math.ceil(max(height, width) / MAX_RATIO)
    missing = ((0, max(0, least - height)), (0, max(0, least - width)), (0, 0))
    return np.pad(pixels, missing, constant_values=255)


def _box(text: str, corners: Any, score: float, words: Sequence[Any]) -> _Box:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((float(x), float(y)) for x, y in corners)
    width, height = math.hypot(bx - ax, by - ay), math.hypot(dx - ax, dy - ay)
    inked = text.replace(" ", "")
    centres = tuple(sum(float(x) for x, _ in word[2]) / len(word[2]) for word in words)
    if len(centres) != len(inked):
        centres = tuple(ax + (bx - ax) * (i + 0.5) / len(inked) for i in range(len(inked)))
    slope = (by - ay) / (bx - ax) if bx > ax else 0.0
    return _Box(text, centres, (ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4, width, height, slope, float(score))


def _slope(boxes: Sequence[_Box]) -> float:
    slopes = sorted(box.slope for box in boxes if box.width > LONG_BOX * box.height)
    return slopes[len(slopes) // 2] if slopes else 0.0


def _glyphs(boxes: Sequence[_Box], level: _Level) -> Iterator[Glyph]:
    ratios = sorted(pitch / box.height for box in boxes if (pitch := _pitch(box)))
    ratio = ratios[len(ratios) // 2] if ratios else EM_SHARE
    for box in boxes:
        size = ratio * box.height * level.points
        _, middle = level(box.x, box.y)
        spaced = False
        centres = iter(box.centres)
        for char in box.text:
            if char == " ":
                spaced = True
                continue
            x, _ = level(next(centres), box.y)
            half = size / (2 if is_wide(char) else 4)
            yield Glyph(char, x - half, x + half, middle, size, spaced, is_recognised=True)
            spaced = False


def _pitch(box: _Box) -> float | None:
    """The mean distance of neighbouring Chinese characters; single distances come in coarse steps."""
    inked = box.text.replace(" ", "")
    steps = sorted(
        b - a
        for (one, other), (a, b) in zip(pairwise(inked), pairwise(box.centres), strict=True)
        if one.isalpha() and other.isalpha() and is_wide(one) and is_wide(other)
    )
    if len(steps) < MIN_STEPS:
        return None
    usual = steps[len(steps) // 2]
    steps = [step for step in steps if 0.5 * usual < step < 1.6 * usual]
    pitch = sum(steps) / len(steps)
    return pitch if pitch < box.height else None


def _rulings(gray: "Pixels", level: _Level) -> Iterator[Ruling]:
    """Straight lines along the picture: what is left of its ink when all shorter strokes are taken away."""
    import cv2

    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    for horizontal in (True, False):
        shape = (MIN_RULING, 1) if horizontal else (1, MIN_RULING)
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        strokes = cv2.dilate(
            cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
        )
        _, _, stats, _ = cv2.connectedComponentsWithStats(strokes)
        for left, top, width, height, _ in stats[1:].tolist():
            x, y = level(left + width / 2, top + height / 2)
            half = (width if horizontal else height) / 2 * level.points
            at, middle = (y, x) if horizontal else (x, y)
            yield Ruling(horizontal, at, middle - half, middle + half)
