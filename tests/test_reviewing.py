"""The review of a file without a browser: its clauses beside its source, the form, and what is taken in."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.current import Current
from assistant.domain import (
    Clause,
    Corpus,
    CrossReference,
    Document,
    Emendation,
    Family,
    Kind,
    Obligation,
    ParsedDocument,
    SetAside,
    Status,
)
from assistant.errors import IndexStateError, SourceError, UsageError
from assistant.parsing.holdings import Added, load_added
from assistant.parsing.store import Particulars
from assistant.settings import load_settings
from assistant.ui import reviewing
from assistant.ui.form import Form, hints, particulars
from assistant.ui.submission import LEAF, Submission, reread, submit

STANDARD = """# 测试规范

## 1 范围

适用于测试。

## 2 要求

### 2.1 面积

面积应不小于10平方米，见2.2。

### 2.2 照度

甲。

### 2.3 色彩

乙。
"""
EVIL = """<script>alert(1)</script>"><img src=x onerror="alert(1)"> {{value}} ${value} & 其他"""
ALLOWED = {
    *("div", "p", "span", "button", "ul", "li", "strong", "mark", "img", "br", "details", "summary", "h2"),
}


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text += data


def document(title="《甲规范》", **given) -> Document:
    fields = {"id": "added-1", "family": Family.STANDARD, "status": Status.IN_FORCE, "sha256": "1"}
    return Document(title=title, **{**fields, **given})


def clause(address, text="", *, start=0, end=0, **given) -> Clause:
    fields = {
        "kind": Kind.CLAUSE,
        "label": address,
        "title": "",
        "heading_path": (),
        "obligation": Obligation.STATEMENT,
    }
    return Clause("added-1", address, text=text, start=start, end=end, **{**fields, **given})


def submission(*clauses, source="", name="甲.txt", pages=0, **given) -> Submission:
    parsed = ParsedDocument(document(**given.pop("document", {})), source, clauses, **given)
    return Submission(Path(name), (parsed,), pages=pages)


def numbers(html: str, choose: str) -> list[str]:
    return re.findall(rf'data-choose="{choose}" data-number="([^"]*)"', html)


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


# The tree


def test_the_tree_nests_as_the_clauses_do():
    html = reviewing.tree(
        submission(
            clause("5", kind=Kind.SECTION, title="空间"),
            clause("5.1", "应设。", parent="5", obligation=Obligation.REQUIREMENT, page=3, is_ocr=True),
            clause("5.1 a)", "甲；", parent="5.1", kind=Kind.ITEM),
            clause("6", "乙。", references=(CrossReference("表1", "表1"), CrossReference("GB/T 1", None, "GB/T 1"))),
        )
    )
    assert numbers(html, "clause") == ["0", "1", "2", "3"]
    assert re.sub(r"<(?!/?(?:ul|li)\b)[^>]*>|[^<>]+(?=<)", "", html) == (
        "<ul><li><ul><li><ul><li></li></ul></li></ul></li><li></li></ul>"
    )
    text = " ".join(Tags(html).text.split())
    assert "5 空间 节" in text
    assert "5.1 应设。 条款 要求 第 3 页 OCR 识别文字" in text
    assert "→ 表1 → GB/T 1" in text


def test_a_long_clause_begins_in_the_tree():
    assert "字" * reviewing.START + "…<" in reviewing.tree(submission(clause("1", "字" * 100)))


def test_a_file_without_clauses_says_so():
    assert "没有认出条款" in reviewing.tree(submission())
    assert "没有认出可以引用的条款" in reviewing.notes(submission())
    assert "没有可以显示的原文" in reviewing.source(submission(), 0, None)


def test_the_clauses_of_several_documents_are_numbered_through():
    one, other = submission(clause("1"), clause("2")), submission(clause("1"))
    both = replace(one, documents=one.documents + other.documents)
    assert numbers(reviewing.tree(both), "clause") == ["0", "1", "2"]


# The source


