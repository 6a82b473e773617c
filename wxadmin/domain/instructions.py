"""Whether a message of the chat is an instruction: it asks people for something, by a time or with an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from wxadmin.domain import orders
from wxadmin.domain.deadline_words import DeadlineWords, read

_ASKS = re.compile(
    r"(?<![申邀聘宴])请(?![假示客柬帖教])|务必|须|需要|必须|要求|麻烦|尽快|抓紧|安排|[@＠]所有人|[@＠]all|各(?:部门|单位|班组?|位|科室?|处室|组|小组|家长|门店|楼栋|支部|"
    r"负责人|村|社区|学院|年级|办公室|同事|老师)|全体|大家",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"报送|上报|填报|报名|报|提交|交|填写?|完成|回复|回一?下|反馈|确认|落实|整改|处理|解决|到位|到场|参加|集合|发给|发到|发我|"
    r"汇总|核对|检查|自查|登记|签收|答复|接龙|通知到|传达|修改|更新|上传|送到|准备|清点|统计|拍照|说明|汇报|关闭|归还|领取"
)
_ANSWER = re.compile(
    r"收到(?:后|的|者)?\s*，?请?(?:及时)?(?:回复|回一?下|回个?|扣|打)|请?回复?[“\"「]?收到|收到请|请(?:大家|各位|全体)?回复|看到请?回复?"
    r"|请回(?:个|复)?\s*[“\"「]?1(?!\d)|请(?:大家|各位|全体[^，,。]{0,4}|所有人)?接龙"
)
_SOLUTION = re.compile(
    r"(?:当天|当日|今天|今日|本日)(?:之?内)?[^。；\n]{0,12}?(?:解决|处理(?:好|完|结果)|整改|给出|拿出|办结|办完|方案|说明原因)"
)
_REPLIES = re.compile(r"回|答|收到")
_QUESTION = re.compile(r"[吗么呢][？?]\s*$|^(?:请问|想问|问一下)")
_REPORTED = re.compile(r"^(?:#\s?(?:接龙|Group Note)|收到|好的|已(?:经)?(?:报|交|完成|处理)|我(?:已|这边|来|会))")
_MENTION = re.compile(r"[@＠]([^\s@＠，,。：:；;！!？?]{1,20})")
_GREETING = re.compile(
    r"^(?:各位|大家|全体)?(?:同事|老师|家长|业主|领导|成员)?(?:们)?(?:大家)?"
    r"(?:早上?好|上午好|中午好|下午好|晚上好|好)?[，,：:！!\s]+"
)
_LEAST = 6


@dataclass(frozen=True, slots=True)
class Instruction:
    """What is asked.

    ``due`` is the first deadline named (None: none), ``answer`` whether an answer is asked for in words, ``solution``
    whether the matter is to be solved on the same day, ``mentioned`` the names behind @, ``everybody`` whether @所有人
    is among them. ``solved`` is the clock of that day by which it is to be solved (``HH:MM``, ``""``: its end).
    """

    due: DeadlineWords | None
    answer: bool
    solution: bool
    mentioned: tuple[str, ...]
    everybody: bool
    solved: str = ""


def find(text: str, said: datetime) -> Instruction | None:
    """The instruction in a message said then (local, naive); None when it is none."""
    words = text.strip()
    if _QUESTION.search(words) or _REPORTED.match(words):
        return None
    deadlines = read(words, said)
    ordered = orders.due(words, said, deadlines)
    due = next((one for one in deadlines if not orders.is_rule(words, one)), ordered)
    answer = bool(_ANSWER.search(words))
    asked = len(words) >= _LEAST and bool(_ASKS.search(words)) and bool(_DOES.search(words))
    if not (asked and (due is not None or answer)) and not (answer and len(words) >= 2 * _LEAST) and ordered is None:
        return None
    others, everybody = called(words)
    solution = _SOLUTION.search(words)
    # 今天下班前解决: that is when; 今天12点前回复，今天解决 fixes it for the answer alone.
    _before, named, behind = ("", "", "") if solution is None or due is None else solution[0].partition(due.words)
    at = due.at if due is not None and named and not _REPLIES.search(behind) else None
    solved = "" if at is None or at.date() != said.date() else at.strftime("%H:%M")
    return Instruction(due, answer, solution is not None, others, everybody, solved)


def called(text: str) -> tuple[tuple[str, ...], bool]:
    """The names behind @ in a message, and whether it calls everybody."""
    names = tuple(dict.fromkeys(_MENTION.findall(text)))
    others = tuple(name for name in names if not name.startswith("所有人") and name.lower() != "all")
    return others, len(others) < len(names)


def title_of(text: str, longest: int = 24) -> str:
    """A title from the first sentence, without greeting, @names and marks around it."""
    words = _GREETING.sub("", re.sub(_MENTION.pattern + r"\s*", "", text).strip())
    first = next((part for part in re.split(r"[。！!；;\n]", words) if part.strip()), words)
    first = " ".join(first.strip(" ，,：:、").split())
    return first if len(first) <= longest else first[: longest - 1] + "…"
