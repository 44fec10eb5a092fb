"""What a careless writer does to the words of a sentence: obligation, negation, quantifier, invented tail.

Each function yields whole sentences that say something else. Only words of another meaning are exchanged: 应当 never
becomes 必须.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.evaluate.chance import pick

Rule = tuple[re.Pattern[str], tuple[str, ...]]

_OBLIGATIONS = (
    (r"应当", "可以|宜|可"),
    (r"(?<![相适供反对回响])应(?=[在由按予])", "可"),
    (r"必须", "可以|宜"),
    (r"不得", "可以|应当|得"),
    (r"禁止|严禁", "允许"),
    (r"有权", "应当|无权"),
    (r"可以", "应当|必须|不得"),
    (r"(?<![便适事时不制])宜", "应"),
    (r"(?<=国家)(?:鼓励(?:和支持|、支持)?|支持|提倡|倡导)", "要求"),
    (r"(?<=本手册)建议", "要求"),
)
_NEGATIONS = (
    (r"不(?=履行|提供|影响|收费|支付|缴纳|接受|服从|服|改正|执行|公开|受|认定|适用|属于|具备|符合|需|起诉)", ""),
    (r"不(?=能|愿|签名|给照度|再|按照|推荐|解释|转述|作参照|落实|立即|及时|配合|收取|代替|规定)", ""),
    (r"不予(?=受理|立案|批准|通过|办理|法律援助|审查)", "予以"),
    (r"不是", "是"),
    (
        r"未(?=经|依|按|履行|订立|提供|支付|公示|取得|建立|达成|如实|将|采取|安装|造成|遵守|规定|作出|提出|提交|出现)",
        "已",
    ),
    (r"没有(?=写|数值|规定|列|统一|约束|记载|建立|其他|辩护|委托|正当|订立|集体|用工|规范|需要|违法)", "有"),
    (r"(?<!没有)无正当理由", "有正当理由"),
    (r"查不到", "查得到"),
    (r"非因", "因"),
    (r"(?<!不)享有", "不享有"),
    (r"(?<!不)适用(?=本法|集体)", "不适用"),
    (r"(?<![不否])承担(?=连带|赔偿|民事|违约|法律|刑事)", "不承担"),
    (r"(?<!不)负责(?=全国|本行政|组织|办理|统一|管理)", "不负责"),
    (r"(?<![无不])有效(?![的地益]|[、，](?:方便|安全))", "无效"),
    (r"(?<![免不])无效", "有效"),
    (r"(?<!不)受法律保护", "不受法律保护"),
    (r"(?<!不)予以(?=公布|公示|保密|协助|配合|支持|保障|许可|奖励|答复)", "不予"),
    (r"免费", "收费"),
    (r"无偿", "有偿"),
    (r"书面", "口头"),
    (r"事先", "事后"),
    (r"(?<!不)公开(?=进行|征求|开放|其)", "不公开"),
    (r"自愿", "强制"),
    (r"从重", "从轻"),
)
_EXCEPTIONS = (
    re.compile(r"(?:除|在)[^，。；：]{2,40}(?:以外|外)，"),
    re.compile(r"[，；]?但(?:是，?)?[^。；]{2,60}除外(?=[。；]|$)"),
)
_QUANTIFIERS = (
    (r"全部", "部分"),
    (r"(?<!组成)部分", "全部"),
    (r"下列(?P<what>情形|行为|条件)之一", r"下列全部\g<what>"),
    (r"每年", "每月"),
    (r"每月|按月", "每年"),
    (r"每日|每天", "每周"),
    (r"每周", "每月"),
    (r"一次(?!性)", "两次"),
    (r"(?<!任何组织)(?<!任何单位)或者(?=[^，。；：、]{2,24}的，)", "并且"),
    (r"一般(?=[不每按在应]|平均)", "一律"),
    (r"(?<!固)定期", "每月"),
    (r"优先", "只"),
    (r"县级以上", "乡级以上"),
    (r"设区的市级以上", "县级以上"),
    (r"终身", "五年内"),
    (r"连带", "按份"),
    (r"逐步", "立即"),
    (r"主要负责人", "任何负责人"),
    (r"双方", "任何一方"),
    (r"，并(?=具有|经|取得|符合)", "，或者"),
)
_TAILS = (
    ("补贴", "，并每年补贴五千元"),
    ("罚款", "，否则处以罚款"),
    ("批准", "，由区人民政府批准"),
    ("备案", "，并报市总工会备案"),
    ("有效期", "，有效期为三年"),
    ("费用", "，所需费用由职工自行承担"),
    ("书面", "，并书面告知全体会员"),
    ("公示", "，同时公示不少于七日"),
    ("专职", "，并配备两名专职人员"),
    ("面积", "，面积不小于三十平方米"),
    ("深圳", "，深圳市按更高标准执行"),
    ("培训", "，有关人员每年培训不少于二十学时"),
    ("试用期", "，试用期人员除外"),
    ("监控", "，并安装监控设备"),
)


def _rules(pairs: Iterable[tuple[str, str]]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern), tuple(others.split("|"))) for pattern, others in pairs)


_OBLIGATION_RULES = _rules(_OBLIGATIONS)
_NEGATION_RULES = _rules(_NEGATIONS)
_QUANTIFIER_RULES = _rules(_QUANTIFIERS)


def other_obligations(sentence: str, key: str) -> Iterator[str]:
    """Each verb of obligation replaced by one of another force: 应当 → 可以, 不得 → 应当, 有权 → 无权."""
    return _applied(_OBLIGATION_RULES, sentence, key)


def other_negations(sentence: str, key: str) -> Iterator[str]:
    """A negation removed or added, a word turned into its opposite, an exception left out."""
    yield from _applied(_NEGATION_RULES, sentence, key)
    for pattern in _EXCEPTIONS:
        for match in pattern.finditer(sentence):
            yield sentence[: match.start()] + sentence[match.end() :]


def other_quantifiers(sentence: str, key: str) -> Iterator[str]:
    """How many, how often, all or one of them: 全部 → 部分, 每年 → 每月, 之一 → 全部."""
    return _applied(_QUANTIFIER_RULES, sentence, key)


def invented(sentence: str, around: str, key: str) -> Iterator[str]:
    """The sentence with an invented tail of which the clause has not a word."""
    end = len(sentence.rstrip("。；"))
    tails = [tail for word, tail in _TAILS if word not in around]
    if tails and sentence[end:]:
        yield sentence[:end] + pick(tails, key) + sentence[end:]


def _applied(rules: Sequence[Rule], sentence: str, key: str) -> Iterator[str]:
    for pattern, others in rules:
        for match in pattern.finditer(sentence):
            other = match.expand(pick(others, key, match.start()))
            yield sentence[: match.start()] + other + sentence[match.end() :]