def test_the_chosen_clause_is_marked_in_the_untouched_source():
    shown = submission(
        clause("1", "甲", start=2, end=6), source="头\n1 甲<乙\n第1页", set_aside=(SetAside("footer", 8, 11),)
    )
    html = reviewing.source(shown, 0, 0)
    assert "头\n<mark>1 甲&lt;</mark>乙" in html
    assert '<span class="aside" title="不属于正文：页脚">第1页</span>' in html
    assert "<mark>" not in reviewing.source(shown, 0, None)


def test_what_is_set_aside_within_a_clause_is_marked_and_greyed():
    shown = submission(
        clause("1", "甲乙", start=0, end=6), source="甲\n9\n乙丙", set_aside=(SetAside("page number", 2, 3),)
    )
    html = reviewing.source(shown, 0, 0)
    assert (
        '<mark>甲\n</mark><mark><span class="aside" title="不属于正文：页码">9</span></mark><mark>\n乙丙</mark>' in html
    )


@given(st.text(alphabet="甲乙\n", max_size=60), st.integers(1, 9))
def test_the_leaves_hold_the_whole_source(line, times):
    source = (line + "字" * 997) * times
    leaves = submission(source=source).leaves()
    assert "".join(source[leaf.start : leaf.end] for leaf in leaves) == source
    assert all(0 < leaf.end - leaf.start <= LEAF for leaf in leaves)


def test_a_long_source_is_leafed_through_and_a_clause_found_on_its_leaf():
    source = "甲\n" * LEAF
    shown = submission(clause("9", "甲", start=LEAF + 10, end=LEAF + 11), source=source)
    assert [(leaf.start, leaf.end) for leaf in shown.leaves()] == [(0, LEAF), (LEAF, 2 * LEAF)]
    assert shown.leaf_of(0) == 1
    html = reviewing.source(shown, 1, 0)
    assert numbers(html, "leaf") == ["0", "2"]
    assert "原文第 2 段，共 2 段" in html
    assert '"2" disabled>下一段' in html


def test_a_page_is_shown_as_its_picture():
    shown = submission(clause("1", "甲", page=2), clause("2", "乙"), source="甲", pages=3)
    assert (shown.leaf_of(0), shown.leaf_of(1)) == (1, None)
    html = reviewing.source(shown, 1, 0, b"jpeg")
    assert 'src="data:image/jpeg;base64,anBlZw=="' in html
    assert "原文第 2 页，共 3 页" in html
    assert "这一页无法显示" in reviewing.source(shown, 1, 0, None)


def test_a_reference_within_the_file_can_be_followed():
    inside, outside = CrossReference("见2", "2"), CrossReference("见GB/T 1第2章", "2", "GB/T 1")
    shown = submission(clause("1", "甲", references=(inside, outside)), clause("2", "乙"), source="甲乙")
    html = reviewing.source(shown, 0, 0)
    assert numbers(html, "clause") == ["1"]
    assert 'title="GB/T 1 2"' in html


# What to know


def test_the_notes_tell_what_is_in_doubt():
    shown = submission(
        clause("1", "甲"),
        source="甲\n— 3 —\n乙",
        warnings=("5.5之后是5.7。",),
        set_aside=(SetAside("page number", 2, 7),),
        emendations=(Emendation("??梢", "可", "原文乱码", 0),),
    )
    text = Tags(reviewing.notes(replace(shown, is_held=True))).text
    assert "甲.txt：读作《甲规范》，可引用的条款 1 条。" in text
    assert "已经收录过" in text
    assert "5.5之后是5.7。" in text
    assert "“??梢”改为“可”。原文乱码。" in text
    assert "不属于正文：页码 1 处页码：— 3 —" in text


def test_only_added_texts_can_be_removed(corpus):
    added = replace(corpus.documents[0], document=document(number="DB1/T 2—2026"))
    html = reviewing.held(Corpus((*corpus.documents, added)))
    assert numbers(html, "remove") == ["added-1"]
    assert "《甲规范》 DB1/T 2—2026 现行有效" in Tags(html).text
    assert "还没有添加过文件" in reviewing.held(corpus)


def test_what_was_done_is_told_in_sentences():
    parsed = submission(clause("1", "甲")).documents
    added = Added(Path("甲.txt"), parsed, replaced=(document("《旧》"),), editions=(document("《另》"),))
    assert reviewing.taken_in(added, 9) == [
        "已收录：《甲规范》，可引用的条款 1 条。索引现在共 9 条，可以提问了。",
        "已替换旧版本：《旧》。",
        "同时保留着另一版本：《另》。",
    ]


