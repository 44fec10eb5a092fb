"""The word index: BM25 over single Chinese characters, their pairs, Latin words and numbers.

Over 24,000 law articles and 560 lay questions these tokens reach recall@10 0.53, jieba's words 0.31, those of its
search mode with single characters 0.48.
"""

import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

from assistant.text import CJK, tokens

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets DEBUG for itself at import

K1 = 1.2
B = 0.5
"""BM25 of Robertson and Zaragoza (2009) with Lucene's IDF; clauses differ less in length than articles of the web."""


class WordIndex:
    """BM25 scores of a question against every passage, by position."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: Iterable[str]) -> "WordIndex":
        """Index the passages' texts in order."""
        model: Any = bm25s.BM25(k1=K1, b=B, method="lucene")  # type: ignore[no-untyped-call]
        model.index([tokens(text) for text in texts], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> "WordIndex":
        """Read what `save` wrote."""
        return cls(bm25s.BM25.load(str(folder), load_corpus=False))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._model.save(str(folder), show_progress=False)

    def scores(self, question: str) -> npt.NDArray[np.float32]:
        """BM25 of every passage, shape (passages,), each token counted once; zeros where none is known."""
        known = [token for token in dict.fromkeys(tokens(question)) if token in self._model.vocab_dict]
        if not known:
            return np.zeros(self._model.scores["num_docs"], dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)

    def prints(self, term: str) -> bool:
        """Whether every pair of neighbouring characters of `term`, which is normalised, stands in some passage."""
        return all(pair in self._model.vocab_dict for pair in re.findall(rf"(?=([{CJK}]{{2}}))", term))
