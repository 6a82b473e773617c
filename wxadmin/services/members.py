"""Group members as their nicknames show them: snapshots, the real-name check and the owner's decisions about it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.name_report import label
from wxadmin.domain.snapshots import compare
from wxadmin.i18n import _
from wxadmin.services import application_cards, clock, groups, member_tasks, people, wording
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.member_findings import CHECK_WORDS, Account, Facts, of_row, settled, standing
from wxadmin.services.member_tasks import Seen, Settled, TaskDraft
from wxadmin.services.namecheck import MemberRow, Roll, check, explain
from wxadmin.services.records import Change, Reader, Store, moved_on, position
from wxadmin.services.reminders import CAUSES
from wxadmin.services.snapshots import how
from wxadmin.services.standing import fresh, fresh_all
from wxadmin.store import applications as stored_applications
from wxadmin.store import cases as stored_cases
from wxadmin.store import groups as stored_groups
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source, Value

COLUMNS = (
    Column("nickname", _("群昵称"), 170),
    Column("group", _("群"), 130),
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
    Chip("new", _("新来")),
    Chip("impostor", _("疑似冒名")),
    Chip("double", _("一人多号")),
    Chip("namesake", _("同名待认")),
    Chip("stranger", _("不在花名册")),
    Chip("no_application", _("没有入群申请")),
    Chip("not_expected", _("不在应加人员里")),
    Chip("not_invited", _("被人擅自拉入")),
    Chip("left_unit", _("已离开单位")),
    Chip("silent", _("长期不发言")),
    Chip("outside", _("外部人员")),
    Chip("gone", _("已退群")),
    Chip("left_unasked", _("擅自退群")),
    Chip("heard", _("只见于聊天")),
)
BASIC = ("fail", "unknown", "pass", "exempt", "gone")
"""Chips that are always there; the others when there is somebody to show."""
STATUS = {"pass": _("合格"), "fail": _("不合要求"), "exempt": _("已豁免"), "unknown": _("无法确认")}
_TONES: dict[str, Tone] = {"pass": "ok", "fail": "danger", "exempt": "muted", "unknown": "warn"}


@dataclass(frozen=True, slots=True)
class SnapshotPreview:
    """What a pasted list would mean.

    ``renamed`` are (old, new) nicknames of the same person, ``maybe`` (old, new, why) are offered and stand among
    ``new`` and ``gone``, too; ``same`` counts those in both lists. ``report`` has the name check and the standing of
    each; ``left`` are (nickname, words) of those gone who should not have gone so; ``settled`` what the list says of
    open tasks. ``position`` is the state of the records it was made from.
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
    maybe: tuple[tuple[str, str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    settled: tuple[Settled, ...] = ()
    first: bool = False

    def count(self, status: str) -> int:
        """How many of the list have this status."""
        return sum(row.status == status for row in self.report)

    def having(self, *codes: str) -> tuple[tuple[str, str], ...]:
        """(nickname, words) of those with one of these findings."""
        return tuple((row.nickname, words) for row in self.report for code, words in row.findings if code in codes)

    @property
    def tasks_words(self) -> str:
        """What the list says of the open tasks, in a sentence; ``""`` when there are none."""
        verdicts = Counter(one.verdict if one.verdict != "still" else one.kind for one in self.settled)
        words = {
            "done": _("{} 项已办成"), "remove": _("{} 人仍在群里"), "invite": _("{} 人还没有进群"),
            "rename": _("{} 人还没有改名"), "moot": _("{} 项因人已不在群里不用再办"),
        }  # fmt: skip
        return "，".join(text.format(verdicts[key]) for key, text in words.items() if verdicts[key])


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

    ``exempt_until`` is an ISO date or ``""``; ``history`` are (time, words): lists, archived system lines, decisions,
    reminders; ``names`` (group, nickname, words) what else the person is called here and in other groups; ``cases``,
    ``tasks`` and ``applications`` (id, line). ``outside`` says the owner took the member for somebody from outside,
    ``belongs`` that the person should be in the group; ``steps`` tell how the check came to its verdict.
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
    presence: str = "present"
    names: tuple[tuple[str, str, str], ...] = ()
    tasks: tuple[tuple[int, str], ...] = ()
    applications: tuple[tuple[int, str], ...] = ()
    outside: bool = False
    belongs: bool = True
    group_name: str = ""
    reminders: int = 0
    steps: tuple[str, ...] = ()


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
        member.nickname, row["group_name"], STATUS[member.status], member.person_name, member.department, problem,
        member.suggestion, clock.shown(row["since"]),
    )  # fmt: skip
    badges = [Badge(STATUS[member.status], _TONES[member.status])]
    if row["presence"] != "present":
        badges.append(Badge(PRESENCE[row["presence"]], "muted"))
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


def chips(store: Store, group: int | None) -> frozenset[str]:
    """The chips worth showing: the basic ones, and those that find somebody. Reads what is kept ready."""
    with store.read() as db:
        return frozenset(stored.found(db, group)) | frozenset(BASIC)


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
        facts = Facts.of(db, group, roll)
    checked, missing = check(roll, read.nicknames)
    found = settled(checked, facts.outside)
    now = set(read.nicknames)
    gone = settled(check(roll, [n for n in dict.fromkeys(before) if n not in now])[0], facts.outside)
    was = {row.nickname: row.person for row in (*found, *gone) if row.person is not None}
    changes = compare(before, read.nicknames, was, was)
    ids = {label(person): person_id for person_id, person in roll.people}
    accounts = [
        Account(row.nickname, "present", row.person, row.person_name, tuple(ids[c] for c in row.candidates if c in ids))
        for row in found
    ]
    accounts += [Account(row.nickname, "gone", row.person, row.person_name) for row in gone]
    more = standing(replace(facts, known_as={**facts.known_as, **was}), accounts)
    with store.read() as db:
        tasks = member_tasks.verdicts(db, group, _seen(found, before))
    return SnapshotPreview(
        group,
        read.nicknames,
        read.ignored,
        tuple(dict.fromkeys(changes.new)),
        tuple(dict.fromkeys(changes.gone)),
        tuple((pair.old, pair.new) for pair in changes.renamed),
        changes.same,
        tuple(replace(row, findings=(*row.findings, *more.get(row.nickname, ()))) for row in found),
        tuple(label(person) for _id, person in missing),
        here,
        tuple((pair.old, pair.new, how(pair)) for pair in changes.maybe),
        tuple((row.nickname, words) for row in gone for _code, words in more.get(row.nickname, ())),
        tasks,
        last is None,
    )


def _seen(report: Sequence[MemberRow], before: Sequence[str]) -> Seen:
    """The list as tasks look at it."""
    persons: dict[int, tuple[tuple[str, str], ...]] = {}
    for row in report:
        if row.person is not None:
            persons[row.person] = (*persons.get(row.person, ()), (row.nickname, row.status))
    return Seen(Counter(row.nickname for row in report), Counter(before), persons)


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
            last = stored.last_snapshot(tx, group.id)
            before = [] if last is None else stored.nicknames(tx, last["list"])
            tasks = member_tasks.verdicts(tx, group.id, _seen(preview.report, before))
            snapshot = tx.insert(
                "snapshot", {"group_id": group.id, "list": stage.batch, "taken": taken, "count": len(rows)}
            )
            member_tasks.settle(tx, snapshot, tasks)
            return snapshot

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
        nickname, person = row["nickname"], row["person_id"]
        confirmed = stored.decision(db, group, nickname, "confirm")
        exempt = stored.decision(db, group, nickname, "exempt")
        cases = stored_cases.against(db, group, person, nickname)
        others = [] if person is None else stored.others_of(db, person)
        here = [nickname, *(o["nickname"] for o in others if o["group_id"] == group and o["nickname"] != nickname)]
        seen = [s for s in stored.seen(db, group) if s["nickname"] in here]
        reminders = stored_tasks.reminders_about(db, group, person, here)
        tasks = stored_tasks.about(db, group, person, nickname)
        asked = () if person is None else stored_applications.of_person(db, person)
        belongs = person is None or person in stored_people.belonging(db, group)
        owner = stored_groups.one(db, group)
        events = _events(db, group, here)
    history = [*_lists(seen, nickname), *events]
    history += [(r["sent"], _("提醒：{}").format(CAUSES.get(r["cause"], r["cause"]))) for r in reminders]
    if confirmed is not None:
        who = row["person_name"] or _("已不在花名册里的人")
        words = _("认定为外部人员") if confirmed["person_id"] is None else _("确认为 {}").format(who)
        history.append((confirmed["decided"], words))
    if exempt is not None:
        history.append((exempt["decided"], _("豁免：{}").format(exempt["reason"])))
    return MemberCard(
        member,
        group,
        _member(row),
        row["presence"] == "present",
        tuple((one, words) for one, words in json.loads(row["candidates"])),
        confirmed is not None and confirmed["person_id"] is not None,
        "" if exempt is None else exempt["reason"],
        "" if exempt is None else exempt["until"],
        tuple((clock.shown(time), words) for time, words in sorted(history)),
        tuple((c["id"], wording.case_line(c)) for c in cases),
        row["presence"],
        tuple(
            (o["group_name"], o["nickname"], PRESENCE[o["presence"]])
            for o in others
            if not (o["group_id"] == group and o["nickname"] == nickname)
        ),
        tuple((t["id"], member_tasks.line(t)) for t in tasks),
        tuple((a["id"], application_cards.line_of(a)) for a in asked if a["group_id"] == group),
        confirmed is not None and confirmed["person_id"] is None,
        belongs,
        "" if owner is None else owner["name"],
        len(reminders),
        tuple(f"{step.part}：{step.words}" if step.part else step.words for step in explain(store, group, nickname)),
    )


PRESENCE = {"present": _("在群里"), "gone": _("已退群"), "heard": _("只见于聊天")}


def _lists(seen: Sequence[Stored], nickname: str) -> list[tuple[str, str]]:
    """When each nickname of a member stood in the member lists."""
    lines = []
    for one in seen:
        name = "" if one["nickname"] == nickname else f"“{one['nickname']}”"
        lines.append((one["first"], _("{}首次见于成员名单").format(name)))
        if one["lists"] > 1:
            lines.append((one["last"], _("{}最近见于成员名单（共 {} 次）").format(name, one["lists"])))
    return lines


def _events(db: Source, group: int, names: Sequence[str]) -> list[tuple[str, str]]:
    """What archived system lines say of a member's coming and going."""
    lines = []
    for event in stored.comings(db, group):
        whom = [name for name in json.loads(event["subjects"]) if name in names]
        time = event["local"] if clock.is_day(event["local"]) else clock.stamp(clock.local(event["at"]))
        actor = event["actor"]
        for name in whom:
            if event["kind"] == "remove":
                words = _("“{}”被“{}”移出群").format(name, actor) if actor else _("“{}”被移出群").format(name)
            elif not actor or actor == name:
                words = _("“{}”进群").format(name)
            else:
                words = _("“{}”由“{}”邀请进群").format(name, actor)
            lines.append((time, words))
        if not whom and actor in names:
            subjects = "、".join(json.loads(event["subjects"]))
            if subjects:
                words = _("邀请“{}”进群") if event["kind"] == "join" else _("把“{}”移出群")
                lines.append((time, words.format(subjects)))
    return lines


def confirm(store: Store, member: int, person: int | None, *, belongs: bool = False) -> Change[int]:
    """Remembers that this nickname is that person (None forgets it, also that somebody was from outside).

    ``belongs`` also takes the person in among those who should be in the group.
    """

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
        _decide(tx, row, kept, {"kind": "confirm", "person_id": person, "subject": who["subject"], "reason": ""})
        if belongs:
            _take_in(tx, row["group_id"], person, who["subject"])
        return member

    return _decided(store, member, _("确认群成员 {}"), work)


def take_in(store: Store, members: Sequence[int]) -> Change[int]:
    """Takes the certain persons of members in among those who should be in their group; the value is how many."""

    def work(tx: Tx) -> int:
        rows = [_existing(tx, member) for member in members]
        people_of = [stored_people.one(tx, row["person_id"]) for row in rows if row["person_id"] is not None]
        added = sum(
            _take_in(tx, row["group_id"], who["id"], who["subject"])
            for row in rows
            for who in people_of
            if who is not None and who["id"] == row["person_id"]
        )
        if not added:
            raise UserError(_("没有可列入的人"), remedy=_("只有认出是谁、又不在应加人员里的成员可以列入"))
        return added

    change = store.change(_("列入应加人员（{} 人）").format(len(members)), work)
    fresh_all(store, None)
    return change


def _take_in(tx: Tx, group: int, person: int, subject: bytes) -> bool:
    if stored_people.belongings(tx, person, group):
        return False
    tx.insert("belonging", {"batch": None, "person_id": person, "group_id": group, "subject": subject})
    return True


def outside(store: Store, member: int, note: str = "") -> Change[int]:
    """Remembers that this nickname is somebody who is not of the unit; ``note`` says who."""

    def work(tx: Tx) -> int:
        row = _existing(tx, member)
        kept = stored.decision(tx, row["group_id"], row["nickname"], "confirm")
        values = {"kind": "confirm", "person_id": None, "subject": b"", "reason": " ".join(note.split())}
        _decide(tx, row, kept, values)
        return member

    return _decided(store, member, _("认定为外部人员 {}"), work)


def belongs(store: Store, group: int, person: int) -> bool:
    """Whether a person is among those who should be in a group."""
    with store.read() as db:
        return bool(stored_people.belongings(db, person, group))


def within(store: Store, group: int, members: Sequence[int]) -> tuple[int, ...]:
    """Those of these members who are of one group."""
    with store.read() as db:
        return tuple(row["id"] for row in stored.page(db, members) if row["group_id"] == group)


def task_drafts(store: Store, members: Sequence[int], kind: str) -> tuple[TaskDraft, ...]:
    """Tasks of a kind for those of these members who are in their group, each with what was found as its reason.

    UserError when none of them is.
    """
    with store.read() as db:
        rows = [row for row in stored.page(db, members) if row["presence"] == "present"]
    if not rows:
        raise UserError(_("选中的人都不在群里"), remedy=_("请选还在群里的成员"))
    return tuple(
        TaskDraft(
            row["group_id"], kind, row["nickname"], row["person_id"], row["person_name"],
            row["suggestion"] if kind == "rename" else "", _reason(row, kind),
        )
        for row in rows
    )  # fmt: skip


def _reason(row: Stored, kind: str) -> str:
    found = [words for code, words in of_row(row) if kind != "rename" or code in CHECK_WORDS]
    return "；".join(found[:2])


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


def _decide(tx: Tx, row: Stored, kept: Stored | None, values: Mapping[str, Value]) -> None:
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
