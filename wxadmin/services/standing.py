"""The members of a group kept ready for their list: name check and standing, made anew when what they rest on changed.

Never journalled: what the rows say follows from the lists, the roster, the decisions and the archive.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from wxadmin.domain.name_folding import fold
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _
from wxadmin.services import clock, spelling
from wxadmin.services.member_findings import Account, Facts, of_check, of_row, same_nicknames, settled, standing
from wxadmin.services.namecheck import MemberRow, Roll, check
from wxadmin.services.records import Store, position
from wxadmin.store import freshness
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_SLICE = 60
_STAND, _CHECK = 1, 2
_OLD = 200
"""Entries after which a group found untouched gets a new stamp, so that they are not read again and again."""


def fresh(store: Store, group: int) -> None:
    """Make the rows of a group anew if anything they depend on was written since, or a day has begun.

    In short unjournalled writes; does nothing in a session that only reads.
    """
    fresh_all(store, group)


def fresh_all(store: Store, group: int | None) -> None:
    """:func:`fresh` for one group, or for all; only those groups are made anew that something was written about."""
    if not store.writable:
        return
    today = clock.today().isoformat()
    with store.read() as db:
        here = position(db)
        known = [row["id"] for row in stored_groups.every(db)] if group is None else [group]
        stamps = {one: _stamp(db, one) for one in known}
        touched = {since: freshness.touched(db, since) for since, _day in set(filter(None, stamps.values()))}
        todo = {one: _level(db, one, kept, touched, today) for one, kept in stamps.items()}
    for one, level in todo.items():
        if level == _CHECK:
            _make(store, one)
        elif level == _STAND:
            _stand(store, one)
    # What was looked at and found untouched need not be looked at again.
    old = [one for one, kept in stamps.items() if not todo[one] and kept is not None and here - kept[0] > _OLD]
    if old:
        store.change(_("实名核验"), partial(_put_stamps, groups=old, stamp=f"{here} {today}"))


def _stamp(db: Source, group: int) -> tuple[int, str] | None:
    """(last entry seen, day) of when the rows were made."""
    kept = stored.stamp(db, group)
    if kept is None:
        return None
    seen, day = kept["stamp"].split()
    return int(seen), day


def _level(
    db: Source, group: int, kept: tuple[int, str] | None,
    touched: dict[int, tuple[set[int], set[int]] | None], today: str,
) -> int:  # fmt: skip
    """How much of a group's rows is to be made anew."""
    if kept is None:
        return _CHECK
    found = touched[kept[0]]
    if found is None or group in found[0]:
        return _CHECK
    if kept[1] != today and any(d["kind"] == "exempt" and d["until"] for d in stored.decisions(db, group)):
        return _CHECK
    return _STAND if kept[1] != today or group in found[1] else 0


def _make(store: Store, group: int) -> None:
    """The name check of a group and everything else about its members."""
    with store.read() as db:
        owner = stored_groups.one(db, group)
        if owner is None:
            return
        here = position(db)
        roll = Roll.of(db, owner)
        facts = Facts.of(db, group, roll)
        last = stored.last_snapshot(db, group)
        present = [] if last is None else stored.nicknames(db, last["list"])
        since = {row["nickname"]: row["first"] for row in stored.seen(db, group)}
        spoken = {row["sender"]: _first(row) for row in stored.speakers(db, group) if row["sender"]}
        kept = {row["nickname"]: row for row in stored.of_group(db, group)}
    here_now = set(present)
    gone = [name for name in since if name not in here_now]
    heard = [name for name in spoken if name not in since]
    rows: list[dict[str, Any]] = []
    for presence, names in (("present", present), ("gone", gone), ("heard", heard)):
        found = settled(check(roll, names)[0], facts.outside) if names else ()
        for row in found:
            first = since.get(row.nickname) or spoken[row.nickname]
            rows.append(_values(group, row, presence, len(rows), first))
    unique: dict[str, dict[str, Any]] = {}
    for values in rows:
        # Two accounts of one nickname share a row: the one with more to say.
        other = unique.setdefault(values["nickname"], values)
        if len(values["findings"]) > len(other["findings"]):
            unique[values["nickname"]] = values
    known_as = {name: values["person_id"] for name, values in unique.items() if values["person_id"] is not None}
    accounts = [_account(values) for values in unique.values()]
    more = standing(replace(facts, known_as=known_as), accounts)
    twice = same_nicknames(present)
    for name, values in unique.items():
        values["findings"] = _findings((*values["findings"], *more.get(name, ()), *twice.get(name, ())))
    todo = [values for name, values in unique.items() if name not in kept or _differs(kept[name], values)]
    for start in range(0, len(todo), _SLICE):
        store.change(_("实名核验"), partial(_write, group=group, part=todo[start : start + _SLICE]))
    over = [row["id"] for name, row in kept.items() if name not in unique]

    def finish(tx: Tx) -> None:
        for row_id in over:
            if stored.one(tx, row_id) is not None:
                tx.delete("member", row_id)
        _put_stamps(tx, [group], f"{here} {clock.today().isoformat()}")

    store.change(_("实名核验"), finish)


