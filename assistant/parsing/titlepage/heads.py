"""The first pages of a text, line by line, and which numbering the text shows."""

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.domain import Family
from assistant.parsing.designations import fold, standard_number, standard_numbers
from assistant.text import CJK

T = TypeVar("T")

FRONT_LINES = 60
"""A title page with its notes and a decree before the first chapter stays below; beyond it there is body text."""
FRONT_CHARS = 20_000
"""Histories of much amended laws have 2,000 characters."""

_BODY = re.compile(
    r"(?:目 ?[次录]|前 ?言|引 ?言)(?:$|[ .…·])|1 ?范 ?围|1[ .]?总则|1 \S"
    r"|第 ?[一1] ?[编編章条條]|[一1][、.]|一 |\(一\)|1\.1 |摘 ?要$"
)
_ARTICLE = re.compile(
    r"第 ?(?P<number>(?:[一二三四五六七八九十百千零] ?)+|\d{1,4} ?)[条條](?:之[一二三四五六七八九十]+)?"
    r"(?: |$|(?=[^的规規、和至或第款,所]))"
)
_ANNEX = re.compile(r"附 ?件 ?(?:\d{1,2}|[一二三四五六七八九十]{1,2})? ?[:.]?")
_STEP = re.compile(r"[一二三四五六七八九十]{1,3}[、.]")
_FIRST_STEP = re.compile(r"一[、.]|一 |\(一\)")
_CHAPTER = re.compile(rf"(?P<number>\d{{1,2}}) ?(?=[{CJK}])")
_OFFICIAL = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.]|[一二三四五六七八九十]{1,3} (?=\S)|\([一二三四五六七八九十]{1,3}\)"
)
_DOTTED = re.compile(r"[1-9]\d?\.[1-9]\d?(?:\.\d{1,2})*(?: |$|(?=[^\d.%]))")
_SCOPE = re.compile(r"1 ?范 ?围(?=$| |[.…·])")
_REFERENCES = re.compile(r"2 ?规范性引用文件")
_CLASSES = re.compile(r"I ?C ?S[ :\d]|C ?C ?S[ :]|备案号")
_KIND_OF_STANDARD = re.compile(
    rf"[{CJK}]{{0,20}}(?:国家|行业|地方|团体|企业|工程建设)(?:军用|职业卫生|计量)?(?:标准|标准化指导性技术文件)"
    rf"|中华人民共和国[{CJK}]{{0,12}}标准"
)
_GENRE = re.compile(r"(?:通知|通告|公告|意见|方案|说明|报告|函|批复|解读|纪要|要点|计划|总结|问)(?:\([^)]*\))?$")

EXPLAINS = re.compile(r"(?:编制|起草|修订|制定|修编|编写)(?:情况)?的?说明|解读|答记者问|宣贯|释义|实施指南")
"""What the name of a file may say of a document about another one."""
_EXPLANATION = re.compile(
    r"(?:(?:编制|起草|修订|制定|修编|编写)的?(?:情况)?的?说明|》(?:\([^()]*\))?的说明|解读|答记者问|宣贯(?:材料|教材|课件))(?:书|材料|稿)?$"
)
_COMMENTARY = re.compile(r"(?:释义|实施指南|问答|条文说明)$")
"""Commentaries; but a standard may be a 实施指南 itself, and prints its 条文说明 at the end."""
_BARE = 6
"""A line as short as 政策解读 may be a web page's navigation; 编制说明 stands alone on title pages."""

_NUMBER_OF_NAME = re.compile(
    r"(?<![A-Za-z])(?P<code>[A-Z]{2}|DB\d{2,6})[-_ ]?(?P<t>[TZ])?[-_ ]?(?P<rest>\d[\d.]*(?:-(?:19|20)\d\d))(?!\d)"
)

