"""What the verbs of a clause ask for (GB/T 1.1—2020, appendix C; for laws 应当, 必须, 不得, 可以)."""

import re

from assistant.domain import Document, Family, Kind, Obligation, Status

_REQUIREMENT = re.compile(
    r"必须|不得|禁止|严禁|不应|应当|(?<![相适反供响对效报呼感顺回因])应(?![用急对届聘收付答邀诉力变景声运征酬和]|其|允)"
)
_RECOMMENDATION = re.compile(r"(?<![适便事时合机相权不])宜|不宜")
_PERMISSION = re.compile(r"可以|不必|(?<![许认不])可(?![能靠行见持谓观燃回复推落])")
_ONLY_STATES = frozenset({Kind.NOTE, Kind.EXAMPLE, Kind.DEFINITION, Kind.FIGURE, Kind.PREFACE})
"""GB/T 1.1—2020 keeps requirements out of these."""


def obligation(text: str, document: Document, kind: Kind = Kind.CLAUSE) -> Obligation:
    """What the verbs of `text` ask for; a handbook, a drafting explanation, a note or a definition only states.

    应 inside 适应, 应用 … is no verb of its own.
    """
    if _is_normative(document) and kind not in _ONLY_STATES:
        if _REQUIREMENT.search(text):
            return Obligation.REQUIREMENT
        if _RECOMMENDATION.search(text):
            return Obligation.RECOMMENDATION
        if _PERMISSION.search(text):
            return Obligation.PERMISSION
    return Obligation.STATEMENT


def _is_normative(document: Document) -> bool:
    if document.family is Family.OFFICIAL:
        return document.status is Status.IN_FORCE
    return document.family is not Family.HANDBOOK
