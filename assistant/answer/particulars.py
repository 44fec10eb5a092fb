"""The particulars of a sentence: what must not change when it is worded anew.

number      a figure with its unit and how it bounds: 不少于25人 is (≥, 25, 人)
date        年 月 日
address     第四十六条, 5.4.1
obligation  要求, 推荐, 允许, 禁止, 不必: 应, 宜, 可, 不得, 不必
title       《…》, document numbers, laws named without brackets
body        who acts: 用人单位, 总工会, 国务院
rate        每年, 每人
level       县级以上, 设区的市级
quantity    所有, 只能, 任何一方, 之一
negation    不, 未, 没有, 无

All functions take normalised text (text.normalise); spans are offsets into it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.text import CJK, to_int


class Sort(StrEnum):
    """What kind of particular it is; negations are particulars of a sentence, too."""

    NUMBER = "number"
    DATE = "date"
    ADDRESS = "address"
    OBLIGATION = "obligation"
    TITLE = "title"
    BODY = "body"
    RATE = "rate"
    LEVEL = "level"
    QUANTITY = "quantity"
    NEGATION = "negation"
    CHOICE = "choice"  # 和, 或: not read here, but told apart in what is held against a sentence
    WORDS = "words"  # anything else; likewise


SIGNS = frozenset({Sort.NUMBER, Sort.DATE, Sort.RATE, Sort.ADDRESS, Sort.TITLE})
"""What is written in many ways; around other particulars it stands as one sign."""


@dataclass(frozen=True, slots=True)
class Particular:
    """One particular: its canonical value and where it stands; `loose` ones also occur as mere grammar (一个)."""

    sort: Sort
    value: str
    start: int
    end: int
    loose: bool = False


_DIGITS = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?[万亿]?|[{_DIGITS}]+)"
_NO_NUMBER = re.compile(
    "一般|一定|一律|一致|一旦|一并|一切|一样|一起|一些|一方面?|另一|任一|之一|某一|同一|统一|唯一|一经|一体|一次性|万一"
    "|进一步|一贯|一线|一直|逐一|十分|(?<![一二三四五六七八九])千万|三方|百姓|四肢|五官|一同|一级|一手|专一|不一|第一时间|三期|三同时|双百"
    "|五险一金|两者|一站式|一条龙|一视同仁|四化|百货|万元户|二维码|三角|三包|三废|五保"
)
_PERCENT = re.compile(rf"百分之(?P<a>{_NUMBER})(?:点(?P<b>[{_DIGITS}]+))?|(?P<c>\d+(?:\.\d+)?)\s*%")
_FRACTION = re.compile(rf"(?P<a>[{_DIGITS}]+|\d+)分之(?P<b>[{_DIGITS}]+|\d+)")
_DATE = re.compile(
    rf"(?P<y>\d{{4}}|[{_DIGITS}]{{4}})年(?:(?P<m>\d{{1,2}}|[{_DIGITS}]{{1,3}})月(?:(?P<d>\d{{1,2}}|[{_DIGITS}]{{1,3}})[日号])?)?"
    rf"|(?P<m2>\d{{1,2}}|[{_DIGITS}]{{1,3}})月(?P<d2>\d{{1,2}}|[{_DIGITS}]{{1,3}})[日号]"
    r"|(?P<y3>\d{4})[-./](?P<m3>\d{1,2})[-./](?P<d3>\d{1,2})"
)
_ADDRESS = re.compile(
    rf"第(?P<n>\d+|[{_DIGITS}]+)(?P<u>条|款|项|章|节|编|目|部分)(?:之(?P<z>[{_DIGITS}]))?"
    r"|(?P<dotted>\d+(?:\.\d+){1,4})(?![\d.%㎡]|\s*(?:米|平|元|m|倍|万|个|小时))"
)
_RATE = re.compile(
    r"(?:每(?:满)?(?:一)?个?|按(?=[日月季年周天次件](?!期|[^，。；、]{0,2}比例)))(?P<u>件|季度|工作日|小时|年|月|日|天|周|次|人|名|位|户|床)"
)
_UNIT = (
    "个?工作日|平方米|平米|㎡|m2|公里|厘米|毫米|cm|mm|lx|勒克斯|小时|分钟|秒|个?月|个?季度|周年|周岁|星期|年度|年|日|天|周|岁"
    "|元|块钱?|人次|人|名|位|倍|册|本|台|套|次|级|度|米|m|层|届|个|种|类|项|份|条|家|张|间|处|成"
)
_HALF = re.compile("(?P<over>过)?半数|一半|半(?P<u>年|个月|天|日)")
_VAGUE = re.compile(
    rf"(?:几|(?<![多少无次人总半])数|若干|多少|十来|百来|个把|好几)(?:{_UNIT})|[俩仨](?:个?月|天|年|周)?|[廿卅][{_DIGITS}]?(?:{_UNIT})?"
    rf"|[壹贰叁肆伍陆柒捌玖拾佰仟]{{1,6}}(?:{_UNIT}|%)?|[{_DIGITS}\d](?:折|成(?=$|[,。;:、]))|翻[一两]?番|加倍|减半"
)
"""Figures that have no value to compare: they must stand in the clause as they are."""
_COUNTED = re.compile(rf"(?P<n>{_NUMBER})(?:余|多)?\s*(?P<u>{_UNIT})?")
_UNITS = {
    "个工作日": "工作日",
    "天": "日",
    "平米": "平方米",
    "㎡": "平方米",
    "m2": "平方米",
    "勒克斯": "lx",
    "月": "月份",
    "个季度": "季度",
    "周年": "年",
    "年度": "年",
    "星期": "周",
    "周岁": "岁",
    "块": "元",
    "块钱": "元",
    "名": "人",
    "位": "人",
    "本": "册",
    "m": "米",
    "厘米": "cm",
    "毫米": "mm",
}
_RATES = {"天": "日", "名": "人", "位": "人"}
_GENERIC = frozenset({"个", "种", "项", "份", "家", "类", "处", "条", "间", "台", "张", "套", "次", ""})
_BEFORE = (
    (
        "≥",
        "不得?少于|不得?低于|不得?小于|不得?短于|不应?少于|不应?低于|不应?小于|至少|最少|最低|起码|达到|满|不应当?低于",
    ),
    ("≤", "不得?超过|不得?高于|不得?多于|不得?大于|不应?超过|不应?大于|不应?高于|至多|最多|最长|最高|不能超过"),
    ("<", "不满|未满|没满|低于|少于|不足|小于|未达到?|未超过|不到"),
    (">", "超过|高于|多于|大于|超出"),
)
_AFTER = (
    ("≥", "(?:及|或者?)?以上|起(?!草|诉|来|点)"),
    ("≤", "(?:及|或者?)?以下|以内|之内|内(?!容|部|设)"),
    ("前", "以?前(?!款|项|条)|之前"),
    ("后", "以?后(?!勤)|之后"),
    ("外", "以外"),
)
_BOUND_BEFORE = re.compile(
    "(?:" + "|".join(f"(?P<b{i}>{words})" for i, (_, words) in enumerate(_BEFORE)) + r")的?(?:人民币)?\s*$"
)
_BOUND_APART = re.compile(
    f"(?:(?P<least>至少|最少|起码|最低)|最多|至多|最长|最高)(?:应当?|必?须|可以?|能|要)?[{CJK}]{{1,3}}$"
)
"""A bound with a verb between: 至少要保存三十年."""
_BOUND_AFTER = re.compile(r"\s*的?(?:" + "|".join(f"(?P<a{i}>{words})" for i, (_, words) in enumerate(_AFTER)) + ")")

_OBLIGATIONS = (
    ("不必", "不必|无须|无需|毋须|毋需|不需要?|不用(?!于)|可以?不(?!得)"),
    (
        "禁止",
        "不得(?!已|力)|不准|不许|严禁|禁止|不应当?该?(?!当)|不可以?(?!抗|分|缺|避|逆|撤|靠)|不能(?!够?胜任)|不允许|不要",
    ),
    ("不宜", "不宜|不建议"),
    (
        "要求",
        "应当|应该|必须|务必|(?<![无毋])须(?!知)"
        "|(?<![相适反对供响效感回呼理顺一])应(?!用|对(?!本|其|该|所|他|职|女|用|从|劳|于)|急|聘|届|诉|答|征|邀|收|变(?!更)|力|有尽有)",
    ),
    (
        "推荐",
        "(?<![适便事不合时])宜|(?<![提出合理化意见条的项])建议(?!权|和|、|书|稿|被|,|。|共?\\d|[数几一二三四五六七八九十]+[条项])|最好|提倡",
    ),
    (
        "允许",
        "可以|(?<![可不才只功性职技效智机动产势权官本万潜节体核热光])能(?!力|够?胜任|源|量|耗|手|效|动|见|级)|(?<![不许认])可(?!能|靠|行|持续|燃|见|视|抗|再|观|比|否|供|信|控|疑)|允许|准许|有权",
    ),
)
_OBLIGATION = re.compile("|".join(f"(?P<o{i}>{words})" for i, (_, words) in enumerate(_OBLIGATIONS)))
_WEAK = re.compile("需要?(?!求)|(?<![重主需只必简摘纪概首紧扼次不])要(?!求|素|点|么|件|是|不|害|闻|道)")
_LEVEL = re.compile("(?P<l>国家|省|设区的市|市|县|区|乡|镇|街道)级(?P<b>以上|以下)?")
QUANTITIES = (
    ("所有", "全部", "一切", "任何", "一律", "全体", "永远", "不论", "无论", "不管", "各类", "凡是", "都"),
    ("只能", "只有", "仅", "唯一", "仅限"),
    ("立即", "马上", "即时", "随时", "当场"),
    ("双方",),
    ("任何一方", "一方"),
    ("部分", "有的", "某些"),
    ("之一",),
)
"""Words that widen or narrow what is said; those of one group stand for each other."""
_QUANTITY = re.compile(
    "|".join(sorted((w for group in QUANTITIES for w in group), key=len, reverse=True)).replace(
        "都", "都(?=应当?|必须|可以|不得|要|有权)"
    )
)
_NEGATION = re.compile(
    "没有|(?<!除)未(?!来|成年|婚|满)"
    "|(?<![能可并])不(?!同|仅|但|断|动产|良|可抗|得|满|足|少于|低于|超过|论|管|过|能|准|许|应|可|宜|必|需|要|到|大于|高于|多于|小于)"
    "|无(?!障碍|线|论|须|需)|并非|并不"
)
_TITLE = re.compile(r"《[^《》]{2,60}》(?:\((?:试行|暂行|修订版?|送审稿|征求意见稿|\d{4}年?(?:修正|修订)本?版?)\))?")
_CODE = re.compile(
    r"(?:gb|db|jgj|cjj|wb|ga|hj|sz|ly|mz|zwfw)[a-z]*\d*(?:/[tz])?\s*\d+(?:\.\d+)*(?:\s*[-—–]\s*\d{4})?|[\u4e00-\u9fff]{1,6}[〔\[(]\d{4}[〕\])]第?\d+号"
)
_BARE_LAW = re.compile(rf"(?P<name>[{CJK}]{{2,14}}?(?:法|条例))(?=第[\d{_DIGITS}]+条|的?规定|明确|要求|中规定)")
_NO_LAW = re.compile(r"(?:本|该|依|违|合|非|司|执|立|守|普|用|办|方|做|看|想|设|说|书|手|国|宪|执)法$|(?:本|该)条例$")
_LEAD = re.compile("^.*(?:根据|依据|依照|按照|遵照|参照|以及|或者|并且|和|与|按|据|照|由|在|是|于|的)")

_BODY_WORDS = """
    全国人民代表大会 人民代表大会 常务委员会 村民委员会 居民委员会 工会委员会 经费审查委员会 女职工委员会
    仲裁委员会 调解委员会 仲裁庭 委员会 劳动者 女职工 职工代表大会 职工大会 会员大会 会员代表大会 用人单位
    用工单位 劳务派遣单位 事业单位 社会组织 社会团体 总工会 基层工会 工会 国务院 人民政府 政府 人民法院 法院
    人民检察院 检察院 公安机关 机关 行政部门 主管部门 部门 机构 企业 单位 职工 员工 会员 公司 董事会 监事会
    当事人 申请人 被申请人 雇主 志愿者 消费者 经营者 未成年工 残疾人 监护人 负责人 协会 联合会 街道办事处
    公安局 保障局 管理局 财政局 从业人员 运动员 教练员 图书馆 求职者 毕业生
    管理人员 工作人员 法律援助人员 受援人 投资人
