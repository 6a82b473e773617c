"""Which version of a regulation holds when, in which groups, and what was done with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wxadmin.domain.errors import UserError
from wxadmin.domain.versions import VersionState, state_on
from wxadmin.i18n import _
from wxadmin.services import clock
from wxadmin.services.listing import Tone
from wxadmin.services.records import Store
from wxadmin.store import revisions as stored
from wxadmin.store.engine import Row as Stored
from wxadmin.store.lists import Source

STATES: Mapping[str, str] = {
    "draft": _("起草"), "review": _("审核"), "waiting": _("待生效"), "in_force": _("现行"), "replaced": _("已被替代"),
    "repealed": _("已废止"),
}  # fmt: skip
TONES: Mapping[str, Tone] = {
    "draft": "info", "review": "warn", "waiting": "info", "in_force": "ok", "replaced": "muted", "repealed": "muted",
}  # fmt: skip
ACTS: Mapping[str, str] = {
    "submitted": _("送审"), "returned": _("退回"), "approved": _("审核通过"), "withdrawn": _("撤回送审"),
    "repealed": _("废止"),
}  # fmt: skip


def existing(db: Source, revision: int) -> Stored:
    """The stored version; UserError when there is none."""
    row = stored.one(db, revision)
    if row is None:
        raise UserError(_("没有这份制度"), remedy=_("可能已被撤销，请刷新列表"))
    return row


def draft_of(db: Source, revision: int) -> Stored:
    """The stored version, which must be a draft."""
    row = existing(db, revision)
    if row["state"] != "draft":
        raise UserError(_("{} 已经发布过").format(row["title"]), remedy=_("要修改请新建下一版"))
    return row


def stage(row: Stored, on: date | None = None) -> VersionState:
    """In which state a stored version is on a day (today)."""
    return state_on(
        on or clock.today(),
        state=row["state"],
        effective=_day(row["effective"]),
        replaced=_day(row["replaced"]),
        repealed=_day(row["repealed"]),
        in_review=in_review(row),
    )


def in_review(row: Stored) -> bool:
    """Whether a draft lies with who reviews it, approved or not."""
    return bool(row["state"] == "draft" and row["last_act"] in ("submitted", "approved"))


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def groups_of(db: Source, row: Stored, on: date | None = None) -> tuple[tuple[int, str], ...]:
    """(id, name) of every group a stored version's regulation holds in on a day (today), its own first."""
    day = (on or clock.today()).isoformat()
    further = [
        (s["group_id"], s["group_name"])
        for s in stored.scope(db, row["regulation"])
        if s["since"] <= day and (not s["until"] or s["until"] > day)
    ]
    return ((row["group_id"], row["group_name"]), *further)


def version_on(store: Store, regulation: int, on: date) -> int | None:
    """The id of the version of a regulation that held on a day, None when none did."""
    with store.read() as db:
        row = stored.held(db, regulation, on.isoformat())
    return None if row is None else int(row["id"])


def acts_of(db: Source, row: Stored) -> tuple[str, ...]:
    """What was done with a stored version, one line each, oldest first."""
    done = [(act["day"], ACTS[act["kind"]], act["actor"], act["note"]) for act in stored.acts(db, row["id"])]
    settled = stored.publication(db, row["id"])
    if settled is not None:
        before_end = sum(act["kind"] != "repealed" for act in stored.acts(db, row["id"]))
        done.insert(before_end, (row["published"], _("发布"), row["issuer"], settled["note"]))
    lines = []
    for day, what, actor, note in done:
        words = f"{clock.shown_day(day)}　{what}"
        if actor:
            words += f"（{actor}）"
        lines.append(f"{words}：{note}" if note else words)
    return tuple(lines)
