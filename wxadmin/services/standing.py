"""The members of a group kept ready for their list: the name check, made again when something it depends on changed.

Never journalled: what the rows say follows from the lists, the roster, the decisions and the archive.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from wxadmin.domain.name_folding import fold
from wxadmin.domain.name_report import label
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _
from wxadmin.services import clock, spelling
from wxadmin.services.namecheck import MemberRow, Roll, check
from wxadmin.services.records import Store, moved_on, position
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx

_SLICE = 60


def fresh(store: Store, group: int) -> None:
    """Recompute the check of a group if anything it depends on was written since, or a day has begun.

    In short unjournalled writes; does nothing in a session that only reads.
    """
    if not store.writable:
        return
    with store.read() as db:
        owner = stored_groups.one(db, group)
        if owner is None:
            return
        here = position(db)
        kept = stored.stamp(db, group)
        if kept is not None:
            seen, day = kept["stamp"].split()
            if day == clock.today().isoformat() and not moved_on(db, int(seen), stored.WATCHED):
                return
        roll = Roll.of(db, owner)
        last = stored.last_snapshot(db, group)
        present = [] if last is None else stored.nicknames(db, last["list"])
        since = {row["nickname"]: row["first"] for row in stored.seen(db, group)}
        spoken = {row["sender"]: _first(row) for row in stored.speakers(db, group) if row["sender"]}
        ids = {row["nickname"]: row["id"] for row in stored.of_group(db, group)}
    here_now = set(present)
    gone = [name for name in since if name not in here_now]
    heard = [name for name in spoken if name not in since]
    rows: list[dict[str, Any]] = []
    labels = {label(person): person_id for person_id, person in roll.people}
    for presence, names in (("present", present), ("gone", gone), ("heard", heard)):
        found = check(roll, names)[0] if names else ()
        for row in found:
            first = since.get(row.nickname) or spoken[row.nickname]
            rows.append(_values(group, row, presence, len(rows), first, labels))
    unique: dict[str, dict[str, Any]] = {}
    for values in rows:
        # Two accounts of one nickname share a row: the one with more to say.
        other = unique.setdefault(values["nickname"], values)
        if len(values["findings"]) > len(other["findings"]):
            unique[values["nickname"]] = values
    todo = list(unique.values())
    for start in range(0, len(todo), _SLICE):
        store.change(_("实名核验"), partial(_write, group=group, part=todo[start : start + _SLICE]))
    over = [row_id for name, row_id in ids.items() if name not in unique]
    stamp = f"{here} {clock.today().isoformat()}"

    def finish(tx: Tx) -> None:
        for row_id in over:
            if stored.one(tx, row_id) is not None:
                tx.delete("member", row_id)
        kept = stored.stamp(tx, group)
        if kept is None:
            tx.insert("member_stamp", {"group_id": group, "stamp": stamp})
        else:
            tx.update("member_stamp", kept["id"], {"stamp": stamp})

    store.change(_("实名核验"), finish)


def fresh_all(store: Store, group: int | None) -> None:
    """:func:`fresh` for one group, or for all."""
    if group is not None:
        fresh(store, group)
        return
    with store.read() as db:
        known = [row["id"] for row in stored_groups.every(db)]
    for one in known:
        fresh(store, one)


def _first(spoken: Row) -> str:
    """When somebody was first heard: a stamp, or the day alone where the message came without a clock."""
    day: str = spoken["local"]
    return day if clock.is_day(day) else clock.stamp(clock.local(spoken["at"]))


def _write(tx: Tx, group: int, part: Sequence[dict[str, Any]]) -> None:
    for values in part:
        row = stored.by_nickname(tx, group, values["nickname"])
        if row is None:
            tx.insert("member", values)
        elif any(row[name] != value for name, value in values.items()):
            tx.update("member", row["id"], values)


def _values(
    group: int, row: MemberRow, presence: str, place: int, since: str, labels: dict[str, int]
) -> dict[str, Any]:
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
        "findings": json.dumps(row.findings, ensure_ascii=False),
        "candidates": json.dumps([(labels[c], c) for c in row.candidates], ensure_ascii=False),
        "suggestion": row.suggestion,
        "since": since,
        "search": searchable(fold(row.nickname), row.person_name, *spelling.pinyin_words(row.person_name)),
    }
