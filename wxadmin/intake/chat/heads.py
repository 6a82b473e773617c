"""Lines that begin a message: the head of each text format, found by shape alone.

Whether a candidate really begins a message depends on its neighbours; :mod:`wxadmin.intake.chat.lines` decides that.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from wxadmin.domain.chat import ChatFormat
from wxadmin.intake.chat.clock import CLOCK, DATE, DATE_CLOCK, DAY_WORD, day_of, time_of

LONGEST_NAME = 100
_LONGEST_HEAD = 180
_LONGEST_CLOCK = 24
SPACES = " \t　\xa0\u202f\ufeff\u200b"

_DATE_LINE = re.compile(DATE_CLOCK)
_TRAILING = re.compile(rf"(?<=\S)[{SPACES}]+(?P<when>{DATE_CLOCK})$")
_LEADING = re.compile(rf"\[?{DATE_CLOCK}\]?[{SPACES}]+(?P<rest>\S.*)")
_BRACKETED = re.compile(
    rf"(?P<name>\S.{{0,{LONGEST_NAME}}}?)[{SPACES}]?[(（]{DATE_CLOCK}[)）][{SPACES}]?[:：](?P<body>.*)", re.DOTALL
)
_MAIL = re.compile(rf"(?P<name>\S.{{0,{LONGEST_NAME}}}?)(?:[{SPACES}]{{2,}}|\t){CLOCK}")
_COLON = re.compile(r"(?P<name>\S.{0,99}?):(?P<space>[ \t\xa0]*)")
_RELATIVE_LINE = re.compile(rf"(?:{DAY_WORD})?\s?{CLOCK}", re.IGNORECASE)
_RELATIVE_TRAILING = re.compile(rf"(?<=\S)[{SPACES}]+(?P<when>(?:{DAY_WORD})\s?{CLOCK})$", re.IGNORECASE)
_DAY_LINE = re.compile(rf"[—–―─\-]{{3,}}[{SPACES}]*{DATE}[{SPACES}]*[—–―─\-]{{3,}}")
_NO_NAME = re.compile(r"https?$|.*(?:[：「」]|://)", re.IGNORECASE)
# Headings of notices, recipes and forms; nobody is called so.
_HEADINGS = """
    时间 地点 人员 对象 内容 要求 说明 备注 注意 注意事项 附件 通知 材料 原料 食材 配料 做法 步骤
    方法 小贴士 提示 要点 总结 目的 目标 范围 职责 处罚 奖励 流程 规则 规定 联系人 联系方式 电话
    地址 日期 主题 标题 议程 议题 名单 成员 参加人员 费用 价格 数量 用料 准备 背景 结论 问题 答案
    例如 其中 如下 包括 原因 措施 作业 今天的作业 安排 分工 负责人 主持人 记录人
    """
HEADINGS = frozenset(_HEADINGS.split())
_GREETING = re.compile(r"(?:dear|hi|hello|您好|你好)\s*[:：,，]?", re.IGNORECASE)
_SHARED = re.compile(
    r"(?=.*(?:聊天记录|chat history|聊天紀錄))(?:[^“\"「]*[“\"「](?P<name>.{1,100})[”\"」](?P<after>.*)|.*)",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(r"如下|以下|查收|follow|below", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """A possible beginning of a message. ``time`` None with ``wrong`` set: a date or clock that does not exist.

    ``lines`` is how many lines it takes; ``inline`` the beginning of the body where it stands on the same line;
    ``leading``: the time stands first, so that ``sender`` may be followed by words. ``relative``: the clock alone or a
    day told as 昨天, as written in ``clock``.
    """

    format: ChatFormat
    sender: str
    time: str | None
    lines: int = 1
    inline: str | None = None
    wrong: bool = False
    spaced: bool = False
    clock: str = ""
    leading: bool = False
    relative: bool = False


def head_at(line: str, following: str) -> Head | None:
    """The head that ``line`` could be; ``following`` is the next line, ``""`` at the end."""
    if ":" not in line and "：" not in line and not (":" in following or "：" in following):
        return None
    if "(" in line[:140] or "（" in line[:140]:
        found = _BRACKETED.match(line.lstrip(SPACES))
        if found and _is_name(found["name"]):
            return _dated("lines", found["name"], found, inline=found["body"].lstrip(SPACES))
    bare = line.strip(SPACES)
    if not bare or len(bare) > _LONGEST_HEAD:
        return None
    if bare[0].isdecimal() or bare[0] == "[":
        found = _LEADING.fullmatch(bare)
        if found:
            return _dated("lines", found["rest"], found, leading=True)
    if _may_end_in_clock(bare):
        found = _TRAILING.search(bare)
        if found and _is_name(bare[: found.start()]):
            written = found["when"]
            shape: ChatFormat = "mac3" if "/" in written or "年" in written else "lines"
            return _dated(shape, bare[: found.start()], found)
    if _may_end_in_clock(bare):
        found = _MAIL.fullmatch(bare)
        if found and time_of(found, dt.date.min) is not None:
            return Head("mail", found["name"].strip(SPACES), None, clock=bare[found.end("name") :].strip(SPACES))
    if _may_be_date(following) and len(bare) <= LONGEST_NAME and not bare.endswith(":"):
        date_line = _DATE_LINE.fullmatch(following.strip(SPACES))
        if date_line:
            return _dated("wechat4", bare, date_line, lines=2)
    if (head := _relative(bare, following)) is not None:
        return head
    if bare.endswith(":"):
        found = _COLON.fullmatch(line.strip("\ufeff\u200b"))
        name = found["name"].strip(SPACES) if found else ""
        if found and name and not _NO_NAME.match(name) and not _GREETING.fullmatch(name):
            return Head("windows3", name, None, spaced=bool(found["space"]))
    return None


def _relative(bare: str, following: str) -> Head | None:
    """The head with a clock that tells its day as 昨天 or not at all."""
    if _may_end_in_clock(bare):
        found = _RELATIVE_TRAILING.search(bare)
        if found and _is_name(bare[: found.start()]) and time_of(found, dt.date.min) is not None:
            return Head("mac3", bare[: found.start()].strip(SPACES), None, clock=found["when"], relative=True)
    below = following.strip(SPACES)
    if (
        len(below) > _LONGEST_CLOCK
        or len(bare) > LONGEST_NAME
        or bare.endswith(":")
        or not below
        or not _may_end_in_clock(below)
    ):
        return None
    found = _RELATIVE_LINE.fullmatch(below)
    if found is None or time_of(found, dt.date.min) is None or not _is_name(bare):
        return None
    return Head("wechat4", bare, None, 2, clock=below, relative=True)


def mail_time(head: Head, day: dt.date) -> str | None:
    """The time of a mail head on a day, None when the clock shows no such time."""
    found = re.fullmatch(CLOCK, head.clock)
    return time_of(found, day) if found else None


def day_at(line: str) -> dt.date | None:
    """The day of a line ``—————  2018-09-03  —————``."""
    bare = line.strip(SPACES)
    if not bare or bare[0] not in "—–―─-" or len(bare) > 80:
        return None
    found = _DAY_LINE.fullmatch(bare)
    return day_of(found) if found else None


def is_greeting(line: str) -> bool:
    """Whether it is the ``Dear:`` of a shared transcript."""
    return len(line) < 40 and _GREETING.fullmatch(line.strip(SPACES)) is not None


def shared_group(line: str) -> tuple[bool, str | None]:
    """Whether the line introduces a shared transcript, and the group it names."""
    if len(line) > 300:
        return False, None
    found = _SHARED.fullmatch(line.strip(SPACES))
    if found is None or not (found["name"] or _INTRODUCES.search(line)):
        return False, None
    of_group = found["name"] and re.search(r"群|group", found["after"] or "", re.IGNORECASE)
    return True, found["name"].strip() if of_group else None


def _dated(
    format_: ChatFormat, name: str, found: re.Match[str], *, lines: int = 1, inline: str | None = None,
    leading: bool = False,
) -> Head:  # fmt: skip
    time = time_of(found)
    return Head(format_, name.strip(SPACES), time, lines, inline, wrong=time is None, leading=leading)


def _may_be_date(line: str) -> bool:
    return bool(line) and len(line) < 60 and line.lstrip(SPACES)[:1].isdigit() and (":" in line or "：" in line)


def _may_end_in_clock(bare: str) -> bool:
    return (bare[-1].isdigit() or bare[-1] in "Mm.") and (":" in bare[-12:] or "：" in bare[-12:])


def _is_name(name: str) -> bool:
    return len(name) <= LONGEST_NAME and "「" not in name
