"""The life of a group: its policies, founding with a check-list, dissolving with another, and what comes after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, group_acts, groups, spelling
from wxadmin.services.groups import GroupDraft, Profile
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

_MANAGED = Profile(entry="listed", inviting="admins", code="never", leaving="approval", silent_days=0)
_ASKED = Profile(entry="approval", inviting="admins", code="admins", leaving="notice", silent_days=90)
_OPEN = Profile(entry="open", inviting="anyone", code="free", leaving="free", silent_days=180)

DEFAULTS: Mapping[str, Profile] = {
    "department": _MANAGED,
    "project": replace(_MANAGED, leaving="notice"),
    "office": _MANAGED,
    "teaching": replace(_MANAGED, leaving="notice"),
    "logistics": replace(_MANAGED, leaving="notice"),
    "core": _MANAGED,
    "class": replace(_MANAGED, code="admins", leaving="notice"),
    "notice": replace(_MANAGED, code="admins", leaving="notice"),
    "exchange": _ASKED,
    "activity": replace(_ASKED, leaving="free", silent_days=60),
    "hobby": _OPEN,
    "community": replace(_ASKED, leaving="free", silent_days=180),
    "sales": replace(_OPEN, inviting="admins", code="admins", silent_days=60),
    "outside": replace(_ASKED, code="never"),
}
"""The policies a group of each kind has until it is given its own."""

_OWN = ("entry", "inviting", "code", "leaving", "silent_days", "remind_days", "remind_most")

FOUNDING: tuple[tuple[str, str, int], ...] = (
    ("announcements", _("在群里发出群规，进群第一条消息就是它"), 0),
    ("posts", _("定下群主、管理员，写明职责"), 1),
    ("expected", _("定下应加人员"), 1),
    ("naming", _("定下命名规则，通知成员改群昵称"), 3),
    ("members", _("粘贴群成员名单，核对实名"), 3),
    ("regulations", _("选用或起草规章制度并公布"), 7),
    ("policy", _("核对谁能进群、谁能拉人、怎么退群"), 7),
)
"""What founding a group asks for: the page or sheet that helps, words, days after the founding until it is due."""

DISSOLVING: tuple[tuple[str, str, int], ...] = (
    ("announcements", _("在群里预告解散的日子和以后的联系办法"), 0),
    ("members", _("留存最后一份群成员名单"), 0),
    ("chats", _("归档还没有归档的聊天记录和文件"), 3),
    ("queue", _("办结待审事项、案件和待签收的事项"), 5),
    ("code", _("停用并收回发出去的群二维码"), 5),
    ("leave", _("免去群主和管理员的任职，交接资料"), 7),
    ("leave", _("移出成员、解散群聊，截图留存"), 7),
)
"""What dissolving a group asks for, as FOUNDING."""


@dataclass(frozen=True, slots=True)
class GroupStep:
    """A step of a check-list. ``list`` is founding or dissolving; ``due`` and ``done`` are ISO dates or ``""``."""

    id: int
    list: str
    code: str
    words: str
    due: str
    done: str
    done_by: str

    @property
    def late(self) -> bool:
        """Whether it should have been done before today."""
        return bool(not self.done and self.due and self.due < clock.today().isoformat())


UNASKED = _("未经同意入群")
"""The act of whoever came in where joining has to be applied for; reminded in vain, it is the same act."""


@dataclass(frozen=True, slots=True)
class PolicyWord:
    """One policy in words that regulations, notices and cases can cite; ``breach`` names the act against it, or ``""``.

    ``code`` is the finding of a member who may have broken it.
    """

    code: str
    title: str
    text: str
    breach: str = ""


def default(kind: str) -> Profile:
    """The policies of a kind of group."""
    return DEFAULTS.get(kind, Profile())


def profile(source: Store | Source, group: int) -> Profile:
    """The policies and life of a group, those of its kind where it has none of its own; UserError for no such group."""
    if isinstance(source, Store):
        with source.read() as db:
            return profile(db, group)
    row = stored.one(source, group)
    if row is None:
        raise _nothing()
    kept = stored.profile(source, group)
    if kept is None:
        return replace(default(row["kind"]), state="active")
    usual = default(row["kind"])
    own = any(kept[name] != getattr(usual, name) for name in _OWN)
    values = {name: kept[name] for name in (*_OWN, "founded", "dissolved", "dissolve_reason")}
    return Profile(state=groups.state_of(kept), own=own, **values)


def numbers_words(profile: Profile) -> str:
    """When somebody counts as silent and how often one is reminded, in a line."""
    silent = _("{n} 天没发言算沉默").format(n=profile.silent_days) if profile.silent_days else _("不看沉默成员")
    remind = _("同一件事隔 {n} 天再提醒").format(n=profile.remind_days)
    most = _("最多 {n} 次").format(n=profile.remind_most) if profile.remind_most else ""
    return joined(_("，"), (silent, remind, most))


def policy_words(profile: Profile) -> tuple[PolicyWord, ...]:
    """The policies of a group as sentences, in the words of papers: entry, inviting, code, leaving."""
    entry = {
        "open": _("本群不限制入群人员。"),
        "listed": _("只有列入应加人员的人可以入群，其他人不得入群。"),
        "approval": _("入群须先申请，经群主或管理员同意后入群。"),
    }
    inviting = {
        "anyone": _("群成员可以邀请他人入群。"),
        "admins": _("只有群主和管理员可以邀请他人入群，其他成员不得拉人入群。"),
    }
    code = {
        "free": _("群二维码可以转发。"),
        "admins": _("群二维码由群主和管理员发出，其他成员不得转发。"),
        "never": _("群二维码不得向群外传播。"),
    }
    leaving = {
        "free": _("成员可以自行退群。"),
        "notice": _("退群前应向群主或管理员说明。"),
        "approval": _("退群须先申请，经同意后退出；未经同意退群的，按违规处理。"),
    }
    breaches = {
        "open": "", "listed": _("未列入应加人员入群"), "approval": UNASKED,
        "anyone": "", "admins": _("擅自拉人入群"),
    }  # fmt: skip
    return (
        PolicyWord("no_application", _("入群"), on_paper(entry[profile.entry]), on_paper(breaches[profile.entry])),
        PolicyWord(
            "not_invited", _("邀请"), on_paper(inviting[profile.inviting]), on_paper(breaches[profile.inviting])
        ),
        PolicyWord(
            "code_passed", _("二维码"), on_paper(code[profile.code]),
            "" if profile.code == "free" else on_paper(_("外传群二维码")),
        ),
        PolicyWord(
            "left_unasked", _("退群"), on_paper(leaving[profile.leaving]),
            on_paper(_("未经同意退群")) if profile.leaving == "approval" else "",
        ),
    )  # fmt: skip


def set_policies(store: Store, group: int, wanted: Profile) -> Change[int]:
    """Gives a group policies of its own; state and days of its life stay as they are. UserError for a word unknown."""
    words = {"entry": groups.ENTRY, "inviting": groups.INVITING, "code": groups.CODE, "leaving": groups.LEAVING}
    for name, known in words.items():
        if getattr(wanted, name) not in known:
            raise UserError(_("没有这种规定：{}").format(getattr(wanted, name)), remedy=_("请从列表里选择"))
    if not 0 <= wanted.silent_days <= 3650 or not 0 <= wanted.remind_days <= 365 or not 0 <= wanted.remind_most <= 99:
        raise UserError(_("天数或次数超出了范围"), remedy=_("请改成合理的数"))
    name = groups.get(store, group).name

    def work(tx: Tx) -> int:
        before = profile(tx, group)
        values = {field: getattr(wanted, field) for field in _OWN}
        _put(tx, group, values)
        changed = [one.text for one, old in zip(policy_words(wanted), policy_words(before), strict=True) if one != old]
        if (said := on_paper(numbers_words(wanted))) != on_paper(numbers_words(before)):
            changed.append(f"{said}。")
        if changed:
            group_acts.write(tx, group, "policy", "".join(changed))
        return group

    return store.change(_("入退群规定 {}").format(name), work)


def found(
    store: Store, draft: GroupDraft, *, application: int | None = None, day: date | None = None
) -> Change[int]:  # fmt: skip
    """Plans a group: it is listed as being set up, with the check-list of founding; the value is the group.

    ``application`` is one for founding that passed, which from now on names the group; ``day`` the day the steps are
    counted from. UserError as :func:`groups.create`, and for an application that is not a passed one for founding.
    """
    values = groups.checked(draft)
    first = day or clock.today()

    def work(tx: Tx) -> int:
        row = None if application is None else _passed_application(tx, application)
        group = groups.insert(tx, values)
        _put(tx, group, {"state": "planned"})
        _list_steps(tx, group, "founding", FOUNDING, first)
        note = ""
        if row is not None:
            tx.update("application", row["id"], {"group_id": group, "version": row["version"] + 1})
            note = on_paper(_("依据{}提出的建群申请")).format(clock.shown_day(row["received"]))
            note += f"，{row['decided_by']}同意" if row["decided_by"] else ""
        group_acts.write(tx, group, "planned", note, day=first.isoformat())
        return group

    return store.change(_("筹建群 {}").format(draft.name.strip()), work)


def open_group(store: Store, group: int, day: date | None = None) -> Change[int]:
    """A planned group is in use from a day on, today unless given; steps still to do stay on its list."""
    first = (day or clock.today()).isoformat()

    def work(tx: Tx) -> int:
        if profile(tx, group).state != "planned":
            raise UserError(_("这个群不在筹建中"), remedy=_("不用再启用"))
        _put(tx, group, {"state": "active", "founded": first})
        group_acts.write(tx, group, "opened", "", day=first)
        return group

    return store.change(_("启用群 {}").format(groups.get(store, group).name), work)


def dissolve(store: Store, group: int, reason: str, day: date | None = None) -> Change[int]:
    """Dissolves a group on a day, with its reason and check-list; its records stay readable.

    UserError without a reason, or when it is dissolved already.
    """
    words = " ".join(reason.split())
    if not words:
        raise UserError(_("没有写解散原因"), remedy=_("请写一句原因，以后可以查到"))
    last = day or clock.today()

    def work(tx: Tx) -> int:
        now = profile(tx, group)
        if now.dissolved:
            raise UserError(_("这个群已经定了解散"), remedy=_("要改日子，请先恢复使用"))
        if now.founded and last.isoformat() < now.founded:
            raise UserError(_("解散的日子早于建群的日子"), remedy=_("请改成建群之后的日子"))
        _put(tx, group, {"state": "dissolved", "dissolved": last.isoformat(), "dissolve_reason": words})
        for row in stored.steps(tx, group):
            # What was done before the group was in use again is to be done again.
            if row["list"] == "dissolving" and row["done"]:
                tx.delete("group_step", row["id"])
        _list_steps(tx, group, "dissolving", DISSOLVING, last)
        group_acts.write(tx, group, "dissolved", words, day=last.isoformat())
        return group

    return store.change(_("解散群 {}").format(groups.get(store, group).name), work)


def reopen(store: Store, group: int, reason: str = "") -> Change[int]:
    """A dissolved group is in use again; the steps of dissolving that were not done go."""

    def work(tx: Tx) -> int:
        kept = stored.profile(tx, group)
        if kept is None or not kept["dissolved"]:
            raise UserError(_("这个群没有解散"), remedy=_("不用恢复"))
        _put(tx, group, {"state": "active", "dissolved": "", "dissolve_reason": ""})
        for row in stored.steps(tx, group):
            if row["list"] == "dissolving" and not row["done"]:
                tx.delete("group_step", row["id"])
        group_acts.write(tx, group, "reopened", " ".join(reason.split()))
        return group

    return store.change(_("恢复群 {}").format(groups.get(store, group).name), work)


# Check-lists


def steps(store: Store, group: int) -> tuple[GroupStep, ...]:
    """The check-lists of a group, founding before dissolving, each in order."""
    with store.read() as db:
        return tuple(_step(row) for row in stored.steps(db, group))


def due(store: Store, group: int | None) -> tuple[int, int]:
    """How many steps of check-lists of a group, or of all, are due today or were before, and of how many groups."""
    with store.read() as db:
        return stored.steps_due(db, group, clock.today().isoformat())


def tick(store: Store, step: int, *, done: bool = True, day: date | None = None) -> Change[int]:
    """Marks a step as done on a day by whoever acts, or as still to do."""

    def work(tx: Tx) -> int:
        row = _existing(tx, step)
        by = group_acts.acting(tx, row["group_id"]) if done else ""
        tx.update("group_step", step, {"done": (day or clock.today()).isoformat() if done else "", "done_by": by})
        return step

    with store.read() as db:
        words = _existing(db, step)["words"]
    name = _("办完 {}") if done else _("重新列为待办 {}")
    return store.change(name.format(words[:20]), work)


def add_step(store: Store, group: int, list_: str, words: str, due: date | None = None) -> Change[int]:
    """Adds a step of the owner's own to a check-list (founding or dissolving)."""
    if list_ not in ("founding", "dissolving"):
        raise UserError(_("没有这种清单：{}").format(list_), remedy=_("请选筹建或解散"))
    text = spelling.title(words, _("要做的事"))
    groups.get(store, group)

    def work(tx: Tx) -> int:
        place = max((row["position"] for row in stored.steps(tx, group) if row["list"] == list_), default=0) + 1
        return _insert_step(tx, group, list_, place, "", text, "" if due is None else due.isoformat())

    return store.change(_("添加待办 {}").format(text[:20]), work)


