"""False sentences made of true ones, to put a verifier to the test.

1. A clause is cut into its sentences and list items of 8 to 120 characters.
2. Each is distorted in every way of `MutationKind` that it offers, one place at a time.
3. Each result also comes in a reworded form, its true part said a little differently.
4. What says the same as the sentence, or stands in the clause, is left out.

No model and no chance is involved: the same corpus and seed give the same sentences.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.domain import Clause, Corpus, Document, Family
from assistant.evaluate import wrong_names, wrong_numbers, wrong_words
from assistant.evaluate.chance import happens, number, pick
from assistant.evaluate.quantities import in_digits
from assistant.text import normalise, sentences

SHORTEST, LONGEST = 8, 120
_MARK = re.compile(r"(?:（[一二三四五六七八九十]+）|[a-z]\)|\d{1,2}\))\s*")
_PUNCTUATION = re.compile(r"[\s，。；：、“”\"'（）,;:.()]")
_CATCH_ALL = "规定的其他"  # stands in many clauses alike
_ONE_IN_CITED = 6  # so many sentences get a false "根据《…》第…条" put before them


class MutationKind(StrEnum):
    """What was done to the sentence."""

    NUMBER = "number"
    NEAR_NUMBER = "near-number"  # a number that stands elsewhere in the clause
    UNIT = "unit"
    COMPARATOR = "comparator"
    DATE = "date"
    OBLIGATION = "obligation"
    NEGATION = "negation"
    NAME = "name"
    ADDRESS = "address"
    QUANTIFIER = "quantifier"
    INVENTION = "invention"


@dataclass(frozen=True, slots=True)
class Mutation:
    """A false sentence, the true one it was made of, and the clause that one stands in.

    `reworded` says that the true part, too, is said in other words.
    """

    kind: MutationKind
    clause_id: str
    original: str
    mutated: str
    reworded: bool = False


def mutations(corpus: Corpus, *, seed: int = 0) -> tuple[Mutation, ...]:
    """Every false sentence that the texts in `corpus` offer, in their order; about 24,000 of the texts that ship."""
    laws = [parsed.document for parsed in corpus.documents if parsed.document.family is Family.LAW]
    titles = tuple(dict.fromkeys(document.name for document in laws))
    return tuple(
        mutation
        for parsed in corpus.documents
        for clause in parsed.clauses
        if clause.is_retrieved
        for mutation in _of_clause(clause, parsed.document, titles, seed)
    )


def sample(candidates: Iterable[Mutation], per_kind: int, *, seed: int = 0) -> tuple[Mutation, ...]:
    """At most `per_kind` mutations of each kind, spread over all clauses, half of them reworded."""
    groups: dict[tuple[MutationKind, bool], list[Mutation]] = {}
    for each in sorted(candidates, key=lambda each: (number(seed, each.mutated), each.clause_id)):
        groups.setdefault((each.kind, each.reworded), []).append(each)
    return tuple(
        mutation
        for kind in MutationKind
        for is_reworded, share in ((False, per_kind - per_kind // 2), (True, per_kind // 2))
        for mutation in groups.get((kind, is_reworded), [])[:share]
    )


def statements(clause: Clause) -> Iterator[str]:
    """The sentences and list items of a clause that can stand alone, as printed, without their marks."""
    for start, end in sentences(clause.text):
        sentence = clause.text[start:end]
        if mark := _MARK.match(sentence):
            sentence = sentence[mark.end() :]
        if SHORTEST <= len(sentence) <= LONGEST and _CATCH_ALL not in sentence:
            yield sentence


def _of_clause(clause: Clause, document: Document, titles: tuple[str, ...], seed: int) -> Iterator[Mutation]:
    stands = _bare(clause.text)
    seen: set[str] = set()
    for sentence in dict.fromkeys(statements(clause)):
        for kind, mutated in _distorted(sentence, clause, document, titles, f"{seed} {clause.id}"):
            plain = Mutation(kind, clause.id, sentence, mutated)
            said = reworded(mutated, document, f"{seed} {clause.id} {mutated}")
            for each in (plain, replace(plain, mutated=said, reworded=True)):
                if each.mutated not in seen and _is_false(each, stands):
                    seen.add(each.mutated)
                    yield each


def _distorted(
    sentence: str, clause: Clause, document: Document, titles: tuple[str, ...], key: str
) -> Iterator[tuple[MutationKind, str]]:
    key = f"{key} {sentence}"
    others = tuple(title for title in titles if title not in (document.name, document.title))
    found = {
        MutationKind.NUMBER: wrong_numbers.other_numbers(sentence, key),
        MutationKind.NEAR_NUMBER: wrong_numbers.near_numbers(sentence, clause.text, key),
        MutationKind.UNIT: wrong_numbers.other_units(sentence, key),
        MutationKind.COMPARATOR: wrong_numbers.other_comparators(sentence),
        MutationKind.DATE: wrong_numbers.other_dates(sentence, key),
        MutationKind.OBLIGATION: wrong_words.other_obligations(sentence, key),
        MutationKind.NEGATION: wrong_words.other_negations(sentence, key),
        MutationKind.NAME: wrong_names.other_names(sentence, others, key),
        MutationKind.ADDRESS: wrong_names.other_addresses(sentence, key),
        MutationKind.QUANTIFIER: wrong_words.other_quantifiers(sentence, key),
        MutationKind.INVENTION: wrong_words.invented(sentence, clause.text, key),
    }
    for kind, results in found.items():
        yield from ((kind, mutated) for mutated in results)
    if document.family is Family.LAW and others:
        if happens(_ONE_IN_CITED, key, "title"):
            yield MutationKind.NAME, f"根据{pick(others, key)}{clause.address}，{sentence}"
        if happens(_ONE_IN_CITED, key, "address"):
            wrong = wrong_names.other_article(clause.address, key)
            yield MutationKind.ADDRESS, f"根据{document.name}{wrong}，{sentence}"


def reworded(sentence: str, document: Document, key: str) -> str:
    """`sentence` said a little differently, as chat models do, and meaning the same."""
    if happens(2, key, "应"):
        sentence = sentence.replace("应当", "应").replace("或者", "或")
    if happens(2, key, "digits"):
        sentence = in_digits(sentence)
    says = "规定" if document.family is Family.LAW else "提到"
    title = document.name
    openings = ("也就是说，", "简单来说，", f"{title}{says}，", f"按照{title}，", f"根据{title}，")
    opening = "也就是说，" if sentence.startswith("根据《") else pick(openings, key, "opening")
    return opening + sentence.rstrip("；：。") + "。"


def _is_false(mutation: Mutation, stands: str) -> bool:
    """Whether it says something else than its clause, whose bare text is `stands`."""
    return _meaning(mutation.mutated) != _meaning(mutation.original) and _bare(mutation.mutated) not in stands


def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", normalise(text))


def _meaning(sentence: str) -> str:
    """The sentence in a form that is the same for wordings of the same force."""
    plain = in_digits(sentence).replace("可以", "可").replace("或者", "或")
    return _bare(re.sub("应当|必须", "应", plain))
