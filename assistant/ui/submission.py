"""A file that was read for review and is not taken in yet."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain import Clause, Corpus, Document, Family, ParsedDocument
from assistant.errors import SourceError
from assistant.parsing import holdings
from assistant.parsing.readers import Progress
from assistant.parsing.readers.pictures import count_pages
from assistant.parsing.readers.plain import read_bytes
from assistant.parsing.store import Particulars

LEAF = 4000
"""Characters of a source without pages that are shown at once: two or three printed pages."""
ADDED = "added-"
"""How the ids of documents begin that did not come with the program."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is shown of a source at once: a real page, or a stretch of the text of one of the file's documents."""

    document: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Submission:
    """What was read from `path`; `said` is how a person told it to be read.

    `pages` counts the pages that can be shown as pictures. `is_held` where a file of this content was added before.
    """

    path: Path
    documents: tuple[ParsedDocument, ...]
    said: Particulars = holdings.NOTHING_SAID
    pages: int = 0
    is_held: bool = False

    @property
    def is_one(self) -> bool:
        """Whether the file is one document, of which a person can say more than the file does."""
        return self.path.suffix.lower() != holdings.READY_CUT

    @property
    def clauses(self) -> tuple[tuple[int, Clause], ...]:
        """All clauses in reading order, each with the position of its document."""
        return tuple((i, clause) for i, parsed in enumerate(self.documents) for clause in parsed.clauses)

    def leaves(self) -> tuple[Leaf, ...]:
        """The stretches of text to leaf through; of real pages, their number alone."""
        if self.pages:
            return (Leaf(0, 0, 0),) * self.pages
        return tuple(leaf for i, parsed in enumerate(self.documents) for leaf in _stretches(i, parsed.source))

    def leaf_of(self, chosen: int) -> int | None:
        """The position of the leaf on which a clause begins, or None where that is not known."""
        document, clause = self.clauses[chosen]
        if self.pages:
            return clause.page - 1 if clause.page and clause.page <= self.pages else None
        at = (i for i, leaf in enumerate(self.leaves()) if leaf.document == document and clause.start < leaf.end)
        return next(at, None)

    def editions(self, said: Particulars, held: tuple[Document, ...]) -> tuple[Document, ...]:
        """Which of the documents `held` are other editions of this one, as `said` names it."""
        documents = self.documents
        if self.is_one:
            (parsed,) = documents
            document = parsed.document
            named = replace(document, title=said.title or document.title, number=said.number or document.number)
            documents = (replace(parsed, document=named),)
        return tuple(holdings.other_editions(documents, held))


def _stretches(document: int, source: str) -> Iterator[Leaf]:
    """The text in stretches of about LEAF characters, cut at line ends where there are any."""
    start = 0
    while start < len(source):
        cut = source.rfind("\n", start + LEAF // 2, start + LEAF) + 1 if len(source) - start > LEAF else len(source)
        end = cut or min(start + LEAF, len(source))
        yield Leaf(document, start, end)
        start = end


def submit(path: Path, corpus: Corpus, progress: Progress | None = None) -> Submission:
    """Read a file for review; raises SourceError where it cannot be read or came with the program."""
    digest = hashlib.sha256(read_bytes(path)).hexdigest()
    held = corpus.parsed(f"{ADDED}{digest[:12]}")
    if held is not None:
        return Submission(path, (held,), pages=count_pages(path), is_held=True)
    shipped = next((each.document for each in corpus.documents if each.document.sha256 == digest), None)
    if shipped is not None:
        raise SourceError(f"{path.name} 随程序附带，已经收录为{shipped.title}。", "不用再添加，可以直接提问。")
    documents = holdings.read_document(path, progress=progress)
    is_held = all(corpus.parsed(parsed.document.id) for parsed in documents)
    return Submission(path, documents, pages=count_pages(path), is_held=is_held)


def reread(submission: Submission, family: Family, progress: Progress | None = None) -> Submission:
    """The same file read by the numbering of another family."""
    kept = _kept(submission.documents[0].document) if submission.is_held else holdings.NOTHING_SAID
    said = kept.model_copy(update={"family": family})
    documents = holdings.read_document(submission.path, said, progress=progress)
    return replace(submission, documents=documents, said=Particulars(family=family))


def _kept(document: Document) -> Particulars:
    """What is held of a document, so that reading it again does not lose what a person put right before."""
    return Particulars(**{name: getattr(document, name) for name in Particulars.model_fields})
