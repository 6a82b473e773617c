"""By when a text itself asks for an answer, and whether that is the deadline set beside it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from wxadmin.domain.deadline_words import DeadlineWords, read

_ANSWER = r"回复|回个?复|答复|回执|回一?[下声]|回个|收到|接龙|确认|扣\s*1|打\s*1"
_AFTER = re.compile(_ANSWER)
_BEFORE = re.compile(rf"(?:{_ANSWER})(?:的|后|请|截止|时间|时限|期限|最迟|最晚|须|务必|于|在|[，,：:”\"」\s]){{0,6}}$")
_OTHER = re.compile(
    r"报名|报送|上报|填报|提交|上交|缴|交|完成|参加|到场|到达|集合|办理|领取|整改|处理|解决|发给|发到|投票|签字|"
    r"入场|出发|开始|返校|离开|还|搬|清|关|停"
)
_SENTENCE = re.compile(r"[。！？!?；;\n]")
_REACH = 18  # characters between the time and the word that asks for the answer
_CLOCK = re.compile(r"\d[:：]|(?:\d|[一二两三四五六七八九十])[点時时]")
_NONE = re.compile(rf"(?:不|无需|无须|免)[^，,]{{0,3}}(?:{_ANSWER})")
_RULE = re.compile(r"应|投诉|咨询|申诉|留言|举报|询问|提问|接报")
"""What stands before a span that a rule fixes for every time to come: 接报后5分钟内回复."""
_NIGHT = 23  # hour at which a day without a clock ends
_SLACK = timedelta(minutes=1)
_ROUGH = timedelta(hours=7)
"""How long a part of the day is: 上午, 下午, 下班前."""


def asked(text: str, said: datetime) -> tuple[DeadlineWords, ...]:
    """The deadlines of a text, said then (local, naive), that are for an answer and for nothing else."""
    named = read(text, said)
    found = []
    for at, one in enumerate(named):
        until = named[at + 1].start if at + 1 < len(named) else len(text)
        since = named[at - 1].end if at else 0
        tail = _SENTENCE.split(text[one.end : until])[0][:_REACH]
        head = _SENTENCE.split(text[since : one.start])[-1]
        answer, other = _AFTER.search(tail), _OTHER.search(tail)
        if answer is not None:
            wanted = other is None or answer.start() < other.start()
        else:
            wanted = other is None and _BEFORE.search(head) is not None
        if one.words.endswith("内") and _RULE.search(head):
            continue
        if wanted and not _NONE.search(tail):
            found.append(one)
    return tuple(found)


def agrees(one: DeadlineWords, deadline: datetime, said: datetime) -> bool:
    """Whether a deadline (local, naive) is what the words say; a day without a clock agrees with all of it."""
    if one.at is None:
        return one.minutes == 0 or abs(said + timedelta(minutes=one.minutes) - deadline) <= _SLACK
    if _CLOCK.search(one.words):
        return abs(one.at - deadline) <= _SLACK
    if one.at.date() != deadline.date():
        return False
    return one.at.hour == _NIGHT or one.at - _ROUGH <= deadline <= one.at + timedelta(minutes=30)
