"""The false sentences that put a verifier to the test: every kind in number, each really false, always the same."""

import re
from collections import Counter

import pytest

from assistant.domain import Family
from assistant.evaluate import wrong_names, wrong_numbers, wrong_words
from assistant.evaluate.mutations import LONGEST, SHORTEST, MutationKind, mutations, reworded, sample, statements
from assistant.evaluate.quantities import in_digits, quantities
from assistant.text import normalise


@pytest.fixture(scope="module")
def made(corpus):
    return mutations(corpus)


def bare(text: str) -> str:
    return re.sub(r"[\s，。；：、,;:.]", "", normalise(text))


def test_the_same_seed_gives_the_same_sentences(corpus, made):
    assert mutations(corpus) == made
    assert mutations(corpus, seed=1) != made
    assert sample(made, 20, seed=3) == sample(reversed(made), 20, seed=3)
    assert sample(made, 20, seed=3) != sample(made, 20, seed=4)


def test_every_kind_is_there_in_number_plain_and_reworded(made):
    counts = Counter((each.kind, each.reworded) for each in made)
    for kind in MutationKind:
        assert counts[kind, False] >= 100, kind
        assert counts[kind, True] >= 100, kind
    assert sum(counts.values()) >= 2000


def test_laws_handbook_and_explanation_all_give_some(corpus, made):
    families = Counter(corpus.document(each.clause_id.split("#")[0]).family for each in made)
    assert families[Family.LAW] >= 500
    assert families[Family.HANDBOOK] >= 100
    assert families[Family.OFFICIAL] >= 50
    laws = {parsed.document.id for parsed in corpus.documents if parsed.document.family is Family.LAW}
    assert laws <= {each.clause_id.split("#")[0] for each in made}


def test_the_original_stands_in_its_clause_and_the_mutation_does_not(corpus, made):
    texts = {each.clause_id: corpus.clause(each.clause_id).text for each in made}
    stands = {clause_id: bare(text) for clause_id, text in texts.items()}
    for each in made:
        assert each.original in texts[each.clause_id]
        assert bare(each.mutated) not in stands[each.clause_id], each
        assert SHORTEST <= len(each.original) <= LONGEST


def test_nothing_is_exchanged_for_a_word_of_the_same_force(made):
    def force(sentence: str) -> str:
        return re.sub("应当|必须|应", "应", in_digits(sentence)).replace("可以", "可").replace("或者", "或")

    for each in made:
        assert bare(force(each.mutated)) != bare(force(each.original)), each


def test_no_sentence_comes_twice_for_a_clause(made):
    assert len({(each.clause_id, each.mutated) for each in made}) == len(made)


def test_a_sample_has_its_share_of_each_kind_half_of_it_reworded(made):
    drawn = sample(made, 30)
    assert Counter(each.kind for each in drawn) == dict.fromkeys(MutationKind, 30)
    assert Counter(each.reworded for each in drawn) == {True: 165, False: 165}
    assert len({each.clause_id for each in drawn}) > 200


def test_items_lose_their_marks_and_short_ones_are_left_out(corpus):
    found = list(statements(corpus.clause("labour-contract-law#第四十四条")))
    assert "劳动者开始依法享受基本养老保险待遇的；" in found
    assert "劳动合同期满的；" in found  # eight characters
    assert not any(sentence.startswith("（") or "规定的其他" in sentence for sentence in found)


def test_rewording_keeps_every_quantity(corpus, made):
    document = corpus.document("labour-contract-law")
    for number, each in enumerate(made[::50]):
        said = reworded(each.original, document, str(number))
        values = [(quantity.value, quantity.unit) for quantity in quantities(each.original)]
        kept = [(quantity.value, quantity.unit) for quantity in quantities(said)]
        shares = [pair for pair in values if pair[1] == "百分之"]
        assert kept in (values, [pair for pair in values if pair not in shares])
        assert said != each.original


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自收到之日起十五日内", [(15, "日")]),
        ("处五万元以上十万元以下", [(5, "万元"), (10, "万元")]),
        ("工资总额的百分之二", [(2, "百分之")]),
        ("藏书不少于3000册，至少1个平台，维持照度300 lx", [(3000, "册"), (1, "个"), (300, "lx")]),
        ("第四十六条、同一个人、一次性补助、上一年年收入", []),
        ("GB 50034-2013自2022年3月14日起公布", []),
    ],
)
def test_quantities_are_numbers_with_a_unit(text, expected):
    assert [(quantity.value, quantity.unit) for quantity in quantities(text)] == expected


