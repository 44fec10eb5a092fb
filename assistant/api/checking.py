"""Opening a clause by document and address as people write them, and checking a quotation against it.

The nearest wording of a quotation that does not stand: of all runs of the clause's sentences that are about as long as
the quotation, the one that is most alike (Ratcliff and Obershelp's measure, difflib), if it is alike at all.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.domain import Clause, Document
from assistant.errors import UsageError
from assistant.retrieval.opening import open_clause, open_document
from assistant.service import Assistant
from assistant.text import sentences

ALIKE = 0.4
"""Below this similarity a wording is another one, not the nearest: chance alone gives Chinese sentences 0.1 to 0.3."""
MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Check:
    """Whether `quote` stands in `clause`; if not, the nearest wording there and the clauses it does stand in."""

    document: Document
    clause: Clause
    quote: str
    stands: bool
    nearest: str | None = None
    elsewhere: tuple[Clause, ...] = ()


def opened_clause(assistant: Assistant, document_name: str, address: str) -> tuple[Document, Clause]:
    """The clause at an address in any notation, of a document by id, title, other name or number.

    NotHeldError, with what is nearest, where it is not held.
    """
    corpus, namer = assistant.corpus, assistant.retriever.namer
    document = open_document(corpus, namer, document_name)
    return document, open_clause(corpus, namer, document, address)


def check(assistant: Assistant, document_name: str, address: str, quote: str) -> Check:
    """Compare a quotation with the clause it is said to stand in, character for character."""
    document, clause = opened_clause(assistant, document_name, address)
    quote = quote.strip()
    if not quote:
        raise UsageError("引文是空的。", "请给出要核对的原话。")
    if quote in clause.text:
        return Check(document, clause, quote, stands=True)
    places = [each for each in assistant.corpus.retrieved() if quote in each.text]
    nearest = nearest_wording(clause.text, quote)
    return Check(document, clause, quote, stands=False, nearest=nearest, elsewhere=tuple(places[:MOST_PLACES]))


def nearest_wording(text: str, quote: str) -> str | None:
    """The sentences of `text` that are most like `quote`, or None where none is alike."""
    spans = sentences(text)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote)
    best, found = ALIKE, None
    for first in range(len(spans)):
        for last in range(first, len(spans)):
            words = text[spans[first][0] : spans[last][1]]
            if last > first and len(words) > 2 * len(quote):
                break
            matcher.set_seq1(words)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                best, found = matcher.ratio(), words
    return found