建设局 教育局 民政局 卫生局 文化局 体育局 司法局 税务局 监督局 资源局 住建局 人社局 城管局 人力资源局
"""
BODIES = tuple(_BODY_WORDS.split())
_BODY = re.compile(
    "|".join(sorted(map(re.escape, BODIES), key=len, reverse=True)) + "(?!书屋|服务中?心?|之家|食堂|宿舍|总数|人数)"
)
_WHICH_WORDS = """
全国 国家 中央 中华 广东省 广东 深圳市 深圳 省 自治区 直辖市 设区的市 市 区 县 乡 镇 街道 上级 下级 同级 基层
地方 本级 人力资源 社会保障 社会保险 劳动保障 劳动 卫生 健康 计划生育 教育 民政 财政 公安 司法 税务 市场 监督
监管 管理 应急 消防 救援 行政 主管 人民 安全 生产 住房 城乡 建设 规划 文化 旅游 体育 妇女 残疾人 标准化 审计
工商 价格 物价 发展 改革 工业 信息化 交通 运输 自然资源 生态 环境 农业 农村 保障 法律援助 医疗 精神卫生
职业中介 培训 事业 派遣 用工 学校 社区 行业 产业 企业 女 和 设计 施工 监理 勘察 生产经营 公共 退役 就业 服务 职业 中介
"""
_WHICH = re.compile("(?:" + "|".join(sorted(_WHICH_WORDS.split(), key=len, reverse=True)) + ")+$")
_LOOSE_WHICH = re.compile(
    "^(?:和|服务|就业|管理|建设|监督|规划|发展|保障|培训|安全|生产|劳动(?!行政|保障)|女(?!职工))+"
)
"""Words that a body's name does not begin with: they belong to what stands before it."""
SAME_BODY = {
    "员工": ("劳动者", "职工"),
    "职工": ("劳动者", "员工"),
    "劳动者": ("职工",),
    "公司": ("用人单位", "企业", "单位"),
    "单位": ("用人单位", "企业", "公司", "用工单位", "事业单位"),
    "企业": ("用人单位", "单位", "公司"),
    "雇主": ("用人单位",),
    "政府": ("人民政府",),
    "法院": ("人民法院",),
    "检察院": ("人民检察院",),
    "部门": ("行政部门", "主管部门"),
}
"""Everyday words and the bodies they may stand for."""


