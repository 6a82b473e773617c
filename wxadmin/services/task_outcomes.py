"""What a member list says of the open tasks: carried out, not yet, or nobody can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, execution_lists, task_acts
from wxadmin.services.member_tasks import KINDS, who_of
from wxadmin.store import member_tasks as stored
from wxadmin.store import members as stored_members
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_STILL: Mapping[str, str] = {
    "remove": _("人还在群里"), "invite": _("人不在群里"), "rename": _("还是原来的群昵称"),
}  # fmt: skip
_SHARE, _ENOUGH = 0.6, 20
"""A list with less than this share of one of at least so many members is only part of the group."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a member list says of one open task.

    ``done``, ``still`` (not carried out), ``moot`` (nobody there to be renamed), or ``unclear``: the nickname is gone,
    but somebody who may be the same stands in the list as ``perhaps``, the list is but part of the group, or nobody
    knows under which nickname the person stood there.
    """

    task: int
    kind: str
    who: str
    verdict: str
    perhaps: str = ""

    @property
    def line(self) -> str:
        """In words, for the preview."""
        words = ""
        if self.verdict == "unclear":
            words = _("　可能改名为“{}”，说不准").format(self.perhaps) if self.perhaps else _("　名单说不准")
        return f"{KINDS[self.kind]}　{self.who}{words}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A member list as tasks look at it: nicknames, those of the list before, and who certainly stands where.

    ``persons`` are person → (nickname, status) of those of whom the check is certain, ``maybe`` old → new nickname of
    those who only may be the same member. ``said``: whether the owner says that it is but part of the group.
    """

    now: Counter[str]
    before: Counter[str]
    persons: Mapping[int, tuple[tuple[str, str], ...]]
    maybe: Mapping[str, str] = field(default_factory=dict)
    said: bool | None = None

    @property
    def partial(self) -> bool:
        """Whether it is, or looks like, part of the group alone: who is not in it may be there all the same."""
        if self.said is not None:
            return self.said
        return self.before.total() >= _ENOUGH and self.now.total() < _SHARE * self.before.total()


def verdicts(db: Source, group: int, seen: Seen) -> tuple[Settled, ...]:
    """What a list would say of each open task of the group."""
    found = []
    for row in stored.open_of(db, group):
        if row["kind"] in _STILL:
            verdict = _verdict(row, seen)
            if verdict == "done" and row["kind"] == "remove" and not (row["nickname"] or _stood(db, row, seen)):
                verdict = "unclear"
            found.append(Settled(row["id"], row["kind"], who_of(row), verdict, seen.maybe.get(row["nickname"], "")))
    return tuple(found)


def _stood(db: Source, row: Stored, seen: Seen) -> bool:
    """Whether the person of a task certainly stood in the list before."""
    person = row["person_id"]
    return person is not None and any(
        name in seen.before for name in stored_members.nicknames_of(db, row["group_id"], person)
    )


def _verdict(row: Stored, seen: Seen) -> str:
    found = _found(row, seen)
    absent = found == "moot" or (row["kind"] == "invite" and found == "still")
    absent = absent or (row["kind"] == "remove" and found == "done" and not seen.now[row["nickname"]])
    return "unclear" if absent and seen.partial else found


def _found(row: Stored, seen: Seen) -> str:
    nickname, person = row["nickname"], row["person_id"]
    theirs = seen.persons.get(person, ()) if person is not None else ()
    if row["kind"] == "invite":
        there = bool(theirs) or (person is None and seen.now[nickname or row["name"]] > 0)
        return "done" if there else "still"
    if row["kind"] == "remove":
        if nickname:
            if seen.now[nickname]:
                return "still" if seen.now[nickname] >= seen.before[nickname] else "done"
            # Whoever only took another nickname meanwhile is still there.
            if any(name not in seen.before for name, _status in theirs):
                return "still"
            return "unclear" if person is None and nickname in seen.maybe else "done"
        return "still" if theirs else "done"
    if row["wanted"] and seen.now[row["wanted"]] > seen.before[row["wanted"]]:
        return "done"
    if seen.now[nickname]:
        return "still"
    if not theirs:
        return "unclear" if nickname in seen.maybe else "moot"
    return "done" if any(status in ("pass", "exempt") for _name, status in theirs) else "still"


def settle(tx: Tx, snapshot: int, settled: Sequence[Settled]) -> None:
    """Inside the change that keeps a list: tasks it confirms are done, the others note that it contradicts."""
    day = clock.shown_full(tx.at)
    for one in settled:
        row = stored.one(tx, one.task)
        if row is None or row["state"] != "open" or one.verdict == "unclear":
            continue
        if one.verdict == "still":
            text = on_paper(_("{}的成员名单：{}")).format(day, on_paper(_STILL[one.kind]))
            execution_lists.denied_by_list(tx, row, snapshot, text)
        elif one.verdict == "done":
            task_acts.confirm(tx, row, on_paper(_("{}的成员名单")).format(day), snapshot=snapshot)
        else:
            task_acts.drop(tx, row, on_paper(_("{}的成员名单：人已不在群里")).format(day), "")
