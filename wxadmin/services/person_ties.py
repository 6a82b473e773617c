"""What hangs on a person, whichever table it stands in, as lines that can be read and ticked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from wxadmin.i18n import _
from wxadmin.services import clock, wording
from wxadmin.services.person_posts import paths
from wxadmin.store import cases as stored_cases
from wxadmin.store import merging as stored
from wxadmin.store.engine import Row
from wxadmin.store.lists import Source
from wxadmin.store.merging import Reference


@dataclass(frozen=True, slots=True)
class Tie:
    """One record that names a person: of what kind, and what it says."""

    reference: Reference
    kind: str
    line: str


KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "belonging": (_("所属的群"), ("words",)),
    "member_decision": (_("认定的群昵称"), ("words", "nickname", "reason")),
    "group_post": (_("群里的职务"), ("words", "duties", "since")),
    "application": (_("申请"), ("words", "nickname", "received", "reason")),
    "member_task": (_("待执行事项"), ("words", "nickname", "reason")),
    "reminder": (_("提醒"), ("words", "nickname", "sent")),
    "cases": (_("案件"), ()),
    "case_party": (_("案件"), ()),
    "audience_pick": (_("公告挑选的人"), ("words",)),
    "reply_mark": (_("对回复的认定"), ("words", "text")),
    "attendance": (_("会议签到"), ("words", "reason")),
    "progress": (_("任务进度"), ("words", "text")),
    "matter": (_("送审、举报、求助等事项"), ("title", "received")),
    "matter_party": (_("涉及的事项"), ("words", "nickname")),
    "paper": (_("文书"), ("number", "title")),
    "audience": (_("公告的对象"), ("words",)),
    "reply_pick": (_("认出的回复"), ("words", "text")),
    "signer": (_("签收名单"), ("words", "group_name")),
    "signature": (_("签收记录"), ("words", "day")),
    "objection": (_("对制度的意见"), ("words", "received")),
    "relation": (_("关系"), ()),
    "post_held": (_("任职经历"), ()),
    "departure": (_("离任清单"), ("day", "reason")),
    "consent": (_("同意的记录"), ("given", "by_whom", "note")),
    "restriction": (_("限制处理"), ("since", "reason")),
    "operator": (_("管理员与权限"), ("name", "post")),
    "person_merge": (_("早先并入的人"), ("words", "reason")),
    "person_apart": (_("不是同一人的决定"), ()),
}
"""Table → what such records are called, and the columns that tell of one (``words``: of the record it is part of)."""


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
        for row in stored.told(db, table, ids)
    }
    return tuple(Tie(one, KINDS[one.table][0], lines.get((one.table, one.row), "")) for one in references)


def _line(db: Source, table: str, row: Row) -> str:
    if table == "cases":
        return "".join(map(wording.case_line, stored_cases.page(db, (row["id"],))))
    if table == "case_party":
        mine = stored_cases.as_party(db, row["id"])
        return "" if mine is None else wording.case_line(mine)
    if table == "post_held":
        return " · ".join(part for part in (paths(json.loads(row["departments"])), row["post"]) if part)
    if table == "relation":
        return _relation(db, row)
    if table == "person_apart":
        return "、".join(stored.names(db, (row["one_id"], row["other_id"])).values())
    return " · ".join(_shown(row[column]) for column in KINDS[table][1] if row[column])


def _relation(db: Source, row: Row) -> str:
    # Imported here because relations are shown with people, which are shown with what hangs on them.
    from wxadmin.services.relations import title

    names = stored.names(db, (row["person_id"], row["other_id"] or 0))
    ends = [names.get(row["person_id"], ""), row["other_name"] or names.get(row["other_id"], "")]
    return _("{}是{}的{}").format(*(ends[::-1] if row["reversed"] else ends), title(row["kind"]))


def _shown(value: object) -> str:
    text = str(value)
    if len(text) >= 10 and text[:4].isdigit() and text[4] == text[7] == "-":
        return clock.shown_day(text)
    return text if len(text) <= 60 else f"{text[:59]}…"