def particulars(text: str) -> tuple[Particular, ...]:
    """Every particular of normalised `text`, in reading order; no character belongs to two."""
    taken = [False] * len(text)
    found: list[Particular] = []
    for find in (
        _titles,
        _dates,
        _addresses,
        _numbers,
        _rates,
        _levels,
        _obligations,
        _quantities,
        _negations,
        _bodies,
    ):
        for each in find(text):
            if not any(taken[each.start : each.end]):
                taken[each.start : each.end] = [True] * (each.end - each.start)
                found.append(each)
    return tuple(sorted(found, key=lambda each: each.start))


def _titles(text: str) -> Iterator[Particular]:
    for match in _TITLE.finditer(text):
        yield Particular(Sort.TITLE, core_title(match.group()), match.start(), match.end())
    for match in _CODE.finditer(text):
        yield Particular(Sort.TITLE, re.sub(r"[\s—–-]+", "-", match.group()), match.start(), match.end())
    for match in _BARE_LAW.finditer(text):
        name = _LEAD.sub("", match.group("name"))
        if len(name) >= 3 and not _NO_LAW.search(name):
            yield Particular(Sort.TITLE, core_title(name), match.end() - len(name), match.end())


def core_title(title: str) -> str:
    """A title without brackets, edition and the words every national law begins with."""
    plain = re.sub(r"[《》<>\s]|[（(][^）)]*(?:修正|修订|试行|暂行|稿)[^）)]*[）)]", "", title)
    return plain.removeprefix("中华人民共和国") or plain


