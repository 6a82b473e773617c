"""What a regulation says of counting and of time: points of a clause, how long records count, appeals and answers.

Read sentence by sentence from its units. What only looks alike (a door card to be handed in within 3 days) is left out:
each kind must name what it is about in the same sentence, or, for answers, in the unit or its heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from wxadmin.domain.numerals import CN_DIGITS, number
from wxadmin.domain.regulation import RegulationText, Setting, walk

TermKind = Literal["points", "expiry", "window", "appeal", "answer"]
Measured = Literal["point", "hour", "day", "workday", "month", "year"]
Start = Literal["", "told", "decided", "received"]


@dataclass(frozen=True, slots=True)
class RegulationTerm:
    """``count`` of ``unit``, said by the unit ``at`` (numbers from the outside in) in the sentence ``quote``.

    ``points`` are for one act against ``at``; records count for ``expiry``; only acts of the last ``window`` count
    together; ``appeal`` is how long one can appeal, ``answer`` by when it is answered. ``start`` says what the count
    begins with: that one was told, that it was decided, or (answers) received; ``""`` where the text does not say.
    """

    kind: TermKind
    count: int
    unit: Measured
    at: tuple[str, ...]
    quote: str
    start: Start = ""


def terms(text: RegulationText) -> tuple[RegulationTerm, ...]:
    """Everything of the kind that a text says, in reading order, each once."""
    found = [_appeal(setting) for setting in text.settings if setting.kind == "appeal_window"]
    appeals: list[str] = []
    for path, node in walk(text.nodes):
        # A heading holds for the units below it: 第五章 申诉.
        del appeals[max(0, len(path) - 1) :]
        appeals.append(node.title or "")
        said = any(_APPEAL.search(title) for title in appeals)
        for match in _SENTENCE.finditer(node.text):
            sentence = match.group().strip()
            found += _of_sentence(path, sentence, said or bool(_APPEAL.search(node.text[: match.start()])))
    for words in (*text.preamble, *text.closing):
        for match in _SENTENCE.finditer(words):
            found += _of_sentence((), match.group().strip(), within=False)
    places = [path for path, _node in walk(text.nodes)]
    return tuple(dict.fromkeys(_placed(one, places) for one in found))


def _placed(term: RegulationTerm, places: list[tuple[str, ...]]) -> RegulationTerm:
    """Points of an article that is named by its number alone, with the numbers that lead to it."""
    if term.kind != "points" or term.at in places:
        return term
    fits = [path for path in places if path[-len(term.at) :] == term.at]
    return replace(term, at=fits[0]) if fits else term


def _appeal(setting: Setting) -> RegulationTerm:
    """The window that the text's settings name already, with what it begins with."""
    working = setting.value.endswith("wd")
    start = window_start(setting.value, setting.quote)
    return RegulationTerm(
        "appeal", int(setting.value.rstrip("wd")), "workday" if working else "day", setting.at, setting.quote, start
    )  # fmt: skip


def window_start(value: str, quote: str) -> Start:
    """What an appeal window (``5wd``, ``3d``) begins with by the words that fix it."""
    wanted = int(value.rstrip("wd")), "workday" if value.endswith("wd") else "day"
    for match in _WITHIN.finditer(quote):
        if _span_of_days(match) == wanted:
            before = _before(quote, match.start())
            return "told" if _TOLD.search(before) else "decided" if _DECIDED.search(before) else ""
    return ""


def _of_sentence(at: tuple[str, ...], sentence: str, within: bool) -> Iterator[RegulationTerm]:
    for place, count in _points(at, sentence):
        yield RegulationTerm("points", count, "point", place, sentence)
    for count, unit in _expiry(sentence):
        yield RegulationTerm("expiry", count, unit, at, sentence)
    for count, unit in _window(sentence):
        yield RegulationTerm("window", count, unit, at, sentence)
    for count, unit, start in _answers(sentence, within):
        yield RegulationTerm("answer", count, unit, at, sentence, start)


def _before(sentence: str, at: int) -> str:
    """What stands before a place in the same part of a sentence, at most so much of it as one reads together."""
    return re.split(r"[；;]", sentence[max(0, at - _NEAR) : at])[-1]


# Numbers and spans

_NEAR = 200  # characters: a table pasted as one sentence is none

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_N = rf"(?:(?<![\d.])\d{{1,4}}|[{CN_DIGITS}]{{1,4}})"
_SPAN = rf"(?P<n>{_N}|半)[ ]?个?(?P<unit>工作日|自然日|日历日|日|天|小时|周|星期|月|年)"
_UNITS: dict[str, tuple[int, Measured]] = {
    "工作日": (1, "workday"), "自然日": (1, "day"), "日历日": (1, "day"), "日": (1, "day"), "天": (1, "day"),
    "小时": (1, "hour"), "周": (7, "day"), "星期": (7, "day"), "月": (1, "month"), "年": (1, "year"),
}  # fmt: skip


