"""待执行事项: what must be done by hand in WeChat or told the unit; later lists and chats show whether it was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.ordering import searchable
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, group_life, groups, settings, spelling, task_acts
from wxadmin.services.listing import Badge, Chip, Column, Ids, Row, Tone, View, ids_of
from wxadmin.services.records import Change, Reader, Store
from wxadmin.store import member_tasks as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row as Stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source, Value

COLUMNS = (
    Column("kind", _("事项"), 90),
    Column("who", _("成员"), 150),
    Column("reason", _("原因"), 260, sortable=False),
    Column("due", _("期限"), 110),
    Column("state", _("状态"), 130),
    Column("group", _("群"), 150),
    Column("made", _("提出"), 130),
)
KINDS: Mapping[str, str] = {
    "remove": _("移出群"), "invite": _("邀请进群"), "rename": _("改群昵称"), "mute": _("禁言"), "unmute": _("解除禁言"),
    "withdraw": _("撤回消息"), "criticise": _("群内通报"), "correct": _("群内更正"), "dissolve": _("解散群"),
    "unit": _("转交单位"),
}  # fmt: skip
CHIPS = (
    *(Chip(key, words) for key, words in KINDS.items()),
    Chip("overdue", _("已逾期")),
    Chip("carried", _("已办待核")),
    Chip("contradicted", _("核实未办成")),
    Chip("done", _("已办成")),
    Chip("dropped", _("不办了")),
)
STATES: Mapping[str, str] = {"open": _("待办"), "done": _("已办成"), "dropped": _("不办了")}


_TODO: Mapping[str, str] = {
    "remove": _("在微信群里把“{}”移出"), "mute": _("在群里禁止“{}”发言"), "unmute": _("让“{}”重新可以发言"),
    "withdraw": _("请“{}”撤回违规的消息，或由群主撤回"), "criticise": _("在群里发布对“{}”的通报"),
    "correct": _("在群里更正对“{}”的通报"),
    "dissolve": _("解散群（因“{}”的案件）"), "unit": _("把对“{}”的处理建议转交单位"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """Something to be done in WeChat. ``kind`` is a key of KINDS, ``nickname`` who it is in the member list.

    ``person`` is None for somebody who is not on the roster; then ``name`` says who it is, ``nickname`` where it is
    empty. ``wanted`` is the nickname somebody should have. ``due`` None: no day. ``source`` and ``source_id`` name the
    record that asked for it (``application``, 12).
    """

    group: int
    kind: str
    nickname: str = ""
    person: int | None = None
    name: str = ""
    wanted: str = ""
    reason: str = ""
    due: date | None = None
    source: str = ""
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task as its page shows it; days and times are shown ones. ``history`` are (time, words).

    ``case`` is the case that asked for it and ``number`` its number; ``messages`` are those its history speaks of.
    ``text`` is what is to be pasted into the group. ``dissolved``: a group was dissolved in WeChat by it that is in
    use here still.
    """

    id: int
    group: int
    group_name: str
    kind: str
    title: str
    nickname: str
    wanted: str
    person: int | None
    name: str
    reason: str
    due: str
    state: str
    state_words: str
    tone: Tone
    todo: str
    source: str
    source_id: int | None
    history: tuple[tuple[str, str], ...]
    case: int | None = None
    number: str = ""
    messages: tuple[int, ...] = ()
    dissolved: bool = False
    text: str = ""


def index(store: Store, view: View, reader: Reader | None = None) -> Ids:
    """Ids of the tasks of the view, those open and due first unless sorted otherwise."""
    return ids_of(store, stored.source_of(view.chips), view, reader)


def page(store: Store, ids: Sequence[int]) -> list[Row]:
    """Those tasks as rows."""
    with store.read() as db:
        rows = stored.page(db, ids)
    return [
        Row(
            row["id"],
            (
                KINDS[row["kind"]], who_of(row), row["reason"], clock.shown(row["due"]), _state(row)[0],
                row["group_name"], clock.shown(row["made"]),
            ),
            (Badge(*_state(row)),),
        )
        for row in rows
    ]  # fmt: skip