def _dates(text: str) -> Iterator[Particular]:
    for match in _DATE.finditer(text):
        groups = match.groupdict()
        parts = [groups["y"] or groups["y3"], groups["m"] or groups["m2"] or groups["m3"]]
        values = [_year(parts[0]), _value(parts[1]), _value(groups["d"] or groups["d2"] or groups["d3"])]
        if groups["y"] and not groups["m"] and not 1900 <= (_year(groups["y"]) or 0) <= 2100:
            continue
        yield Particular(Sort.DATE, "-".join("" if v is None else f"{v:g}" for v in values), *match.span())


def _year(numeral: str | None) -> float | None:
    return _value(numeral)


def _addresses(text: str) -> Iterator[Particular]:
    for match in _ADDRESS.finditer(text):
        if match.group("dotted"):
            yield Particular(Sort.ADDRESS, match.group("dotted"), *match.span())
        else:
            extra = f"之{match.group('z')}" if match.group("z") else ""
            number = _value(match.group("n"))
            yield Particular(Sort.ADDRESS, f"{number or 0:g}{match.group('u')}{extra}", *match.span())


def _rates(text: str) -> Iterator[Particular]:
    for match in _RATE.finditer(text):
        unit = match.group("u")
        yield Particular(Sort.RATE, "每" + _RATES.get(unit, unit), *match.span())