@given(st.text(max_size=40) | st.just(EVIL))
def test_a_document_is_shown_as_text(text):
    name = text.replace("/", "").replace("\0", "") or "甲"
    reference = CrossReference(text, text, text)
    shown = submission(
        clause(text, text, title=text, heading_path=(text,), end=len(text), references=(reference,)),
        source=text,
        name=name,
        document={"title": text, "number": text, "id": text},
        warnings=(text,),
        set_aside=(SetAside(text, 0, len(text)),),
        emendations=(Emendation(text, text, text, 0),),
    )
    held = replace(shown.documents[0], document=document(text, id="added-" + text, number=text))
    pages = [
        *(reviewing.tree(shown), reviewing.source(shown, 0, 0), reviewing.notes(shown), reviewing.message([text])),
        *(reviewing.editions((held.document,)), reviewing.held(Corpus((held,)))),
    ]
    for page in map(Tags, pages):
        assert set(page.tags) <= ALLOWED
        assert not [name for name in page.attributes if name.startswith("on")]


def test_what_a_document_says_is_what_is_shown():
    page = Tags(reviewing.source(submission(clause("1", EVIL, end=4), source=EVIL), 0, 0))
    assert page.text.count(EVIL) == 2


# Reading for review


def test_a_file_is_read_and_nothing_is_kept(tmp_path, corpus):
    found = submit(write(tmp_path, "规范.md", STANDARD), corpus)
    assert {"1", "2", "2.1", "2.2", "2.3"} <= {each.address for _, each in found.clauses}
    assert (found.pages, found.is_held, found.is_one) == (0, False, True)
    assert found.documents[0].unsure == ("status", "number")


def test_another_family_reads_the_file_anew(tmp_path, corpus):
    found = submit(write(tmp_path, "规范.md", STANDARD), corpus)
    again = reread(found, Family.LAW)
    assert again.documents[0].document.family is Family.LAW
    assert again.said == Particulars(family=Family.LAW)
    assert "2.1" not in {each.address for _, each in again.clauses}


def test_a_text_that_ships_is_not_taken_again(settings, corpus):
    shipped = {parsed.document.sha256 for parsed in corpus.documents}
    files = [path for path in settings.corpus.rglob("*") if path.is_file()]
    path = next(path for path in files if sha256(path.read_bytes()).hexdigest() in shipped)
    with pytest.raises(SourceError, match=r"随程序附带.*不用再添加"):
        submit(path, corpus)


def test_a_held_file_is_shown_as_it_is_held(tmp_path, corpus):
    path = write(tmp_path, "规范.md", STANDARD)
    parsed = submit(path, corpus).documents[0]
    right = replace(parsed, document=replace(parsed.document, title="《改过的》", status=Status.DRAFT), unsure=())
    held = submit(path, Corpus((*corpus.documents, right)))
    assert held.is_held
    assert held.documents == (right,)
    assert reread(held, Family.HANDBOOK).documents[0].document.title == "《改过的》"


def test_other_editions_are_found_by_what_the_form_says(tmp_path, corpus):
    found = submit(write(tmp_path, "规范.md", STANDARD), corpus)
    old = document("《旧规范》", id="added-2", number="DB4403/T 9999—2020")
    assert found.editions(Particulars(), (old,)) == ()
    assert found.editions(Particulars(number="DB4403/T 9999—2026"), (old,)) == (old,)


# The form


def test_a_guessed_status_is_left_to_be_chosen():
    guessed = document(number="DB1", issued=date(2026, 1, 5))
    form = Form.of(guessed, ("status",))
    assert form == Form("《甲规范》", "DB1", "", "2026-01-05", "", "standard", None)
    assert hints(guessed, ("status",)) == {"status": "请选择：文件没有写明，推测是“现行有效”。"}
    with pytest.raises(UsageError, match="状态还没有选"):
        particulars(form, guessed, ("status",))


