"""The MCP server: ask, search, open a clause, check a quotation."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from assistant import __version__
from assistant.answer.citing import Style, inline_of
from assistant.api.checking import Check
from assistant.api.checking import check as check_quotation
from assistant.api.history import turns
from assistant.api.routes import opened
from assistant.api.shapes import AnswerShape, BesideShape, OpenedClause, SearchShape, VerificationShape
from assistant.api.transcript import said
from assistant.contract import Json, answer_json, found_json
from assistant.current import Current
from assistant.errors import AssistantError
from assistant.faults import record

NAME = "guideline-assistant"
INSTRUCTIONS = """\
Quotes Chinese laws, standards and official documents on workers' service centres (职工服务中心). Ask in Chinese.
Cite what is quoted by document and address, and always tell its status: only in_force is a norm in force. The verdict
not_covered means that the texts held do not answer; do not answer from memory in their name. Before you quote a clause
in a text of your own, check the quotation with verify_citation.\
"""
READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Given = ParamSpec("Given")
Result = TypeVar("Result")

DocumentName = Annotated[str, Field(description="id, title with or without 《》, short name or number")]
Address = Annotated[str, Field(description="as 第十一条第一款, 第46条, 5.4.1 b), 附录A.2, 表1, 三、（五）")]


def tool_server(opened_when_asked: Callable[[], Current]) -> MCPServer[Any]:
    """The MCP server over the assistant of now; the caller chooses the transport."""
    server: MCPServer[Any] = MCPServer(NAME, instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")

    @server.tool(title="提问", annotations=READS_ONLY)
    @_told
    def ask(
        question: Annotated[str, Field(description="in plain Chinese")],
        history: Annotated[list[str], Field(description="questions asked before, oldest first")] = [],  # noqa: B006
    ) -> Annotated[CallToolResult, AnswerShape]:
        """Answer a question from quoted clauses, with sources and their standing; says when the texts do not answer."""
        current = opened_when_asked()
        longest = current.assistant.settings.answer.max_question_length
        answer = current.ask(question, turns(history, longest))
        return _result(said(answer), answer_json(answer))

    @server.tool(title="查找条款", annotations=READS_ONLY)
    @_told
    def search(query: str, count: Annotated[int, Field(ge=1, le=100)] = 10) -> Annotated[CallToolResult, SearchShape]:
        """List the clauses nearest to a query, best first."""
        evidence = opened_when_asked().assistant.search(query, count)
        lines = [
            f"{rank}. {each.document.name} {each.clause.address}【{each.document.badge}】\n{each.clause.text}"
            for rank, each in enumerate(evidence, 1)
        ]
        return _result("\n\n".join(lines), found_json(query, evidence))

    @server.tool(title="打开条款", annotations=READS_ONLY)
    @_told
    def get_clause(document: DocumentName, address: Address) -> Annotated[CallToolResult, OpenedClause]:
        """Open one clause: its full wording, the standing of its document, and the clauses beside it."""
        found = opened(opened_when_asked().assistant, document, address)
        return _result(f"{found['citations'][Style.INLINE]}【{found['badge']}】\n{found['clause']['text']}", found)

    @server.tool(title="核对引文", annotations=READS_ONLY)
    @_told
    def verify_citation(
        document: DocumentName, address: Address, quote: Annotated[str, Field(max_length=5000)]
    ) -> Annotated[CallToolResult, VerificationShape]:
        """Check that a quotation stands in a clause character for character; gives the nearest wording if not."""
        checked = check_quotation(opened_when_asked().assistant, document, address, quote)
        return _result(_verdict(checked), verification_json(checked))

    return server


def verification_json(checked: Check) -> Json:
    """A checked quotation as VerificationShape describes it."""
    document, clause = checked.document, checked.clause
    return {
        "stands": checked.stands,
        "quote": checked.quote,
        "document": document.title,
        "clause_id": clause.id,
        "address": clause.address,
        "status": document.status.value,
        "badge": document.badge,
        "citation": inline_of(document, clause),
        "nearest": checked.nearest,
        "stands_in": [BesideShape(id=c.id, address=c.address, title=c.title).model_dump() for c in checked.elsewhere],
    }


def _verdict(checked: Check) -> str:
    where = f"{inline_of(checked.document, checked.clause)}【{checked.document.badge}】"
    if checked.stands:
        return f"引文与{where}逐字一致。"
    lines = [f"{where}里没有这句原话。"]
    lines += [f"最接近的原文：{checked.nearest}"] if checked.nearest else ["这一条里没有接近的说法。"]
    lines += [f"原话出自：{each.id}" for each in checked.elsewhere]
    return "\n".join(lines)


def _result(text: str, value: Json) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=text)], structured_content=value)


def _told(tool: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let every failure of a tool become sentences that the client shows."""

    @wraps(tool)
    def told(*given: Given.args, **named: Given.kwargs) -> Result:
        try:
            return tool(*given, **named)
        except AssistantError as error:
            raise ToolError(str(error)) from error
        except Exception as error:
            raise ToolError(str(record(error))) from error

    return told
