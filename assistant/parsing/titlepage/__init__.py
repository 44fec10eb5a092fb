"""What a document says of itself: one module for each question put to its first and last pages.

heads (lines, families) → titles, issuing, enactment → standing → page, which puts the answers together.
"""

from assistant.parsing.titlepage.heads import Finding, read_family
from assistant.parsing.titlepage.page import TitlePage, edition_key, read_title_page

__all__ = ["Finding", "TitlePage", "edition_key", "read_family", "read_title_page"]