def test_quantities_in_digits():
    assert in_digits("满十五年的，按百分之二，自三十日内") == "满15年的，按2%，自30日内"


def test_numbers_are_replaced_in_both_scripts():
    results = list(wrong_numbers.other_numbers("应当在十五日内答复。", "key"))
    assert len(results) == 2
    assert [quantities(result)[0].is_chinese for result in results] == [True, False]
    assert all(quantities(result)[0].value != 15 for result in results)


def test_near_numbers_come_from_the_clause_with_the_same_unit():
    around = "一般为五日，特殊为九日，共三个月。"
    assert {quantities(each)[0].value for each in wrong_numbers.near_numbers("一般为五日。", around, "key")} == {9}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("会员二十五人以上的单位", "会员二十五人以下的单位"),
        ("藏书不少于3000册", "藏书不超过3000册"),
        ("试用期不得超过六个月", "试用期不得少于六个月"),
        ("不满六个月的", "满六个月的"),
        ("收到之日起十五日内", "收到之日起十五日后"),
        ("年满十六周岁的劳动者", "未满十六周岁的劳动者"),
    ],
)
def test_comparators_are_turned_round(sentence, expected):
    assert list(wrong_numbers.other_comparators(sentence)) == [expected]


def test_what_follows_is_no_comparator():
    assert not list(wrong_numbers.other_comparators("企业（以下统称用人单位）应当具备以下条款"))


def test_dates_are_moved_by_one_part():
    results = list(wrong_numbers.other_dates("自2018年5月8日起施行。", "key"))
    assert len(results) == 3
    for result in results:
        parts = re.findall(r"\d+", result)
        assert sum(new != old for new, old in zip(parts, ["2018", "5", "8"], strict=True)) == 1


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("单位应当支付工资。", {"单位可以支付工资。", "单位宜支付工资。", "单位可支付工资。"}),
        ("不得收取费用。", {"可以收取费用。", "应当收取费用。", "得收取费用。"}),
        ("工会有权提出意见。", {"工会应当提出意见。", "工会无权提出意见。"}),
    ],
)
def test_obligations_change_their_force(sentence, wrong):
    found = {each for key in range(30) for each in wrong_words.other_obligations(sentence, str(key))}
    assert found == wrong


def test_exceptions_are_left_out():
    with_exception = "除遇不可抗力外，应当提前公告。"
    assert "应当提前公告。" in list(wrong_words.other_negations(with_exception, "key"))
    assert "公开进行。" in list(wrong_words.other_negations("公开进行，但当事人协议不公开的除外。", "key"))


def test_parties_are_exchanged_unless_side_by_side():
    titles: tuple[str, ...] = ()
    assert "用人单位应当通知劳动者。" in list(wrong_names.other_names("劳动者应当通知用人单位。", titles, "key"))
    assert "劳动者与用人单位协商一致。" not in list(
        wrong_names.other_names("用人单位与劳动者协商一致。", titles, "key")
    )


def test_longer_names_are_not_cut():
    assert list(wrong_names.other_names("由各级总工会批准。", (), "key")) == ["由人力资源和社会保障部门批准。"]
    assert not list(wrong_names.other_names("《工会法》和工会会员。", (), "key"))


def test_addresses_move_on():
    (result,) = wrong_names.other_addresses("依照本法第四十六条规定支付。", "key")
    assert re.search("第四十[七八九]条", result)
    assert list(wrong_names.other_addresses("面积见4.3。", "key")) == ["面积见4.4。"]


def test_an_invented_tail_has_no_word_of_the_clause():
    sentence = "应当建立基层工会委员会。"
    for key in range(40):
        (result,) = wrong_words.invented(sentence, "罚款由人民政府批准", str(key))
        assert result.startswith(sentence[:-1] + "，")
        assert "罚款" not in result
        assert "批准" not in result
