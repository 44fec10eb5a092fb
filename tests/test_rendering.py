"""The page's HTML without a browser: everything escaped, the quote marked, the standing shown."""

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Corpus
from assistant.ui.rendering import EARLIER, Exchange, citations, conversation, heading, marked

ALLOWED = {
    "div",
    "p",
    "span",
    "button",
    "article",
    "header",
    "strong",
    "mark",
    "br",
    "details",
    "summary",
    "dl",
    "dt",
    "dd",
}


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text.append(data)


@given(
    st.text(max_size=60) | st.sampled_from(['<img src=x onerror="alert(1)">', "</div><script>", '" onclick="x', "&lt;"])
)
def test_a_question_is_shown_as_text(question):
    html = conversation([Exchange(question, message=question)])
    page = Tags(html)
    assert set(page.tags) <= ALLOWED
    assert not [name for name in page.attributes if name.startswith("on")]


def test_what_a_question_says_is_what_is_shown():
    page = Tags(conversation([Exchange('<b>"工会"</b> & 其他')]))
    assert '<b>"工会"</b> & 其他' in "".join(page.text)


def test_the_heading_says_whether_the_guideline_is_held(corpus):
    assert "没有公开的可用文本" in heading(corpus)
    handbook = corpus.parsed("zone-handbook")
    added = replace(handbook, document=replace(handbook.document, id="g", title="《职工服务中心建设指引》"))
    assert heading(Corpus((*corpus.documents, added))).endswith("<p>收录 21 份文本。</p>")


def test_the_quote_is_marked_once():
    assert marked("甲<乙>丙", "<乙>") == "甲<mark>&lt;乙&gt;</mark>丙"
    assert marked("甲\n乙\n丙", "甲\n乙") == "<mark>甲<br>乙</mark><br>丙"
    assert marked("甲", "乙") == "甲"


def test_a_cited_part_is_shown_in_its_whole_article(assistant):
    answer = assistant.ask("公司有多少会员就得成立基层工会委员会？")
    html = citations([Exchange(answer.question, answer, assistant.corpus)])
    assert "第十一条第一款" in html
    assert "全国建立统一的中华全国总工会" in html
    assert "<mark>用人单位有会员二十五人以上的" in html
    assert "现行有效" in html
    assert "前后条款" in html


def test_a_mended_place_and_the_original_are_shown(assistant):
    html = citations([Exchange("", assistant.ask("编制说明一、（二）2."), assistant.corpus)])
    assert "校改" in html
    assert "??梢?" in html
    assert "來源" not in html
    assert "服務(wù)" in html


def test_a_refusal_looks_like_one(assistant):
    html = conversation([Exchange("天气", answer=assistant.ask("今天深圳天气怎么样？"))])
    assert "note refusal" in html
    assert "所藏文本没有回答这个问题" in html


def test_the_clauses_of_an_earlier_answer_can_be_shown(assistant):
    asked = ("工会法第十四条", "工会法第十八条<b>")
    talk = [Exchange(question, assistant.ask(question), assistant.corpus) for question in asked]
    newest, earlier = citations(talk), citations(talk, 0, found=1)
    assert 'data-exchange="1"' in newest
    assert "罢免工会主席" in newest
    assert EARLIER not in newest
    assert 'data-exchange="0"' in earlier
    assert f"{EARLIER}工会法第十四条" in earlier
    assert 'class="card found" id="cite-1"' in earlier
    assert "罢免工会主席" not in earlier
    assert "<b>" not in citations([*talk, *talk], 1)