MIN_ARTICLES = 3
"""Three articles make a law; a notice quotes one or two."""
BARE_LAW = ("一二", "12")
"""The numbers of the articles of a text that has two and no other numbering."""
MIN_CHAPTERS = 2
"""The shortest standards have a scope and one chapter of requirements."""
MIN_OWN_STEPS = 2
"""So many headings before the first article are the notice's own, and the articles those of its annex."""
MIN_STEPS = 3
"""Three numbered headings of a kind make a structure; fewer may be a list in the text."""


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """What was read from a title page: `certain` where the page itself says so, `words` quoted from it or the name."""

    value: T
    certain: bool
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space at its edges, folded, and its span in the text."""

    folded: str
    start: int
    end: int

    @property
    def tight(self) -> str:
        """The folded line with the letter spacing of display type closed: 国 家 标 准."""
        return close_up(self.folded)


@dataclass(frozen=True, slots=True)
class Head:
    """A text to read a title page from; `front` are the lines before the body begins."""

    name: str
    text: str
    lines: tuple[Line, ...]
    front: tuple[Line, ...]

    @classmethod
    def of(cls, name: str, text: str) -> "Head":
        """The lines of `text` and those of its title page."""
        lines = tuple(_lines(text))
        body = next((i for i, line in enumerate(lines) if _BODY.match(line.folded)), len(lines))
        return cls(name, text, lines, lines[: min(body, FRONT_LINES)])

    @property
    def stem(self) -> str:
        """The file's name, folded, without its ending."""
        return re.sub(r"\.[A-Za-z]{2,5}\d?$", "", fold(self.name))

    def quote(self, start: int, end: int) -> str:
        """The words as they stand in the text."""
        return self.text[start:end]

    @property
    def front_text(self) -> str:
        """The words of the title page, line ends and all, from `front[0].start`; an endless line is cut."""
        return self.words(*self.front)[:FRONT_CHARS] if self.front else ""

    def part(self, line: Line, start: int, end: int) -> str:
        """The words of a stretch of a line, told in offsets of `line.folded`."""
        return self.quote(line.start + start, line.start + end)

    def words(self, *lines: Line) -> str:
        """The words from the first of `lines` to the last."""
        return self.quote(lines[0].start, lines[-1].end)


def close_up(words: str) -> str:
    """`words` without spaces where most of them stand between single characters, as display type is set."""
    parts = words.split()
    if len(parts) > 2 and sum(len(part) == 1 for part in parts) * 2 > len(parts):
        return "".join(parts)
    return " ".join(parts)


def _lines(text: str) -> list[Line]:
    folded = fold(text)
    found, at = [], 0
    for raw in folded.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = at + raw.index(stripped[0])
            found.append(Line(stripped, start, start + len(stripped)))
        at += len(raw) + 1
    return found


def is_kind_of_standard(line: Line) -> bool:
    """Whether the line only says what kind of standard follows: 深圳市地方标准."""
    return bool(_KIND_OF_STANDARD.fullmatch(line.tight.replace(" ", "")))


def is_class_line(line: Line) -> bool:
    """Whether the line gives the classes of a standard: ICS, CCS, 备案号."""
    return bool(_CLASSES.match(line.folded))


def own_number_line(head: Head) -> Line | None:
    """The line of the title page that begins with the document's own standard number."""
    for line in head.front:
        number = next(standard_numbers(line.folded), None)
        if number and number.start == 0 and re.fullmatch(r"\s*(?:[(/].*|代替.*)?", line.folded[number.end :]):
            return line
    return None


def number_of_name(head: Head) -> Finding[str] | None:
    """A standard's number in the file's name, where / cannot stand: GBT 38629-2020, GB_T 1.1-2020."""
    match = _NUMBER_OF_NAME.search(head.stem)
    if match is None:
        return None
    slash = f"/{match.group('t')}" if match.group("t") else ""
    number = standard_number(f"{match.group('code')}{slash} {match.group('rest')}")
    return Finding(number, certain=False, words=head.name[match.start() : match.end()]) if number else None


def explanation_line(head: Head) -> tuple[int, re.Match[str]] | None:
    """The line of the title page that says that the text explains another one, by its place, and the words."""
    has_number = own_number_line(head) is not None
    for i, line in enumerate(head.front):
        match = _EXPLANATION.search(line.folded) or (None if has_number else _COMMENTARY.search(line.folded))
        if match and (len(line.tight) > _BARE or line.tight.endswith("说明")):
            return i, match
    return None