def get(store: Store, task: int) -> TaskCard:
    """One task; UserError when there is none."""
    with store.read() as db:
        row = _existing(db, task)
        acts = task_acts.of(db, task)
        case = stored.case_of(db, row)
        over = row["kind"] == "dissolve" and row["state"] == "done"
        dissolved = over and not group_life.profile(db, row["group_id"]).dissolved
    words, tone = _state(row)
    history = [(clock.shown(row["made"]), _("提出：{}").format(row["reason"]) if row["reason"] else _("提出"))]
    history += [(time, said) for time, said, _message in acts] or _before_acts(row)
    number = "" if case is None else case["number"]
    text = _correction(store, row, number) if row["kind"] == "correct" else ""
    return TaskCard(
        task, row["group_id"], row["group_name"], row["kind"], joined("　", (KINDS[row["kind"]], who_of(row))),
        row["nickname"], row["wanted"], row["person_id"], row["name"], row["reason"], clock.shown_day(row["due"]),
        row["state"], words, tone, todo(row), row["source"], row["source_id"], tuple(history),
        None if case is None else case["id"], number, tuple(m for _time, _said, m in acts if m is not None), dissolved,
        text,
    )  # fmt: skip


def _correction(store: Store, row: Stored, number: str) -> str:
    from wxadmin.services import sanction_tasks

    return sanction_tasks.correction(groups.get(store, row["group_id"]), number, row["name"])


def _before_acts(row: Stored) -> list[tuple[str, str]]:
    """What became of a task of an earlier version, whose acts were not written down."""
    history = []
    if row["carried"]:
        history.append((clock.shown(row["carried"]), task_acts.ACTS["said"]))
    if row["contradicted"]:
        history.append((clock.shown(row["contradicted"]), task_acts.ACTS["denied"]))
    if row["closed"]:
        by = row["closed_by"] or _("由成员名单核实")
        history.append((clock.shown(row["closed"]), joined("　", (STATES[row["state"]], by))))
    return history


def of_person(store: Store, person: int) -> tuple[tuple[int, str], ...]:
    """(task, line) about a person, newest first."""
    with store.read() as db:
        return tuple((row["id"], line(row)) for row in stored.of_person(db, person))


def of_source(store: Store, source: str, source_id: int) -> tuple[tuple[int, str], ...]:
    """(task, line) of what a record asked for."""
    with store.read() as db:
        return tuple((row["id"], line(row)) for row in stored.of_source(db, source, source_id))


def line(row: Stored) -> str:
    """A stored task in one line."""
    parts = [KINDS[row["kind"]], who_of(row), row["group_name"], _state(row)[0]]
    if row["due"] and row["state"] == "open":
        parts.append(_("期限 {}").format(clock.shown_day(row["due"])))
    return joined("　", parts)


def of_case(store: Store, case: int) -> tuple[tuple[int, str], ...]:
    """(task, line) of what the measures of a case asked for, oldest first."""
    with store.read() as db:
        return tuple((row["id"], line(row)) for row in stored.of_case(db, case))


def chips_found(store: Store, group: int | None) -> frozenset[str]:
    """Keys of the chips that find something in a group, or in all; those about members are always among them."""
    with store.read() as db:
        found = stored.found(db, group)
        overdue = stored.counts(db, group, clock.stamp())["overdue"]
    return found | {"remove", "invite", "rename"} | ({"overdue"} if overdue else set())


def counts(store: Store, group: int | None) -> dict[str, int]:
    """How many are ``open``, and of these ``overdue``."""
    with store.read() as db:
        return stored.counts(db, group, clock.stamp())


