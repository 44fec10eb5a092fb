"""The chat model is tried, kept and left on the page; its key stays on this side."""

import stat
from dataclasses import replace

import pytest
from browsing import MARKS, ask, served
from making.chat_server import ChatServer, chat_server, saying
from playwright.sync_api import Page, expect

from assistant.settings import load_settings

pytestmark = MARKS

KEY = "sk-99aa-not-for-eyes"
QUESTION = "公司有多少会员就得成立基层工会委员会？"
WORDED = "有会员二十五人以上的，应当建立基层工会委员会[{用人单位有会员二十五人以上的}]。"
FILE = "# mine\n[answer]\nmax_clauses = 2 # two\n\n[model]\nfirst_words_seconds = 5.0\n"


@pytest.fixture
def chat():
    with chat_server() as chat:
        yield chat


@pytest.fixture
def home(tmp_path):
    (tmp_path / "settings.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def host() -> str:
    return "127.0.0.1"


@pytest.fixture
def url(assistant, home, host):
    settings = load_settings(home, environment={})
    with served(replace(assistant, settings=settings), host) as url:
        yield url.replace("0.0.0.0", "127.0.0.1")


@pytest.fixture
def page(page):
    page.get_by_role("tab", name="对话模型").click()
    return page


def fill(page: Page, chat: ChatServer, key: str = KEY) -> None:
    page.locator("#model-url textarea, #model-url input").fill(chat.url)
    page.locator("#model-name textarea, #model-name input").fill("m")
    page.locator("#model-key input").fill(key)


def test_a_model_is_tried_kept_used_and_left(page, chat, home):
    told = page.locator("#model-told")
    fill(page, chat)
    chat.reply = lambda asked: saying("我是<b>测试</b>模型。")
    page.get_by_role("button", name="试一试").click()
    expect(told).to_contain_text("模型说：我是<b>测试</b>模型。")
    assert "base_url" not in (home / "settings.toml").read_text(encoding="utf-8")

    page.get_by_role("button", name="保存").click()
    expect(told).to_contain_text("已保存。现在用 m 组织回答")
    expect(page.locator("#model-key input")).to_have_value("")
    expect(page.locator("#model-key input")).to_have_attribute("placeholder", "已设置")
    file = home / "settings.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="utf-8").startswith(FILE)
    kept = load_settings(home, environment={})
    assert (kept.model.base_url, kept.model.name, kept.model.key.get_secret_value()) == (chat.url, "m", KEY)
    assert (kept.model.first_words_seconds, kept.answer.max_clauses) == (5, 2)

    chat.says(WORDED)
    page.get_by_role("tab", name="提问").click()
    ask(page, QUESTION)
    expect(page.locator(".statement").first).to_contain_text("有会员二十五人以上的，应当建立基层工会委员会。")
    assert chat.asked[-1].key == f"Bearer {KEY}"

    page.reload()
    page.get_by_role("tab", name="对话模型").click()
    expect(page.locator("#model-key input")).to_have_attribute("placeholder", "已设置")
    page.get_by_role("button", name="不用模型").click()
    expect(told).to_contain_text("直接引用条款原文")
    assert KEY not in file.read_text(encoding="utf-8")
    assert not load_settings(home, environment={}).model.is_set
    before = len(chat.asked)
    page.get_by_role("tab", name="提问").click()
    ask(page, QUESTION)
    expect(page.locator(".statement").first).to_contain_text("用人单位有会员二十五人以上的")
    assert len(chat.asked) == before


def test_the_key_is_not_sent_to_the_page_nor_to_another_endpoint(page, chat):
    fill(page, chat)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#model-told")).to_contain_text("已保存")
    page.reload()
    page.get_by_role("tab", name="对话模型").click()
    expect(page.locator("#model-url textarea, #model-url input")).to_have_value(chat.url)
    assert KEY not in page.content()
    config = page.request.get(f"{page.url}config").text()
    assert "model-key" in config
    assert KEY not in config
    assert KEY not in page.evaluate("JSON.stringify([...document.querySelectorAll('input')].map(each => each.value))")
    with chat_server() as other:
        other.reply = lambda asked: saying("你好。")
        fill(page, other, key="")
        page.get_by_role("button", name="试一试").click()
        expect(page.locator("#model-told")).to_contain_text("你好")
        assert KEY not in other.asked[0].key


def test_what_is_wrong_is_said(page, chat):
    told = page.locator("#model-told")
    page.get_by_role("button", name="试一试").click()
    expect(told).to_contain_text("还没有填写接口地址")
    fill(page, chat)
    chat.status = 401
    page.get_by_role("button", name="试一试").click()
    expect(told).to_contain_text("密钥被拒绝")
    page.get_by_role("button", name="保存").click()
    expect(told).to_contain_text("已保存，但是试了一下不能用")
    expect(told).to_contain_text("仍直接引用条款原文")
    page.locator("#model-key input").fill(KEY)
    page.locator("#model-url textarea, #model-url input").fill("ftp://example.org")
    page.get_by_role("button", name="保存").click()
    expect(told).to_contain_text("应是 http:// 或 https:// 开头的地址")


@pytest.mark.parametrize("host", ["0.0.0.0"])
def test_a_page_that_others_reach_offers_no_setting(page):
    expect(page.locator("#model-not-here")).to_contain_text("settings.toml")
    expect(page.locator("#model-key")).to_have_count(0)


def test_a_file_that_cannot_be_understood_is_left_alone(home):
    from assistant.errors import SettingsError
    from assistant.settings import ModelSettings
    from assistant.ui.settings_file import keep_model

    (home / "settings.toml").write_text("[model\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="没有写成"):
        keep_model(home, ModelSettings(base_url="http://127.0.0.1/v1", name="m", key=KEY))
    assert (home / "settings.toml").read_text(encoding="utf-8") == "[model\n"
    assert [each.name for each in home.iterdir()] == ["settings.toml"]
