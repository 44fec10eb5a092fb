import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from assistant.domain import Emendation, Family, MappedText, SetAside
from assistant.parsing.cleaning import Cleaned, clean
from assistant.parsing.content import Content
from assistant.parsing.readers import read_file
from assistant.text import simplify

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "guideline-explanation.txt"
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ebef]")
READING = re.compile(r"(?<=[\u3400-\u9fff])\([a-zü\u00e0-\u01dc]+\)")
MARGIN = 28


def clean_text(text: str, family: Family = Family.OFFICIAL) -> str:
    return clean(Content(text, MappedText.of(text)), family).mapped.text


def set_aside_words(text: str, family: Family = Family.OFFICIAL) -> list[tuple[str, str]]:
    cleaned: Cleaned = clean(Content(text, MappedText.of(text)), family)
    return [(aside.reason, text[aside.start : aside.end]) for aside in cleaned.set_aside]


@dataclass(frozen=True)
class Seed:
    """The drafting explanation, read and cleaned as the catalogue says."""

    source: str
    mapped: MappedText
    emendations: tuple[Emendation, ...]
    set_aside: tuple[SetAside, ...]


@pytest.fixture(scope="module")
def seed() -> Seed:
    (entry, *_) = tomllib.loads((ROOT / "corpus" / "catalogue.toml").read_text(encoding="utf-8"))["document"]
    content = read_file(ROOT / "corpus" / entry["file"])
    mended = clean(content, Family.OFFICIAL, [Emendation(**each, source_start=0) for each in entry["emendation"]])
    return Seed(content.source, mended.mapped, mended.emendations, mended.set_aside)


# The seed text, as the document-sharing site gives it


