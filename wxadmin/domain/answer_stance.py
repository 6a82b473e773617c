"""What an answer stands for: that nothing arrived or was understood, against or abstaining, not coming."""

from __future__ import annotations

import re
from typing import Literal

from wxadmin.domain.answers import note_of, wants_answer
from wxadmin.domain.name_folding import NAME_MARKS

Stance = Literal["", "against", "abstain", "away"]

_NOT_ARRIVED = (
    r"(?:(?:没有?|尚?未|并未|不曾)(?:怎么|太|能|完全)?"
    r"(?:收到|接到|看到|看见|[看听搞弄读](?:懂|明白|清楚?)|听[到见]|理解|明白|懂|通知到)"
    r"|[看听搞弄读]不(?:太|大|怎么)?(?:懂|明白|清楚?|到|见)|收不到|不(?:太|大|怎么)?(?:明白|懂|理解)|不收到)"
)
# Behind a name these, too, are words about what was announced.
_DENYING = re.compile(rf"{_NOT_ARRIVED}|打不开|不(?:清楚|知道|知情)")
_SELF = (
    rf"(?:{NAME_MARKS}|我们?|本人|我家|这边?|那边|等等|等一?下|抱歉|对不起|不好意思|老师们?|领导|群主|还|也|都|一直|根本|完全"
    r"|好像|似乎|真的?|确实|压根|啥|什么|[，,。.\s：:])*"
)
_THINGS = r"货|款|钱|快递|外卖|红包|包裹|转账|工资|退款|发票"
_DENIAL = re.compile(
    rf"{_SELF}{_NOT_ARRIVED}(?!(?:的(?:请|人|举手|说|同学|家长))|[^，,。；;！!]{{0,4}}(?:{_THINGS})).{{0,10}}"
)
_CLAUSE = re.compile(r"[^，,。；;！!？?~～…\n]+[，,。；;！!？?~～…\n]*")
_AGAINST = re.compile(
    r"(?<![不没未无])(?<!没有)(?<!没人)(?:反对|拒绝)|不(?:太|大|完全)?(?:同意(?!见)|赞成|赞同|支持|接受|认可|愿意)|^\s*(?:不行|不可以|不)\s*$"
)
_ABSTAIN = re.compile(r"弃权")
_NO_LEAVE = re.compile(r"(?:不|没有?|未|无需|不用|取消|撤销)(?:请|申请)?假|销假")
_LEAVE = re.compile(
    r"请[\u4e00-\u9fff]{0,4}假|[病事公婚产丧休]假|调休|年假|(?:来|去|到|参加)不了|不参加|(?:不能|无法|没法)(?:来|去|到|参加|出席)"
)
_NOT_COMING = re.compile(r"不(?:报名|去|来|出席|到场)|没空|没时间|缺席|\b(?:can'?t|cannot|won'?t)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"[代帮替][^，,。；;！!]{1,8}?(?:请|不|没|反对|弃权|参加)")


def denies(note: str) -> bool:
    """Whether the words behind a name say that it has not arrived or was not understood, and nowhere that it has."""
    return _DENYING.search(note) is not None and not wants_answer(note) and note_of(_DENYING.sub("", note)) is None


def is_denial(text: str) -> bool:
    """Whether a message says of itself that nothing arrived or was understood: 没收到, 等等，我没看懂第二条.

    Names in it may be marked. What was not received otherwise (快递没收到), a question and a request are none.
    """
    if len(text) > 60 or note_of(text) is not None:
        return False
    clauses = (found[0] for found in _CLAUSE.finditer(text))
    return any(_DENIAL.match(clause) is not None and not wants_answer(clause) for clause in clauses)


def asks_leave(words: str) -> bool:
    """Whether words ask for leave or say that somebody cannot come; leave taken back is none."""
    return not takes_leave_back(words) and _LEAVE.search(words) is not None


def takes_leave_back(words: str) -> bool:
    """Whether words say that there is no leave after all: 不请假了, 销假."""
    return _NO_LEAVE.search(words) is not None


def is_of_another(note: str) -> bool:
    """Whether it speaks for somebody else: 替老李请假, 帮王芳投反对."""
    return _OF_ANOTHER.search(note) is not None


def stance_of(note: str) -> Stance:
    """What the note of an answer says where it is not a plain yes; ``""`` for all else."""
    if is_of_another(note):
        return ""
    if _AGAINST.search(note):
        return "against"
    if _ABSTAIN.search(note):
        return "abstain"
    return "away" if asks_leave(note) or _NOT_COMING.search(note) else ""