def _stand(store: Store, group: int) -> None:
    """Everything but the name check, for the rows as they are."""
    with store.read() as db:
        owner = stored_groups.one(db, group)
        if owner is None:
            return
        here = position(db)
        facts = Facts.of(db, group, Roll.of(db, owner))
        rows = stored.of_group(db, group)
    more = standing(facts, [_account(row) for row in rows])
    fresh = {row["id"]: _findings((*of_check(of_row(row)), *more.get(row["nickname"], ()))) for row in rows}
    changed = [(row["id"], fresh[row["id"]]) for row in rows if row["findings"] != fresh[row["id"]]]
    for start in range(0, len(changed), _SLICE):
        store.change(_("实名核验"), partial(_write_findings, part=changed[start : start + _SLICE]))
    stamp = f"{here} {clock.today().isoformat()}"
    store.change(_("实名核验"), partial(_put_stamps, groups=[group], stamp=stamp))


def _account(row: Row | dict[str, Any]) -> Account:
    proposed = tuple(person for person, _words in json.loads(row["candidates"]))
    return Account(row["nickname"], row["presence"], row["person_id"], row["person_name"], proposed)


def _put_stamps(tx: Tx, groups: Sequence[int], stamp: str) -> None:
    for group in groups:
        kept = stored.stamp(tx, group)
        if kept is None:
            tx.insert("member_stamp", {"group_id": group, "stamp": stamp})
        else:
            tx.update("member_stamp", kept["id"], {"stamp": stamp})


def _write_findings(tx: Tx, part: Sequence[tuple[int, str]]) -> None:
    for row_id, findings in part:
        if stored.one(tx, row_id) is not None:
            tx.update("member", row_id, {"findings": findings})


def _findings(found: Sequence[tuple[str, str]]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _first(spoken: Row) -> str:
    """When somebody was first heard: a stamp, or the day alone where the message came without a clock."""
    day: str = spoken["first_local"]
    return day if clock.is_day(day) else clock.stamp(clock.local(spoken["first"]))


def _write(tx: Tx, group: int, part: Sequence[dict[str, Any]]) -> None:
    for values in part:
        row = stored.by_nickname(tx, group, values["nickname"])
        if row is None:
            tx.insert("member", values)
        elif _differs(row, values):
            tx.update("member", row["id"], values)


def _differs(row: Row, values: dict[str, Any]) -> bool:
    return any(row[name] != value for name, value in values.items())


def _values(group: int, row: MemberRow, presence: str, place: int, since: str) -> dict[str, Any]:
    return {
        "group_id": group,
        "nickname": row.nickname,
        "nickname_key": spelling.key(row.nickname),
        "presence": presence,
        "position": place,
        "status": row.status,
        "person_id": row.person,
        "person_name": row.person_name,
        "person_key": spelling.name_key(row.person_name),
        "department": row.department,
        "department_key": spelling.key(row.department),
        "findings": row.findings,
        "candidates": json.dumps(row.offered, ensure_ascii=False),
        "suggestion": row.suggestion,
        "since": since,
        "search": searchable(fold(row.nickname), row.person_name, *spelling.pinyin_words(row.person_name)),
    }
