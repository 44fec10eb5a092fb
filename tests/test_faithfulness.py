"""Which worded sentences the clauses they cite carry, and which they do not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.faithfulness import objections
from assistant.answer.particulars import Sort, core_title, particulars
from assistant.domain import Evidence
from assistant.evaluate.paraphrases import load_paraphrases
from assistant.evaluate.verifier import is_carried, missed
from assistant.settings import shipped_folder
from assistant.text import normalise


@pytest.fixture(scope="module")
def cited(corpus):
    def evidence(*clause_ids):
        clauses = [corpus.clause(clause_id) for clause_id in clause_ids]
        return [Evidence(corpus.document(c.document_id), c, 1.0, inner=corpus.inner(c)) for c in clauses]

    return evidence


def faults(sentence, evidence):
    return {objection.fault.value for objection in objections(sentence, evidence)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不得超过十五日", [(Sort.NUMBER, "≤15日")]),
        ("三个月以上不满一年", [(Sort.NUMBER, "≥3个月"), (Sort.NUMBER, "<1年")]),
        ("三至五日内", [(Sort.NUMBER, "3日"), (Sort.NUMBER, "≤5日")]),
        ("百分之二，即2%", [(Sort.NUMBER, "2%"), (Sort.NUMBER, "2%")]),
        ("五千元以上二万元以下", [(Sort.NUMBER, "≥5000元"), (Sort.NUMBER, "≤20000元")]),
        ("三分之二以上", [(Sort.NUMBER, "≥0.6667")]),
        ("2021年12月24日", [(Sort.DATE, "2021-12-24")]),
        ("二〇二一年十二月二十四日", [(Sort.DATE, "2021-12-24")]),
        ("第四十六条第二款", [(Sort.ADDRESS, "46条"), (Sort.ADDRESS, "2款")]),
        ("见5.4.1", [(Sort.ADDRESS, "5.4.1")]),
        ("面积10.5平方米", [(Sort.NUMBER, "10.5平方米")]),
        ("必须办理", [(Sort.OBLIGATION, "要求")]),
        ("不得办理", [(Sort.OBLIGATION, "禁止")]),
        ("无需办理", [(Sort.OBLIGATION, "不必")]),
        ("宜设置，不宜过大", [(Sort.OBLIGATION, "推荐"), (Sort.OBLIGATION, "不宜")]),
        ("有权拒绝", [(Sort.OBLIGATION, "允许")]),
        ("适应应用的反应，可能可靠", []),
        ("每月一次", [(Sort.RATE, "每月"), (Sort.NUMBER, "1次")]),
        ("一般统一进一步", []),
        ("按照《中华人民共和国公司法》", [(Sort.TITLE, "公司法")]),
        ("未签订合同", [(Sort.NEGATION, "不")]),
    ],
)
def test_particulars_are_read(text, expected):
    assert [(each.sort, each.value) for each in particulars(normalise(text))] == expected


@given(st.text(alphabet="工会应当不得可以宜三十五日年月元以上百分之第条款12.％《》（），。 每未", max_size=40))
def test_particulars_stand_apart_within_the_text(text):
    plain = normalise(text)
    found = particulars(plain)
    assert all(0 <= each.start < each.end <= len(plain) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_title_is_known_without_its_trimmings():
    assert core_title("《中华人民共和国工会法》(2021年修正)") == "工会法"


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        (
            "trade-union-law#第十一条",
            "会员25人以上的单位应当建立基层工会委员会；不足25人的，可以单独建立基层工会委员会。",
        ),
        ("labour-contract-law#第十九条", "劳动合同期限三个月以上不满一年的，试用期最多1个月。"),
        (
            "labour-contract-law#第三十七条",
            "根据《劳动合同法》第三十七条，劳动者提前30日以书面形式通知用人单位，可以解除劳动合同。",
        ),
        ("labour-law#第四十八条", "用人单位支付的工资不得低于当地最低工资标准。"),
        ("zone-handbook#5.7.2", "爱心妈妈小屋的基本配置包括铭牌、冰箱、电源插座和垃圾桶。"),
        ("labour-contract-law#第三十七条", "您提前三十日以书面形式通知用人单位，可以解除劳动合同。"),
        ("mental-health-law#第四十七条", "病历资料至少保存三十年。"),
        ("employment-law#第二十七条", "用人单位不得在劳动合同中规定限制女职工结婚、生育的内容。"),
    ],
)
def test_a_true_sentence_is_carried(cited, clause, sentence):
    assert objections(sentence, cited(clause)) == ()


@pytest.mark.parametrize(
    ("clause", "sentence", "fault"),
    [
        ("trade-union-law#第十一条", "会员三十人以上的，应当建立基层工会委员会。", "number"),
        ("trade-union-law#第十一条", "会员二十五人以上的，可以建立基层工会委员会。", "obligation"),
        ("trade-union-law#第十一条", "会员二十五人以下的，应当建立基层工会委员会。", "number"),
        ("labour-contract-law#第十九条", "劳动合同期限三个月以上不满一年的，试用期不得超过二个月。", "number"),
        ("labour-contract-law#第十九条", "劳动合同期限一年以上不满三年的，试用期不得超过六个月。", "number"),
        ("labour-contract-law#第三十七条", "劳动者提前三十日以书面形式通知用人单位，应当解除劳动合同。", "obligation"),
        ("labour-contract-law#第三十七条", "用人单位提前三十日以书面形式通知劳动者，可以解除劳动合同。", "body"),
        (
            "labour-contract-law#第三十七条",
            "根据《劳动法》，劳动者提前三十日书面通知用人单位，可以解除劳动合同。",
            "title",
        ),
        (
            "labour-contract-law#第三十七条",
            "《劳动合同法》第三十八条规定，劳动者提前三十日书面通知，可以解除劳动合同。",
            "address",
        ),
        ("labour-law#第四十八条", "用人单位支付的工资可以低于当地最低工资标准。", "obligation"),
        ("labour-law#第四十八条", "国家实行最低工资保障制度，任何单位违反都要停业整顿。", "quantity"),
        ("public-culture-law#第二十六条", "公共文化设施应当在公共文化服务中心和公共文化设施的公共场所。", "obligation"),
        # clipped: the words stand in the clause, but not as a whole
        ("labour-contract-law#第七十条", "全日制用工双方当事人不得约定试用期。", "words"),
        ("trade-union-law#第十一条", "五人以上的，应当建立基层工会委员会。", "words"),
        ("labour-contract-law#第四十七条", "向其支付经济补偿的年限最高不超过十。", "words"),
        # figures that are not seen, or have no value
        ("labour-dispute-law#第四十三条", "仲裁庭应当自受理申请之日起1\u200b45日内结束裁决。", "number"),
        ("labour-contract-law#第五十条", "用人单位应当在几天内为劳动者办理档案和社会保险关系转移手续。", "number"),
        # two rules mixed
        ("labour-law#第四十一条", "一般情况下延长工作时间每日不得超过三小时。", "number"),
        ("zone-handbook#4.6", "职工书屋也叫活动室、健身室。", "words"),
        ("zone-handbook#5.6.2", "暖蜂驿站约25平方米，至少同时容纳5人。", "words"),
        (
            "social-insurance-law#第八十六条",
            "未按时足额缴纳社会保险费的，自欠缴之日起按月加收万分之五的滞纳金。",
            "rate",
        ),
        ("labour-contract-law#第五十七条", "经营劳务派遣业务的，注册资本不得超过人民币二百万元。", "number"),
        ("trade-union-law#第十一条", "用人单位都应当建立基层工会委员会。", "quantity"),
        # 您 is no employer
        ("labour-contract-law#第三十七条", "您提前三十日以书面形式通知劳动者，可以解除劳动合同。", "words"),
        # held to the clause that it names
        (
            "labour-contract-law#第三十九条",
            "根据《劳动合同法》第三十九条第一项，劳动者被依法追究刑事责任的，用人单位可以解除劳动合同。",
            "words",
        ),
        # denials, soft words, who does it
        (
            "labour-contract-law#第四十条",
            "劳动者患病或者因工负伤，在医疗期满后不能从事原工作的，用人单位可以解除劳动合同。",
            "negation",
        ),
        ("labour-contract-law#第四十六条", "用人单位酌情向劳动者支付经济补偿。", "words"),
        (
            "labour-dispute-law#第四十八条",
            "劳动者不服仲裁裁决的，可以自收到裁决书之日起十五日内向派出所提起诉讼。",
            "words",
        ),
        ("trade-union-law#第四十三条", "工会经费来自会员缴纳的会费，由税务机关代为收取并统一上缴中央财政。", "words"),
    ],
)
def test_what_the_clause_does_not_say_is_found(cited, clause, sentence, fault):
    assert fault in faults(sentence, cited(clause))


def test_words_of_the_question_are_not_invented_but_its_figures_are_no_facts(cited):
    evidence = cited("labour-law#第四十八条")
    sentence = "快递小哥的工资不得低于当地最低工资标准。"
    assert objections(sentence, evidence, "快递小哥的工资有没有底线") == ()
    assert faults("工资不得低于2360元。", evidence) & {"number"}
    assert {o.fault.value for o in objections("工资不得低于2360元。", evidence, "工资不得低于2360元吗")} & {"number"}


def test_every_sentence_of_the_law_carries_itself(corpus, cited):
    for clause in corpus.parsed("trade-union-law").clauses:
        for line in clause.text.split("\n") if clause.is_retrieved else ():
            assert objections(line, cited(clause.id)) == ()


def test_nothing_is_carried_by_nothing():
    assert objections("工会经费来自会费。", []) != ()


def test_mutations_of_real_clauses_are_all_caught(corpus):
    gone, tried = missed(corpus, 60)
    assert tried >= 600
    assert gone == []


def test_most_true_paraphrases_pass(corpus):
    true = [each for each in load_paraphrases(shipped_folder("eval")) if each.part == "dev"]
    carried = sum(is_carried(corpus, each.sentence, each.clauses) for each in true)
    assert carried >= 0.75 * len(true)


def test_a_sentence_torn_out_behind_its_subject_is_refused(cited):
    evidence = cited("labour-law#第一百零一条")
    torn = "劳动行政部门、有关部门及其工作人员行使监督检查权，打击报复举报人员的，由劳动行政部门或者有关部门处以罚款"
    assert torn in evidence[0].clause.text
    assert "body" in faults(torn, evidence)


def test_a_sentence_that_breaks_off_is_refused(cited):
    evidence = cited("guideline-explanation#二、（三）2.")
    assert "words" in faults("征求意见，收到反馈的建", evidence)
    assert faults("暖蜂驿站要配哪些设备，请先向上级工会索取", cited("zone-handbook#5.6.2")) == {"words"}
