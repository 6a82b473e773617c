"""Group members as their nicknames show them: snapshots, the real-name check and the owner's decisions about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wxadmin.domain.errors import UserError
from wxadmin.domain.jobs import Step, quiet
from wxadmin.domain.name_report import label
from wxadmin.domain.snapshots import compare
from wxadmin.i18n import _
from wxadmin.services import clock, execution_lists, groups, member_cards, member_decisions, people, task_outcomes
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.member_findings import CHECK_WORDS, Account, Facts, of_row, same_nicknames, settled, standing
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.services.namecheck import MemberRow, Roll, check
from wxadmin.services.records import Change, Reader, Store, moved_on, position
from wxadmin.services.snapshots import how
from wxadmin.services.standing import fresh, fresh_all
from wxadmin.services.task_outcomes import Seen, Settled
from wxadmin.store import groups as stored_groups
from wxadmin.store import members as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx

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
MemberCard = member_cards.MemberCard
PRESENCE = member_cards.PRESENCE
get = member_cards.get
confirm = member_decisions.confirm
outside = member_decisions.outside
take_in = member_decisions.take_in
belongs = member_decisions.belongs
exempt = member_decisions.exempt
end_exemption = member_decisions.end_exemption
_TONES: dict[str, Tone] = {"pass": "ok", "fail": "danger", "exempt": "muted", "unknown": "warn"}


@dataclass(frozen=True, slots=True)
class SnapshotPreview:
    """What a pasted list would mean.

    ``renamed`` are (old, new) nicknames of the same person, ``maybe`` (old, new, why) are offered and stand among
    ``new`` and ``gone``, too; ``same`` counts those in both lists. ``report`` has the name check and the standing of
    each; ``left`` are (nickname, words) of those gone who should not have gone so; ``settled`` what the list says of
    open tasks. ``position`` is the state of the records it was made from. Of a list that is ``partial`` nobody is
    gone: ``kept`` are those who stand in the list ``before`` alone (how many stood in it) and are taken to be there.
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
    before: int = 0
    partial: bool = False
    kept: tuple[MemberRow, ...] = ()

    @property
    def partial_words(self) -> str:
        """What is made of a list that is only part of the group, in a sentence; ``""`` of a whole one."""
        if not self.partial:
            return ""
        words = _("按不完整的名单处理：没有人被记为已退群，没出现的 {} 人按上次的名单算还在群里").format(len(self.kept))
        less = 100 - 100 * len(self.nicknames) // self.before if self.before else 0
        return _("这份名单比上次少 {}%，").format(less) + words if less > 0 else words

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
            "unclear": _("{} 项可能是改了名，说不准"),
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
    member = member_cards.row_of(row)
    problem = "；".join(words for _code, words in member.findings)
    cells = (
        member.nickname, row["group_name"], STATUS[member.status], member.person_name, member.department, problem,
        member.suggestion, clock.shown(row["since"]),
    )  # fmt: skip
    badges = [Badge(STATUS[member.status], _TONES[member.status])]
    if row["presence"] != "present":
        badges.append(Badge(PRESENCE[row["presence"]], "muted"))
    return Row(row["id"], cells, tuple(badges))


def chips(store: Store, group: int | None) -> frozenset[str]:
    """The chips worth showing: the basic ones, and those that find somebody. Reads what is kept ready."""
    with store.read() as db:
        return frozenset(stored.found(db, group)) | frozenset(BASIC)


