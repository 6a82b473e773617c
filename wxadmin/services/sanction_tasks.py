"""What a measure asks to be done in WeChat or told the unit, and what undoes it: its tasks in 待执行事项."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wxadmin.domain import masking
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, member_tasks, task_acts, wording
from wxadmin.services.groups import Group
from wxadmin.services.member_tasks import TaskDraft
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import people as stored_people
from wxadmin.store import sanctions as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx

KINDS: Mapping[str, str] = {
    "mute": "mute", "removal": "remove", "withdraw": "withdraw", "criticism": "criticise", "dissolve": "dissolve",
    **dict.fromkeys(sorted(RECOMMENDED), "unit"),
}  # fmt: skip
"""Measure → the kind of task that carries it out."""
_UNDONE_BY = {"mute": "unmute", "removal": "invite"}
"""Measures a member stands under or does not, whatever cases there are, and the kind of task that ends it."""
_RESTORED = {"suspension": _("{}期满，请告知单位复职"), "account": _("{}期满，请告知单位恢复账号")}


def words(row: Row) -> str:
    """A measure as papers name it: ``禁言3天``."""
    return wording.row_words(row)


def open_for(tx: Tx, row: Row, day: date, kind: str = "", why: str = "") -> None:
    """Puts what a measure asks for in WeChat among the tasks, one for each account of the member.

    Nothing can be asked about somebody who was erased.
    """
    wanted = kind or KINDS.get(row["measure"], "")
    erased = row["person_id"] is not None and stored_people.one(tx, row["person_id"]) is None
    if not wanted or erased or not (row["name"] or row["sender"]):
        return
    names = [] if row["person_id"] is None else stored.present(tx, row["group_id"], row["person_id"])
    # Somebody who is no longer there is invited once, whatever the accounts were.
    if wanted not in ("mute", "unmute", "remove") or not names:
        names = names[:1] or [row["sender"]]
    reason = _reason(row, why)
    member_tasks.put(
        tx,
        [
            TaskDraft(
                row["group_id"], wanted, nickname, row["person_id"], row["name"] or row["sender"],
                reason=reason, due=day, source="sanction", source_id=row["id"],
            )
            for nickname in names
        ],
    )  # fmt: skip


def _reason(row: Row, why: str = "") -> str:
    return joined("：", (row["number"], why or on_paper(words(row))))


def reword(tx: Tx, row: Row) -> None:
    """Open tasks say what a measure is since it was amended."""
    for task in of(tx, row):
        if task["state"] == "open":
            tx.update("member_task", task["id"], {"reason": _reason(row)})


def of(tx: Tx, row: Row) -> list[Row]:
    """The tasks that carry a measure out, without those that undo it."""
    kind = KINDS.get(row["measure"])
    return [task for task in stored_tasks.of_source(tx, "sanction", row["id"]) if task["kind"] == kind]


def was_done(tx: Tx, row: Row) -> bool:
    """Whether a measure was carried out; what somebody said was done and a list or chat contradicted since was not."""
    said = (t["state"] == "done" or (t["carried"] and t["carried"] >= t["contradicted"]) for t in of(tx, row))
    return bool(row["state"] == "carried") or any(said)


def undoing(tx: Tx, row: Row) -> tuple[str, str] | None:
    """The task that undoes a measure, and why in words; None where nothing was done or nothing can be undone."""
    if not was_done(tx, row):
        return None
    over = row["ends"] and row["ends"] <= clock.today().isoformat()
    if row["measure"] == "mute":
        return "unmute", on_paper(_("禁言期满")) if over else on_paper(_("禁言已解除"))
    if row["measure"] == "removal":
        return "invite", on_paper(_("移出期满，可以重新邀请")) if over else on_paper(_("移出群的处罚已解除"))
    if row["measure"] == "criticism":
        return "correct", on_paper(_("群里发布过的通报批评不再有效，请在群里更正"))
    if row["measure"] in RECOMMENDED and over:
        return "unit", on_paper(_RESTORED[row["measure"]]).format(on_paper(words(row)))
    if row["measure"] in RECOMMENDED:
        return "unit", on_paper(_("告知单位：不再建议{}")).format(on_paper(words(row)))
    return None


def correction(group: Group, number: str, name: str) -> str:
    """What the group is told when a criticism that was posted holds no longer, to be pasted into WeChat."""
    words = on_paper(
        _("【群内更正】\n本群此前对{}的通报批评（{}）不再有效，特此更正。请大家不要再转发原来的通报。\n\n{}\n{}")
    )
    office = group.office or on_paper(_("{}管理组")).format(group.name)
    return words.format(masking.person(name), number, office, clock.shown_day(clock.today()))


def holding(tx: Tx, row: Row) -> list[Row]:
    """Other measures of the same kind against the same member, of whatever case, that hold on beyond this one."""
    today = clock.today().isoformat()
    if row["measure"] not in _UNDONE_BY:
        return []
    return [
        one
        for one in stored.in_force(tx, row["group_id"], row["measure"])
        if one["id"] != row["id"] and _same_member(one, row) and not (one["ends"] and one["ends"] <= today)
    ]


def not_undone(tx: Tx, row: Row) -> list[tuple[Row, bool]]:
    """Open tasks that undo an earlier measure of the same kind against the same member, and whether that was done."""
    undo = _UNDONE_BY.get(row["measure"])
    found = []
    for task in stored_tasks.open_of(tx, row["group_id"]):
        if task["kind"] == undo and task["source"] == "sanction" and not task["carried"]:
            before = stored.one(tx, task["source_id"])
            if before is not None and before["measure"] == row["measure"] and _same_member(before, row):
                found.append((task, was_done(tx, before)))
    return found


def _same_member(one: Row, other: Row) -> bool:
    if one["person_id"] is not None and other["person_id"] is not None:
        return bool(one["person_id"] == other["person_id"])
    return bool(one["sender"]) and bool(one["sender"] == other["sender"])


def drop_open(tx: Tx, row: Row, why: str, by: str) -> None:
    """Ends what a measure asked for and nobody did."""
    for task in stored_tasks.of_source(tx, "sanction", row["id"]):
        if task["state"] == "open":
            task_acts.drop(tx, task, why, by)
