"""On the page: links that open an answer again, and the conversation as a file."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import parse_qs, urlsplit

import docx
import pytest
from browsing import MARKS, ask, opened, served
from playwright.sync_api import Page, expect

from assistant.current import Current
from assistant.domain import Status
from assistant.parsing.store import Particulars
from assistant.settings import load_settings

pytestmark = MARKS

RULES = """测试驿站管理规定
第一章 总则
第一条 为了测试驿站，制定本规定。
第二条 测试驿站的遮阳棚高度应当不小于三十七分米。
"""


@pytest.fixture(scope="module")
def home(settings, assistant, tmp_path_factory):
    """A home of its own, so that no other test's answers are kept here."""
    folder = tmp_path_factory.mktemp("keeping")
    shutil.copytree(settings.index, folder / "index")
    return load_settings(folder, environment={})


@pytest.fixture(scope="module")
def url(assistant, home):
    with served(replace(assistant, settings=home)) as url:
        yield url


def copied_link(page: Page) -> str:
    button = page.locator("[data-link]").last
    button.click()
    expect(button).to_have_text("已复制")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_link_opens_the_answer_in_a_fresh_tab(page, browser, url):
    ask(page, "公司有多少会员就得成立基层工会委员会？")
    link = copied_link(page)
    assert link.startswith(f"{url}?answer=")
    assert len(parse_qs(urlsplit(link).query)["answer"][0]) == 16
    with opened(browser, link) as other:
        expect(other.locator("#opened")).to_contain_text("的回答，条款按当时的文本显示。")
        expect(other.locator("#opened p")).to_have_count(1)
        expect(other.locator("#opened .changed")).to_have_count(0)
        expect(other.locator(".asked")).to_have_text("公司有多少会员就得成立基层工会委员会？")
        expect(other.locator(".statement").first).to_contain_text("二十五人以上")
        expect(other.locator("#cite-1 .clause mark")).to_contain_text("应当建立基层工会委员会")
        assert other.locator(".cited").inner_html() == page.locator(".cited").inner_html()
        assert copied_link(other) == link
        assert other.title() == page.title()


def test_a_conversation_goes_on_from_a_link(page, browser):
    ask(page, "心灵驿站要配什么设备？")
    with opened(browser, copied_link(page)) as other:
        expect(other.locator(".asked")).to_have_count(1)
        ask(other, "那颜色呢？")
        expect(other.locator("#cite-1 .address")).to_have_text("5.5.4")
        expect(other.locator("[data-link]")).to_have_count(2)
        other.locator("#clear").click()
        expect(other.locator(".asked")).to_have_count(0)
        expect(other.locator("#opened")).to_be_hidden()
        assert urlsplit(other.url).query == ""


def test_each_answer_has_its_link(page):
    ask(page, "工会法第十四条")
    expect(page.locator("[data-link]")).to_have_count(1)
    first = copied_link(page)
    ask(page, "工会法第十五条")
    expect(page.locator("[data-link]")).to_have_count(2)
    assert copied_link(page) != first
    ask(page, "   ")
    expect(page.locator(".message")).to_be_visible()
    expect(page.locator("[data-link]")).to_have_count(2)


def test_an_answer_from_a_removed_text_shows_it_still(browser, url, assistant, home, tmp_path):
    from assistant.ui.page import launch

    path = tmp_path / "规定.txt"
    path.write_text(RULES, encoding="utf-8")
    current = Current(replace(assistant, settings=home))
    added = current.add(path, Particulars(status=Status.IN_FORCE, title="测试驿站管理规定"))
    kept = current.assistant.keep("对话", current.ask("测试驿站管理规定第二条"))
    current.remove(added.documents[0].document.id)
    server, elsewhere = launch(current.assistant, "127.0.0.1", 0)
    with opened(browser, f"{elsewhere}?answer={kept.id}") as page:
        expect(page.locator("#opened .changed")).to_contain_text("《测试驿站管理规定》现在没有收录")
        expect(page.locator("#cite-1 .clause mark")).to_contain_text("不小于三十七分米")
        expect(page.locator("#cite-1 .badge")).to_have_text("现行有效")
    server.close()


@pytest.mark.parametrize("answer_id", ["missing", "%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D'hacked'%22%3E"])
def test_an_unknown_link_is_a_plain_sentence(browser, url, answer_id):
    with opened(browser, f"{url}?answer={answer_id}") as page:
        expect(page.locator("#opened .message")).to_contain_text("没有找到编号为")
        expect(page.locator(".welcome").first).to_be_visible()
        expect(page.locator("#opened img")).to_have_count(0)
        assert "hacked" not in page.title()
        ask(page, "工会法第十四条")
        expect(page.locator("#cite-1 .address")).to_have_text("第十四条")


def test_nothing_is_offered_for_export_while_nothing_is_asked(page):
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#export-word")).to_be_hidden()
    ask(page, "工会法第十四条")
    expect(page.locator("#export-word")).to_be_visible()
    page.locator("#clear").click()
    expect(page.locator("#export-word")).to_be_hidden()
    expect(page.locator("#export-markdown")).to_be_hidden()


def test_a_conversation_is_downloaded_as_markdown_and_for_word(page, tmp_path):
    before = left_behind()
    ask(page, "工会法第十四条")
    expect(page.locator("#export-markdown")).to_be_visible()
    ask(page, "心灵驿站要配什么设备？")
    expect(page.locator("[data-link]")).to_have_count(2)
    text = downloaded(page, "markdown", tmp_path).read_text(encoding="utf-8")
    assert "## 1. 工会法第十四条\n" in text
    assert "## 2. 心灵驿站要配什么设备？\n" in text
    assert "\\[1\\] 《中华人民共和国工会法》第十四条 【现行有效】" in text
    document = docx.Document(downloaded(page, "word", tmp_path))
    assert left_behind() == before
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings == ["1. 工会法第十四条", "2. 心灵驿站要配什么设备？", "参考文献"]


def left_behind() -> set[Path]:
    """Exported conversations in the folders that pages keep uploads and downloads in."""
    return {path for folder in Path(gettempdir()).glob("*") for path in folder.glob("*/问答记录*")}


def downloaded(page: Page, kind: str, folder):
    with page.expect_download() as started:
        page.locator(f"#export-{kind}").click()
    name = started.value.suggested_filename
    assert name.startswith("问答记录-2")
    assert name.endswith({"markdown": ".md", "word": ".docx"}[kind])
    started.value.save_as(folder / name)
    return folder / name


def test_a_narrow_window_has_room_for_all_buttons(page):
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, "工会法第十四条")
    expect(page.locator("#export-word")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
