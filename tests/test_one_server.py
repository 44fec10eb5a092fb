"""Page, API, its documentation and MCP on one port, over one assistant."""

import logging
import shutil
from dataclasses import replace
from urllib.parse import quote

import anyio
import httpx
import pytest
from browsing import MARKS, opened
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from playwright.sync_api import expect

from assistant.api.application import application
from assistant.api.serving import Server
from assistant.current import Current
from assistant.parsing.store import Particulars
from assistant.settings import load_settings

STANDARD = """DB4403/T 9991—2026
试验亭配置规范

1 范围

本文件适用于试验亭。

2 要求

试验亭的遮阳棚高度应不小于41分米。
"""
QUESTION = "试验亭的遮阳棚高度不小于多少？"


def test_one_port_serves_all(url):
    async def tools():
        async with Client(streamable_http_client(f"{url}mcp")) as client:
            return len((await client.list_tools()).tools)

    assert "gradio" in httpx.get(url).text
    assert httpx.get(f"{url}v1/models").json()["data"][0]["id"] == "guideline-assistant"
    assert anyio.run(tools) == 4


def test_the_page_offers_no_programs_of_its_own(url):
    """Programs use /v1; what the page's buttons do is not for them, and nothing is offered at its old addresses."""
    described = httpx.get(f"{url}gradio_api/info").json()
    assert described == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_what_is_added_is_answered_at_once_everywhere(assistant, settings, tmp_path):
    shutil.copytree(settings.index, tmp_path / "home" / "index")
    home = load_settings(tmp_path / "home", environment={})
    current = Current(replace(assistant, settings=home))
    server = Server(application(current, "127.0.0.1"), "127.0.0.1", 0)
    path = tmp_path / "规范.txt"
    path.write_text(STANDARD, encoding="utf-8")

    async def asked():
        async with Client(streamable_http_client(f"{server.url}mcp")) as client:
            return (await client.call_tool("ask", {"question": QUESTION})).structured_content

    with httpx.Client(base_url=server.url, timeout=60) as http:
        before = http.get("/v1/documents").json()
        added = current.add(path, Particulars(status="in_force"))
        document = added.documents[0].document
        after = http.get("/v1/documents").json()
        assert [each["id"] for each in after["documents"]] == [*(d["id"] for d in before["documents"]), document.id]
        assert after["corpus_version"] != before["corpus_version"]
        for answer in (http.post("/v1/ask", json={"question": QUESTION}).json(), anyio.run(asked)):
            assert answer["citations"][0]["document"]["number"] == "DB4403/T 9991—2026"
            assert "41分米" in answer["citations"][0]["quote"]
        by_number = http.get(f"/v1/clauses/{quote('DB4403/T 9991—2026#2', safe='')}").json()
        assert by_number["clause"]["id"] == f"{document.id}#2"
        current.remove(document.id)
        assert http.get(f"/v1/clauses/{quote(document.id + '#2', safe='')}").status_code == 404
    server.close()


class TestInTheBrowser:
    pytestmark = MARKS

    def test_the_documentation_is_drawn_without_any_other_site(self, browser, url):
        with opened(browser, f"{url}docs") as page:
            expect(page.locator(".opblock-summary-path", has_text="/v1/ask")).to_be_visible()
            assert [each for each in page.asked_elsewhere if not each.startswith(url)] == []

    def test_an_open_page_does_not_keep_the_server_from_closing(self, browser, assistant, caplog):
        from assistant.ui.page import launch

        server, url = launch(assistant, "127.0.0.1", 0)
        with opened(browser, url) as page, caplog.at_level(logging.WARNING):
            page.get_by_role("button", name="新对话").click()
            server.close()
            with pytest.raises(httpx.ConnectError):
                httpx.get(url)
        assert [record.message for record in caplog.records] == []
