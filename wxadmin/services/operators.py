"""管理员与权限: who may act in these records, under which post, and what that post may see and do.

Rights hide what is not meant for a post; they keep nobody out who has the record file and its key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import settings, spelling
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored_groups
from wxadmin.store import operators as stored
from wxadmin.store import people as stored_people
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

RIGHTS: Mapping[str, str] = {
    "numbers": _("看完整的电话和编号"),
    "roster": _("改花名册"),
    "members": _("群成员、申请与签收"),
    "groups": _("设群、任免管理员"),
    "review": _("处理待审队列"),
    "cases": _("立案与处罚"),
    "publish": _("发布规章和公告"),
    "erase": _("删除个人信息、移交"),
    "settings": _("设置、备份与权限"),
}
"""What can be allowed, by key, with its words."""

POSTS: Mapping[str, tuple[str, frozenset[str]]] = {
    "owner": (_("群主"), frozenset(RIGHTS)),
    "admin": (_("管理员"), frozenset(RIGHTS) - {"erase", "settings", "groups"}),
    "clerk": (_("文员"), frozenset({"numbers", "roster", "members"})),
    "duty": (_("值班"), frozenset({"review", "members"})),
    "viewer": (_("查看"), frozenset()),
}
"""Usual posts with the rights offered for them; a post is otherwise free words."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who may act. ``person`` is their record on the roster, None for somebody who is not on it."""

    id: int
    name: str
    post: str
    rights: frozenset[str]
    active: bool = True
    person: int | None = None

    def may(self, right: str) -> bool:
        """Whether a right is theirs; what needs none is everybody's."""
        return not right or right in self.rights


def every(store: Store) -> tuple[Operator, ...]:
    """All of them, those who may act now first."""
    with store.read() as db:
        return tuple(_operator(row) for row in stored.every(db))


def acting(store: Store, name: str) -> Operator | None:
    """The one of that name who may act; None where nobody is named at all, so that everything is allowed.

    Where operators are named and ``name`` is none of them, somebody who may only look.
    """
    known = [one for one in every(store) if one.active]
    if not known:
        return None
    return next((one for one in known if one.name == name), Operator(0, name, "", frozenset()))


def save(
    store: Store, name: str, post: str, rights: frozenset[str], *, active: bool = True, person: int | None = None,
    operator: int | None = None,
) -> Change[int]:  # fmt: skip
    """Adds somebody, or changes ``operator``; the first one named acts from then on.

    UserError for an empty or taken name, an unknown right, or when nobody who may act could give rights any more.
    """
    name = spelling.title(name, _("管理员的姓名"))
    unknown = rights - set(RIGHTS)
    if unknown:
        raise UserError(_("没有这项权限：{}").format("、".join(sorted(unknown))), remedy=_("请从列表里选择"))

    def work(tx: Tx) -> int:
        first = not stored.every(tx)
        other = stored.named(tx, name)
        if other is not None and other["id"] != operator:
            raise UserError(_("已经有叫“{}”的管理员").format(name), remedy=_("请改那一位的权限，或写上区别"))
        who = None if person is None else stored_people.one(tx, person)
        values = {
            "name": name, "post": post.strip(), "rights": json.dumps(sorted(rights)), "active": int(active),
            "person_id": person, "subject": b"" if who is None else who["subject"],
        }  # fmt: skip
        if operator is None:
            made = tx.insert("operator", values)
        else:
            before = stored.one(tx, operator)
            if before is None:
                raise UserError(_("没有这位管理员"), remedy=_("请刷新列表"))
            tx.update("operator", operator, values)
            made = operator
            if before is not None and before["name"] == acting_in(tx):
                settings.put(tx, "actor", name)
        left = [_operator(row) for row in stored.every(tx)]
        if not any(one.active and one.may("settings") for one in left):
            what = _("这样就没有人能再改设置和权限了")
            raise UserError(what, remedy=_("请至少给一位管理员“{}”").format(RIGHTS["settings"]))
        if first:
            settings.put(tx, "actor", name)
        return made

    change = store.change(_("管理员与权限 {}").format(name), work)
    store.actor = acting_name(store) or store.actor
    return change


def acting_name(store: Store) -> str:
    """Who acts, as the settings say; ``""`` when nobody was named."""
    with store.read() as db:
        return acting_in(db)


def acting_in(db: Source) -> str:
    """The same inside a change."""
    kept = stored_groups.setting(db, "actor")
    return "" if kept is None else kept[1]


def remove(store: Store, operator: int) -> Change[None]:
    """Takes somebody off the list; what they did stays under their name. The last one may go: then all is allowed."""

    def work(tx: Tx) -> None:
        row = stored.one(tx, operator)
        if row is None:
            raise UserError(_("没有这位管理员"), remedy=_("请刷新列表"))
        tx.delete("operator", operator)
        left = [one for one in map(_operator, stored.every(tx)) if one.active]
        if left and not any(one.may("settings") for one in left):
            what = _("这样就没有人能再改设置和权限了")
            raise UserError(what, remedy=_("请先给另一位管理员“{}”").format(RIGHTS["settings"]))

    return store.change(_("移去管理员"), work)


def _operator(row: Row) -> Operator:
    rights = frozenset(json.loads(row["rights"]))
    return Operator(row["id"], row["name"], row["post"], rights, bool(row["active"]), row["person_id"])
