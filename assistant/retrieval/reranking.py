"""An optional cross-encoder that reads question and clause together and puts the first clauses in a new order."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Evidence
from assistant.errors import ModelError
from assistant.index.passages import passage
from assistant.settings import RetrievalSettings


class Reranker:
    """A sentence-transformers CrossEncoder, loaded once."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import CrossEncoder

        logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
        try:
            self._model = CrossEncoder(model)
        except Exception as error:  # the libraries below raise whatever a damaged folder makes them raise
            raise ModelError(
                f"重排模型 {model} 无法使用（{type(error).__name__}）。",
                "请检查设置 retrieval.reranker：应是 sentence-transformers 交叉编码器的文件夹或名称；留空则不重排。",
            ) from error

    def reranked(self, question: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """`evidence` by the model's score, best first; clauses looked up by their address stay in front."""
        exact = tuple(each for each in evidence if each.exact)
        others = [each for each in evidence if not each.exact]
        if not others:
            return exact
        pairs = [(question, passage(each.document, each.clause).text) for each in others]
        scores = self._model.predict(pairs, show_progress_bar=False)
        order = sorted(range(len(others)), key=lambda i: -float(scores[i]))
        best = [each.score for each in others]
        return (*exact, *(replace(others[i], score=score) for i, score in zip(order, sorted(best)[::-1], strict=True)))


def load_reranker(settings: RetrievalSettings) -> Reranker | None:
    """The configured cross-encoder, or None where none is set."""
    return Reranker(settings.reranker) if settings.reranker else None
