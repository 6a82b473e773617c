"""Which groups' members must be looked at again after what was written since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from wxadmin.store import changes
from wxadmin.store.lists import Source

CHECKED = (
    "person", "person_merge", "belonging", "grp", "group_rule", "group_post", "batch", "snapshot", "member_decision",
    "rulebook",
)  # fmt: skip
"""Tables the name check depends on."""
STOOD = ("group_profile", "application", "departure", "member_task", "expectation")
"""Tables the other findings of a member depend on besides."""

_TABLES = (*CHECKED, *STOOD)
_MANY = 50_000
# An import of one of these kinds is of one group; what comes in otherwise may be of any.
_SINGLE = ("members", "chat", "belonging", "roster")
_NEITHER = ("audience", "signing")
_GROUPED = ("snapshot_member", "message", "event")
_ANSWERED = (
    "announcement", "announcement_plan", "audience_pick", "reply_paste", "reply_pick", "reply_mark", "attendance",
    "progress",
)  # fmt: skip
_LEFT = ("person", "person_merge", "person_detail", "departure", "restriction", "setting")
_ELSEWHERE = ("members", "chat", "belonging", "audience", "signing")
"""Kinds of imports that bring nobody to the roster."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written about since an entry: groups (their chat, members, posts, people), announcements and answers.

    ``people``: who left, or how long their data is kept.
    """

    groups: set[int]
    announcements: set[int]
    people: bool


def touched(db: Source, since: int) -> tuple[set[int], set[int]] | None:
    """(groups whose name check, groups whose other findings) may have changed after an entry; None says all groups."""
    marks = ",".join("?" * len(_TABLES))
    rows = db.all(
        f"SELECT seq, tbl, row FROM entry WHERE seq > ? AND +tbl IN ({marks}) LIMIT ?",  # noqa: S608 - marks alone
        (since, *_TABLES, _MANY + 1),
    )
    if len(rows) > _MANY:
        return None
    checked: set[int] = set()
    stood: set[int] = set()
    people: set[int] = set()
    named: set[str] = set()
    for row in rows:
        table = row["tbl"]
        if table == "grp":
            checked.add(row["row"])
        elif table == "batch":
            found = _of_batch(db, row["row"])
            if found is None:
                return None
            checked |= found
        elif table == "person":
            people.add(row["row"])
        else:
            images = _images(db, row["seq"])
            if not images:
                return None
            for image in images:
                if table == "rulebook" and image["group_id"] is None:
                    return None
                if table in ("departure", "person_merge"):
                    people |= {who for who in (image["person_id"], image.get("into_id")) if who is not None}
                elif image["group_id"] is not None:
                    (checked if table in CHECKED else stood).add(image["group_id"])
                if table == "member_decision":
                    # What was decided about a nickname is offered where it stands in another group.
                    named.add(str(image["nickname"]))
    if people:
        checked |= _of_people(db, people)
    if named:
        sql = "SELECT DISTINCT group_id FROM member WHERE nickname IN (SELECT value FROM json_each(?))"
        checked |= {int(row[0]) for row in db.all(sql, (json.dumps(sorted(named)),))}
    return checked, stood


def written(db: Source, since: int) -> Written | None:
    """What 今日 has to read anew after an entry; None says everything: somebody was erased, or too much to look at."""
    if changes.moved_on(db, since, ()):
        return None
    found = touched(db, since)
    if found is None:
        return None
    tables = ("batch", *_ANSWERED, *_LEFT)
    marks = ",".join("?" * len(tables))
    rows = db.all(f"SELECT seq, tbl, row FROM entry WHERE seq > ? AND +tbl IN ({marks})", (since, *tables))  # noqa: S608
    announcements: set[int] = set()
    for row in rows:
        if row["tbl"] == "announcement":
            announcements.add(row["row"])
        elif row["tbl"] in _ANSWERED:
            announcements |= {image["announcement_id"] for image in _images(db, row["seq"])}
    seen = {row["tbl"] for row in rows}
    brought = any(
        db.value("SELECT kind FROM batch WHERE id = ?", (row["row"],)) not in _ELSEWHERE
        for row in rows
        if row["tbl"] == "batch"
    )
    return Written(found[0], announcements, brought or not seen.isdisjoint(_LEFT))


def _images(db: Source, seq: int) -> list[dict[str, Any]]:
    """What a journalled row was and is; empty when that was erased."""
    body = db.value("SELECT body FROM body WHERE seq = ?", (seq,))
    if body is None:
        return []
    said = json.loads(body)
    return [image for image in (said["before"], said["after"]) if image]


def _of_batch(db: Source, batch: int) -> set[int] | None:
    kind = db.value("SELECT kind FROM batch WHERE id = ?", (batch,))
    if kind in _NEITHER:
        return set()
    if kind not in _SINGLE:
        return None
    found = {int(row[0]) for row in db.all("SELECT DISTINCT group_id FROM belonging WHERE batch = ?", (batch,))}
    for table in _GROUPED:
        group = db.value(
            f"SELECT t.group_id FROM batch_row r JOIN {table} t ON t.id = r.row"  # noqa: S608 - a table of ours
            " WHERE r.batch = ? AND r.tbl = ? ORDER BY r.place DESC LIMIT 1",
            (batch, table),
        )
        if group is not None:
            found.add(int(group))
    return found


def _of_people(db: Source, people: set[int]) -> set[int]:
    """The groups these people belong in, are in, or have a post in; imports that were taken back count, too."""
    rows = db.all(
        "WITH who (id) AS (SELECT value FROM json_each(?))"
        " SELECT group_id FROM belonging WHERE person_id IN (SELECT id FROM who)"
        " UNION SELECT group_id FROM member WHERE person_id IN (SELECT id FROM who)"
        " UNION SELECT group_id FROM member_decision WHERE person_id IN (SELECT id FROM who)"
        " UNION SELECT group_id FROM group_post WHERE person_id IN (SELECT id FROM who)",
        (json.dumps(sorted(people)),),
    )
    return {int(row[0]) for row in rows}