def test_only_what_was_changed_or_unsure_is_said():
    read = document(number="DB1", issued=date(2026, 1, 5))
    form = Form.of(read, ())
    assert particulars(form, read, ()).said() == {}
    confirmed = particulars(form, read, ("title", "issuer", "status"))
    assert confirmed.said() == {"title": "《甲规范》", "status": Status.IN_FORCE}
    changed = replace(form, number="DB2", effective="2026年2月1日", family="law")
    assert particulars(changed, read, ()).said() == {
        "number": "DB2",
        "effective": date(2026, 2, 1),
        "family": Family.LAW,
    }


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " 《》", "题名是空的"),
        ("number", "", "编号不能清空：文件里写的是“DB1”"),
        ("issued", "2026-02-30", "发布日期“2026-02-30”不是有效的日期"),
        ("effective", "明年", "施行日期“明年”不是有效的日期"),
        ("status", "<b>", "状态还没有选"),
        ("family", None, "类别还没有选"),
    ],
)
def test_a_wrong_field_is_a_sentence(field, value, sentence):
    read = document(number="DB1")
    with pytest.raises(UsageError, match=re.escape(sentence)):
        particulars(replace(Form.of(read, ()), **{field: value}), read, ())


def test_what_a_person_wrote_outlasts_another_reading():
    before, now = Form("甲", "1", family="law"), Form("乙", "2", family="standard", status="draft")
    given = replace(before, number="3", family="standard")
    assert given.carried(before, now) == Form("乙", "3", family="standard", status="draft")


# Taking in


@dataclass
class Answering:
    """Stands in for an Assistant whose index can be brought in step, or not."""

    settings: object
    corpus: Corpus
    fails: bool = False
    refreshed_with: int = 0

    def refreshed(self, _progress):
        if self.fails:
            raise IndexStateError("磁盘已满。", "请清理后再试。")
        added = load_added(self.settings.documents)
        return replace(self, corpus=Corpus(added), refreshed_with=len(added))


@pytest.fixture
def home(tmp_path):
    return load_settings(tmp_path / "home", environment={})


def test_texts_change_for_everyone_and_can_be_taken_back(home, tmp_path):
    current = Current(Answering(home, Corpus(())))
    first = current.assistant
    path = write(tmp_path, "规范.md", STANDARD)
    added = current.add(path, Particulars(status=Status.DRAFT))
    assert current.documents == (added.documents[0].document,)
    assert first.corpus.documents == ()
    current.remove(added.documents[0].document.id)
    assert current.documents == ()
    with pytest.raises(SourceError, match="没有找到可以移除的文本"):
        current.remove(added.documents[0].document.id)


def test_only_the_editions_that_were_shown_are_replaced(home, tmp_path):
    current = Current(Answering(home, Corpus(())))
    said = Particulars(number="DB1/T 1—2020")
    old = current.add(write(tmp_path, "旧.md", STANDARD), said).documents[0].document
    other = current.add(write(tmp_path, "另.md", STANDARD + "丙。"), said)
    assert other.editions == (old,)
    new = current.add(write(tmp_path, "新.md", STANDARD + "丁。"), said, replaced=(old,))
    assert new.replaced == (old,)
    assert old.id not in {each.id for each in current.documents}
    assert len(current.documents) == 2


def test_a_file_that_cannot_be_indexed_is_not_kept(home, tmp_path):
    current = Current(Answering(home, Corpus(()), fails=True))
    with pytest.raises(IndexStateError):
        current.add(write(tmp_path, "规范.md", STANDARD), Particulars())
    assert load_added(home.documents) == ()


def test_ready_cut_clauses_are_one_file_of_many_documents(tmp_path, corpus):
    lines = [{"document": f"《{name}法》", "address": "第一条", "text": "应当测试。"} for name in "甲乙丙丁"]
    path = write(tmp_path, "法.jsonl", "\n".join(json.dumps(line) for line in lines))
    found = submit(path, corpus)
    assert (len(found.documents), found.is_one) == (4, False)
    assert "读作《甲法》、《乙法》、《丙法》等 4 份" in Tags(reviewing.notes(found)).text
    assert found.editions(Particulars(title="《工会法》"), ()) == ()