def open_tasks(store: Store, drafts: Sequence[TaskDraft]) -> Change[tuple[int, ...]]:
    """Opens tasks in one change; the value are their ids. One that is open already is not opened twice.

    UserError for nobody, an unknown kind, a day already past, or when all of them are open already.
    """
    if not drafts:
        raise UserError(_("没有选要处理的人"), remedy=_("请先在列表里选择"))
    for draft in drafts:
        groups.get(store, draft.group)
        if draft.due is not None and draft.due < clock.today():
            raise UserError(_("期限已经过了"), where=clock.shown_day(draft.due), remedy=_("请改成今天或以后的日期"))
    kind = KINDS.get(drafts[0].kind, "")

    def work(tx: Tx) -> tuple[int, ...]:
        made = put(tx, drafts)
        if not made:
            raise UserError(_("这些事项都已经在待办里"), remedy=_("请到“待执行事项”查看"))
        return made

    return store.change(_("列入待办 {}（{} 人）").format(kind, len(drafts)), work)


def put(tx: Tx, drafts: Sequence[TaskDraft]) -> tuple[int, ...]:
    """:func:`open_tasks` inside another change: the ids of those that were not open yet."""
    made = []
    known: dict[int, list[Stored]] = {}
    for draft in drafts:
        if draft.kind not in KINDS:
            raise UserError(_("没有这种事项：{}").format(draft.kind), remedy=_("请从列表里选择"))
        row = None if draft.person is None else stored_people.one(tx, draft.person)
        if draft.person is not None and row is None:
            raise UserError(_("没有这个人员"), remedy=_("请从花名册里选择"))
        name = draft.name.strip() if row is None else row["name"]
        if not (name or draft.nickname):
            raise UserError(_("没有写明是谁"), remedy=_("请写上姓名或群昵称"))
        if draft.group not in known:
            known[draft.group] = stored.open_of(tx, draft.group)
        if any(_same(other, draft, name) for other in known[draft.group]):
            continue
        values: dict[str, Value] = {
            "group_id": draft.group, "kind": draft.kind, "nickname": draft.nickname, "wanted": draft.wanted.strip(),
            "person_id": draft.person, "name": name, "name_key": spelling.name_key(name or draft.nickname),
            "reason": draft.reason.strip(), "due": "" if draft.due is None else draft.due.isoformat(), "state": "open",
            "carried": "", "contradicted": "", "closed": "", "closed_by": "", "snapshot_id": None,
            "source": draft.source, "source_id": draft.source_id, "made": clock.stamp(clock.moment(tx.at)),
            "subject": b"" if row is None else row["subject"],
            "search": searchable(name, *spelling.pinyin_words(name), draft.nickname, draft.wanted, draft.reason),
        }  # fmt: skip
        task = tx.insert("member_task", values)
        made.append(task)
        found = stored.one(tx, task)
        assert found is not None
        known[draft.group].append(found)
    return tuple(made)


def _same(row: Stored, draft: TaskDraft, name: str) -> bool:
    """Whether an open task asks the same of the same member."""
    if row["kind"] != draft.kind:
        return False
    # What a case asks for hangs on its measure, whatever else asks the same.
    if "sanction" in (row["source"], draft.source) and (row["source"], row["source_id"]) != (
        draft.source, draft.source_id,
    ):  # fmt: skip
        return False
    if draft.kind != "invite" and row["nickname"] and draft.nickname:
        return bool(row["nickname"] == draft.nickname)
    if draft.person is not None or row["person_id"] is not None:
        return bool(row["person_id"] == draft.person)
    return bool(row["name"] == name and row["nickname"] == draft.nickname)


def carried_out(store: Store, tasks: Sequence[int], *, done: bool = True) -> Change[int]:
    """Notes that the owner carried tasks out in WeChat (or did not after all); the next list or chat confirms it.

    What neither can show is done by that: a mute, an end of it, what the unit was told.
    """
    who = _who_acts(store)

    def work(tx: Tx, row: Stored) -> None:
        if done:
            task_acts.said(tx, row, who)
        else:
            task_acts.unsaid(tx, row, who)

    return _act(store, tasks, _("已在微信里办 {}") if done else _("还没有办 {}"), work)