def test_seed_is_the_golden_text(seed: Seed, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(seed.mapped.text + "\n", encoding="utf-8")
    assert seed.mapped.text + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_golden_files_are_not_written_in_ci(request: pytest.FixtureRequest) -> None:
    assert not (os.environ.get("CI") and request.config.getoption("--update-golden"))


def test_seed_has_no_readings(seed: Seed) -> None:
    assert len(READING.findall(seed.source)) > 500
    assert re.findall(r"\([^()]*[a-zà-ǜ][^()]*\)", seed.mapped.text) == []
    assert re.findall(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]", seed.mapped.text) == []


@pytest.mark.parametrize(
    "words",
    ["人人文库", "下载本文档", "温馨提示", "版权说明", "文档简介", "免费阅读", "最新文档", "提交评论", "0/150", "本站"],
)
def test_seed_has_no_furniture(seed: Seed, words: str) -> None:
    assert words in simplify(READING.sub("", seed.source))
    assert words not in seed.mapped.text


def test_seed_has_no_page_numbers(seed: Seed) -> None:
    pages = [seed.source[s.start : s.end] for s in seed.set_aside if s.reason == "page number"]
    assert pages == ["1", "2", "3", "4", "5", "6"]
    assert [line for line in seed.mapped.text.split("\n") if re.fullmatch(r"[\d\s—–-]+", line)] == []


def test_seed_begins_and_ends_where_the_document_does(seed: Seed) -> None:
    lines = seed.mapped.text.split("\n")
    assert lines[:3] == ["《职工服务中心建设指引》(送审稿)编制说明", "一、项目背景", "(一)目的"]
    assert lines[-2] == "六、重大意见分歧的处理依据和结果"
    assert lines[-1].endswith("未出现重大意见分歧")


def test_seed_numbered_line_within_a_paragraph_is_no_heading(seed: Seed) -> None:
    assert "\n\n一、提質(zhì)增效" in seed.source
    assert "建设的规范统一、提质增效、资源共享、协调发展。同时,发挥" in seed.mapped.text
    assert "\n一、提质增效" not in seed.mapped.text


@pytest.mark.parametrize(
    "paragraph",
    [
        "1.职工服务中心标准化建设是深圳创建特色社会主义先行示范工会的重要举措",
        "2.职工服务中心标准化建设是深圳市开展提升职工生活品质试点工作的核心内容",
        "2022年7月至2022年9月,成立标准编制组,初步构建标准草案的框架,明确任务和分工。",
        "2023年12月至2023年2月,开展多次内部讨论,完善标准文本,形成标准征求意见稿。",
        "标准适用于深圳市职工服务中心建设工作的开展。",
        "未涉及专利等知识产权问题。",
    ],
)
def test_seed_paragraphs_stand_whole_on_a_line_of_their_own(seed: Seed, paragraph: str) -> None:
    assert paragraph in seed.mapped.text.split("\n")


def test_seed_words_are_joined_over_line_and_page_ends(seed: Seed) -> None:
    for words in ["发挥着重要作用", "为目标的实体化职工服务阵地", "DB35/T1903-2020《“模范", "2021年4月28日,"]:
        assert words in seed.mapped.text


def test_seed_damaged_words_are_mended_on_record(seed: Seed) -> None:
    (emendation,) = seed.emendations
    assert (emendation.stood, emendation.stands) == ("??梢?", "。可见")
    assert "错位" in emendation.why
    at = emendation.source_start
    assert seed.source[at : at + 4] == "??梢?"
    assert seed.source[at - 2 : at] == "之中"
    assert "纳入综合体试点任务之中。可见" in seed.mapped.text
    assert "?" not in seed.mapped.text
    cleaned_at = seed.mapped.text.index("。可见")
    assert [seed.mapped.span(i, i + 1) for i in range(cleaned_at, cleaned_at + 3)] == [(at, at + 4)] * 3


def body(source: str) -> str:
    """The seed between the site's furniture, mended and simplified without the code under test."""
    between = source.split("文檔簡介")[1].split("溫馨提示")[0].replace("??梢?", "。可見")
    pages_gone = "\n".join(line for line in between.split("\n") if not re.fullmatch(r"\d", line))
    return OpenCC("t2s").convert(READING.sub("", pages_gone)).replace("发挥著", "发挥着")


def test_seed_loses_no_word(seed: Seed) -> None:
    assert HAN.findall(seed.mapped.text) == HAN.findall(body(seed.source))
    assert re.sub(r"\s", "", seed.mapped.text) == re.sub(r"\s", "", body(seed.source))


def test_seed_every_character_knows_its_source(seed: Seed) -> None:
    mended_at = seed.emendations[0].source_start
    for i, char in enumerate(seed.mapped.text):
        start, end = seed.mapped.span(i, i + 1)
        if char != "\n" and start != mended_at:
            assert simplify(seed.source[start:end]) == char, (i, char)


def test_seed_source_is_kept_or_set_aside(seed: Seed) -> None:
    held = set()
    for i, char in enumerate(seed.mapped.text):
        if char != "\n":
            held.update(range(*seed.mapped.span(i, i + 1)))
    aside = {at for stretch in seed.set_aside for at in range(stretch.start, stretch.end)}
    readings = {at for match in READING.finditer(seed.source) for at in range(*match.span())}
    visible = {at for at, char in enumerate(seed.source) if not char.isspace()}
    assert visible - held - aside == readings - aside
    assert held & aside == set()


def test_seed_cleaned_twice_is_cleaned_once(seed: Seed) -> None:
    assert clean_text(seed.mapped.text) == seed.mapped.text


def test_emendation_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="梢"):
        clean(
            Content("完好的文字。", MappedText.of("完好的文字。")),
            Family.OFFICIAL,
            [Emendation("??梢?", "。可见", "错位", 0)],
        )


def test_emendation_at_the_very_end_may_remove_words() -> None:
    cleaned = clean(
        Content("正文。锟斤拷", MappedText.of("正文。锟斤拷")), Family.OFFICIAL, [Emendation("锟斤拷", "", "乱码", 0)]
    )
    assert cleaned.mapped.text == "正文。"
    assert cleaned.emendations == (Emendation("锟斤拷", "", "乱码", 3),)


