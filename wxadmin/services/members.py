"""Group members as their nicknames show them: snapshots, the real-name check and the owner's decisions about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.name_report import label
from wxadmin.i18n import _
from wxadmin.services import clock, groups, people, wording
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.namecheck import MemberRow, Roll, check
from wxadmin.services.records import Change, Reader, Store, moved_on, position
from wxadmin.services.standing import fresh, fresh_all
from wxadmin.store import cases as stored_cases
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx

COLUMNS = (
    Column("nickname", _("群昵称"), 170),
    Column("status", _("核验"), 80),
    Column("person", _("人员"), 110),
    Column("department", _("部门/班级"), 150),
    Column("finding", _("问题"), 240, sortable=False),
    Column("suggestion", _("建议改为"), 170, sortable=False),
    Column("since", _("首次出现"), 130),
)
CHIPS = (
    Chip("fail", _("不合要求")),
    Chip("unknown", _("无法确认")),
    Chip("pass", _("合格")),
    Chip("exempt", _("已豁免")),
    Chip("gone", _("已退群")),
    Chip("heard", _("只见于聊天")),
)
STATUS = {"pass": _("合格"), "fail": _("不合要求"), "exempt": _("已豁免"), "unknown": _("无法确认")}
_TONES: dict[str, Tone] = {"pass": "ok", "fail": "danger", "exempt": "muted", "unknown": "warn"}


@dataclass(frozen=True, slots=True)
class SnapshotPreview:
    """What a pasted list would mean.

    ``renamed`` are (old, new) nicknames of the same person, ``same`` counts those in both lists, ``position`` is the
    state of the records it was made from.
    """

    group: int
    nicknames: tuple[str, ...]
    ignored: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    same: int
    report: tuple[MemberRow, ...]
    missing: tuple[str, ...]
    position: int = 0

    def count(self, status: str) -> int:
        """How many of the list have this status."""
        return sum(row.status == status for row in self.report)


@dataclass(frozen=True, slots=True)
class Report:
    """The check of the group's last list: ``rows`` in list order, ``missing`` people (id, label) nobody stands for."""

    rule: str
    taken: str
    rows: tuple[MemberRow, ...]
    missing: tuple[tuple[int, str], ...]

    def count(self, status: str) -> int:
        """How many members have this status."""
        return sum(row.status == status for row in self.rows)


