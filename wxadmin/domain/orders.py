"""Whether words of a chat order something by a time although nobody says 请: 下周一上午交表, 国庆前完成整改."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from wxadmin.domain.deadline_words import DeadlineWords, days, read

_HAND_IN = (
    r"(?:上交|提交|递交|补交|交(?![警通流接易谈际班情友代往错房付])|上报|报送|填报|报名|(?<![画海汇电情日晚早周月年])报(?![告警销纸价废道社喜刊酬表]|到(?!群|办))"
    r"|填(?:好|完|写|报)?|带(?:来|过来|到|上|齐|好|一|两)|回(?:复|执|传)|反馈|接龙|发(?:给我|我|到(?:群|我|邮箱|指定)|群里|过来|回来)|签(?:好|字|收|完)|改(?:好|完|回)"
    r"|缴|归还|还回|拿(?:来|到)|送到[^，,。]{0,6}(?:室|处|科|办|部|台|我|老师|门卫)|汇总)"
)
"""What is handed over, said or brought: an order wherever a day stands before it."""
_WORK = (
    r"(?:完成|整改|落实|处理|解决|修改|更新|检查|自查|清理|清点|打扫|到位|到场|到岗|到齐"
    r"|参加|集合|准备好|传达|通知到|做完|整理|确认|核对)"
)
"""What may be told of as well as ordered."""
_MUST = r"必须|务必|一定要?|记得|别忘|(?<![重主需只想正就快还])要(?![是求不么])|须(?!知)|得(?=[把在将交报填])|统一|一律"
_STATES = re.compile(
    r"我|咱|他|她|它|说|听|据|如果|要是|假如|万一|除非|以为|打算|计划|预计|争取|估计|可能|也许|就能|就会|才能|会(?![议场员计务])|可以|能不能"
    r"|不用|不必|无需|不要|不能|不会|先不|暂不|没(?!交|填|报|签|回)|昨|前天|上周|上个?月|去年|已|早就|刚|当时|本来|原定|原来|改到|推迟|延期"
    r"|快递|工资|奖金|师傅|厂家|物业公司|施工|系统|客户|领导|上级|市里|区里|局里|谁|什么|哪|怎么|几点|为啥|为何|是不是|有没有"
)
"""Between the day and what is done: somebody tells of it, asks, or says that it need not be."""
_DONE = re.compile(r"(?:上来|过来|回来|好|完|齐|到)?(?:了|过|的(?!表|书|单|材料|资料|人数|名单|照片|作业))")
_TOLD_LATER = re.compile(
    r"的(?:地点|时间|同学|同事|人|家长|老师|单位|部门|班级?|业主|都|有|是|可|先|那)|(?:来得及|就行吗|可以吗|行不行|不迟|也行|推迟|延后|取消|开始)"
)
_WHOSE = re.compile(
    r"(?:[@＠]\S+\s*)*(?:各[^，,]{1,8}|全体[^，,]{0,6}|大家|所有人?[^，,]{0,6}|未[^，,]{1,8}的|(?:还)?没[^，,]{1,8}的|[^，,]{0,6}负责人)?\s*"
)
_WHAT = re.compile(r"什么|哪[些个儿里]|几[个份点]")
_RULE = re.compile(
    r"每(?:天|日|周|月|季度?|年|次|晚|星期|学期)|逢[周五]|以后|今后|平时|平常|往后|一般|通常"
    r"|第[一二三四五六七八九十\d]+条|规定[：:，]"
)
_THIS_TIME = re.compile(r"[本这](?:次|月|周|个月|星期|学期)|今天|今日|明天|后天")
_ASKED = re.compile(r"(?:吗|么|呢|吧)?\s*[？?]|[吗呢]\s*$")
_POLITE = re.compile(r"(?:可以|好|行|没问题|辛苦[^，,]{0,4})[吗吧]?[？?]\s*$")
_STOP = "。！!；;\n？?"
_CLOSES = re.compile(r"截止|截至|为止|最迟|最晚|不晚于|不迟于")
_CALLS = re.compile(rf"{_HAND_IN}|申报|投票|征集|收集|登记|认领|预约|缴费|统计|报销|回执|[表单稿]|材料")
_STRONG, _WEAK, _FORCED = re.compile(_HAND_IN), re.compile(_WORK), re.compile(_MUST)
_SENTENCE = 200
"""Letters on either side of a day that are looked at."""
_LONGEST = 3000
"""Letters of a text that are looked through for an order."""
_FAR = 14
"""Characters between the day and what is done."""


def due(text: str, said: datetime, named: Sequence[DeadlineWords] | None = None) -> DeadlineWords | None:
    """The first time in a text, said then (local, naive), by which it orders something; None where it orders nothing.

    ``named`` are the deadlines of the text where they were read before.
    For words of somebody who may order; who is asked politely (请…) is another question.
    """
    text = text[:_LONGEST]
    if not (_STRONG.search(text) or _WEAK.search(text) or _CLOSES.search(text)):
        return None
    named = read(text, said) if named is None else named
    for one in named:
        if _orders(text, one, named=True):
            return one
    for one in days(text, said):
        if all(one.end <= other.start or other.end <= one.start for other in named) and _orders(text, one, named=False):
            return one
    return None


def is_rule(text: str, one: DeadlineWords) -> bool:
    """Whether the sentence of a deadline says what holds every time."""
    before, behind = _around(text, one)
    lead = re.split("[，,]", before)[-1]
    return _RULE.search(before + one.words + behind) is not None and not _THIS_TIME.search(lead + one.words)


def _orders(text: str, one: DeadlineWords, *, named: bool) -> bool:
    before, behind = _around(text, one)
    if is_rule(text, one) or (_ASKED.search(behind) and not _POLITE.search(behind)):
        return False
    lead = re.split("[，,：:]", before)[-1].strip()
    tail = behind.lstrip(" ，,")
    if named and _CLOSES.search(one.words):
        told = _STATES.search(lead) or _TOLD_LATER.search(behind)
        return not told and (not lead or _CALLS.search(before + behind) is not None)
    tail = re.split("[，,：:]", tail)[0]
    whose = _WHOSE.fullmatch(lead) is not None
    for found, needs_address in ((_STRONG.search(tail), False), (_WEAK.search(tail), True)):
        # 10月18日团建报名 names the day of what is done, not of the answer.
        if found is None or found.start() > _FAR or (not named and found[0] in ("报名", "接龙")):
            continue
        between = tail[: found.start()]
        told = _STATES.search(("" if whose else lead) + " " + between) or _DONE.match(tail, found.end())
        if told or _TOLD_LATER.search(tail, found.end()) or _WHAT.search(tail, found.end()):
            continue
        forced = _FORCED.search(lead + " " + between)
        if not needs_address or forced or (named and whose):
            return True
    return False


def _around(text: str, one: DeadlineWords) -> tuple[str, str]:
    """What stands before and behind a deadline in its sentence, with the mark that ends it."""
    near, last = max(one.start - _SENTENCE, 0), one.end + _SENTENCE
    start = max(near, *(text.rfind(mark, near, one.start) + 1 for mark in _STOP))
    ends = [place for place in (text.find(mark, one.end, last) for mark in _STOP) if place >= 0]
    return text[start : one.start], text[one.end : min(ends, default=last) + 1]
