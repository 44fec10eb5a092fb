"""The MCP tools, called by the protocol's own client over HTTP and over standard input and output."""

import os
import sys
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from assistant.api import shapes
from assistant.api.application import application
from assistant.api.checking import nearest_wording
from assistant.api.serving import Server
from assistant.contract import answer_json
from assistant.current import Current

QUESTION = "公司有多少会员就得成立基层工会委员会？"
QUOTE = "用人单位有会员二十五人以上的，应当建立基层工会委员会"
FIRST_START = 180
"""Seconds the program may take to load and answer on a busy machine."""


@pytest.fixture(scope="module")
def url(assistant):
    server = Server(application(Current(assistant), "127.0.0.1"), "127.0.0.1", 0)
    yield f"{server.url}mcp"
    server.close()


@pytest.fixture(scope="module")
def call(url) -> Callable[..., Any]:
    """Calls one tool over HTTP."""

    async def calling(tool: str, given: dict[str, Any]):
        async with Client(streamable_http_client(url)) as client:
            return await client.call_tool(tool, given)

    return lambda tool, **given: anyio.run(calling, tool, given)


def text(result) -> str:
    return "\n".join(part.text for part in result.content)


def test_the_tools_say_what_they_take_and_that_they_only_read(url):
    async def listed():
        async with Client(streamable_http_client(url)) as client:
            return client.instructions, (await client.list_tools()).tools

    instructions, tools = anyio.run(listed)
    assert "not_covered" in instructions
    assert {tool.name for tool in tools} == {"ask", "search", "get_clause", "verify_citation"}
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert tool.output_schema["properties"]
    verify = next(tool for tool in tools if tool.name == "verify_citation")
    assert set(verify.input_schema["required"]) == {"document", "address", "quote"}


def test_asking_gives_text_with_sources_and_the_contract(call, assistant):
    result = call("ask", question=QUESTION)
    assert "[1] 《中华人民共和国工会法》 第十一条第一款【现行有效】" in text(result)
    given, expected = result.structured_content, answer_json(assistant.ask(QUESTION))
    assert given["citations"] == expected["citations"]
    assert shapes.AnswerShape.model_validate(given)


def test_a_follow_up(call):
    result = call("ask", question="那第十五条呢？", history=["工会法第十四条"])
    assert result.structured_content["citations"][0]["clause"]["address"].startswith("第十五条")


def test_searching_and_opening(call, corpus):
    found = call("search", query="心灵驿站 设备", count=2).structured_content["results"]
    assert len(found) == 2
    document, address = found[0]["clause_id"].split("#")
    opened = call("get_clause", document=document, address=address)
    assert opened.structured_content["clause"]["text"] == corpus.clause(found[0]["clause_id"]).text
    assert f"【{corpus.document(document).badge}】" in text(opened)


@pytest.mark.parametrize("document", ["trade-union-law", "工会法", "《中华人民共和国工会法》", "中华人民共和国工会法"])
@pytest.mark.parametrize("address", ["第十一条第一款", "第11条第1款", "11条1款"])
def test_a_quotation_that_stands(call, document, address):
    result = call("verify_citation", document=document, address=address, quote=QUOTE)
    given = result.structured_content
    assert (given["stands"], given["clause_id"]) == (True, "trade-union-law#第十一条第一款")
    assert (given["status"], given["nearest"], given["stands_in"]) == ("in_force", None, [])
    assert "逐字一致" in text(result)


@pytest.mark.parametrize(
    "changed",
    [
        QUOTE.replace("二十五", "二十"),
        QUOTE.replace("应当", "可以"),
        QUOTE.replace("，", ","),
        QUOTE.replace("有会员", ""),
    ],
)
def test_one_changed_word_and_it_does_not_stand(call, changed):
    given = call("verify_citation", document="工会法", address="第十一条", quote=changed).structured_content
    assert given["stands"] is False
    assert QUOTE in given["nearest"]
    assert given["stands_in"] == []


def test_a_quotation_of_another_clause_is_found_there(call):
    result = call("verify_citation", document="工会法", address="第十四条", quote=QUOTE)
    assert result.structured_content["stands"] is False
    assert [each["id"] for each in result.structured_content["stands_in"]] == ["trade-union-law#第十一条"]
    assert "trade-union-law#第十一条" in text(result)


def test_a_reference_is_told_as_such(call, corpus):
    clause = next(each for each in corpus.retrieved() if corpus.document(each.document_id).status == "reference")
    given = call(
        "verify_citation", document=clause.document_id, address=clause.address, quote=clause.text[:10]
    ).structured_content
    assert given["badge"] == "参考资料，非标准条文"
    assert shapes.VerificationShape.model_validate(given)


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("ask", {"question": " "}, "问题是空的"),
        ("get_clause", {"document": "火星法", "address": "第一条"}, "没有收录“火星法”"),
        ("get_clause", {"document": "工会法", "address": "第九百条"}, "没有“第九百条”"),
        ("verify_citation", {"document": "工会法", "address": "第一条", "quote": ""}, "引文是空的"),
        ("search", {"query": "x", "count": 1000}, "count"),
    ],
)
def test_a_mistake_is_told_to_the_client(call, tool, given, said):
    result = call(tool, **given)
    assert result.is_error
    assert said in text(result)


def test_another_site_cannot_call(url):
    hello = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    refused = httpx.post(url, json=hello, headers={"Origin": "http://evil.example"})
    assert refused.status_code == 403


def test_over_standard_input_and_output(settings, assistant):
    command = ["-m", "assistant", "--home", str(settings.home), "mcp"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    started = StdioServerParameters(command=sys.executable, args=command, env=environment)

    async def asked():
        with anyio.fail_after(FIRST_START):
            async with Client(stdio_client(started)) as client:
                tools = {tool.name for tool in (await client.list_tools()).tools}
                return tools, await client.call_tool("ask", {"question": QUESTION})

    tools, result = anyio.run(asked)
    assert "verify_citation" in tools
    assert result.structured_content["citations"] == answer_json(assistant.ask(QUESTION))["citations"]


def test_the_nearest_wording_is_about_as_long_as_the_quotation():
    clause = "中心应设接待台。接待台高度宜为0.9米。旁边应放置座椅。"
    assert nearest_wording(clause, "接待台高度应为1.9米。") == "接待台高度宜为0.9米。"
    assert nearest_wording(clause, "高度宜为0.9米，旁边应放座椅") == "接待台高度宜为0.9米。旁边应放置座椅。"
    assert nearest_wording(clause, "国务院批准设立特区") is None
    assert nearest_wording("", "接待台") is None
