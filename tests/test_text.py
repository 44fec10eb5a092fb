import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import chinese_to_int, int_to_chinese, normalise, sentences, simplify, tokens

TRADITIONAL = "職工服務發揮著作顯錄於麼乾坤縣徵調薴畢昇後臺裏裡"


def chinese_words() -> st.SearchStrategy[str]:
    """Words of characters whose simplified form hangs on their neighbours."""
    return st.text(st.sampled_from(TRADITIONAL + "与显录，。 "), max_size=12)


@given(st.text() | chinese_words())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text() | chinese_words())
def test_simplifying_keeps_the_length(text: str) -> None:
    assert len(simplify(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＧＢ／Ｔ　１．１—２０２０", "gb/t 1.1—2020"),
        ("  第五条\t\n 职工 ", "第五条 职工"),
        ("Ａ（１）：５．４．１０", "a(1):5.4.10"),
        ("", ""),
        ("職工書屋", "职工书屋"),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(("traditional", "simplified"), [("顯著", "显著"), ("著錄", "著录"), ("編著", "编著")])
def test_traditional_and_simplified_words_meet(traditional: str, simplified: str) -> None:
    assert normalise(traditional) == normalise(simplified)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.4.10", ["5.4.10"]),
        ("５．４．１０ Wi-Fi", ["5.4.10", "wi", "fi"]),
        ("職工書屋", ["职", "工", "书", "屋", "职工", "工书", "书屋"]),
        ("不少于3000册", ["不", "少", "于", "不少", "少于", "3000", "册"]),
        ("约10平方米。", ["约", "10", "平", "方", "米", "平方", "方米"]),
        ("𠮷野", ["𠮷", "野", "𠮷野"]),
        ("。，、《》 -", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("發揮著重要作用", "发挥着重要作用"),
        ("著作權法", "著作权法"),
        ("执行现行标准", "执行现行标准"),
        ("發揮\0著", "发挥\0着"),
    ],
)
def test_simplified(text: str, expected: str) -> None:
    assert simplify(text) == expected


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (0, "零"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (25, "二十五"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1260, "一千二百六十"),
        (9999, "九千九百九十九"),
    ],
)
def test_numerals_both_ways(number: int, numeral: str) -> None:
    assert int_to_chinese(number) == numeral
    assert chinese_to_int(numeral) == number


def test_numerals_make_the_round_trip() -> None:
    assert all(chinese_to_int(int_to_chinese(number)) == number for number in range(10_000))


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("〇", 0), ("二〇二三", 2023), ("一百〇一", 101), ("两百", 200), ("一十", 10), ("两千零二", 2002)],
)
def test_other_ways_to_write_a_numeral(numeral: str, number: int) -> None:
    assert chinese_to_int(numeral) == number


@pytest.mark.parametrize("words", ["", "条", "十百", "百千", "二三十", "二十二三", "十十", "一二三四五", "5", "十a"])
def test_no_numeral(words: str) -> None:
    assert chinese_to_int(words) is None


@pytest.mark.parametrize("number", [-1, 10_000])
def test_numerals_have_bounds(number: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        int_to_chinese(number)


def test_sentences() -> None:
    text = "甲。乙！“丙？”丁；\n 戊：己，庚\n\n辛"
    assert [text[start:end] for start, end in sentences(text)] == ["甲。", "乙！", "“丙？”", "丁；", "戊：己，庚", "辛"]


@given(st.text(st.sampled_from("甲乙a1 \n\t　。！？；，：”）」") | st.characters(), max_size=40))
def test_sentences_cover_every_visible_character_once_in_order(text: str) -> None:
    spans = sentences(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in spans)
    visible = "".join(text[start:end] for start, end in spans)
    assert re.sub(r"\s", "", visible) == re.sub(r"\s", "", text)
