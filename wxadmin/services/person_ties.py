"""What hangs on a person, whichever table it stands in, as lines that can be read and ticked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.i18n import _
from wxadmin.services import clock, wording
from wxadmin.services.person_posts import paths
from wxadmin.store import merging as stored
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source, by_ids
from wxadmin.store.merging import Reference


@dataclass(frozen=True, slots=True)
class Tie:
    """One record that names a person: of what kind, and what it says."""

    reference: Reference
    kind: str
    line: str


_GROUP = "SELECT t.*, g.name AS words FROM {0} t LEFT JOIN grp g ON g.id = t.group_id"
_ANNOUNCEMENT = "SELECT t.*, a.title AS words FROM {0} t LEFT JOIN announcement a ON a.id = t.announcement_id"
_PERSON = "SELECT t.*, p.name AS words FROM {0} t LEFT JOIN person p ON p.id = {1}"

KINDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "belonging": (_("所属的群"), _GROUP, ("words",)),
    "member_decision": (_("认定的群昵称"), _GROUP, ("words", "nickname", "reason")),
    "group_post": (_("群里的职务"), _GROUP, ("words", "duties", "since")),
    "application": (_("申请"), _GROUP, ("words", "nickname", "received", "reason")),
    "member_task": (_("待执行事项"), _GROUP, ("words", "nickname", "reason")),
    "reminder": (_("提醒"), _GROUP, ("words", "nickname", "sent")),
    "cases": (_("案件"), "SELECT t.* FROM {0} t", ()),
    "paper": (_("文书"), "SELECT t.id, t.number, t.title FROM {0} t", ("number", "title")),
    "audience": (_("公告的对象"), _ANNOUNCEMENT, ("words",)),
    "reply_pick": (_("认出的回复"), _ANNOUNCEMENT, ("words", "text")),
    "signer": (
        _("签收名单"),
        "SELECT t.*, s.title AS words FROM {0} t LEFT JOIN signing s ON s.roll = t.roll",
        ("words", "group_name"),
    ),
    "signature": (
        _("签收记录"),
        "SELECT t.*, s.title AS words FROM {0} t LEFT JOIN signing s ON s.id = t.signing_id",
        ("words", "day"),
    ),
    "objection": (
        _("对制度的意见"),
        "SELECT t.*, r.title AS words FROM {0} t LEFT JOIN revision r ON r.id = t.revision_id",
        ("words", "received"),
    ),
    "relation": (_("关系"), "SELECT t.* FROM {0} t", ()),
    "post_held": (_("任职经历"), "SELECT t.* FROM {0} t", ()),
    "departure": (_("离职或调岗"), "SELECT t.* FROM {0} t", ("day", "reason")),
    "consent": (_("同意的记录"), "SELECT t.* FROM {0} t", ("given", "by_whom", "note")),
    "restriction": (_("暂缓删除"), "SELECT t.* FROM {0} t", ("since", "reason")),
    "operator": (_("使用者"), "SELECT t.* FROM {0} t", ("name", "post")),
    "person_merge": (_("早先并入的人"), _PERSON.replace("{1}", "t.person_id"), ("words", "reason")),
    "person_apart": (_("不是同一人的决定"), "SELECT t.* FROM {0} t", ("reason",)),
}
"""Table → what such records are called, how they are read (``{0}`` the table), and the columns that tell of one."""


def of_person(db: Source, person: int) -> tuple[Tie, ...]:
    """Everything that hangs on a person."""
    return told(db, stored.of_person(db, person))


def told(db: Source, references: Sequence[Reference]) -> tuple[Tie, ...]:
    """Those records in words, in the same order."""
    by_table: dict[str, list[int]] = {}
    for one in references:
        by_table.setdefault(one.table, []).append(one.row)
    lines = {
        (table, row["id"]): _line(db, table, row)
        for table, ids in by_table.items()
        for row in by_ids(db, f"{KINDS[table][1].format(stored.seen(table))} WHERE t.id IN", ids)
    }
    return tuple(Tie(one, KINDS[one.table][0], lines.get((one.table, one.row), "")) for one in references)


def _line(db: Source, table: str, row: Row) -> str:
    if table == "cases":
        return wording.case_line(row)
    if table == "post_held":
        return " · ".join(part for part in (paths(json.loads(row["departments"])), row["post"]) if part)
    if table == "relation":
        return _relation(db, row)
    if table == "person_apart":
        names = db.all("SELECT name FROM person WHERE id IN (?, ?) ORDER BY id", (row["one_id"], row["other_id"]))
        return "、".join(name[0] for name in names)
    return " · ".join(_shown(row[column]) for column in KINDS[table][2] if row[column])


def _relation(db: Source, row: Row) -> str:
    # Imported here because relations are shown with people, which are shown with what hangs on them.
    from wxadmin.services.relations import title

    names = {r["id"]: r["name"] for r in db.all(
        "SELECT id, name FROM person WHERE id IN (?, ?)", (row["person_id"], row["other_id"] or 0)
    )}  # fmt: skip
    ends = [names.get(row["person_id"], ""), row["other_name"] or names.get(row["other_id"], "")]
    return _("{}是{}的{}").format(*(ends[::-1] if row["reversed"] else ends), title(row["kind"]))


def _shown(value: object) -> str:
    text = str(value)
    if len(text) >= 10 and text[:4].isdigit() and text[4] == text[7] == "-":
        return clock.shown_day(text)
    return text if len(text) <= 60 else f"{text[:59]}…"
