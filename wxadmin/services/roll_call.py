"""A roll call in sentences (出席：甲、乙；请假：丙) or under heads, spread out to one person a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wxadmin.domain.answers import item_in, starts_chain
from wxadmin.domain.people import Person
from wxadmin.domain.reply_names import NameBook

_STATES: Mapping[str, str] = {
    "": r"签到|到会|到场|出席|参会|参加|已到|实到|在岗|到",
    "请假": r"请假|事假|病假|公假|调休",
    "缺席": r"缺席|缺勤|(?:未|没有?)(?:签到|到会|到场|出席|参会|参加|到|来)|旷工|旷会",
    "迟到": r"迟到|晚到",
    "早退": r"早退",
}
"""What is written behind each name below a head, and the heads that say so."""
_HEADS = "|".join(f"(?P<s{n}>{words})" for n, words in enumerate(_STATES.values()))
_HEAD = re.compile(
    rf"\s*(?:今[日天]|本次|会议|已)?(?:{_HEADS})(?:的)?(?:人员|名单|同志|同事|人数|情况|如下|人)*\s*(?:[(（]?\d+\s*[人名位]?[)）]?)?"
    r"\s*(?:[：:](?P<rest>.*)|(?P<none>))"
)
_MARKS = re.compile(r"[、，,]")
_PARTS = re.compile(r"[、，,]|(?<![A-Za-z])\s+(?![A-Za-z(（])")
_SENTENCES = re.compile(r"[；;。]")
_INSIDE = re.compile(rf"[，,]\s*(?=(?:已)?(?:{'|'.join(_STATES.values())})(?:的)?(?:人员|名单|同志|同事|人)*\s*[：:])")
"""A head behind a comma: 应到3人，实到2人，缺席：甲."""


def spread(text: str, people: Sequence[Person], known: Mapping[str, int] | None = None) -> str:
    """The text with each roll call as a numbered list; all other lines as they are.

    A state behind the last of several names (甲、乙 请假) may be that of all: such a line stays whole.
    """
    book = NameBook(people, known)
    out: list[str] = []
    state: str | None = None  # of the section under a head
    inline, number = False, 0
    for line in text.split("\n"):
        if not line.strip() or starts_chain(line):
            state = None
            out.append(line)
            continue
        for sentence in filter(str.strip, _SENTENCES.split(_INSIDE.sub("；", line))):
            head = _HEAD.fullmatch(sentence)
            rest = sentence
            if head is not None and (head["rest"] is not None or sentence == line):
                state = next(word for n, word in enumerate(_STATES) if head[f"s{n}"])
                rest = (head["rest"] or "").strip()
                inline = rest != ""
                if not rest:
                    continue
            parts = _names(book, rest, under_head=state is not None)
            if parts is None:
                out.append(rest)
                continue
            for part in parts:
                number += 1
                out.append(f"{number}. {part}" + (f" {state}" if state and not _has_state(part) else ""))
        if inline:  # a head with names behind it speaks for its own line
            state, inline = None, False
    return "\n".join(out)


def _names(book: NameBook, rest: str, *, under_head: bool) -> list[str] | None:
    """The parts of a line that is a row of names; None where it is none."""
    numbered = item_in(rest)
    row = (numbered[1] if numbered is not None else rest).strip()
    few, many = ([part.strip() for part in split.split(row) if part.strip()] for split in (_MARKS, _PARTS))
    if under_head and len(few) > 1 and _named(book, few) * 2 >= len(few):
        return few
    if len(many) > 1 and _named(book, many) == len(many):
        behind = [_has_state(part) and not part.endswith((")", "）")) for part in many]
        return None if not under_head and behind[-1] and not any(behind[:-1]) else many
    one = book.item(row)
    return [row] if under_head and one.meant.people and one.leads and not one.others else None


def _named(book: NameBook, parts: Sequence[str]) -> int:
    """How many of the parts begin with a name that stands apart."""
    return sum(1 for part in parts if (found := book.item(part)).meant.people and found.leads)


def _has_state(part: str) -> bool:
    return any(re.search(words, part) for words in _STATES.values())
