"""Adding a file on the page: read, checked beside its source, taken in, asked about, removed again."""

import shutil
from dataclasses import replace

import pytest
from browsing import MARKS, ask, served
from making import fonts_are_installed, make_docx, make_pdf
from playwright.sync_api import Page, expect
from samples import load

from assistant.parsing.holdings import load_added
from assistant.settings import load_settings

pytestmark = MARKS

STANDARD = """DB4403/T 9990—2026
测试驿站配置规范

1 范围

本文件适用于测试驿站。

2 要求

2.1 遮阳棚

测试驿站的遮阳棚高度应不小于37分米。

2.2 指示牌

指示牌宜符合2.1的规定。
"""
EVIL = "<img src=x onerror=\"document.title='hacked'\"> {{constructor}} ${document.title='hacked'}"


@pytest.fixture
def home(settings, assistant, tmp_path):
    """A home of its own, with the built index, so that no other test meets what is added here."""
    shutil.copytree(settings.index, tmp_path / "home" / "index")
    return load_settings(tmp_path / "home", environment={})


@pytest.fixture
def url(assistant, home):
    with served(replace(assistant, settings=home)) as url:
        yield url


@pytest.fixture
def page(page):
    page.get_by_role("tab", name="添加文件").click()
    return page


def upload(page: Page, path) -> None:
    page.locator("#upload input[type=file]").set_input_files(path)


def write(folder, name: str, content: str):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def take_in(page: Page, status: str = "现行有效") -> None:
    page.locator("#field-status").get_by_label(status).check()
    page.get_by_label("以上信息已核对").check()
    page.get_by_role("button", name="收录").click()
    expect(page.locator("#told")).to_contain_text("已收录")


def test_a_file_is_checked_taken_in_asked_about_and_removed(page, tmp_path, home):
    upload(page, write(tmp_path, "规范.txt", STANDARD))
    page.locator(".tree .entry", has_text="2.1 遮阳棚").click()
    expect(page.locator(".leaf mark")).to_contain_text("遮阳棚高度应不小于37分米")
    expect(page.locator(".chosen .address")).to_have_text("2.1")
    expect(page.locator(".chosen")).to_contain_text("要求")
    expect(page.get_by_label("编号")).to_have_value("DB4403/T 9990—2026")
    assert load_added(home.documents) == ()

    expect(page.locator("#field-status")).to_contain_text("请选择：文件没有写明")
    expect(page.locator("#field-status input:checked")).to_have_count(0)
    expect(page.get_by_role("button", name="收录")).to_be_disabled()
    page.get_by_label("以上信息已核对").check()
    page.get_by_role("button", name="收录").click()
    expect(page.locator("#told .message")).to_contain_text("状态还没有选")
    take_in(page, "送审稿（未生效）")
    expect(page.locator("#heading")).to_contain_text("收录 21 份文本")

    page.get_by_role("tab", name="提问").click()
    ask(page, "测试驿站的遮阳棚高度不小于多少？")
    expect(page.locator("#cite-1 .address")).to_have_text("2.1")
    expect(page.locator("#cite-1 .badge")).to_have_text("送审稿（未生效）")
    expect(page.locator("#cite-1 mark")).to_contain_text("37分米")

    page.get_by_role("tab", name="添加文件").click()
    page.get_by_role("button", name="移除").click()
    page.get_by_role("button", name="确定移除？").click()
    expect(page.locator("#told")).to_contain_text("已移除《测试驿站配置规范》")
    expect(page.locator("#held")).to_contain_text("还没有添加过文件")
    expect(page.locator("#heading")).to_contain_text("收录 20 份文本")
    assert load_added(home.documents) == ()
    assert page.asked_elsewhere == []


def test_a_bad_file_is_one_sentence_and_another_can_follow(page, tmp_path):
    upload(page, write(tmp_path, "坏<b>.pdf", "\0" * 50))
    expect(page.locator("#told .message")).to_contain_text(".pdf")
    expect(page.locator("#told p")).to_have_count(1)
    expect(page.locator("#review")).to_have_count(0)
    upload(page, write(tmp_path, "规范.txt", STANDARD))
    expect(page.locator(".tree .entry", has_text="2.2 指示牌")).to_be_visible()
    expect(page.locator("#told")).to_have_text("")


def test_a_later_edition_takes_the_place_of_the_one_held(page, tmp_path, home):
    upload(page, write(tmp_path, "旧.txt", STANDARD))
    take_in(page)
    upload(page, write(tmp_path, "新.txt", STANDARD.replace("37", "38").replace("9990—2026", "9990—2027")))
    expect(page.locator("#editions")).to_contain_text("DB4403/T 9990—2026")
    page.locator("#field-number input, #field-number textarea").fill("DB4403/T 9990—2028")
    page.get_by_label("替换旧版本").check()
    take_in(page)
    expect(page.locator("#told")).to_contain_text("已替换旧版本")
    assert [parsed.document.number for parsed in load_added(home.documents)] == ["DB4403/T 9990—2028"]
    upload(page, write(tmp_path, "再新.txt", STANDARD.replace("37", "39")))
    expect(page.locator("#editions")).to_contain_text("DB4403/T 9990—2028")
    expect(page.get_by_label("替换旧版本")).not_to_be_checked()
    page.get_by_role("button", name="取消").click()
    upload(page, tmp_path / "新.txt")
    expect(page.locator(".notes").first).to_contain_text("已经收录过")
    page.get_by_role("button", name="取消").click()
    expect(page.locator("#upload")).to_be_visible()


@pytest.mark.skipif(not fonts_are_installed(), reason="Noto Sans CJK is not installed")
def test_a_page_is_shown_beside_its_clauses(page, tmp_path):
    make_pdf(load("short"), tmp_path / "短.pdf")
    upload(page, tmp_path / "短.pdf")
    page.locator(".tree .entry").last.click()
    expect(page.locator(".chosen .address")).to_be_visible()
    scan = page.locator("img.scan")
    expect(scan).to_be_visible()
    assert scan.evaluate("image => image.complete && image.naturalWidth") == pytest.approx(1400, abs=1)
    count = page.locator(".tree .entry").count()
    page.locator("#field-family").get_by_label("法律法规").check()
    expect(page.locator(".tree .entry")).not_to_have_count(count)


def test_markup_in_a_file_stays_text_and_a_narrow_window_does_not_scroll(page, tmp_path):
    page.set_viewport_size({"width": 390, "height": 844})
    make_docx(load("short"), tmp_path / "短.docx")
    upload(page, tmp_path / "短.docx")
    expect(page.locator(".tree .entry").first).to_be_visible()
    page.get_by_role("button", name="取消").click()
    upload(page, write(tmp_path, "标记.txt", STANDARD.replace("37", EVIL * 9).replace("指示牌\n", EVIL + "\n")))
    page.locator(".tree .entry", has_text="遮阳棚").click()
    expect(page.locator(".chosen .clause")).to_contain_text(EVIL)
    assert "hacked" not in page.title()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
