"""Platform facts: what WeChat and WeCom are known to allow, with source and date. Soft warnings only."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.resource import resource_root
from wxadmin.services import clock, group_posts, groups
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

NEAR = 0.95
"""From this part of a limit on, a group is said to be nearly full."""

_OUTSIDE_KINDS = ("outside", "sales")
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``value`` is a number of ``unit``; ``day`` (ISO) is when it was last checked against ``source``.

    ``level``: limit (cannot be passed), change (from more than so many members on something differs), admins, rule.
    ``ours`` says that the owner has not changed it.
    """

    key: str
    platform: str
    level: str
    title: str
    value: int
    unit: str
    says: str
    source: str
    day: str
    note: str = ""
    ours: bool = True


@dataclass(frozen=True, slots=True)
class SoftWarning:
    """What a fact says of a group now, in words; ``tone`` as in services.listing."""

    key: str
    text: str
    tone: str


@lru_cache(maxsize=1)
def ours() -> tuple[Fact, ...]:
    """The facts as they come with the program."""
    with (resource_root() / "platform_facts.toml").open("rb") as file:
        read = tomllib.load(file)
    return tuple(Fact(**one, source=read["source"], day=read["day"].isoformat()) for one in read["fact"])


def all(source: Store | Source) -> tuple[Fact, ...]:  # noqa: A001 - named in the agreed interface
    """All facts, the owner's values in place of ours."""
    if isinstance(source, Store):
        with source.read() as db:
            return all(db)
    own = {row["key"]: row for row in stored.facts(source)}
    return tuple(
        replace(
            fact, value=int(own[fact.key]["value"]), source=own[fact.key]["source"], day=own[fact.key]["day"],
            note=own[fact.key]["note"], ours=False,
        )
        if fact.key in own
        else fact
        for fact in ours()
    )  # fmt: skip


def save(store: Store, key: str, value: str, source: str, note: str = "", day: str = "") -> Change[None]:
    """Keeps the owner's value of a fact, checked on a day (ISO, today unless given).

    UserError for an unknown fact, a value that is no number from 1 to a million, a missing source or a bad day.
    """
    fact = _fact(key)
    digits = value.strip()
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits[:9]) <= _MOST or len(digits) > 7:
        raise UserError(_("{}要写一个数，写的是“{}”").format(fact.title, value[:20]), remedy=_("请写数字，例如 500"))
    if not source.strip():
        raise UserError(_("没有写这个数从哪里知道的"), remedy=_("请写来源，例如“客户端提示”"))
    checked = _day(day)
    row = {"value": digits, "source": " ".join(source.split()), "day": checked, "note": " ".join(note.split())}

    def work(tx: Tx) -> None:
        for kept in stored.facts(tx):
            if kept["key"] == key:
                tx.update("platform_fact", kept["id"], row)
                return
        tx.insert("platform_fact", {"key": key, **row})

    return store.change(_("平台规则 {}").format(fact.title), work)


def reset(store: Store, key: str) -> Change[None]:
    """Our value of a fact holds again."""
    fact = _fact(key)

    def work(tx: Tx) -> None:
        for kept in stored.facts(tx):
            if kept["key"] == key:
                tx.delete("platform_fact", kept["id"])

    return store.change(_("平台规则 {} 恢复原值").format(fact.title), work)


def limit(facts: tuple[Fact, ...], platform: str, kind: str) -> Fact | None:
    """The fact that says how many members such a group may have."""
    key = "wechat_members"
    if platform == "wecom":
        key = "wecom_external" if kind in _OUTSIDE_KINDS else "wecom_internal"
    return next((fact for fact in facts if fact.key == key), None)


def warnings(store: Store, group: int) -> tuple[SoftWarning, ...]:
    """What the facts say of a group as its last member list stands; nothing for a dissolved group."""
    now = groups.get(store, group)
    if now.state == "dissolved":
        return ()
    with store.read() as db:
        facts = all(db)
        admins = sum(post.role == "admin" for post in group_posts.managing(db, group))
    found: list[SoftWarning] = []
    most = limit(facts, now.platform, now.kind)
    if most is not None and now.members >= most.value:
        words = _("已有 {n} 人，到了{title} {most} 人：{says}")
        found.append(_warning(most, words, "danger", now.members))
    elif most is not None and near(now.members, most.value):
        words = _("已有 {n} 人，接近{title} {most} 人：{says}")
        found.append(_warning(most, words, "warn", now.members))
    passed = [f for f in facts if f.platform == now.platform and f.level == "change" and now.members > f.value]
    found += [_warning(fact, _("已超过 {most} 人，{title}：{says}"), "muted", now.members) for fact in passed]
    for fact in facts:
        if fact.platform == now.platform and fact.level == "admins" and admins > fact.value:
            found.append(_warning(fact, _("记了 {n} 名管理员，多于 {most} 人：{says}"), "warn", admins))
    return tuple(found)


def near(members: int, most: int) -> bool:
    """Whether so many members are nearly, or more than, the most there may be."""
    return members >= most * NEAR


def _warning(fact: Fact, words: str, tone: str, n: int) -> SoftWarning:
    return SoftWarning(fact.key, words.format(n=n, most=fact.value, title=fact.title, says=fact.says), tone)


def _fact(key: str) -> Fact:
    found = next((fact for fact in ours() if fact.key == key), None)
    if found is None:
        raise UserError(_("没有这项平台规则：{}").format(key), remedy=_("请从列表里选择"))
    return found


def _day(written: str) -> str:
    if not written.strip():
        return clock.today().isoformat()
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        raise UserError(_("日期“{}”看不懂").format(written[:20]), remedy=_("请写成 2026-09-22 的样子")) from None
    if day > clock.today():
        raise UserError(_("核对的日期还没有到"), remedy=_("请写今天或以前的日期"))
    return day.isoformat()