def read_family(name: str, text: str) -> Finding[Family]:
    """Which numbering grammar the text follows; certain where its structure is clear-cut."""
    return family_of(Head.of(name, text))


def family_of(head: Head) -> Finding[Family]:
    """Which numbering grammar the text follows; certain where its structure is clear-cut."""
    articles = _matching(head, _ARTICLE)
    official, dotted = _matching(head, _OFFICIAL), _matching(head, _DOTTED)
    if len(articles) >= MIN_ARTICLES and not _are_of_annex(head, articles[0], official):
        return Finding(Family.LAW, certain=_leads(articles, official, dotted), words=head.words(articles[0]))
    page = _standard_page(head)
    if page is not None and len(official) <= max(len(dotted), MIN_STEPS):
        return Finding(Family.STANDARD, certain=True, words=head.words(page))
    if len(dotted) >= MIN_STEPS and len(dotted) >= len(official):
        return Finding(Family.STANDARD, certain=bool(_matching(head, _SCOPE)), words=head.words(dotted[0]))
    genre = next((line for line in head.front if _GENRE.search(line.tight)), None)
    if articles and not official and not dotted and "".join(map(_article_number, articles)) in BARE_LAW:
        return Finding(Family.LAW, certain=False, words=head.words(articles[0]))
    chapter = None if genre else _first_chapter(head, dotted)
    if chapter is not None:
        return Finding(Family.STANDARD, certain=False, words=head.words(chapter))
    if official or genre:
        sure = len(official) >= MIN_STEPS or bool(genre)
        return Finding(
            Family.OFFICIAL, certain=sure, words=head.words(official[0] if official else genre or head.lines[0])
        )
    number = number_of_name(head)
    return Finding(Family.STANDARD if number else Family.OFFICIAL, certain=False, words=number.words if number else "")


def _matching(head: Head, pattern: re.Pattern[str]) -> list[Line]:
    return [line for line in head.lines if pattern.match(line.folded)]


def _are_of_annex(head: Head, article: Line, official: list[Line]) -> bool:
    """Whether the articles are those of an annex: the notice before it counts 一、二、 itself."""
    own = [line for line in official if line.start < article.start]
    if not own or not _FIRST_STEP.match(own[0].folded):
        return False
    annexed = any(own[0].start < ln.start < article.start and _ANNEX.fullmatch(ln.folded) for ln in head.lines)
    return annexed or len(own) >= MIN_OWN_STEPS


def _article_number(line: Line) -> str:
    match = _ARTICLE.match(line.folded)
    return match.group("number").strip() if match else ""


def _first_chapter(head: Head, dotted: list[Line]) -> Line | None:
    """Chapter 1 of a short standard: chapters that count 1, 2, 3 and dotted headings below one of them, no 一、."""
    chapters = [(int(match.group("number")), line) for line in head.lines if (match := _CHAPTER.match(line.folded))]
    counting = [number for number, _ in chapters] == list(range(1, len(chapters) + 1))
    if len(chapters) < MIN_CHAPTERS or not counting or not dotted or _matching(head, _STEP):
        return None
    below = any(int(line.folded.partition(".")[0]) <= len(chapters) for line in dotted)
    return chapters[0][1] if below else None


def _leads(articles: list[Line], official: list[Line], dotted: list[Line]) -> bool:
    """Whether the articles are the text's own numbering, and not those of an annex or a quotation."""
    before = sum(line.start < articles[0].start for line in (*official, *dotted))
    return before < MIN_STEPS and len(dotted) <= len(articles)


def _standard_page(head: Head) -> Line | None:
    """The line that makes the text a standard: its own number, its classes, or the chapters GB/T 1.1 prescribes."""
    own = own_number_line(head) or next((line for line in head.front if is_class_line(line)), None)
    if own is not None and explanation_line(head) is None:
        return own
    scope, references = _matching(head, _SCOPE), _matching(head, _REFERENCES)
    return scope[0] if scope and references else None
