"""Takes the README's picture of the page: `make screenshot`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from assistant.service import Assistant
from assistant.ui.page import launch

TARGET = Path(__file__).resolve().parent.parent / "assistant" / "ui" / "screenshot.png"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

server, url = launch(Assistant.open(), "127.0.0.1", 0)
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
    window = browser.new_page(viewport={"width": 1280, "height": 900})
    window.goto(url)
    window.locator("#question textarea").fill("公司有多少会员就得成立基层工会委员会？")
    window.locator("#question textarea").press("Enter")
    window.locator("#cite-1").wait_for()
    window.locator("button.mark").first.click()
    window.screenshot(path=TARGET)
    browser.close()
server.close()