def preview(store: Store, group: int, source: str | Path, *, partial: bool | None = None) -> SnapshotPreview:
    """Reads a pasted member list (str), or a file with one (Path), and says what it would mean.

    ``partial``: whether it is but part of the group; None: where it has much fewer members than the one before.
    UserError when nothing in it is a nickname or the file cannot be read.
    """
    from wxadmin.intake.members import read_members, read_members_file

    read = read_members_file(source) if isinstance(source, Path) else read_members(source)
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
    partial = _seen(found, before, {}, partial).partial
    gone = settled(check(roll, [n for n in dict.fromkeys(before) if n not in now])[0], facts.outside)
    was = {row.nickname: row.person for row in (*found, *gone) if row.person is not None}
    changes = compare(before, read.nicknames, was, was)
    kept: tuple[MemberRow, ...] = ()
    if partial:
        renamed = {pair.old for pair in changes.renamed}
        kept, gone = tuple(row for row in gone if row.nickname not in renamed), ()
        missing = check(roll, (*read.nicknames, *(row.nickname for row in kept)))[1]
    accounts = [
        Account(row.nickname, "present", row.person, row.person_name, tuple(person for person, _words in row.offered))
        for row in found
    ]
    accounts += [Account(row.nickname, "gone", row.person, row.person_name) for row in gone]
    more = standing(replace(facts, known_as={**facts.known_as, **was}), accounts)
    for name, same in same_nicknames(read.nicknames).items():
        more[name] = (*more.get(name, ()), *same)
    with store.read() as db:
        maybe = {pair.old: pair.new for pair in changes.maybe}
        tasks = task_outcomes.verdicts(db, group, _seen(found, before, maybe, partial))
    return SnapshotPreview(
        group,
        read.nicknames,
        tuple(_("第 {} 行　{}　{}").format(one.line, one.text, one.why) for one in read.passed_over),
        tuple(dict.fromkeys(changes.new)),
        () if partial else tuple(dict.fromkeys(changes.gone)),
        tuple((pair.old, pair.new) for pair in changes.renamed),
        changes.same,
        tuple(replace(row, findings=(*row.findings, *more.get(row.nickname, ()))) for row in found),
        tuple(label(person) for _id, person in missing),
        here,
        tuple((pair.old, pair.new, how(pair)) for pair in changes.maybe),
        tuple((row.nickname, words) for row in gone for _code, words in more.get(row.nickname, ())),
        tasks,
        last is None,
        len(before),
        partial,
        kept,
    )


def _seen(
    report: Sequence[MemberRow], before: Sequence[str], maybe: Mapping[str, str], partial: bool | None = None
) -> Seen:  # fmt: skip
    """The list as tasks look at it."""
    persons: dict[int, tuple[tuple[str, str], ...]] = {}
    for row in report:
        if row.person is not None:
            persons[row.person] = (*persons.get(row.person, ()), (row.nickname, row.status))
    return Seen(Counter(row.nickname for row in report), Counter(before), persons, maybe, partial)


def import_snapshot(store: Store, preview: SnapshotPreview, step: Step = quiet) -> Change[int]:
    """Keeps the list as a snapshot; the value is its id. Undo takes the whole list back.

    UserError when another list came in since the preview was made.
    """
    group = groups.get(store, preview.group)
    report = (*preview.report, *preview.kept)
    linked = {row.person for row in report if row.person is not None}
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
            for at, row in enumerate(report)
        ]
        stage.add("snapshot_member", rows, step)

        def work(tx: Tx) -> int:
            if moved_on(tx, preview.position, ("snapshot",)):
                raise UserError(_("群成员名单在预览之后又有了变化"), remedy=_("请重新粘贴再导入"))
            tx.publish(stage)
            taken = clock.stamp(clock.moment(tx.at))
            last = stored.last_snapshot(tx, group.id)
            before = [] if last is None else stored.nicknames(tx, last["list"])
            maybe = {old: new for old, new, _why in preview.maybe}
            tasks = task_outcomes.verdicts(tx, group.id, _seen(preview.report, before, maybe, preview.partial))
            snapshot = tx.insert(
                "snapshot", {"group_id": group.id, "list": stage.batch, "taken": taken, "count": len(rows)}
            )
            task_outcomes.settle(tx, snapshot, tasks)
            execution_lists.after_list(tx, group.id, snapshot, *_bearing(preview.report, before))
            return snapshot

        words = _("导入群成员 {}（名单不完整，{} 人）") if preview.partial else _("导入群成员 {}（{} 人）")
        change = store.change(words.format(group.name, len(preview.report)), work)
    # Imported here because matters are raised about members.
    from wxadmin.services.matters import along

    return along(store, group.id, change)


def _bearing(report: Sequence[MemberRow], before: Sequence[str]) -> tuple[dict[str, frozenset[int]], Counter[str]]:
    """Nickname → who certainly stands behind it, and how many more bear it than in the list before."""
    found: dict[str, frozenset[int]] = {}
    for row in report:
        found[row.nickname] = found.get(row.nickname, frozenset()) | ({row.person} if row.person is not None else set())
    return found, Counter(row.nickname for row in report) - Counter(before)


def report(store: Store, group: int) -> Report:
    """The real-name check of the last list with the decisions made; an empty report when there is no list yet."""
    fresh(store, group)
    owner = groups.get(store, group)
    with store.read() as db:
        last = stored.last_snapshot(db, group)
        rows = tuple(member_cards.row_of(row) for row in stored.of_group(db, group) if row["presence"] == "present")
        standing = {row.person for row in rows}
        missing = tuple(
            (row["id"], label(people.person_of(row)))
            for row in stored_people.of_group(db, group)
            if not row["gone"] and row["id"] not in standing
        )
    return Report(owner.naming_rule, clock.shown(None if last is None else last["taken"]), rows, missing)


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