# Honest texts

TRADITIONAL = (
    "關於職工服務中心的說明\n"
    "本中心發揮著重要作用,由土堯三字疊成的垚(yáo)字意為山高。\n"
    "著作權、圖書館與後勤(一)另行規定(2021—2025年),重量以公斤(kg)計,見附表(a)。\n"
    "說明（一）到此為止。"
)
LAW = (
    "中华人民共和国测试法\n第一章　总则\n第一条　为了测试,制定本法。\n第二条　国家鼓励测试。\n测试应当如实记录。\n"
    "第三条　有下列情形之一的，应当重新测试：\n（一）记录不全的；\n（二）结果(a)与结果(b)不一致的。\n"
    "第四条　本法自2024年1月1日起施行。"
)
HANDBOOK = (
    "1 范围\n本手册说明阅览桌的照度。\n2 照明\n2.1 阅览室\n阅览桌照度不低于300 lx(勒克斯),见表(a)。\n"
    "a) 灯具不刺眼；\nb) 开关在手边。\n2.2 走廊\n可以暗一些(kg 与此无关)。"
)
EQUAL_PARAGRAPHS = "\n".join(f"{n}每一个自然段都恰好写满一样长的一行文字没有被打断。" for n in "甲乙丙丁戊己庚辛壬癸")


@pytest.mark.parametrize(
    ("text", "family"),
    [
        (TRADITIONAL, Family.OFFICIAL),
        (LAW, Family.LAW),
        (HANDBOOK, Family.HANDBOOK),
        (EQUAL_PARAGRAPHS, Family.OFFICIAL),
    ],
    ids=["traditional", "law", "handbook", "equal paragraphs"],
)
def test_honest_text_is_left_alone(text: str, family: Family) -> None:
    cleaned = clean(Content(text, MappedText.of(text)), family)
    assert cleaned.mapped.text == text
    assert [cleaned.mapped.span(i, i + 1) for i in range(len(text))] == [(i, i + 1) for i in range(len(text))]
    assert (cleaned.emendations, cleaned.set_aside) == ((), ())


def test_blank_lines_and_indents_are_dropped() -> None:
    assert clean_text("\n　　甲。\n\n \t乙。  \n\n") == "甲。\n乙。"


@pytest.mark.parametrize("words", ["(一)", "(2021—2025年)", "(kg)", "(a)", "（wù）", "(Wu)"])
def test_bracket_that_is_no_reading_stays_in_a_mangled_text(words: str) -> None:
    text = "職工服務(wù)中心建設(shè)的標準(zhǔn)項(xiàng)目與費(fèi)用,權(quán)利,經(jīng)驗(yàn)重" + words + "。"
    assert clean_text(text) == "职工服务中心建设的标准项目与费用,权利,经验重" + words + "。"


def test_a_few_glosses_are_no_damage() -> None:
    seven = "務(wù)設(shè)準(zhǔn)項(xiàng)費(fèi)權(quán)經(jīng)"
    assert clean_text(seven) == seven
    assert clean_text(seven + "驗(yàn)") == "务设准项费权经验"


def test_furniture_in_an_honest_text_is_its_own() -> None:
    text = "下载本文档\n正文。\n温馨提示\n人人文库网仅提供信息存储空间。"
    assert clean_text(text) == text


BODY = "".join(f"第{n}件事，应当如实记录。\n" for n in "一二三四五六七八九十甲乙丙丁戊己庚辛")


def test_buttons_of_a_web_page_are_set_aside_at_its_edges() -> None:
    before = ["【字体：大 中 小】", "【打印】 【关闭】", "分享到：微信"]
    after = ["上一篇：关于开放的通知", "下一篇", "打印本页　关闭窗口", "打印", "返回顶部"]
    text = "\n".join(["通知", *before, BODY + "特此通知。", *after])
    assert clean_text(text) == f"通知\n{BODY}特此通知。"
    assert set_aside_words(text) == [("site furniture", words) for words in before + after]


