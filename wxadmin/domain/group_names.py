"""What may be said of a group's name: advice with its reason, never a refusal."""

# ruff: noqa: SIM905 - words separated by spaces read better than quoted lists

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

AdviceCode = Literal["empty", "long", "vague", "decorated", "hidden", "similar", "same", "indecent"]

LONG = 16
"""From more than so many characters on a name is cut off in most lists of chats; measured in no document of theirs."""
_MOST = 200
"""Longer than any name may be: not looked at any closer."""

_ENDINGS = re.compile(
    r"(?:微信|企业微信)?(?:工作|交流|沟通|联络|联系|讨论|通知|大|小|官方|正式|内部|专用|总|分|主|副|新|老|旧)*群?(?:聊|组)?$"
)
_CONTENT = (
    "通知 公告 值班 排班 考勤 报修 维修 安保 安全 消防 采购 财务 报销 后勤 食堂 餐饮 保洁 车辆 物流 仓库 "
    "发货 订单 质检 生产 研发 技术 测试 运维 产品 设计 市场 销售 客服 售后 招聘 人事 培训 党建 工会 团委 "
    "宣传 行政 办公 会议 会务 法务 审计 教学 教研 备课 班主任 家长 学生 家校 作业 考试 课题 科研 实验 社团 "
    "竞赛 学籍 招生 毕业 宿舍 食育 延时 托管 业主 物业 楼栋 停车 快递 团购 接龙 志愿 防疫 应急 防汛 活动 "
    "报名 年会 运动会 篮球 足球 羽毛球 乒乓 跑步 骑行 徒步 摄影 读书 书法 合唱 舞蹈 旅游 亲子 会员 客户 渠道 "
    "代理 供应商 合作 招商 直播 推广 项目 工程 施工 标段 验收 交付 上线 管理 领导 骨干 干部 组长 班委 委员 "
    "理事 值守 巡查 对接 协调 筹备 专班 专项"
).split()
_SENTIMENT = (
    "相亲相爱 一家人 大家庭 温馨 快乐 开心 幸福 友谊 天长地久 永远 我们 咱们 大家 群聊 吃货 摸鱼 打工人 奋斗 加油 梦想 "
    "欢乐 好友 朋友 兄弟 姐妹 同事 家人 小伙伴"
).split()
_UNIT = re.compile(
    r"\d+\s*[班级届期组队栋幢楼号标]|[甲乙丙丁戊A-Za-z]\s*[班组队栋幢楼座]|[一二三四五六七八九十〇零两]+[（(]?\d*[）)]?[班级届期组队栋幢楼]|"
    r"[\u4e00-\u9fff]{2,}(?:公司|集团|学校|小学|中学|大学|幼儿园|医院|社区|小区|街道|村|局|处|科|室|部|中心|车间|班组|学院|系"
    r"|支部|协会)"
)
_WORD = re.compile(r"[A-Za-z]{3,}")


@dataclass(frozen=True, slots=True)
class NameAdvice:
    """One piece of advice. ``detail`` is the other group's name, the place named or the length, as the code says."""

    code: AdviceCode
    detail: str = ""


def advice(
    name: str,
    others: Iterable[str] = (),
    *,
    departments: Collection[str] = (),
    indecent: Sequence[str] = (),
) -> tuple[NameAdvice, ...]:
    """What to think about before a group gets this name; empty when nothing is amiss.

    ``others`` are the names of other groups, ``departments`` the departments of the roster (any level), ``indecent``
    what a screener found in the name. A name is vague when it tells neither department nor content nor project.
    """
    if len(name) > _MOST:
        return (NameAdvice("long", str(len(name))),)
    text = unicodedata.normalize("NFKC", name).strip()
    if not text:
        return (NameAdvice("empty"),)
    found: list[NameAdvice] = []
    if any(unicodedata.category(c) in ("Cf", "Cc") for c in text):
        found.append(NameAdvice("hidden"))
    decoration = "".join(dict.fromkeys(c for c in text if unicodedata.category(c) in ("So", "Sk", "Cn", "Co")))
    if decoration:
        found.append(NameAdvice("decorated", decoration))
    if len(text) > LONG:
        found.append(NameAdvice("long", str(len(text))))
    if not _telling(text, departments):
        found.append(NameAdvice("vague"))
    core = _core(text)
    for other in others:
        theirs = _core(other)
        if (core and core == theirs) or _letters(text) == _letters(other):
            found.append(NameAdvice("same", other))
        elif core and theirs and _near(core, theirs):
            found.append(NameAdvice("similar", other))
    found += [NameAdvice("indecent", word) for word in dict.fromkeys(indecent)]
    return tuple(found)


def _telling(text: str, departments: Collection[str]) -> bool:
    if any(word in text for word in _CONTENT) or _UNIT.search(text):
        return True
    if any(len(one) > 1 and one in text for one in departments):
        return True
    # A project's own name or code: letters, or three and more characters beside the usual endings.
    core = _core(text)
    return bool(_WORD.search(core)) or (len(core) > 2 and not core.isnumeric() and not _sentimental(core))


def _sentimental(core: str) -> bool:
    rest = core
    for word in sorted(_SENTIMENT, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) <= len(core) / 2


def _core(text: str) -> str:
    """A name without signs, spaces and the endings every group has: 销售部 of 【销售部】工作群."""
    return _ENDINGS.sub("", _letters(text))


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _near(one: str, other: str) -> bool:
    """Whether two names could be taken for each other: one character differs, yet no number (1班 and 2班 are two)."""
    if min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle = (one[start : len(one) - end], other[start : len(other) - end])
    if max(map(len, middle)) > 1:
        return False
    return not any(part and (part.isnumeric() or part in "甲乙丙丁东西南北上下前后左右男女") for part in middle)
