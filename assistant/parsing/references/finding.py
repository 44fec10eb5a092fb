"""All references of a text: places of its own document and of others, and documents named without a place."""

from collections.abc import Iterator, Sequence

from assistant.domain import CrossReference, Family
from assistant.parsing.designations import fold
from assistant.parsing.references.articles import article_references
from assistant.parsing.references.mentions import MAX_TO_TARGET, TO_TARGET, Mention, mentions, taken
from assistant.parsing.references.numbers import number_groups
from assistant.parsing.references.places import Addresses, Found
from assistant.parsing.references.steps import step_references


def find_references(text: str, family: Family, *, here: str, known: Sequence[str] = ()) -> tuple[CrossReference, ...]:
    """The cross-references of a clause's text in reading order, each target once.

    `here` is the address of the clause (前款 and 本条 count from it); `known` are the addresses of its document in
    reading order, which let a bare 5.4.1 count and tell what 前条 is.
    """
    return tuple(
        CrossReference(text[each.start : each.end], each.target, each.document)
        for each in scan(text, family, here, Addresses(known))
    )


def scan(text: str, family: Family, here: str, known: Addresses) -> list[Found]:
    """The references with their spans, in reading order; a target that is spoken of twice is told once."""
    folded = fold(text)
    named = mentions(text, folded)
    found = [*_places(folded, family, here, known, named)]
    spoken = [(each.start, each.end) for each in found if each.document is not None]
    alone = [
        Found(each.start, each.end, None, each.document)
        for each in named
        if each.stands_alone and not any(start <= each.start < end for start, end in spoken)
    ]
    unique: dict[tuple[str | None, str | None], Found] = {}
    for each in sorted([*found, *alone], key=lambda one: (one.start, one.end)):
        unique.setdefault((each.target, each.document), each)
    return [each for each in unique.values() if each.target != here or each.document is not None]


def _places(folded: str, family: Family, here: str, known: Addresses, named: list[Mention]) -> Iterator[Found]:
    articles = article_references(folded, here, known, named)
    yield from (each for each in articles if family is Family.LAW or each.document is not None)
    if family is Family.OFFICIAL:
        yield from step_references(folded)
    numbers = _numbers(folded, known, named)
    of_standards = family.is_dotted
    yield from (each for each in numbers if of_standards or each.document is not None)


def _numbers(folded: str, known: Addresses, named: list[Mention]) -> Iterator[Found]:
    """Places in standards, with the document that stands directly before them."""
    ends = sorted(named, key=lambda each: each.end)
    at = 0
    for group, is_cued in number_groups(folded, known, taken(named, folded)):
        while at < len(ends) and ends[at].end <= group[0].start:
            at += 1
        last = ends[at - 1] if at else None
        start = group[0].start
        if last and start - last.end <= MAX_TO_TARGET and TO_TARGET.fullmatch(folded, last.end, start):
            yield group[0]._replace(start=last.start, document=last.document)
            yield from (each._replace(document=last.document) for each in group[1:])
        elif is_cued:
            yield from group
