"""How long until the first words of an answer are on the page: `make bench`.

Measured in headless Chromium from the key press to the first statement that is painted, over the questions below.
"""

import statistics
import sys

from browsing import FLAGS
from playwright.sync_api import sync_playwright

from assistant.service import Assistant
from assistant.ui.page import EXAMPLES, launch

QUESTIONS = [question for _, questions in EXAMPLES for question in questions] + [
    "心灵驿站怎么布置",
    "试用期最长几个月",
    "工会主席的任期",
    "加班工资怎么算",
    "今天深圳天气怎么样",
    "职工书屋的要求",
    "劳动合同法第四十六条",
    "女职工产假多少天",
    "没签合同要赔多少",
    "灭火器多久检查一次",
]
FIRST_WORDS = """(count) => new Promise((resolve) => {
  const started = performance.now();
  const seen = () => {
    const said = document.querySelectorAll("#conversation .said");
    const last = said[said.length - 1];
    return said.length === count && last.querySelector(".statement, .note, .rows");
  };
  const painted = () => resolve(performance.now() - started);
  const look = () => requestAnimationFrame(seen() ? painted : look);
  const box = document.querySelector("#question textarea");
  box.dispatchEvent(new KeyboardEvent("keypress", {key: "Enter", bubbles: true}));
  box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
  look();
})"""


def main() -> None:
    """Print the median and the slowest in milliseconds."""
    server, url = launch(Assistant.open(), "127.0.0.1", 0)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url)
        spent = []
        for count, question in enumerate(QUESTIONS, 1):
            page.locator("#question textarea").fill(question)
            spent.append(page.evaluate(FIRST_WORDS, count))
        browser.close()
    server.close()
    median = statistics.median(spent)
    sys.stdout.write(f"first words on the page: median {median:.0f} ms, slowest {max(spent):.0f} ms\n")


if __name__ == "__main__":
    main()