def test_words_of_buttons_within_the_text_stay() -> None:
    text = f"{BODY}返回顶部\n打印\n上一篇：甲\n{BODY}自助终端有下列功能：\n打印\n上一篇文章讲过。"
    assert clean_text(text) == text


# The title printed again before chapter 1

TITLE_PAGE = "DB4403/T 998—2023\n职工服务中心\n第2部分：休息区设置规范\n2023-05-18 发布"
FOREWORD = "前　言\n本文件按照GB/T 1.1—2020的规定起草。"
CHAPTERS = "1　范围\n本文件规定了休息区的设置。\n2　要求\n应明亮。"


@pytest.mark.parametrize("has_paragraphs", [True, False])
@pytest.mark.parametrize(
    "title",
    [
        ["职工服务中心", "第2部分：休息区设置规范"],
        ["职 工 服 务 中 心", "第 2 部分：休息区设置规范"],
        ["职工服务中心 第2部分：休息区设置规范"],
        ["第2部分：休息区设置规范"],
    ],
)
def test_repeated_title_is_set_aside(title: list[str], *, has_paragraphs: bool) -> None:
    text = "\n".join([TITLE_PAGE, FOREWORD, *title, CHAPTERS])
    cleaned = clean(Content(text, MappedText.of(text), has_paragraphs=has_paragraphs), Family.STANDARD)
    assert cleaned.mapped.text == "\n".join([TITLE_PAGE, FOREWORD, CHAPTERS])
    assert [(each.label, text[each.start : each.end]) for each in cleaned.set_aside] == [
        ("正文前重复的题名", line) for line in title
    ]


def test_repeated_title_before_general_provisions_is_set_aside() -> None:
    text = "职工书屋设计标准\n前　言\n制定本标准。\n职工书屋设计标准\n1 总　则\n为了设计，制定本标准。"
    assert set_aside_words(text, Family.STANDARD) == [("repeated title", "职工书屋设计标准")]


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE_PAGE}\n{FOREWORD}\n{CHAPTERS}",
        f"{TITLE_PAGE}\n第2部分：休息区设置规范\n{CHAPTERS}",
        f"{TITLE_PAGE}\n{FOREWORD}\n另一份规范\n{CHAPTERS}",
        f"{TITLE_PAGE}\n{FOREWORD}\n第2部分：休息区设置规范\n说明如下。\n{CHAPTERS}",
    ],
    ids=["not repeated", "no foreword", "other words", "not directly above"],
)
def test_what_is_no_repeated_title_stays(text: str) -> None:
    assert clean_text(text, Family.STANDARD) == text


# Page numbers


def test_rising_lone_numbers_are_page_numbers() -> None:
    text = "第一页。\n1\n第二页。\n- 2 -\n第三页。\n— 3 —"
    assert clean_text(text) == "第一页。\n第二页。\n第三页。"
    assert set_aside_words(text) == [("page number", "1"), ("page number", "- 2 -"), ("page number", "— 3 —")]


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ([25], [25]),
        ([1], [1]),
        ([25, 30, 7], [25, 30, 7]),
        ([1, 2, 25, 3, 4], [25]),
        ([1, 25, 2, 3], [25]),
        ([1, 2, 3, 300], [300]),
        ([3, 4, 1, 2], []),
        ([3, 2, 1], [3, 2, 1]),
        ([2023, 5], [2023, 5]),
    ],
)
def test_only_numbers_in_the_rising_row_are_set_aside(numbers: list[int], kept: list[int]) -> None:
    text = "\n".join(f"这里是表格或者正文。\n{number}" for number in numbers)
    assert [int(line) for line in clean_text(text).split("\n") if line.isdigit()] == kept
    assert len(set_aside_words(text)) == len(numbers) - len(kept)


# Laws


