"""Makers of files: a described sample in, a file of one format out. What they write is the same on every run."""

from making.page import make_html
from making.pdf import fonts_are_installed, make_long_pdf, make_pdf
from making.scan import make_scan
from making.sheet import make_xlsx
from making.text import make_md, make_txt
from making.word import make_docx

__all__ = [
    "fonts_are_installed",
    "make_docx",
    "make_html",
    "make_long_pdf",
    "make_md",
    "make_pdf",
    "make_scan",
    "make_txt",
    "make_xlsx",
]
