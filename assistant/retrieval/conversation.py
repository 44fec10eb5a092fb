"""A question that leans on what went before, made whole; a question that stands by itself is left alone.

下一条, 第二款呢         the neighbour, or the part, of the clause named last
那第十一条呢             the address in the document named last
工会法里怎么说的         what was asked before, in the document named now
那法律服务室呢           what was asked before, of another zone
那照明呢, 多大？         the zone named last
那期限呢                 where none of these fits, the question before goes in front, without the figure it asked for
查完给不给开证明         so too where a short question names nothing and no text held is near it
对了，…；换个问题，…     a new subject
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant import figures
from assistant.domain import Document, Turn
from assistant.retrieval.naming import Named, Namer, Reference
from assistant.retrieval.query import Synonyms, without_names

LEANING_LENGTH = 20
"""A longer question says by itself what it is about."""
STANDS_ALONE = 0.36
"""A short question with a clause this near (cosine) says by itself what it is about: on the dev part, questions that
lean lie at 0.24 … 0.35 but for one, those that do not at 0.35 … 0.63."""

_LEANS = re.compile(
    r"^(?:那|它|他们|她们|这个|这些|这种|这样|那种|还有|另外|其中|上面|前面|刚才|该|此|换成|改成|没做到|不做)|^.{1,8}呢[？?。!！]*$"
)
_TURNS_AWAY = re.compile(r"^(?:对了|换个(?:问题|话题)|另外问|顺便问|再问个别的|还有个别的|问个别的)")
_STEP = re.compile(r"(?P<step>下|上|前|后)一?[条款]")
_PART_ONLY = re.compile(r"第\s*[\d一二两三四五六七八九十]+\s*[款项]")
_SAYS_NOTHING = re.compile(
    r"[\s,，。?？!！《》、:：]|里面?|中|怎么|如何|说|规定|写|讲|要求|有没有|有|没有|的|呢|吗|了|是|什么|哪|对此|对这个|那|上"
)
_OF_FIGURES = re.compile(
    r"多少|多大|多长|多高|多亮|多久|几|最[少多大小低高长短]|至少|不少于|大概|一般|平方米?|平米?|[个名人位本册台套张把米月天年元点\s,，。?？]"
    r"|要|需|得|该|应|有|是|配|放|才|够|行|的|了|呢|吗|大|地方|面积|里面?|能|可以"
)
_FIGURE_ASKED = re.compile(
    r"(?:最[长短多少大小高低]|至少|大概|一般)?(?:是|要|有)?(?:多少|多大|多长时间|多长|多高|多亮|多久|几)"
    r"(?:个?工作日|平方米?|平米|[个名人位本册台套张把米月天年元点%])*[?？]?"
)
"""What asks for a figure: a further question about the same is not answered by that figure again."""
FEW = 2


@dataclass(frozen=True, slots=True)
class Whole:
    """A question made whole: its own words, and those of the turns before that it leans on, if it does.

    `surmised` says that nothing in its words leans: it only is near no text held.
    """

    own: str
    context: str = ""
    surmised: bool = False

    @property
    def text(self) -> str:
        """Both in a row."""
        return f"{self.context} {self.own}" if self.context else self.own


class Conversation:
    """Makes questions whole by the turns before them; `nearness` tells how near the nearest clause is (cosine)."""

    def __init__(self, namer: Namer, synonyms: Synonyms, nearness: Callable[[str], float]) -> None:
        self._namer = namer
        self._synonyms = synonyms
        self._nearness = nearness

    def complete(self, question: str, history: Sequence[Turn]) -> Whole:
        """`question` by itself, or with what it leans on; `history` are the turns before it, oldest first."""
        before = ""
        for turn in history:
            before = without_names(turn.searched) if turn.searched else self._after(turn.question, before).text
        return self._after(question, before)

    def _after(self, question: str, before: str) -> Whole:
        """`question` made whole by `before`, the whole question asked before it, if there was one."""
        if not before or len(question) > LEANING_LENGTH or _TURNS_AWAY.match(question):
            return Whole(question)
        named, past = self._namer.read(question), self._namer.read(before)
        if named.documents or named.absent:
            return Whole(question, before) if self._says_nothing(question) else Whole(question)
        rewritten = _address(question, named, past, self._namer) or self._zone(question, before)
        if rewritten:
            return Whole(rewritten)
        context = _FIGURE_ASKED.sub("", before) or before
        if _LEANS.search(question.strip()):
            return Whole(question, context)
        return Whole(question, context, surmised=True) if self._nearness(question) < STANDS_ALONE else Whole(question)

    def _zone(self, question: str, before: str) -> str | None:
        """The question of the zone named before, or what was asked before of the zone named now."""
        zones, past = self._synonyms.zones_in(question), self._synonyms.zones_in(before)
        if zones:
            aspects = () if self._synonyms.aspects_in(question) else self._synonyms.aspects_in(before)
            return f"{question} {'、'.join(aspects)}" if aspects and _LEANS.search(question) else question
        about_it = _LEANS.search(question) or self._synonyms.aspects_in(question) or self._is_bare_figure(question)
        return f"{'、'.join(past)} {question}" if past and about_it else None

    def _is_bare_figure(self, question: str) -> bool:
        """Whether a figure is asked for without saying of what: 要多大地方, but not 试用期最长几个月."""
        if not figures.asked(question):
            return False
        return len(_OF_FIGURES.sub("", question)) <= FEW or self._nearness(question) < STANDS_ALONE

    def _says_nothing(self, question: str) -> bool:
        """Whether a question names a document and asks nothing of its own about it."""
        named = self._namer.read(question)
        return not named.references and not _SAYS_NOTHING.sub("", self._namer.blanked(question))


def _address(question: str, named: Named, past: Named, namer: Namer) -> str | None:
    last = past.references[-1] if past.references else None
    owner = last.owner if last else (past.documents[-1] if past.documents else None)
    if not isinstance(owner, Document):
        return None
    if named.references:
        return f"{owner.name}{question.removeprefix('那')}"
    return _beside(question, owner, last, namer) if last else None


def _beside(question: str, owner: Document, last: Reference, namer: Namer) -> str | None:
    """The clause before or after the last one, or a part of it."""
    step = _STEP.search(question)
    if step:
        address = namer.neighbour(owner, last.address, forward=step.group("step") in "下后")
        return f"{owner.name}{address}" if address else None
    part = _PART_ONLY.search(question)
    article = re.match(r"第[^条]+条(?:之[^第]+)?", last.address)
    return f"{owner.name}{article.group()}{part.group()}" if part and article else None