def clauses_of_sentences() -> st.SearchStrategy[str]:
    words = st.sampled_from(
        ["职工", "服务", "中心", "建设", "标准", "阅览室", "、", ",", "《办法》", "2023年", "A4", "25条"]
    )
    return st.lists(words, min_size=2, max_size=14).map("".join)


def headings(number: int) -> st.SearchStrategy[str]:
    numeral = "一二三四五六七八九"[number]
    return st.sampled_from(["背景", "工作简况", "范围和依据"]).map(lambda title: f"{numeral}、{title}")


def print_at_margin(paragraph: str) -> list[str]:
    lines, rest, width = [], paragraph, MARGIN - 2
    while rest:
        lines.append(rest[:width])
        rest, width = rest[width:], MARGIN
    return lines


def mangle(text: str) -> str:
    readings = {"务": "務(wù)", "设": "設(shè)", "标": "標(biāo)", "阅": "閱(yuè)", "职": "職", "条": "條"}
    return "".join(readings.get(char, char) for char in text)


@st.composite
def official_documents(draw: st.DrawFn) -> str:
    """Official documents as they come: whole or broken at the margin, with page numbers, perhaps mangled by a site."""
    paragraphs = ["关于职工服务中心的说明"]
    for number in range(draw(st.integers(1, 5))):
        paragraphs.append(draw(headings(number)))
        sentences = draw(st.lists(st.lists(clauses_of_sentences(), min_size=1, max_size=3), min_size=1, max_size=3))
        paragraphs += ["。".join(sentence) + "。" for sentence in sentences]
    if draw(st.booleans()):
        lines = [line for paragraph in paragraphs for line in print_at_margin(paragraph)]
    else:
        lines = paragraphs
    page = draw(st.integers(3, 12))
    numbered = []
    for i, line in enumerate(lines, 1):
        numbered += [line, str(i // page)] if i % page == 0 else [line]
    if draw(st.booleans()):
        numbered.insert(draw(st.integers(0, len(numbered))), "250")
    text = draw(st.sampled_from(["\n", "\n\n", "\n　　"])).join(numbered)
    return mangle(text) if draw(st.booleans()) else text


@settings(max_examples=150, deadline=None)
@given(official_documents())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@settings(max_examples=150, deadline=None)
@given(official_documents())
def test_cleaning_loses_and_moves_no_character(text: str) -> None:
    cleaned = clean(Content(text, MappedText.of(text)), Family.OFFICIAL)
    starts = [cleaned.mapped.starts[i] for i, char in enumerate(cleaned.mapped.text) if char != "\n"]
    aside = {at for stretch in cleaned.set_aside for at in range(stretch.start, stretch.end)}
    mangled = len(READING.findall(text)) >= 8 and starts and not READING.search(cleaned.mapped.text)
    readings = {at for match in READING.finditer(text) for at in range(*match.span())} if mangled else set()
    visible = [at for at, char in enumerate(text) if not char.isspace()]
    assert starts == [at for at in visible if at not in aside | readings]
    for at, char in zip(starts, cleaned.mapped.text.replace("\n", ""), strict=True):
        assert char in (text[at], simplify(text[at]))


def test_paragraphs_printed_at_a_margin_come_back_whole() -> None:
    paragraphs = [
        "一、背景",
        "职工服务中心是工会服务广大职工群众、为职工提供帮助、维护职工合法权益、与广大职工群众紧密联系的重要载体。",
        "目前各级中心的建设主要依据有关文件和工作方案进行，各级中心具有其共性和特性，建设成效尚未能达到高度统一，"
        "前期的优秀建设经验尚未及时得到凝练和固化，亟需一套统一的、明确的操作指引予以支撑。",
        "二、范围",
        "本标准适用于各级职工服务中心建设工作的开展，也供其他服务阵地的建设参考使用，不用于考核和评比活动。",
    ]
    lines = [line for paragraph in paragraphs for line in print_at_margin(paragraph)]
    assert len(lines) > len(paragraphs) + 4
    assert clean_text("\n".join(lines)) == "\n".join(paragraphs)
