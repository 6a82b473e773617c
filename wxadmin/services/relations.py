"""人员关系: who is guardian, deputy, successor … of whom; shown from both sides, never in a circle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined
from wxadmin.services import clock
from wxadmin.services.records import Change, Store
from wxadmin.store import people as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

KINDS = {
    "guardian": _("监护人"), "kin": _("亲属"), "deputy": _("代理人"), "successor": _("接任人"),
    "superior": _("上级"), "mentor": _("带教人"), "contact": _("紧急联系人"), "referee": _("介绍人"),
}  # fmt: skip
"""Kinds offered; any other word may be used as it is."""
_DIRECTED = frozenset({"guardian", "deputy", "successor", "superior", "mentor"})
"""Kinds that cannot come back to where they began."""
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation as the card of one person shows it.

    ``outward``: this person is ``kind`` of ``other``; else ``other`` is theirs. ``other`` is None for somebody who is
    not on the roster. ``line`` says all of it.
    """

    id: int
    kind: str
    outward: bool
    other: int | None
    name: str
    since: str
    until: str
    note: str
    line: str


def title(kind: str) -> str:
    """What a kind is called."""
    return KINDS.get(kind, kind)


def of_person(db: Source, person: int) -> tuple[Relation, ...]:
    """Relations of a person in both directions, those that hold first."""
    return tuple(_relation(row, person) for row in stored.relations(db, person))


def _relation(row: Row, person: int) -> Relation:
    outward = row["person_id"] == person and not row["reversed"]
    if row["other_id"] is None:
        other, name, where = None, row["other_name"], ""
    elif not outward:
        other, name, where = row["person_id"], row["name"], row["department"]
    else:
        other, name, where = row["other_id"], row["other"], row["other_department"]
    who = _("{}（{}）").format(name, where) if where else name
    both = row["kind"] == "kin" or not outward
    line = joined(_("："), (title(row["kind"]), who)) if both else _("{}的{}").format(who, title(row["kind"]))
    line = joined(" · ", (line, _span(row["since"], row["until"]), row["note"]))
    return Relation(row["id"], row["kind"], outward, other, name, row["since"], row["until"], row["note"], line)


def _span(since: str, until: str) -> str:
    if since and until:
        return _("{}至{}").format(clock.shown_day(since), clock.shown_day(until))
    if since:
        return _("自{}").format(clock.shown_day(since))
    return _("至{}").format(clock.shown_day(until)) if until else ""


def add(
    store: Store, person: int, kind: str, other: int | None = None, *, name: str = "", theirs: bool = False,
    note: str = "", since: date | None = None, until: date | None = None,
) -> Change[int]:  # fmt: skip
    """Says that ``person`` is ``kind`` of ``other``, or of ``name`` who is not on the roster; ``theirs``: they of him.

    UserError for nobody, oneself, the same twice, days the wrong way round, or a circle, which is named.
    """
    kind, name, note = kind.strip(), name.strip(), note.strip()
    days = (since.isoformat() if since else "", until.isoformat() if until else "")
    if not kind or len(kind) > _LONGEST:
        raise UserError(_("没有写明是什么关系"), remedy=_("请选一种关系，或写一个 {} 字以内的词").format(_LONGEST))
    if other is None and not name:
        raise UserError(_("没有写明和谁的关系"), remedy=_("请从花名册里选，或写上姓名"))
    if other == person:
        raise UserError(_("不能和自己建立关系"), remedy=_("请选另一个人"))
    if since and until and until < since:
        raise UserError(_("结束的日子早于开始的日子"), remedy=_("请核对两个日期"))

    if theirs and other is not None:
        person, other = other, person

    def work(tx: Tx) -> int:
        subject = _known(tx, person)
        if other is not None:
            _known(tx, other)
        for row in stored.relations(tx, person):
            same = (
                row["person_id"] == person
                and row["other_id"] == other
                and (other is not None or (row["other_name"] == name and bool(row["reversed"]) == theirs))
            )
            mirrored = kind == "kin" and other is not None and row["person_id"] == other
            if row["kind"] == kind and (same or mirrored) and _meet(row["since"], row["until"], *days):
                raise UserError(_("这个关系已经记过了"), where=_relation(row, person).line, remedy=_("不必再记"))
        if other is not None and kind in _DIRECTED:
            refuse_circle(tx, kind, [(person, other)], days)
        return tx.insert(
            "relation",
            {
                "person_id": person, "kind": kind, "other_id": other, "other_name": "" if other is not None else name,
                "reversed": int(theirs and other is None), "note": note, "since": days[0], "until": days[1],
                "subject": subject,
            },
        )  # fmt: skip

    return store.change(_("记下关系：{}").format(title(kind)), work)


