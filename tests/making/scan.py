"""Scans: the pages of a PDF as grey pictures, a little askew and noisy, without text."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image
from samples import Sample

from making.archives import MOMENT
from making.pdf import make_pdf

ASKEW_DEGREES = 0.3
NOISE = 6.0
"""Standard deviation of the noise, of 255."""


def make_scan(sample: Sample, path: Path, *, dpi: int = 200, pages: Sequence[int] | None = None) -> dict[str, int]:
    """Print `sample` and scan it, all of it or these pages (from 1); gives the pages of the whole as make_pdf does."""
    printed = path.with_suffix(".printed.pdf")
    where = make_pdf(sample, printed)
    pdf = pypdfium2.PdfDocument(printed)
    numbers = pages or range(1, len(pdf) + 1)
    pictures = [_scanned(pdf[number - 1], dpi, number) for number in numbers]
    pdf.close()
    printed.unlink()
    moment = time.struct_time(MOMENT.timetuple())
    pictures[0].save(
        path,
        "PDF",
        resolution=dpi,
        save_all=True,
        append_images=pictures[1:],
        quality=70,
        title="scan",
        creationDate=moment,
        modDate=moment,
    )
    return where


def _scanned(page: pypdfium2.PdfPage, dpi: int, seed: int) -> Image.Image:
    picture = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    askew = ASKEW_DEGREES if seed % 2 else -ASKEW_DEGREES
    picture = picture.rotate(askew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    grey = numpy.asarray(picture, dtype=numpy.float32) * 0.9 + 18
    grey += numpy.random.default_rng(seed).normal(0, NOISE, grey.shape)
    return Image.fromarray(grey.clip(0, 255).astype(numpy.uint8), "L")
