"""The groups an owner runs, and the settings that hold in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wxadmin.domain.errors import UserError
from wxadmin.domain.name_rule import NameRule
from wxadmin.i18n import _, on_paper
from wxadmin.services import clock, group_acts, group_posts, spelling
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx

KINDS: Mapping[str, str] = {
    "department": _("部门"),
    "project": _("项目"),
    "activity": _("活动"),
    "hobby": _("兴趣"),
    "office": _("行政办公"),
    "teaching": _("教学科研"),
    "logistics": _("后勤保障"),
    "class": _("班级/家校"),
    "notice": _("通知"),
    "exchange": _("交流"),
    "core": _("骨干"),
    "sales": _("营销"),
    "outside": _("对外"),
    "community": _("小区/业主"),
}
"""Kinds of group and their words on screen."""

FAMILIES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "work": (_("工作类"), ("department", "project", "office", "logistics", "core")),
    "school": (_("教学、家校类"), ("teaching", "class")),
    "news": (_("通知类"), ("notice",)),
    "social": (_("交流、活动类"), ("activity", "hobby", "exchange", "community")),
    "business": (_("营销、对外类"), ("sales", "outside")),
}
"""Families of kinds with their words: what a list of many groups is narrowed down by."""

SETTING_WORDS: Mapping[str, str] = {
    "naming_rule": _("命名规则"), "reply_minutes": _("回复时限"), "fine_range": _("罚款范围"),
    "appeal_window": _("申诉期限"), "ladder": _("处罚阶梯"), "interpreter": _("解释部门"), "effective": _("生效日期"),
}  # fmt: skip
"""What a regulation can fix, in words."""

_COLUMNS = {"naming_rule": "naming_rule", "reply_minutes": "reply_minutes", "appeal_window": "appeal_days"}

PLATFORMS: Mapping[str, str] = {"wechat": _("微信"), "wecom": _("企业微信")}
STATES: Mapping[str, str] = {"planned": _("筹建中"), "active": _("进行中"), "dissolved": _("已解散")}
ENTRY: Mapping[str, str] = {"open": _("不限"), "listed": _("限应在群里的人"), "approval": _("申请经同意")}
INVITING: Mapping[str, str] = {"anyone": _("成员都可以拉人"), "admins": _("只有群主和管理员可以拉人")}
CODE: Mapping[str, str] = {"free": _("可以转发"), "admins": _("只由群主和管理员发出"), "never": _("不得外传")}
LEAVING: Mapping[str, str] = {"free": _("自由退群"), "notice": _("退群先说明"), "approval": _("退群须经同意")}


@dataclass(frozen=True, slots=True)
class Profile:
    """The policies of a group and its life. Days are ISO dates, ``""`` when unknown or not yet.

    ``entry``, ``inviting``, ``code``, ``leaving`` and ``state`` are keys of ENTRY, INVITING, CODE, LEAVING and STATES.
    ``silent_days`` is after how many days without a word a member counts as silent (0: never), ``remind_days`` how many
    days lie between two reminders of one cause, ``remind_most`` how many there are at most (0: no limit). ``own`` says
    that the group has policies of its own, not those of its kind.
    """

    state: str = "active"
    entry: str = "listed"
    inviting: str = "admins"
    code: str = "admins"
    leaving: str = "notice"
    silent_days: int = 90
    remind_days: int = 3
    remind_most: int = 3
    founded: str = ""
    dissolved: str = ""
    dissolve_reason: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """What the owner fills in.

    ``naming_rule`` is as people write it (``部门-姓名``), ``""`` for none;
    ``reply_minutes`` 0 means no reply time is fixed; ``appeal_days`` the window for an appeal.
    """

    name: str
    kind: str = "department"
    platform: str = "wechat"
    unit: str = ""
    office: str = ""
    purpose: str = ""
    owner: str = ""
    naming_rule: str = ""
    family_limit: int = 2
    reply_minutes: int = 0
    appeal_days: int = 3


@dataclass(frozen=True, slots=True)
class GroupSetting:
    """A value that holds in a group and where it comes from (``source`` is ``""`` when the owner set it by hand)."""

    kind: str
    title: str
    value: str
    source: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as stored; ``members`` counts the last list, ``settings`` are those taken from its regulation.

    ``state`` is a key of STATES.
    """

    id: int
    name: str
    kind: str
    platform: str
    unit: str
    office: str
    purpose: str
    owner: str
    naming_rule: str
    family_limit: int
    reply_minutes: int
    appeal_days: int
    members: int = 0
    settings: tuple[GroupSetting, ...] = field(default=())
    state: str = "active"


def every(store: Store) -> tuple[Group, ...]:
    """All groups by name (pinyin, natural order)."""
    with store.read() as db:
        return tuple(_group(row, ()) for row in stored.every(db))