@dataclass(frozen=True, slots=True)
class MemberCard:
    """One member with what was found, who is proposed (``candidates``: person id, label) and what was decided.

    ``exempt_until`` is an ISO date or ``""``; ``history`` are (time, words): lists and decisions; ``cases`` (id, line).
    """

    id: int
    group: int
    row: MemberRow
    present: bool
    candidates: tuple[tuple[int, str], ...]
    confirmed: bool
    exempt_reason: str
    exempt_until: str
    history: tuple[tuple[str, str], ...]
    cases: tuple[tuple[int, str], ...]


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the members of the view in order; without the chip ``gone`` only those present."""
    fresh_all(store, view.group)
    return ids_of(store, stored.LIST, view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those members as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [_row(row) for row in rows]


def _row(row: Stored) -> Row:
    member = _member(row)
    problem = "；".join(words for _code, words in member.findings)
    cells = (
        member.nickname, STATUS[member.status], member.person_name, member.department, problem, member.suggestion,
        clock.shown(row["since"]),
    )  # fmt: skip
    badges = [Badge(STATUS[member.status], _TONES[member.status])]
    if row["presence"] != "present":
        badges.append(Badge(_("已退群") if row["presence"] == "gone" else _("只见于聊天"), "muted"))
    return Row(row["id"], cells, tuple(badges))


def _member(row: Stored) -> MemberRow:
    return MemberRow(
        row["nickname"],
        row["status"],
        row["person_id"],
        row["person_name"],
        row["department"],
        tuple((code, words) for code, words in json.loads(row["findings"])),
        tuple(text for _person, text in json.loads(row["candidates"])),
        row["suggestion"],
        row["id"],
    )


def read_list(path: Path) -> str:
    """The text of a file with a member list; UserError when it cannot be read."""
    from wxadmin.intake.text import decode, read_bytes, shown

    return decode(read_bytes(path), where=shown(path))


def preview(store: Store, group: int, text: str) -> SnapshotPreview:
    """Reads a pasted member list and compares it with the last one; UserError when nothing in it is a nickname."""
    from wxadmin.intake.members import read_members

    read = read_members(text)
    groups.get(store, group)
    with store.read() as db:
        here = position(db)
        owner = stored_groups.one(db, group)
        assert owner is not None
        last = stored.last_snapshot(db, group)
        before = [] if last is None else stored.nicknames(db, last["list"])
        roll = Roll.of(db, owner)
    found, missing = check(roll, read.nicknames)
    old, now = set(before), set(read.nicknames)
    new = [n for n in dict.fromkeys(read.nicknames) if n not in old]
    gone = [n for n in dict.fromkeys(before) if n not in now]
    who_was = {row.person: row.nickname for row in check(roll, gone)[0] if row.person is not None} if gone else {}
    renamed = [
        (who_was[row.person], row.nickname) for row in found if row.person in who_was and row.nickname not in old
    ]
    moved = {name for pair in renamed for name in pair}
    return SnapshotPreview(
        group,
        read.nicknames,
        read.ignored,
        tuple(n for n in new if n not in moved),
        tuple(n for n in gone if n not in moved),
        tuple(renamed),
        len(now & old),
        found,
        tuple(label(person) for _id, person in missing),
        here,
    )


def import_snapshot(store: Store, preview: SnapshotPreview, step: Step = quiet) -> Change[int]:
    """Keeps the list as a snapshot; the value is its id. Undo takes the whole list back.

    UserError when another list came in since the preview was made.
    """
    group = groups.get(store, preview.group)
    linked = {row.person for row in preview.report if row.person is not None}
    with store.read() as db:
        subjects = {row["id"]: row["subject"] for row in stored_people.page(db, list(linked))}
    with store.stage("members") as stage:
        rows = [
            {
                "group_id": group.id,
                "position": at,
                "nickname": row.nickname,
                "subject": b"" if row.person is None else subjects.get(row.person, b""),
            }
            for at, row in enumerate(preview.report)
        ]
        stage.add("snapshot_member", rows, step)

        def work(tx: Tx) -> int:
            if moved_on(tx, preview.position, ("snapshot",)):
                raise UserError(_("群成员名单在预览之后又有了变化"), remedy=_("请重新粘贴再导入"))
            tx.publish(stage)
            taken = clock.stamp(clock.moment(tx.at))
            return tx.insert(
                "snapshot", {"group_id": group.id, "list": stage.batch, "taken": taken, "count": len(rows)}
            )

        change = store.change(_("导入群成员 {}（{} 人）").format(group.name, len(rows)), work)
    fresh(store, group.id)
    return change


def report(store: Store, group: int) -> Report:
    """The real-name check of the last list with the decisions made; an empty report when there is no list yet."""
    fresh(store, group)
    owner = groups.get(store, group)
    with store.read() as db:
        last = stored.last_snapshot(db, group)
        rows = tuple(_member(row) for row in stored.of_group(db, group) if row["presence"] == "present")
        standing = {row.person for row in rows}
        missing = tuple(
            (row["id"], label(people.person_of(row)))
            for row in stored_people.of_group(db, group)
            if not row["gone"] and row["id"] not in standing
        )
    return Report(owner.naming_rule, clock.shown(None if last is None else last["taken"]), rows, missing)


def get(store: Store, member: int) -> MemberCard:
    """One member; UserError when there is none."""
    with store.read() as db:
        row = stored.one(db, member)
        if row is None:
            raise _nobody()
        group = row["group_id"]
    fresh(store, group)
    with store.read() as db:
        row = stored.one(db, member)
        if row is None:
            raise _nobody()
        confirmed = stored.decision(db, group, row["nickname"], "confirm")
        exempt = stored.decision(db, group, row["nickname"], "exempt")
        cases = stored_cases.against(db, group, row["person_id"], row["nickname"])
        seen = [s for s in stored.seen(db, group) if s["nickname"] == row["nickname"]]
    history = [(clock.shown(s["first"]), _("首次见于成员名单")) for s in seen]
    history += [
        (clock.shown(s["last"]), _("最近见于成员名单（共 {} 次）").format(s["lists"])) for s in seen if s["lists"] > 1
    ]
    if confirmed is not None:
        who = row["person_name"] or _("已不在花名册里的人")
        history.append((clock.shown(confirmed["decided"]), _("确认为 {}").format(who)))
    if exempt is not None:
        history.append((clock.shown(exempt["decided"]), _("豁免：{}").format(exempt["reason"])))
    return MemberCard(
        member,
        group,
        _member(row),
        row["presence"] == "present",
        tuple((person, words) for person, words in json.loads(row["candidates"])),
        confirmed is not None,
        "" if exempt is None else exempt["reason"],
        "" if exempt is None else exempt["until"],
        tuple(history),
        tuple((c["id"], wording.case_line(c)) for c in cases),
    )


def confirm(store: Store, member: int, person: int | None) -> Change[int]:
    """Remembers that this nickname is that person (None forgets it)."""

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "confirm")
        if person is None:
            if kept is not None:
                tx.delete("member_decision", kept["id"])
            return member
        who = stored_people.one(tx, person)
        if who is None:
            raise UserError(_("没有这个人员"), remedy=_("请从花名册里选择"))
        _decide(tx, row, kept, {"kind": "confirm", "person_id": person, "subject": who["subject"]})
        return member

    return _decided(store, member, _("确认群成员 {}"), work)


def exempt(store: Store, member: int, reason: str, until: date | None = None) -> Change[int]:
    """Spares a member from the rule, with a reason and perhaps a last day."""
    if not reason.strip():
        raise UserError(_("没有写豁免原因"), remedy=_("请写一句原因，以后可以查到"))
    if until is not None and until < clock.today():
        raise UserError(_("豁免的最后一天已经过了"), remedy=_("请改成今天或以后的日期"))

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "exempt")
        who = None if row["person_id"] is None else stored_people.one(tx, row["person_id"])
        subject = b"" if who is None else who["subject"]
        last = "" if until is None else until.isoformat()
        _decide(tx, row, kept, {"kind": "exempt", "reason": reason.strip(), "until": last, "subject": subject})
        return member

    return _decided(store, member, _("豁免实名 {}"), work)


def end_exemption(store: Store, member: int) -> Change[int]:
    """The rule holds for the member again."""

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "exempt")
        if kept is not None:
            tx.delete("member_decision", kept["id"])
        return member

    return _decided(store, member, _("取消豁免 {}"), work)


def _decide(tx: Tx, row: Stored, kept: Stored | None, values: dict[str, str | int | bytes]) -> None:
    values = {"decided": clock.stamp(clock.moment(tx.at)), **values}
    if kept is not None:
        tx.update("member_decision", kept["id"], values)
        return
    empty = {"group_id": row["group_id"], "nickname": row["nickname"], "person_id": None, "reason": "", "until": ""}
    tx.insert("member_decision", {**empty, **values})


def _decided(store: Store, member: int, label: str, work: Callable[[Tx], int]) -> Change[int]:
    with store.read() as db:
        row = stored.one(db, member)
    if row is None:
        raise _nobody()
    change = store.change(label.format(row["nickname"]), work)
    fresh(store, row["group_id"])
    return change


def _existing(tx: Tx, member: int) -> Stored:
    row = stored.one(tx, member)
    if row is None:
        raise _nobody()
    return row


def _nobody() -> UserError:
    return UserError(_("没有这个群成员"), remedy=_("请刷新列表"))


def reminder(store: Store, group: int, members: Sequence[int] = ()) -> str:
    """A text for the group that asks those who break the rule (or these members) to change their nicknames."""
    owner = groups.get(store, group)
    if not owner.naming_rule:
        raise UserError(_("这个群还没有命名规则"), remedy=_("请先在群设置里写上命名规则"))
    wanted = set(members)
    rows = [r for r in report(store, group).rows if (r.id in wanted if wanted else r.status == "fail")]
    if not rows:
        raise UserError(_("没有需要提醒的群成员"), remedy=_("请先导入群成员名单"))
    lines = [_("【群昵称提醒】本群昵称格式为“{}”，请以下成员修改（共 {} 人）：").format(owner.naming_rule, len(rows))]
    for row in rows:
        lines.append(f"@{row.nickname} → {row.suggestion}" if row.suggestion else f"@{row.nickname}")
    source = next((s for s in owner.settings if s.kind == "naming_rule"), None)
    if source is not None:
        lines.append(_("依据：{}").format(source.source))
    return "\n".join(lines)