def _span(match: re.Match[str]) -> tuple[int, Measured] | None:
    """The span of a match; None for no number, a calendar day (5月3日) or a year (2026年)."""
    times, unit = _UNITS[match["unit"]]
    words = match["n"]
    if words == "半":
        return {"年": (6, "month"), "月": (15, "day"), "天": (12, "hour")}.get(match["unit"])  # type: ignore[return-value]
    count = number(words)
    if not count or (unit == "year" and count > 100) or (unit == "month" and "个" not in match.group() and count < 13):
        return None
    before = match.string[match.start() - 1 : match.start()]
    return None if re.match(r"[\d年月第]", before) else (count * times, unit)


# Points

_POINTS = re.compile(
    r"(?:扣除?|扣减|记|(?<![累合统共])计|记录)(?:违规|违纪|罚|处罚|个人|本人|当事人|责任人)?"
    rf"(?:积分|信用分|分值|分数)?[ ]?(?P<n>{_N})[ ]?分(?![钟之组享析])"
    rf"|(?:违规|违纪|处罚|罚)分(?P<m>{_N})[ ]?分(?![钟之组])"
)
_REWARD = re.compile(r"奖励|奖(?=[\d一二三])|加分|表扬|签到|优秀|积极|贡献")
_OTHER_POINTS = re.compile(
    r"绩效|考核|考试|成绩|满分|评分|得分|学分|打分|测验|竞赛|比赛|答题|答错|评比|驾|积分榜|会员积分|兑换"
)
_UPPER = re.compile(r"(?:满|达到?|超过|累计|共|合计|扣完|扣满|记满)[^，。；]{0,6}$")
_NAMED = re.compile(
    rf"(?:违反|有|触犯)(?:了)?(?:本(?:办法|制度|规定|公约|规则|群规))?(?P<place>第[{CN_DIGITS}\d]{{1,5}}条(?:第?[（(][{CN_DIGITS}\d]{{1,3}}[）)]项?)?)"
    r"(?:规定|所列|的|行为|之一|，)*"
)


def _points(at: tuple[str, ...], sentence: str) -> Iterator[tuple[tuple[str, ...], int]]:
    for match in _POINTS.finditer(sentence):
        part = _before(sentence, match.start())
        if _UPPER.search(part) or _REWARD.search(part) or _OTHER_POINTS.search(part):
            continue
        count = number(match["n"] or match["m"])
        if not count or count > 1000:
            continue
        named = list(_NAMED.finditer(part))
        if named:
            yield tuple(re.findall(r"第[^条（(]+条|[（(][^）)]+[）)]", named[-1]["place"])), count
        elif at:
            yield at, count


# How long records count

_RECORD = re.compile(
    r"(?:处理|处分|处罚|违规|违纪|警告|禁言|提醒|记分|扣分|计分|不良|该次|本次|此)(?:的)?(?:记录|决定|结果|次数|积分|分值)?|积分|分值"
)
_LAPSES = re.compile(
    r"失效|失去效力|清零|归零|不得(?:再|用来|据以|作为|用于)+[^，。；]{0,6}[加从]重|自动(?:消除|撤销|注销)|予以消除|不再(?:累计|计算|计入|影响|作为|记入|有效|合并)|不(?:计入|作为)以后|重新(?:计算|起算|累计|记)|(?:自动)?解除警示"
)
_LASTS = re.compile(
    r"有效期(?:限|间)?|效力期?限?|影响期|有效|计算期(?:限)?|(?:记|扣|计|积)分周期|累计周期|考察期|记录期|记录保留(?:期|期限)"
)
_NOT_RECORD = re.compile(
    r"聊天记录|归档|二维码|链接|验证码|密码|账号|帐号|权限|登记|证件|门禁|证书|文件|优惠|红包|群码|备份|截图|邀请|资料|合同|身份证|通行|会员|兑换|积分商城"
)
_SPANS = re.compile(rf"(?:满|届满|经过|过|达|在|为|是|：|前|起|的|后|期间|周期|每|有效期|期限|连续|近)?{_SPAN}")


def _expiry(sentence: str) -> Iterator[tuple[int, Measured]]:
    for part in re.split(r"[；;]", sentence):
        lapses, lasts = _LAPSES.search(part), _LASTS.search(part)
        if lapses is None and lasts is None:
            continue
        for match in _SPANS.finditer(part):
            span = _span(match)
            if span is None or span[1] in ("hour", "workday"):
                continue
            near = part[max(0, match.start() - 30) : match.end() + 40]
            if _NOT_RECORD.search(near) or not _RECORD.search(near) or "禁言期" in near:
                continue
            after = part[match.end() : match.end() + 36]
            if re.match(r"(?:之?内|以内)[^，。；]{0,10}(?:累计|再次|又|[两二三四五2-9]次)", after):
                continue  # that is how long acts count together
            if re.match(r"(?:之?内|以内)(?![^，。；]{0,4}(?:没有|没|未|无|不再|有效|表现))", after):
                continue  # that is by when something is done
            if (
                re.match(r"(?:之?内|以内)有效", after)
                or (lapses is not None and lapses.start() >= match.end() and lapses.start() - match.end() <= 36)
                or (lasts is not None and 0 <= match.start("n") - lasts.end() <= 6)
            ):
                yield span
                break