def get(store: Store, group: int) -> Group:
    """One group; UserError when there is none with that id."""
    with store.read() as db:
        row = stored.one(db, group)
        if row is None:
            raise UserError(_("没有这个群"), remedy=_("请重新选择群"))
        settings = tuple(
            GroupSetting(s["kind"], SETTING_WORDS.get(s["kind"], s["kind"]), s["value"], s["source"], s["quote"])
            for s in stored.settings_of(db, group)
        )
    return _group(row, settings)


def by_name(store: Store, name: str) -> Group:
    """The group of that exact name, or the only one whose name holds it; UserError otherwise, naming the groups."""
    known = every(store)
    found = [g for g in known if g.name == name.strip()] or [
        g for g in known if name.strip() and name.strip() in g.name
    ]
    if len(found) == 1:
        return get(store, found[0].id)
    names = "、".join(g.name for g in (found or known)) or _("还没有群")
    what = _("有几个群都含“{}”").format(name) if found else _("没有叫“{}”的群").format(name)
    raise UserError(what, remedy=_("现有的群：{}").format(names))


def create(store: Store, draft: GroupDraft) -> Change[int]:
    """Makes a group; UserError for an empty or taken name or a naming rule that cannot be read."""
    values = checked(draft)

    def work(tx: Tx) -> int:
        return insert(tx, values)

    return store.change(_("新建群 {}").format(draft.name.strip()), work)


def insert(tx: Tx, values: Mapping[str, str | int]) -> int:
    """Adds a group with the columns of :func:`checked` inside a change; UserError for a name that is taken."""
    _refuse_taken(tx, str(values["name"]), None)
    group = tx.insert("grp", {**values, "created": clock.stamp(clock.moment(tx.at))})
    if values["owner"]:
        group_posts.keep_owner(tx, group, str(values["owner"]))
    return group


def edit(store: Store, group: int, draft: GroupDraft) -> Change[int]:
    """Replaces what the owner filled in; a value changed by hand no longer names a clause as its source."""
    values = checked(draft)

    def work(tx: Tx) -> int:
        row = stored.one(tx, group)
        if row is None:
            raise UserError(_("没有这个群"), remedy=_("请重新选择群"))
        _refuse_taken(tx, draft.name.strip(), group)
        tx.update("grp", group, values)
        if row["owner"] != values["owner"]:
            group_posts.keep_owner(tx, group, str(values["owner"]))
        if row["naming_rule"] != values["naming_rule"]:
            group_acts.write(tx, group, "naming", str(values["naming_rule"]) or on_paper(_("不要求实名")))
        for kind, column in _COLUMNS.items():
            setting = stored.setting_id(tx, group, kind)
            if setting is not None and row[column] != values[column]:
                tx.delete("group_setting", setting)
        return group

    return store.change(_("修改群 {}").format(draft.name.strip()), work)


def checked(draft: GroupDraft) -> dict[str, str | int]:
    """The columns of a draft; UserError for what cannot be."""
    name = spelling.title(draft.name, _("群名称"))
    if draft.kind not in KINDS or draft.platform not in PLATFORMS:
        raise UserError(_("没有这种群：{} {}").format(draft.kind, draft.platform), remedy=_("请从列表里选择"))
    if draft.naming_rule.strip():
        NameRule.parse(draft.naming_rule)
    if min(draft.family_limit, draft.reply_minutes, draft.appeal_days) < 0:
        raise UserError(_("人数、分钟和天数不能是负数"), remedy=_("请改成 0 或更大的数"))
    return {
        "name": name,
        "name_key": spelling.key(name),
        "kind": draft.kind,
        "platform": draft.platform,
        "unit": draft.unit.strip(),
        "office": draft.office.strip(),
        "purpose": draft.purpose.strip(),
        "owner": draft.owner.strip(),
        "naming_rule": draft.naming_rule.strip(),
        "family_limit": draft.family_limit,
        "reply_minutes": draft.reply_minutes,
        "appeal_days": draft.appeal_days,
    }


def _refuse_taken(tx: Tx, name: str, group: int | None) -> None:
    if any(row["name"] == name and row["id"] != group for row in stored.every(tx)):
        raise UserError(_("已经有叫“{}”的群").format(name), remedy=_("请换一个名称"))


def _group(row: Row, settings: tuple[GroupSetting, ...]) -> Group:
    return Group(
        row["id"], row["name"], row["kind"], row["platform"], row["unit"], row["office"], row["purpose"], row["owner"],
        row["naming_rule"], row["family_limit"], row["reply_minutes"], row["appeal_days"], row["members"], settings,
        state_of(row),
    )  # fmt: skip


def state_of(row: Row) -> str:
    """The state of a stored group or profile today: one that is to be dissolved on a later day is still active."""
    state: str = row["state"]
    return "active" if state == "dissolved" and row["dissolved"] > clock.today().isoformat() else state
