"""The page in headless Chromium, served by the real program with the real index."""

import pytest
from browsing import MARKS, ask
from playwright.sync_api import expect

pytestmark = MARKS


def test_a_question_is_answered_with_its_clause_beside_it(page):
    ask(page, "公司有多少会员就得成立基层工会委员会？")
    expect(page.locator(".statement").first).to_contain_text("二十五人以上")
    card = page.locator("#cite-1")
    expect(card).to_contain_text("《中华人民共和国工会法》")
    expect(card.locator(".address")).to_have_text("第十一条第一款")
    expect(card.locator(".badge")).to_have_text("现行有效")
    expect(card.locator(".clause mark")).to_contain_text("应当建立基层工会委员会")
    page.locator("button.mark").first.click()
    expect(card).to_have_class("card found")


def test_the_quote_can_be_copied_with_its_address(page):
    ask(page, "工会法第十四条")
    page.locator("#cite-1 .copy").click()
    expect(page.locator("#cite-1 .copy")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“职工二百人以上的企业")
    assert copied.endswith("（《中华人民共和国工会法》第十四条）")


def test_every_reader_finds_an_example(page):
    for reader in ("布置功能区", "新任主任", "写规划方案"):
        expect(page.get_by_text(reader, exact=True)).to_be_visible()
    page.get_by_role("button", name="爱心妈妈小屋要配哪些东西？").click()
    expect(page.locator(".asked")).to_have_text("爱心妈妈小屋要配哪些东西？")
    expect(page.locator("#cite-1 .badge")).to_have_text("参考资料，非标准条文")
    expect(page.locator(".note").first).to_contain_text("不是标准")


def test_what_is_not_covered_is_said(page):
    ask(page, "区级职工服务中心的面积最少要多少平方米？")
    expect(page.locator(".note.refusal")).to_contain_text("所藏文本没有回答这个问题")
    expect(page.locator(".cited")).to_contain_text("工作方案")


def test_a_conversation_goes_on_and_can_be_begun_anew(page):
    ask(page, "心灵驿站要配什么设备？")
    expect(page.locator("#cite-1 .address")).to_have_text("5.5.2")
    ask(page, "那颜色呢？")
    expect(page.locator("#cite-1 .address")).to_have_text("5.5.4")
    expect(page.locator(".searched").last).to_contain_text("心灵驿站 那颜色呢？")
    page.locator(".said").first.locator("button.mark").first.click()
    expect(page.locator("#cite-1 .address")).to_have_text("5.5.2")
    expect(page.locator("#cite-1")).to_have_class("card found")
    expect(page.locator(".whose")).to_have_text("前面的回答：心灵驿站要配什么设备？")
    page.locator(".said").last.locator("button.mark").first.click()
    expect(page.locator("#cite-1 .address")).to_have_text("5.5.4")
    expect(page.locator(".asked")).to_have_count(2)
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".asked")).to_have_count(0)


@pytest.mark.parametrize(
    "question", ["<img src=x onerror=\"document.title='hacked'\">", "<script>document.title='hacked'</script>"]
)
def test_markup_in_a_question_stays_text(page, question):
    ask(page, question)
    expect(page.locator(".asked p")).to_have_text(question)
    expect(page.locator(".note").first).to_be_visible()
    assert "hacked" not in page.title()


def test_what_is_typed_while_an_answer_comes_in_is_kept(page):
    ask(page, "爱心妈妈小屋要配哪些东西？")
    page.locator(".searching, .statement").first.wait_for()
    page.locator("#question textarea").fill("下一个问题")
    expect(page.locator(".statement").nth(20)).to_be_visible()
    expect(page.locator("#question textarea")).to_have_value("下一个问题")


def test_a_question_asked_while_an_answer_comes_in_waits_its_turn(page):
    ask(page, "爱心妈妈小屋要配哪些东西？")
    page.locator(".searching, .statement").first.wait_for()
    ask(page, "工会法第十四条")
    expect(page.locator("#cite-1 .address")).to_have_text("第十四条")
    expect(page.locator(".asked")).to_have_count(2)


def test_an_empty_question_is_a_message_not_an_error(page):
    ask(page, "   ")
    expect(page.locator(".message")).to_contain_text("问题是空的")


def test_a_narrow_window_needs_no_sideways_scrolling(page):
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, "爱心妈妈小屋要配哪些东西？")
    expect(page.locator("#cite-1")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_nothing_is_fetched_from_elsewhere(page):
    ask(page, "工会法第十四条")
    expect(page.locator("#cite-1")).to_be_visible()
    assert page.asked_elsewhere == []


def test_a_taken_port_is_said(assistant, url):
    from assistant.errors import UsageError
    from assistant.ui.page import launch

    with pytest.raises(UsageError, match="已被占用"):
        launch(assistant, "127.0.0.1", int(url.rstrip("/").rsplit(":", 1)[1]))