def _numbers(text: str) -> Iterator[Particular]:
    barred = [match.span() for match in _NO_NUMBER.finditer(text)]
    for match in _PERCENT.finditer(text):
        whole = _value(match.group("a") or match.group("c")) or 0
        tail = match.group("b")
        value = whole + (float("0." + "".join(str(to_int(c) or 0) for c in tail)) if tail else 0)
        yield _bounded(text, f"{value:g}%", match.start(), match.end())
    for match in _FRACTION.finditer(text):
        if not match.group().startswith("百"):
            value = (_value(match.group("b")) or 0) / (_value(match.group("a")) or 1)
            yield _bounded(text, f"{value:.4g}", match.start(), match.end())
    for match in _HALF.finditer(text):
        unit, over = match.group("u") or "", ">" if match.group("over") else ""
        yield _bounded(text, f"{over}0.5{_UNITS.get(unit, unit)}", *match.span())
    for match in _VAGUE.finditer(text):
        yield Particular(Sort.NUMBER, match.group(), *match.span())
    for match in _COUNTED.finditer(text):
        if any(a < match.end("n") and match.start("n") < b for a, b in barred):
            continue
        value_ = _value(match.group("n"))
        if value_ is None:
            if match.group("u") and len(match.group("n")) > 2:
                yield Particular(Sort.NUMBER, match.group(), *match.span())
            continue
        unit = match.group("u") or _range_unit(text, match.end())
        unit = _UNITS.get(unit, unit)
        loose = (value_ == 1 and unit in _GENERIC) or (not unit and not match.group("n")[0].isdigit())
        yield _bounded(text, f"{value_:g}{unit}", match.start(), match.end(), loose=loose)


def _range_unit(text: str, end: int) -> str:
    """The unit of 三 in 三至五日: that of what follows."""
    rest = re.match(rf"\s*(?:至|到|-|~|～|—|、|或者?)\s*{_COUNTED.pattern}", text[end:])
    return (rest.group("u") or "") if rest else ""


def _bounded(text: str, value: str, start: int, end: int, *, loose: bool = False) -> Particular:
    """The number with what bounds it: ≥25人 of 不少于25人 and of 25人以上."""
    before = _BOUND_BEFORE.search(text[max(0, start - 7) : start])
    after = _BOUND_AFTER.match(text[end:])
    apart = None if before or after else _BOUND_APART.search(text[max(0, start - 9) : start])
    signs = ["≥" if apart.group("least") else "≤"] if apart else []
    if before:
        signs.append(next(_BEFORE[i][0] for i in range(len(_BEFORE)) if before.group(f"b{i}")))
        start -= len(before.group())
    if after:
        signs.append(next(_AFTER[i][0] for i in range(len(_AFTER)) if after.group(f"a{i}")))
        end += after.end()
    return Particular(Sort.NUMBER, "".join(dict.fromkeys(signs)) + value, start, end, loose)


def _value(numeral: str | None) -> float | None:
    """The value of digits or Chinese numerals, with 万 and 亿."""
    if not numeral:
        return None
    plain = numeral.replace(",", "")
    for unit, factor in (("亿", 1e8), ("万", 1e4)):
        head, separator, tail = plain.partition(unit)
        if separator:
            high, low = _value(head) if head else 1, _value(tail) if tail else 0
            return None if high is None or low is None else high * factor + low
    try:
        return float(plain)
    except ValueError:
        return to_int(plain)


def _obligations(text: str) -> Iterator[Particular]:
    for match in _OBLIGATION.finditer(text):
        name = next(_OBLIGATIONS[i][0] for i in range(len(_OBLIGATIONS)) if match.group(f"o{i}"))
        yield Particular(Sort.OBLIGATION, name, *match.span())
    for match in _WEAK.finditer(text):
        yield Particular(Sort.OBLIGATION, "要求", *match.span(), loose=True)


def _negations(text: str) -> Iterator[Particular]:
    for match in _NEGATION.finditer(text):
        yield Particular(Sort.NEGATION, "不", *match.span())


def _levels(text: str) -> Iterator[Particular]:
    for match in _LEVEL.finditer(text):
        yield Particular(Sort.LEVEL, match.group(), *match.span())


def _quantities(text: str) -> Iterator[Particular]:
    for match in _QUANTITY.finditer(text):
        group = next(group for group in QUANTITIES if match.group() in group)
        yield Particular(Sort.QUANTITY, group[0], *match.span())


def _bodies(text: str) -> Iterator[Particular]:
    """Bodies with the words that tell which one: 社会保险行政部门, 广东省总工会."""
    for match in _BODY.finditer(text):
        before = _WHICH.search(text[max(0, match.start() - 20) : match.start()])
        which = _LOOSE_WHICH.sub("", before.group()) if before else ""
        yield Particular(Sort.BODY, which + match.group(), match.start() - len(which), match.end())
