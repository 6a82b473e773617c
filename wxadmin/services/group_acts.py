"""Who decided what about a group, in order: founding, policies, posts, dissolving, and what the owner notes down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.records import Change, Store
from wxadmin.store import groups as stored
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

KINDS: Mapping[str, str] = {
    "planned": _("筹建"), "opened": _("启用"), "policy": _("入退群规定"), "naming": _("命名规则"),
    "expected": _("应加人员"), "appointed": _("任命"), "relieved": _("免去"), "supervised": _("履职监督"),
    "dissolved": _("解散"), "reopened": _("恢复"), "decision": _("决定"),
    "given": _("移交"), "received": _("接收移交"),
}  # fmt: skip
"""Kinds of acts and their words on screen."""

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Act:
    """One decision: ``day`` is an ISO date, ``actor`` ``""`` when nobody was named."""

    id: int
    kind: str
    actor: str
    day: str
    note: str

    @property
    def words(self) -> str:
        """``2026年9月22日 任命：… （林岚）``."""
        head = f"{clock.shown_day(self.day)} {KINDS.get(self.kind, self.kind)}"
        line = f"{head}：{self.note}" if self.note else head
        return f"{line}（{self.actor}）" if self.actor else line


def of_group(store: Store, group: int) -> tuple[Act, ...]:
    """All acts about a group, oldest first."""
    with store.read() as db:
        return tuple(Act(r["id"], r["kind"], r["actor"], r["day"], r["note"]) for r in stored.acts(db, group))


def record(store: Store, group: int, note: str, day: date | None = None, actor: str = "") -> Change[int]:
    """Notes a decision down in the owner's words; UserError when there are none, or too many."""
    words = " ".join(note.split())
    if not words:
        raise UserError(_("没有写决定了什么"), remedy=_("请写一句"))
    if len(words) > _LONGEST:
        raise UserError(_("写了 {} 个字，太长").format(len(words)), remedy=_("请写在 {} 个字以内").format(_LONGEST))

    def work(tx: Tx) -> int:
        row = stored.one(tx, group)
        if row is None:
            raise UserError(_("没有这个群"), remedy=_("请重新选择群"))
        return write(tx, group, "decision", words, day=(day or clock.today()).isoformat(), actor=actor.strip())

    return store.change(_("记下决定 {}").format(words[:20]), work)


def write(
    tx: Tx, group: int, kind: str, note: str, *, day: str = "", actor: str = "", subject: bytes = b""
) -> int:  # fmt: skip
    """Adds an act inside a change, on today unless a day is given, of whoever acts unless an actor is named."""
    return tx.insert(
        "group_act",
        {
            "group_id": group,
            "kind": kind,
            "actor": actor or acting(tx, group),
            "day": day or clock.today().isoformat(),
            "note": note,
            "made": clock.stamp(clock.moment(tx.at)),
            "subject": subject,
        },
    )


def acting(db: Source, group: int) -> str:
    """Who acts in a group: the administrator named in the settings, else its owner, else ``""``."""
    named = stored.setting(db, "actor")
    if named is not None and named[1]:
        return named[1]
    row = stored.one(db, group)
    return "" if row is None else str(row["owner"])
