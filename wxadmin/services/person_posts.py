"""任职经历: which departments and posts somebody had before, until when, and where that is known from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wxadmin.domain.errors import UserError
from wxadmin.domain.people import Person
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock
from wxadmin.services.records import Change, Store
from wxadmin.store import people as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

Departments = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A span in departments and a post; days are ISO or ``""``. ``id`` is 0 for the present one, which has no end."""

    id: int
    departments: Departments
    post: str
    since: str
    until: str
    source: str

    @property
    def line(self) -> str:
        """``2025年9月1日–2026年8月31日 · 总部/销售部 · 经理（来源）``."""
        if self.until or self.since:
            end = clock.shown_day(self.until) if self.until else _("现在")
            days = _("{}–{}").format(clock.shown_day(self.since), end)
        else:
            days = _("现在")
        words = joined(" · ", (days, paths(self.departments), self.post))
        return _("{}（{}）").format(words, self.source) if self.source else words


def paths(departments: Sequence[Sequence[str]]) -> str:
    """``总部/销售部；总部/市场部``."""
    return "；".join("/".join(path) for path in departments)


def of_person(db: Source, person: int, now: Person) -> tuple[Held, ...]:
    """The posts held before, the oldest first, and the present one; a span begins where the one before ended."""
    spans: list[Held] = []
    last = ""
    for row in stored.posts_held(db, person):
        departments = tuple(tuple(path) for path in json.loads(row["departments"]))
        since = row["since"] or last
        spans.append(Held(row["id"], departments, row["post"], since, row["until"], row["source"]))
        last = row["until"]
    if now.departments or now.post:
        joined = dict(now.extras).get("joined", "")
        since = last or (joined if _is_day(joined) else "")
        left = dict(now.extras).get("left_on", "") if now.left else ""
        spans.append(Held(0, now.departments, now.post, since, left if _is_day(left) else "", ""))
    return tuple(spans)


def former(person: int, subject: bytes, was: Person, *, until: date, source: str, since: str = "") -> dict[str, Any]:
    """The row of table post_held for what somebody was until a day."""
    return {
        "person_id": person, "departments": json.dumps(was.departments, ensure_ascii=False), "post": was.post,
        "since": since, "until": until.isoformat(), "source": source, "subject": subject,
    }  # fmt: skip


def moved(was: Person, now: Person) -> bool:
    """Whether somebody who had departments or a post has others now; a first one ends nothing."""
    return (bool(was.departments) and was.departments != now.departments) or (bool(was.post) and was.post != now.post)


def add(
    store: Store, person: int, departments: Departments, post: str, *, since: date | None, until: date, note: str = ""
) -> Change[int]:
    """Notes a former post by hand. UserError when it says nothing or its days are the wrong way round."""
    if not departments and not post.strip():
        raise UserError(_("部门和职务都是空的"), remedy=_("请至少写一项"))
    if since and until < since:
        raise UserError(_("结束的日子早于开始的日子"), remedy=_("请核对两个日期"))
    if until > clock.today():
        raise UserError(_("结束的日子还没有到"), remedy=_("现任的部门和职务请改在资料里"))

    def work(tx: Tx) -> int:
        row = stored.one(tx, person)
        if row is None:
            raise UserError(_("没有这个人员"), remedy=_("可能已被撤销导入或合并，请刷新列表"))
        was = Person(row["name"], departments, post.strip())
        begun = since.isoformat() if since else ""
        source = note.strip() or on_paper(_("手工补记"))
        return tx.insert("post_held", former(person, row["subject"], was, until=until, source=source, since=begun))

    return store.change(_("补记任职经历"), work)


def remove(store: Store, held: int) -> Change[None]:
    """Takes a former post back that was noted wrongly."""

    def work(tx: Tx) -> None:
        if stored.post_held(tx, held) is None:
            raise UserError(_("没有这条任职经历"), remedy=_("可能已被删去，请刷新"))
        tx.delete("post_held", held)

    return store.change(_("删去任职经历"), work)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