def end(store: Store, relation: int, day: date | None = None) -> Change[None]:
    """The relation holds until that day (today)."""
    until = (day or clock.today()).isoformat()

    def work(tx: Tx) -> None:
        row = _there(tx, relation)
        if row["since"] and until < row["since"]:
            raise UserError(_("结束的日子早于开始的日子"), remedy=_("请核对两个日期"))
        tx.update("relation", relation, {"until": until})

    return store.change(_("结束关系：{}").format(_kind(store, relation)), work)


def remove(store: Store, relation: int) -> Change[None]:
    """Takes back what was never true."""

    def work(tx: Tx) -> None:
        _there(tx, relation)
        tx.delete("relation", relation)

    return store.change(_("删去关系：{}").format(_kind(store, relation)), work)


def refuse_circle(
    db: Source, kind: str, more: Iterable[tuple[int, int]], days: tuple[str, str] = ("", ""),
    same: Mapping[int, int] = MappingProxyType({}),
) -> None:  # fmt: skip
    """UserError, naming the circle, when the relations of a kind with (person, other) pairs ``more`` go round.

    Only those that hold at the same time as ``days`` (since, until; ``""`` open) count. ``same`` says who is taken
    for whom.
    """
    edges: dict[int, list[int]] = {}
    for row in stored.related(db, kind):
        ends = [same.get(row[name], row[name]) for name in ("person_id", "other_id")]
        if ends[0] != ends[1] and _meet(row["since"], row["until"], *days):
            edges.setdefault(ends[0], []).append(ends[1])
    for person, other in more:
        way = _way(edges, other, person)
        if way:
            names = [_name(db, one) for one in (person, *way)]
            raise UserError(
                _("关系绕成了圈：{}").format("，".join(
                    _("{}是{}的{}").format(a, b, title(kind)) for a, b in pairwise(names)
                )),
                remedy=_("请先结束或删去其中一个"),
            )  # fmt: skip
        edges.setdefault(person, []).append(other)


def refuse_circle_of_one(db: Source, keep: int, gone: int) -> None:
    """UserError when relations would go round if ``gone`` were ``keep``; with both the same, when they do."""
    for row in stored.relations(db, gone):
        if row["kind"] in _DIRECTED and row["other_id"] is not None:
            ends = [keep if row[name] == gone else row[name] for name in ("person_id", "other_id")]
            if ends[0] != ends[1]:
                refuse_circle(db, row["kind"], [(ends[0], ends[1])], (row["since"], row["until"]), {gone: keep})


def _way(edges: dict[int, list[int]], start: int, goal: int) -> list[int]:
    """The shortest way from start to goal, both named; empty when there is none."""
    before: dict[int, int] = {start: start}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        if at == goal:
            way = [at]
            while at != start:
                at = before[at]
                way.append(at)
            return way[::-1]
        for next_one in edges.get(at, ()):
            if next_one not in before:
                before[next_one] = at
                waiting.append(next_one)
    return []


def _meet(since: str, until: str, other_since: str, other_until: str) -> bool:
    """Whether two spans of days have one in common."""
    return (not until or not other_since or other_since <= until) and (
        not other_until or not since or since <= other_until
    )


def _name(db: Source, person: int) -> str:
    row = stored.one(db, person)
    return "" if row is None else str(row["name"])


def _known(tx: Tx, person: int) -> bytes:
    row = stored.one(tx, person)
    if row is None:
        raise UserError(_("没有这个人员"), remedy=_("可能已被撤销导入或合并，请刷新列表"))
    return bytes(row["subject"])


def _kind(store: Store, relation: int) -> str:
    with store.read() as db:
        return title(_there(db, relation)["kind"])


def _there(db: Source, relation: int) -> Row:
    row = stored.relation(db, relation)
    if row is None:
        raise UserError(_("没有这条关系"), remedy=_("可能已被删去，请刷新"))
    return row
