"""Web pages: the article without the site, its tables, lists and encoding."""

import pytest

from assistant.errors import SourceError
from assistant.parsing.content import Content
from assistant.parsing.readers.web import read_html, read_mht

NAV = "<div class=nav><ul>" + "".join(f"<li><a href='#{i}'>栏目{i}</a></li>" for i in range(20)) + "</ul></div>"
SIDE = "<div class=side>" + "".join(f"<p><a href='#'>某市召开第{i}次会议部署工作</a></p>" for i in range(9)) + "</div>"
FOOT = "<div class=foot><p>主办单位：某市总工会 版权所有</p><p>粤ICP备00000001号</p></div>"
SENTENCE = "职工服务中心应当为职工提供便利的服务，并落实各项制度"


def read(body: str, head: str = "", encoding: str = "utf-8") -> Content:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding), "a.html")


def lines(content: Content) -> list[str]:
    return [line for line in content.chars.text.split("\n") if line.strip()]


def cells(content: Content) -> list[list[str]]:
    return [[content.source[start:end] for start, end in row] for row in content.tables[0].rows]


CLAUSES = [f"第{i}条　{SENTENCE}{i}。" for i in range(1, 121)]


@pytest.mark.parametrize(
    "article",
    [
        "<div>" + "".join(f"<p>{line}</p>" for line in CLAUSES) + "</div>",
        "<div>" + "<br>".join(CLAUSES) + "</div>",
        "<table><tr><td>" + "".join(f"<p>　　{line}</p>" for line in CLAUSES) + "</td></tr></table>",
        "<div><div>" + "".join(f"<div><span>{line}</span></div>" for line in CLAUSES) + "</div></div>",
    ],
    ids=["paragraphs", "breaks", "layout table", "divisions"],
)
def test_every_clause_and_nothing_of_the_site(article: str) -> None:
    content = read(NAV + SIDE + article + FOOT)
    assert [line.strip() for line in lines(content)] == CLAUSES
    assert {each.reason for each in content.set_aside} == {"site furniture"}
    assert "栏目3" in content.source


@pytest.mark.parametrize(
    "body",
    [
        ["一、总则", "甲。", "（一）乙"],
        ["各区总工会：", f"{SENTENCE * 3}。", "特此通知。"],
        ["5.1 面积", "宜为十平方米。", "5.2 照度", "乙。"],
    ],
)
def test_short_notice_with_its_title(body: list[str]) -> None:
    article = f"<div><h1>关于印发<br>服务办法的通知</h1><div>{''.join(f'<p>{line}</p>' for line in body)}</div></div>"
    content = read(NAV + article + SIDE + FOOT, "<title>关于印发服务办法的通知-某市总工会</title>")
    assert lines(content) == ["关于印发服务办法的通知", *body]
    assert content.title == "关于印发服务办法的通知"
    assert [content.source[at : at + 4] for at in content.headings] == ["关于印发"]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ('<meta name="ArticleTitle" content="甲办法"><title>某网</title>', "<p>乙。</p>", "甲办法"),
        ("<title>甲办法_某市政府网</title>", "<p>甲办法</p><p>乙。</p>", "甲办法"),
        ("<title>DB44/T 1—2023 甲指引</title>", "<p>DB44/T 1—2023 甲指引</p>", "DB44/T 1—2023 甲指引"),
        ("<title>通知公告</title>", "<p>乙。</p>", None),
        ("", "<h1>甲办法</h1><p>乙。</p>", "甲办法"),
        ("", "<h1>甲</h1><h1>乙</h1><p>丙。</p>", None),
    ],
)
def test_title(head: str, body: str, title: str | None) -> None:
    assert read(body, head).title == title


