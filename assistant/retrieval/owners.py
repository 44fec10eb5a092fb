"""What the document of a clause says for it: its standing, its authority among the texts held, whether it is named."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.domain import Corpus, Document, Status
from assistant.index.building import Index
from assistant.retrieval.filters import Filter
from assistant.retrieval.naming import Named
from assistant.retrieval.ranking import Floats
from assistant.text import normalise

AUTHORITY = 0.15
"""Most that is added for a document which others cite often."""
CITED_OFTEN = 40
"""Citations by other texts that count as often."""
NAMED_BONUS = 0.3
"""Added to the clauses of a document that the question names."""
STANDING = {Status.IN_FORCE: 0.0, Status.DRAFT: -0.02, Status.REFERENCE: -0.02, Status.REPEALED: -0.2}
"""Added by standing, unless the document is named: what is in force goes before the rest and hides nothing."""

_TITLE = re.compile(r"《([^《》]{2,60})》")
_REPUBLIC = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Owners:
    """The documents, and for each passage the position of its document among them."""

    documents: tuple[Document, ...]
    of_passage: npt.NDArray[np.int64]
    authority: Floats

    @classmethod
    def of(cls, corpus: Corpus, index: Index) -> "Owners":
        """The documents of the passages of `index`."""
        documents = tuple(parsed.document for parsed in corpus.documents)
        at = {document.id: i for i, document in enumerate(documents)}
        positions = [at[clause_id.split("#", 1)[0]] for clause_id in index.manifest.clause_ids]
        return cls(documents, np.array(positions, dtype=np.int64), _authority(corpus, documents))

    def prior(self, named: Named) -> Floats:
        """What is added to the score of every passage: standing and authority of its document, and whether it is named.

        A text about a document that is named and not held (its drafting explanation) counts as named.
        """
        ids = {document.id for document in named.documents}
        absent = [absent.title for absent in named.absent if absent.spoken_of]
        is_named = [d.id in ids or any(title in d.title for title in absent) for d in self.documents]
        standing = np.array([STANDING[document.status] for document in self.documents], dtype=np.float32)
        found: Floats = (np.where(is_named, NAMED_BONUS, standing) + self.authority)[self.of_passage]
        return found.astype(np.float32)

    def allowed(self, named: Sequence[Document], limits: Filter) -> npt.NDArray[np.bool_] | None:
        """Which passages may be returned; None where all may."""
        if not named and not limits.label:
            return None
        ids = {document.id for document in named}
        shown = [(not ids or document.id in ids) and limits.allows(document) for document in self.documents]
        found: npt.NDArray[np.bool_] = np.array(shown, dtype=np.bool_)[self.of_passage]
        return found


def _authority(corpus: Corpus, documents: Sequence[Document]) -> Floats:
    """0 … AUTHORITY by how often the texts of other documents cite each document by its title."""
    cited: Counter[str] = Counter()
    for parsed in corpus.documents:
        own = _plain(parsed.document.title)
        titles = Counter(title for c in parsed.clauses if c.is_retrieved for title in _TITLE.findall(c.text))
        for title, count in titles.items():
            cited[_plain(title)] += count if _plain(title) != own else 0
    counts = np.array([cited[_plain(document.title)] for document in documents], dtype=np.float32)
    found: Floats = (AUTHORITY * np.minimum(np.log1p(counts) / np.log1p(CITED_OFTEN), 1)).astype(np.float32)
    return found


def _plain(title: str) -> str:
    return normalise(title.strip("《》")).removeprefix(_REPUBLIC)
