"""Copying a citation from the page in the form that is chosen beside the button."""

from browsing import MARKS, ask
from playwright.sync_api import expect

pytestmark = MARKS


def test_a_reference_can_be_copied_in_the_form_that_is_chosen(page):
    ask(page, "手册5.7.2")
    copy, form = page.locator("#cite-1 .copy"), page.locator("#cite-1 select.copied")
    expect(form.locator("option")).to_have_text(["原文和出处", "GB/T 7714—2025", "GB/T 7714—2015", "BibTeX"])
    begins = {
        "GB/T 7714—2025": "本项目编写. 功能区配置参考手册[Z]. 5.7.2.（参考资料，非标准条文）",
        "BibTeX": "@misc{zone-handbook-5-7-2,\n",
        "原文和出处": "“",
    }
    for label, begin in begins.items():
        form.select_option(label=label)
        expect(copy).to_have_text("复制引文")
        copy.click()
        expect(copy).to_have_text("已复制")
        assert page.evaluate("navigator.clipboard.readText()").startswith(begin)
