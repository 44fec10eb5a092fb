"""Web pages: the article, with the site around it set aside.

1. The page becomes the lines it shows (see web_page).
2. trafilatura says which of them are the article; where it finds too little, long lines that are no links are.
3. The article is the smallest part of the page that holds nearly all of these and every line with a clause's number:
   official notices are often one block of hundreds of lines, of which an extraction may lose some.
4. Lines outside, and those of the site's own tools within, are set aside.
"""

import email
import logging
import re
from collections.abc import Iterable
from email import policy

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.decoding import decode
from assistant.parsing.readers.draft import Draft
from assistant.parsing.readers.safety import Progress, guarded
from assistant.parsing.readers.web_page import Block, Node, blocks

KIND = "网页"
FURNITURE = "site furniture"
HEAD = 4096
"""Bytes in which a page declares its encoding."""
ARTICLE_SHARE = 0.9
"""Share of the article's characters that its part of the page must hold (trafilatura lets footers through)."""
EXTRACTED_SHARE = 0.5
"""Share of the page's characters outside links below which an extraction has lost the article: on the page of a notice
little else is said."""
LONG_LINE = 30
"""Characters of a line that is rather text than a menu."""
LINK_SHARE = 0.5
"""Share of linked characters from which a line is a link: headlines of other articles."""

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CLAUSE = re.compile(
    r"第[零〇一二三四五六七八九十百千\d]+[编章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|\d{1,2}(?:\.\d{1,2})+[\s\u3000]?\D|附\s*录\s*[A-Z]"
)
_TOOLS = re.compile(
    r"[【\[（(]?(?:打印|关闭|关闭窗口|打印本页|收藏|分享|返回顶部|回到顶部|字体|大|中|小|我要纠错|复制链接|扫一扫.{0,12})[】\])）]?"
    r"|(?:[【\[]?(?:打印|关闭|关闭窗口|打印本页|收藏|大|中|小|字号|字体|分享到?)[】\]]?[：:|\s]*){2,}"
    r"|分享到?[：:].*|(?:上一篇|下一篇|上一条|下一条|相关阅读|相关链接|责任编辑|浏览次数|点击数|阅读次数|当前位置|您?现在的位置|您的位置)[：:].*"
    r"|.*(?:ICP备|公网安备|版权所有|All Rights Reserved|网站标识码).*",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\s*(?:[_|]|--+|—{2}| [-–—] |-(?=[^-]*(?:网|网站|政府|门户|平台|委员会|总工会|[局厅部办])\s*$)).*\Z"
)
_TITLE_FIELDS = ("ArticleTitle", "articletitle", "og:title")


@guarded(KIND)
def read_html(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A saved page; its encoding is the one that it declares and keeps to."""
    found = _CHARSET.search(raw[:HEAD])
    return _read(decode(raw, name, found.group(1).decode("ascii", "ignore") if found else None), name)


@guarded(KIND)
def read_mht(raw: bytes, name: str, _progress: Progress | None = None) -> Content:
    """A page saved with its pictures in one file (MIME); its first HTML part is read."""
    message = email.message_from_bytes(raw, policy=policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            return _read(decode(payload if isinstance(payload, bytes) else b"", name, part.get_content_charset()), name)
    raise SourceError(f"{name} 里没有网页。", "请在浏览器里重新保存这个网页。")


def _read(text: str, name: str) -> Content:
    from lxml.html import HTMLParser, document_fromstring

    page: Node = document_fromstring(_XML_HEAD.sub("", text), parser=HTMLParser(no_network=True, huge_tree=False))
    body = next(page.iter("body"), page)
    found = blocks(body)
    article = _article(found, _extracted(text))
    title = _title(page, found)
    inside = {id(node) for node in article.iter()} if article is not None else set()
    draft, is_titled = Draft(), False
    for block in found:
        is_title = not is_titled and title is not None and _bare(block.text) == _bare(title) and not block.rows
        is_titled = is_titled or is_title
        kept = is_title or ((article is None or id(block.node) in inside) and not _TOOLS.fullmatch(block.text))
        if block.rows:
            draft.table(block.rows, header=block.header, aside=None if kept else FURNITURE)
        else:
            draft.line(block.text, level=1 if is_title else block.level, aside=None if kept else FURNITURE)
    return draft.content(name, title=title)


def _extracted(text: str) -> str:
    """The article as trafilatura finds it, without white space."""
    from trafilatura import extract

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    return _bare(extract(text, include_tables=True, include_comments=False, favor_precision=True) or "")


def _bare(text: str) -> str:
    return re.sub(r"[\s|]", "", text)


def _article(found: list[Block], extracted: str) -> Node | None:
    """The smallest element with nearly all of the article and every numbered line; None for the whole page."""
    text = [block for block in found if not _is_link(block) and not _TOOLS.fullmatch(block.text)]
    wanted = [block for block in text if _bare(block.text) in extracted]
    if _length(wanted) < EXTRACTED_SHARE * _length(text):
        wanted = [block for block in text if len(block.text) >= LONG_LINE]
    numbered = [block for block in text if _CLAUSE.match(block.text)]
    wanted = wanted or numbered
    weights = _by_element((block, len(block.text)) for block in wanted)
    counts = _by_element((block, 1) for block in numbered)
    holding = [
        node
        for node, weight in weights.items()
        if weight >= ARTICLE_SHARE * _length(wanted) and counts.get(node, 0) == len(numbered)
    ]
    return min(holding, key=lambda node: sum(1 for _ in node.iter()), default=None)


def _length(wanted: list[Block]) -> int:
    return sum(len(block.text) for block in wanted)


def _by_element(weighed: Iterable[tuple[Block, int]]) -> dict[Node, int]:
    """The sum of weights that stand in every element."""
    sums: dict[Node, int] = {}
    for block, weight in weighed:
        for node in (block.node, *block.node.iterancestors()):
            sums[node] = sums.get(node, 0) + weight
    return sums


def _is_link(block: Block) -> bool:
    return block.linked > LINK_SHARE * len(block.text)


def _title(page: Node, found: list[Block]) -> str | None:
    """The title of the article: what the page says it is, and shows as a line of its own where it can be found."""
    fields = {each.get("name", "") or each.get("property", ""): each.get("content", "") for each in page.iter("meta")}
    named = [fields[each].strip() for each in _TITLE_FIELDS if fields.get(each, "").strip()]
    heads = [block.text for block in found if block.level == 1]
    tab = next((str(each.text or "").strip() for each in page.iter("title")), "")
    candidates = [*named, *(heads if len(heads) == 1 else []), _SITE.sub("", tab), tab]
    shown = {_bare(block.text) for block in found if not block.rows}
    found_shown = next((each for each in candidates if len(_bare(each)) > 1 and _bare(each) in shown), None)
    return found_shown or next(iter(named), None)
