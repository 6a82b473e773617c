"""The groups an owner runs, and the settings that hold in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wxadmin.services.records import Change, Store

KINDS: Mapping[str, str] = {
    "department": "部门",
    "project": "项目",
    "activity": "活动",
    "hobby": "兴趣",
    "office": "行政办公",
    "teaching": "教学科研",
    "logistics": "后勤保障",
    "class": "班级/家校",
    "notice": "通知",
    "exchange": "交流",
    "core": "骨干",
    "sales": "营销",
    "outside": "对外",
    "community": "小区/业主",
}
"""Kinds of group and their words on screen."""

PLATFORMS: Mapping[str, str] = {"wechat": "微信", "wecom": "企业微信"}


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """What the owner fills in. ``naming_rule`` as people write it (``部门-姓名``), ``""`` for none;

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
    """A group as stored; ``members`` counts the last list, ``settings`` are those taken from its regulation."""

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


def every(store: Store) -> tuple[Group, ...]:
    """All groups by name (pinyin, natural order)."""
    raise NotImplementedError


def get(store: Store, group: int) -> Group:
    """One group; UserError when there is none with that id."""
    raise NotImplementedError


def by_name(store: Store, name: str) -> Group:
    """The group of that exact name, or the only one whose name holds it; UserError otherwise, naming the groups."""
    raise NotImplementedError


def create(store: Store, draft: GroupDraft) -> Change[int]:
    """Makes a group; UserError for an empty or taken name or a naming rule that cannot be read."""
    raise NotImplementedError


def edit(store: Store, group: int, draft: GroupDraft) -> Change[int]:
    """Replaces what the owner filled in; a value changed by hand no longer names a clause as its source."""
    raise NotImplementedError