def close(store: Store, tasks: Sequence[int], *, dropped: bool = False, reason: str = "") -> Change[int]:
    """Ends tasks by the owner's word: they are done, or need not be. The value is how many.

    UserError without a ``reason`` where a case asked for what is not to be done.
    """
    who = _who_acts(store)

    def work(tx: Tx, row: Stored) -> None:
        if dropped:
            if row["source"] == "sanction" and not reason.strip():
                raise UserError(
                    _("没有写为什么不办了"), where=who_of(row), remedy=_("案件决定的事项，请写一句原因")
                )  # fmt: skip
            task_acts.drop(tx, row, reason, who)
        else:
            task_acts.finish(tx, row, who)

    return _act(store, tasks, _("不办了 {}") if dropped else _("办结 {}"), work)


def _who_acts(store: Store) -> str:
    return settings.get(store).actor or store.actor or on_paper(_("群主"))


def set_due(store: Store, tasks: Sequence[int], due: date | None) -> Change[int]:
    """Sets another day by which to do them, or none; UserError for a day already past."""
    if due is not None and due < clock.today():
        raise UserError(_("期限已经过了"), where=clock.shown_day(due), remedy=_("请改成今天或以后的日期"))
    day = "" if due is None else due.isoformat()
    return _act(store, tasks, _("改期限 {}"), lambda tx, row: tx.update("member_task", row["id"], {"due": day}))


def _act(store: Store, tasks: Sequence[int], label: str, each: Callable[[Tx, Stored], None]) -> Change[int]:
    with store.read() as db:
        first = [_existing(db, task) for task in tasks]
    if not first:
        raise UserError(_("没有选事项"), remedy=_("请先在列表里选择"))
    who = who_of(first[0])
    if len(first) > 1:
        who = _("{} 等 {} 项").format(who, len(first))

    def work(tx: Tx) -> int:
        for task in tasks:
            row = _existing(tx, task)
            if row["state"] != "open":
                raise UserError(_("{} 已经办结").format(who_of(row)), remedy=_("请刷新列表"))
            each(tx, row)
        return len(tasks)

    return store.change(label.format(f"{KINDS[first[0]['kind']]} {who}"), work)


def _existing(db: Source, task: int) -> Stored:
    row = stored.one(db, task)
    if row is None:
        raise UserError(_("没有这件待执行事项"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def who_of(row: Stored) -> str:
    """Name and nickname of whom a stored task is about."""
    name, nickname = row["name"], row["nickname"]
    return f"{name}（{nickname}）" if name and nickname and name != nickname else name or nickname


def _state(row: Stored) -> tuple[str, Tone]:
    if row["state"] != "open":
        return STATES[row["state"]], "ok" if row["state"] == "done" else "muted"
    if row["due"] and row["due"] < clock.today().isoformat():
        return _("已逾期"), "danger"
    if row["carried"] and row["carried"] >= row["contradicted"]:
        return _("已办待核"), "info"
    if row["contradicted"]:
        by_list = row["kind"] in ("remove", "invite", "rename")
        return _("名单显示未办成") if by_list else _("聊天显示未办成"), "warn"
    return STATES["open"], "warn"


def todo(row: Stored) -> str:
    """What to do in WeChat, in words."""
    name = row["nickname"] or row["name"]
    if row["kind"] == "rename":
        if row["wanted"]:
            return _("请“{}”把群昵称改成“{}”").format(row["nickname"], row["wanted"])
        return _("请“{}”按命名规则改群昵称").format(row["nickname"])
    if row["kind"] == "invite":
        return _("邀请“{}”进群").format(row["name"] or row["nickname"])
    return _TODO[row["kind"]].format(name)
