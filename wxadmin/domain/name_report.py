"""What a real-name check found, and its JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wxadmin.domain.name_rule import NameRule
from wxadmin.domain.people import Person

Code = Literal[
    "pattern",
    "not_in_roster",
    "wrong_department",
    "ambiguous",
    "duplicate_person",
    "lookalike",
    "variant",
    "hidden_characters",
    "relation_limit",
    "truncated",
]
Status = Literal["pass", "fail", "exempt", "unknown"]

FAILING: frozenset[Code] = frozenset({"pattern", "wrong_department", "hidden_characters", "relation_limit"})
"""Findings for which the owner should ask for a change; the others leave the owner to decide."""


_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``message`` says exactly what, in the words of the screen."""

    code: Code
    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation of a verdict. ``part`` is the stretch of the nickname it is about, ``""`` for all.

    ``kind`` is ``cleaned``, ``read`` (what the part was read as), ``found`` (whom a stage found), ``sought`` (a stage
    that found nobody), ``set_aside`` (why not somebody), ``verdict`` or ``decided`` (by the owner); ``words`` are those
    of the screen.
    """

    part: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class MemberCheck:
    """The verdict on one account. ``person`` is an index into the roster and only given when it is certain.

    ``department`` is the place of that person the nickname speaks of, as the roster spells its last level.
    ``suggestion`` is None when nothing is to change or nothing can be proposed. ``candidates`` names who may be meant,
    ``offered`` are the same people as indexes into the roster. ``rule`` is the text of the rule it was held against,
    ``steps`` say how the verdict came about.
    """

    nickname: str
    status: Status
    person: int | None = None
    findings: tuple[Finding, ...] = ()
    suggestion: str | None = None
    candidates: tuple[str, ...] = ()
    department: str = ""
    relation: str = ""
    rule: str = ""
    steps: tuple[Step, ...] = ()
    offered: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NameCheckReport:
    """Verdicts in the order of the list, and the people for whom nobody stands, in the order of the roster."""

    rule: NameRule
    members: tuple[MemberCheck, ...]
    missing: tuple[Person, ...]
    ignored: tuple[str, ...] = ()

    @property
    def summary(self) -> dict[Status, int]:
        """How many members have each status."""
        statuses: tuple[Status, ...] = ("pass", "fail", "exempt", "unknown")
        return {status: sum(m.status == status for m in self.members) for status in statuses}


def short(text: str) -> str:
    """A stretch of a nickname as messages quote it: the beginning of a long one, with its length."""
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED // 2]}…（共{len(text)}个字符）"


def label(person: Person) -> str:
    """A person told apart from others of the same name: ``张伟（销售部）``."""
    place = person.department + ("，已离职" if person.left else "")
    return f"{person.name}（{place.strip('，')}）" if place else person.name


def to_json(report: NameCheckReport, people: Sequence[Person], *, ignored: Sequence[str] = ()) -> dict[str, Any]:
    """The document of ``names check --json``; ``ignored`` are the lines of the member list that are no nickname."""
    return {
        "rule": report.rule.text,
        "members": [
            {
                "nickname": m.nickname,
                "status": m.status,
                "person": None
                if m.person is None
                else {"name": people[m.person].name, "department": m.department or people[m.person].department},
                "findings": [{"code": f.code, "message": f.message} for f in m.findings],
                "suggestion": m.suggestion,
                "candidates": list(m.candidates),
            }
            for m in report.members
        ],
        "missing": [{"name": p.name, "department": p.department} for p in report.missing],
        "summary": dict(report.summary),
        "ignored": [*report.ignored, *ignored],
    }