def test_tools_within_the_article_are_set_aside() -> None:
    content = read("<p>一、甲</p><p>【打印】 【关闭】</p><p>分享到：微信</p><p>二、乙</p><p>上一篇：丙</p>")
    assert lines(content) == ["一、甲", "二、乙"]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>面积<b>不小于</b>\n10 m<sup>2</sup>，</p>", ["面积不小于10 m²，"]),
        ("<p>area\nof service</p><p>&nbsp;&nbsp;甲&lt;乙</p>", ["area of service", "甲<乙"]),
        ("<p>甲</p><script>x()</script><style>p{}</style><p style='display:none'>乙</p><p hidden>丙</p>", ["甲"]),
        ("<p>甲<!-- 注 -->乙</p><noscript>丙</noscript>", ["甲乙"]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3 type=a><li>甲</li><li value=7><p>乙</p><p>丙</p></li></ol>", ["c. 甲", "g. 乙", "丙"]),
        ("<ol type=I><li>甲</li></ol><ol type=A><li>乙</li></ol>", ["I. 甲", "A. 乙"]),
        ("<ol style='list-style-type: cjk-ideographic'><li>甲</li></ol>", ["一、甲"]),
        ("<ol><li>（一）已写</li></ol><ol style='list-style: none'><li>乙</li></ol>", ["（一）已写", "乙"]),
        ("<ul><li>甲<ol><li>乙</li></ol></li></ul>", ["甲", "1. 乙"]),
        ("<pre>第一行\n  第二行</pre>", ["第一行", "第二行"]),
        ("<p><ruby>甲<rp>(</rp><rt>jia</rt><rp>)</rp></ruby></p>", ["甲"]),
        ("甲<br>乙<br/>　丙", ["甲", "乙", "丙"]),
    ],
)
def test_what_a_page_shows(markup: str, shown: list[str]) -> None:
    assert lines(read(markup)) == shown


def test_headings() -> None:
    content = read("<h2>一、甲</h2><p>乙。</p><h3>（一）丙</h3><p>丁。</p>")
    assert {content.source[at : at + 2]: level for at, level in content.headings.items()} == {"一、": 2, "（一": 3}


def test_merged_cells_share_one_span() -> None:
    content = read(
        "<p>一、甲</p><table><thead><tr><th rowspan=2>项目</th><th colspan=2>面积</th></tr>"
        "<tr><th>最小</th><th>最大</th></tr></thead><tbody><tr><td><p>甲</p><p>乙</p></td><td>1</td><td>2</td></tr></tbody></table><p>二、乙</p>"
    )
    assert cells(content) == [["项目", "面积", "面积"], ["项目", "最小", "最大"], ["甲乙", "1", "2"]]
    assert content.tables[0].header == 2
    assert lines(content) == ["一、甲", "项目\t面积", "\t最小\t最大", "甲乙\t1\t2", "二、乙"]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>甲</td></tr><tr><td>乙</td></tr></table>",
        "<table><tr><td>甲</td><td><table><tr><td>乙</td></tr></table></td></tr></table>",
        f"<table><tr><td>甲</td><td>{SENTENCE * 40}</td></tr></table>",
    ],
)
def test_layout_tables_are_read_as_lines(table: str) -> None:
    assert read(table).tables == ()


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030", "utf-8", ""])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings_whatever_is_declared(declared: str, encoding: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    assert lines(read("<p>第一条 为了职工。</p>", head, encoding)) == ["第一条 为了职工。"]


def test_an_xml_head_is_no_hindrance() -> None:
    page = '<?xml version="1.0" encoding="gb2312"?><html><body><p>甲乙。</p></body></html>'.encode("gb2312")
    assert lines(read_html(page, "a.html")) == ["甲乙。"]


def test_page_in_one_file() -> None:
    raw = (
        "From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        "<html><body><p>=D6=B0=B9=A4</p></body></html>\r\n--x--\r\n"
    )
    assert lines(read_mht(raw.encode(), "a.mht")) == ["职工"]


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<p> </p>", "<img src=a.png>"])
def test_nothing_to_read(body: str) -> None:
    with pytest.raises(SourceError, match=r"a\.html 里没有可以读取的文字。"):
        read(body)
