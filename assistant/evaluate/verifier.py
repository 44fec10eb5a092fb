"""How good the verifier is: false sentences it catches, true paraphrases it lets pass."""

from collections.abc import Sequence
from pathlib import Path

from assistant.answer.faithfulness import objections
from assistant.domain import Corpus, Evidence
from assistant.evaluate.metrics import mean
from assistant.evaluate.mutations import Mutation, mutations, sample
from assistant.evaluate.paraphrases import Paraphrase, load_attacks, load_false_paraphrases, load_paraphrases

PER_KIND = 100
"""Mutations of each of 11 kinds, half of them reworded besides."""


def missed(corpus: Corpus, per_kind: int = PER_KIND, *, seed: int = 0) -> tuple[list[Mutation], int]:
    """The mutations of real clauses that nothing is held against, and how many were tried."""
    tried = sample(mutations(corpus, seed=seed), per_kind, seed=seed)
    return [each for each in tried if is_carried(corpus, each.mutated, [each.clause_id])], len(tried)


def is_carried(corpus: Corpus, sentence: str, clause_ids: Sequence[str]) -> bool:
    """Whether the clauses carry a sentence that cites them."""
    clauses = [clause for clause_id in clause_ids if (clause := corpus.clause(clause_id))]
    found = ((corpus.document(clause.document_id), clause) for clause in clauses)
    cited = [Evidence(document, clause, 1.0, inner=corpus.inner(clause)) for document, clause in found if document]
    return not objections(sentence, cited)


def verifier_figures(corpus: Corpus, folder: Path) -> dict[str, float]:
    """Shares: mutations caught; of the test part, false paraphrases and attacks caught and true paraphrases carried."""
    gone, tried = missed(corpus)
    return {
        "mutations_caught": 1 - len(gone) / tried,
        "falsities_caught": 1 - _carried(corpus, load_false_paraphrases(folder)),
        "attacks_caught": 1 - _carried(corpus, load_attacks(folder)),
        "paraphrases_carried": _carried(corpus, load_paraphrases(folder)),
    }


def _carried(corpus: Corpus, sentences: Sequence[Paraphrase]) -> float:
    """The share of the test part that its clauses carry."""
    test = [each for each in sentences if each.part == "test"]
    return mean([float(is_carried(corpus, each.sentence, each.clauses)) for each in test])
