"""Pages as pictures: of PDF files and images, none of other formats."""

import io

import pytest
from making import fonts_are_installed, make_pdf
from PIL import Image
from samples import load

from assistant.parsing.readers.pictures import count_pages, page_picture


def size(picture: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(picture), formats=["JPEG"]).size


@pytest.mark.skipif(not fonts_are_installed(), reason="Noto Sans CJK is not installed")
def test_every_page_of_a_pdf_has_its_picture(tmp_path):
    path = tmp_path / "甲.pdf"
    make_pdf(load("standard"), path)
    count = count_pages(path)
    assert count > 1
    pictures = [page_picture(path, number, 700) for number in range(1, count + 1)]
    for picture in pictures:
        assert size(picture) == pytest.approx((700, 990), abs=1)
    assert len(set(pictures)) == count


def test_every_frame_of_an_image_is_a_page(tmp_path):
    path = tmp_path / "甲.tif"
    first, second = Image.new("RGB", (1000, 500), "red"), Image.new("L", (300, 600), 128)
    first.save(path, save_all=True, append_images=[second])
    assert count_pages(path) == 2
    assert [size(page_picture(path, number, 500)) for number in (1, 2)] == [(500, 250), (300, 600)]


@pytest.mark.parametrize("name", ["甲.txt", "甲.md", "甲.html"])
def test_other_formats_have_no_pages(tmp_path, name):
    path = tmp_path / name
    path.write_text("<html><body>甲</body></html>" if name.endswith("html") else "甲", encoding="utf-8")
    assert count_pages(path) == 0
    assert page_picture(path, 1, 500) is None
