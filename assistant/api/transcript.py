"""An answer as text for programs that show only text: warnings, statements with marks [1], sources.

Text that was sent cannot be taken back: where an answer that grew turns out otherwise, it is said again as a whole.
"""

from assistant.domain import Answer, Statement

RESTATED = "以上内容没有全部通过核对，请以下面的回答为准："
SOURCES = "来源："
GAP = "\n\n"


class Transcript:
    """What has been said of an answer that grows."""

    def __init__(self) -> None:
        self._begun = False
        self._warnings: list[str] = []
        self._statements: list[Statement] = []

    def grow(self, answer: Answer) -> str:
        """The text that is new in `answer`."""
        if list(answer.statements[: len(self._statements)]) != self._statements:
            return ""
        return self._gapped(self._new(answer))

    def end(self, answer: Answer) -> str:
        """The rest of the text of the complete `answer`, with its sources."""
        blocks = []
        if list(answer.statements[: len(self._statements)]) != self._statements:
            self._statements = []
            blocks.append(RESTATED)
        blocks += self._new(answer)
        if answer.citations:
            blocks.append(sources(answer))
        return self._gapped(blocks)

    def _new(self, answer: Answer) -> list[str]:
        warnings = [warning for warning in answer.warnings if warning not in self._warnings]
        self._warnings += warnings
        blocks = [f"※ {warning}" for warning in warnings]
        for statement in answer.statements[len(self._statements) :]:
            before = self._statements[-1].heading if self._statements else ""
            if statement.heading not in ("", before):
                blocks.append(f"{statement.heading}：")
            blocks.append(answer.shown(statement) + "".join(f"[{n}]" for n in statement.citations))
            self._statements.append(statement)
        return blocks

    def _gapped(self, blocks: list[str]) -> str:
        text = GAP.join(blocks)
        gap = GAP if text and self._begun else ""
        self._begun = self._begun or bool(text)
        return gap + text


def said(answer: Answer) -> str:
    """The whole text of a complete answer."""
    return Transcript().end(answer)


def sources(answer: Answer) -> str:
    """The list of what the marks stand for: document, address, standing."""
    lines = [
        f"- [{each.n}] {each.document.title} {each.clause.address}【{each.document.badge}】"
        for each in answer.citations
    ]
    return "\n".join([SOURCES, "", *lines])