_TOGETHER = re.compile(
    r"^(?:之?内|以内|期间|中)(?:，)?[^，。；]{0,12}?(?P<how>累计|再次|再犯|又(?:有|违|被)|重复|[两二三四五六七八九十\d]+次|多次|屡次|不超过)"
)
_COUNTED = re.compile(r"违规|违反|违纪|逾期|记分|扣分|处理|警告|提醒|处分|处罚|行为|满[^，。；]{0,4}分|再犯|再次|次")
_NOT_COUNTED = re.compile(
    r"请假|缺勤|消费|红包|签到|在线|发言[^，。；]{0,4}次|转发|培训|活动|推荐|奖励|表扬|会议|接龙|更换|修改|变更|领取|成交|迟到|登录|开放|撤换|免职|免去"
)


def _window(sentence: str) -> Iterator[tuple[int, Measured]]:
    for match in re.finditer(rf"(?:近|最近|连续|在|任何|同一?)?{_SPAN}", sentence):
        span = _span(match)
        if span is None or span[1] in ("hour", "workday"):
            continue
        after = sentence[match.end() : match.end() + 30]
        if not _TOGETHER.match(after) or _NOT_COUNTED.search(after):
            continue
        if _COUNTED.search(after) and not re.search(r"未|没有|无|不得", after[:10]):
            yield span


# Appeals and answers

_APPEAL = re.compile(
    r"申诉|异议|复核|申辩|复议|不服|(?:未|没有)(?:参与|经手)(?:原|该)?(?:处理|决定)|另行?(?:指定|派|安排|请)[^，。；]{0,4}人"
)
_OTHER_MATTER = re.compile(
    r"举报|投诉(?!人)|建议|求助|咨询|纠纷|申请表|入群申请|退群申请|建群|报名|请假|整改|门禁|通知后[^，。；]{0,6}回复|公示|个人信息|送审|材料审核"
)
_WITHIN = re.compile(rf"{_SPAN}(?:之?内|以内|为限|前)")
_ASKS = re.compile(r"申诉(?!人|的人)|异议|申辩|复议|复核申请|申请复核|提出|提起|反映")
_ANSWERS = re.compile(
    r"答复|回复|回应|作出|做出|办结|反馈|告知(?:结果|申诉人|本人|当事人|结论)|复核(?!申请|的申请)|给出|书面(?:说明|通知|告知)|结论|完成|处理(?!决定|不服|有|的|结果有)|核查|核实|予以解决"
)
_ANSWER_NOUN = re.compile(
    rf"(?:答复|复核|回复|申诉的?处理)的?(?:期限?|期间|时限|时间)(?:一般|最长)?(?:为|是|：|不得?超过)?{_SPAN}(?!之?内|以内)"
)
_TOLD = re.compile(r"(?:收到|接到|送达|知道|知悉|得知|告知|签收|通知)[^，。；]{0,12}$")
_DECIDED = re.compile(r"(?:决定|处理|作出|做出|公布|公示|发布)(?![^，。；]*(?:不服|异议))[^，。；]{0,8}$")
_RECEIVED = re.compile(r"(?:收到|接到|受理|提出)[^，。；]{0,14}$")


def _answers(sentence: str, within: bool) -> Iterator[tuple[int, Measured, Start]]:
    """By when an appeal is answered; ``within``: the unit speaks of appeals."""
    if not (within or _APPEAL.search(sentence)):
        return
    if not _OTHER_MATTER.search(sentence):
        for match in _ANSWER_NOUN.finditer(sentence):
            if (span := _span_of_days(match)) is not None:
                yield *span, ""
    for match in _WITHIN.finditer(sentence):
        span = _span_of_days(match)
        if span is None:
            continue
        before = _before(sentence, match.start())
        after = sentence[match.end() : match.end() + _NEAR].lstrip("，, ")
        if _is_answer(after) and not _OTHER_MATTER.search(before + after[:24]):
            yield *span, "received" if _RECEIVED.search(before) else ""


def _is_answer(after: str) -> bool:
    """Whether somebody is to be answered within the time, and not to ask, by the words behind it."""
    if re.match(r"未|没有|没|不", after):
        return False
    for clause in re.split(r"[，,；;。]", after)[:2]:
        asks, answers = _ASKS.search(clause), _ANSWERS.search(clause)
        if asks and (answers is None or asks.start() <= answers.start()):
            return False
        if answers:
            return True
    return False


def _span_of_days(match: re.Match[str]) -> tuple[int, Measured] | None:
    """In days or working days: hours are rounded up to days, months count 30."""
    span = _span(match)
    if span is None:
        return None
    count, unit = span
    if unit == "hour":
        return -(-count // 24), "day"
    if unit == "month":
        return count * 30, "day"
    return span if unit in ("day", "workday") and count <= 366 else None