def drop_step(store: Store, step: int) -> Change[None]:
    """Takes a step off its list."""
    with store.read() as db:
        words = _existing(db, step)["words"]

    def work(tx: Tx) -> None:
        _existing(tx, step)
        tx.delete("group_step", step)

    return store.change(_("删去待办 {}").format(words[:20]), work)


def _list_steps(tx: Tx, group: int, list_: str, lines: Sequence[tuple[str, str, int]], first: date) -> None:
    known = {row["words"] for row in stored.steps(tx, group) if row["list"] == list_}
    for place, (code, words, days) in enumerate(lines, 1):
        text = on_paper(words)
        if text not in known:
            _insert_step(tx, group, list_, place, code, text, clock.after(first, days).isoformat())


def _insert_step(tx: Tx, group: int, list_: str, place: int, code: str, words: str, due: str) -> int:
    return tx.insert(
        "group_step",
        {"group_id": group, "list": list_, "position": place, "code": code, "words": words, "due": due, "done": "",
         "done_by": ""},
    )  # fmt: skip


def _put(tx: Tx, group: int, values: Mapping[str, Any]) -> None:
    """Columns of the group's own profile, begun from the policies of its kind where it has none."""
    kept = stored.profile(tx, group)
    if kept is not None:
        tx.update("group_profile", kept["id"], values)
        return
    row = stored.one(tx, group)
    if row is None:
        raise _nothing()
    begun = asdict(replace(default(row["kind"]), state="active"))
    del begun["own"]
    tx.insert("group_profile", {"group_id": group, **begun, **values})


def _passed_application(tx: Tx, application: int) -> Row:
    """An application by which a group may be founded; UserError for any other."""
    row = stored.application(tx, application)
    if row is None or row["kind"] != "founding" or row["state"] != "passed":
        raise UserError(_("这不是已经通过的建群申请"), remedy=_("请先审批申请，或不凭申请直接建群"))
    if row["group_id"] is not None:
        raise UserError(_("这份申请已经建过群了"), remedy=_("请到申请里查看是哪个群"))
    return row


def _step(row: Row) -> GroupStep:
    return GroupStep(*(row[field.name] for field in fields(GroupStep)))


def _existing(db: Source, step: int) -> Row:
    row = stored.step(db, step)
    if row is None:
        raise UserError(_("没有这件待办"), remedy=_("请刷新群的资料"))
    return row


def _nothing() -> UserError:
    return UserError(_("没有这个群"), remedy=_("请重新选择群"))
