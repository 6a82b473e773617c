"""处罚措施: proposed with a draft, decided with a case, carried out in WeChat or by the unit, ended or lifted.

What must be done by hand comes into 待执行事项 when it is decided, and what undoes it when it ends or is lifted. What
is for so many days ends so many days after the day it was decided: that day the member may speak again, come back, or
is to have post or account back from the unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from wxadmin.domain.cases import PERMITS_NEXT, TIMED, Measure, SanctionState
from wxadmin.domain.errors import UserError
from wxadmin.domain.ladder import RECOMMENDED
from wxadmin.i18n import _, joined, on_paper
from wxadmin.services import clock, sanction_tasks, task_acts
from wxadmin.services.measure_limits import check_measures
from wxadmin.services.records import Change, Store
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import sanctions as stored
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source, Value

PERMITS = PERMITS_NEXT
STATES: Mapping[SanctionState, str] = {
    "proposed": _("拟处"), "decided": _("待执行"), "carried": _("已执行"), "ended": _("已期满"), "lifted": _("已解除"),
}  # fmt: skip
ADVISED: Mapping[SanctionState, str] = {**STATES, "decided": _("建议单位处理"), "carried": _("单位已采纳")}
"""The same of what an owner can only recommend to the unit."""
TOLD = frozenset({"reminder", "warning", "oral", "written"})
"""Measures that are carried out by telling the member: the notice delivered, the warning given."""
words = sanction_tasks.words
_IN_FORCE = ("decided", "carried")
_SOON = timedelta(days=3)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Due:
    """What 今日 says: (sanction, case, line) of measures that end today and of those that end within three days.

    ``overdue`` counts tasks of cases that are past their day; ``undone`` those that a list or chat contradicts.
    """

    today: tuple[tuple[int, int, str], ...]
    soon: tuple[tuple[int, int, str], ...]
    overdue: int = 0
    undone: int = 0


# Words


def state_words(row: Row) -> str:
    """How a measure stands, with the day: ``已执行（9月22日 周二）``."""
    said = (ADVISED if row["measure"] in RECOMMENDED else STATES)[row["state"]]
    day = clock.shown_day(row["settled"])
    if row["state"] in _IN_FORCE and row["ends"]:
        day = joined(_("，"), (day, _("到{}").format(clock.shown_day(row["ends"]))))
    return _("{}（{}）").format(said, day) if day else said


def line(row: Row) -> str:
    """A measure on one line: who, what, how it stands, number of the case."""
    who = row["name"] or row["sender"]
    return joined(" · ", (who, words(row), state_words(row), row["number"]))


def of_case(db: Source, case: int) -> list[Row]:
    """The measures of a case, party by party."""
    return stored.of_case(db, case)


def due(store: Store, group: int | None) -> Due:
    """What of measures is due in a group (None: in all)."""
    today = clock.today()
    with store.read() as db:
        rows = stored.ending(db, group, today.isoformat(), (today + _SOON).isoformat(), _MOST)
        overdue, undone = stored_tasks.of_cases_due(db, group, today.isoformat())
    told = [(row["id"], row["case_id"], line(row), row["ends"]) for row in rows]
    now = tuple(one[:3] for one in told if one[3] == today.isoformat())
    return Due(now, tuple(one[:3] for one in told if one[3] != today.isoformat()), overdue, undone)


# Proposing and deciding


def propose(tx: Tx, case: int, party_id: int, measures: Sequence[Measure]) -> None:
    """Replaces what is proposed against a party of a draft."""
    check_measures(measures)
    for row in stored.of_party(tx, party_id):
        if row["state"] == "proposed":
            tx.delete("sanction", row["id"])
    _insert(tx, case, party_id, measures, "proposed", None)


def enact(tx: Tx, case: int, party_id: int, measures: Sequence[Measure], day: date, by: str) -> tuple[int, ...]:
    """Decides measures against a party in place of those proposed, and opens their tasks; the ids of the measures.

    ``day`` is the day of the decision: a mute begins with it.
    """
    check_measures(measures)
    for row in stored.of_party(tx, party_id):
        if row["state"] == "proposed":
            tx.delete("sanction", row["id"])
    made = _insert(tx, case, party_id, measures, "decided", day)
    for sanction in made:
        row = _existing(tx, sanction)
        sanction_tasks.open_for(tx, row, max(day, clock.day_of(clock.moment(tx.at))))
        _go_on(tx, row, by)
    return made


def _go_on(tx: Tx, row: Row, by: str) -> None:
    """What was lifted and not yet undone goes on under the new decision: nobody unmutes and mutes again."""
    undoing = sanction_tasks.not_undone(tx, row)
    if any(done for _task, done in undoing):
        _holds(tx, row, by)
        now = _existing(tx, row["id"])
        if now["ends"] and now["ends"] <= clock.today().isoformat():
            _end(tx, now)
    for task, _done in undoing:
        task_acts.drop(tx, task, on_paper(_("改为{}")).format(on_paper(words(row))), by)


def _holds(tx: Tx, row: Row, by: str) -> None:
    """A decided measure is in effect already, since the member was muted or removed before."""
    carried(tx, row, clock.stamp(clock.moment(tx.at)), by)
    for task in sanction_tasks.of(tx, row):
        if task["state"] == "open":
            task_acts.said(tx, task, by)


def take_up(
    tx: Tx, case: int, party_id: int, measures: Sequence[Measure], day: date, *, void: str = ""
) -> tuple[int, ...]:  # fmt: skip
    """Writes the measures of a case decided before measures had rows of their own; nothing is to be done again.

    They count as carried out, a mute whose days are over as ended, those of a case that is ``void`` (why) as lifted.
    """
    made = _insert(tx, case, party_id, measures, "decided", day)
    for sanction in made:
        row = _existing(tx, sanction)
        over = row["ends"] and row["ends"] <= clock.today().isoformat()
        state = "lifted" if void else "ended" if over else "carried"
        tx.update("sanction", sanction, {"state": state, "settled": _moment_of(day), "note": void})
    return made


def _insert(
    tx: Tx, case: int, party_id: int, measures: Sequence[Measure], state: SanctionState, day: date | None
) -> tuple[int, ...]:  # fmt: skip
    party = stored.party(tx, party_id)
    if party is None or party["case_id"] != case:
        raise UserError(_("案件里没有这个当事人"), remedy=_("请刷新案件"))
    first = max((row["position"] for row in stored.of_party(tx, party_id)), default=-1) + 1
    made = []
    for position, one in enumerate(measures, first):
        starts = "" if day is None else day.isoformat()
        timed = day is not None and one.key in TIMED and one.days > 0
        ends = clock.after(day, one.days).isoformat() if timed and day is not None else ""
        values: dict[str, Value] = {
            "case_id": case, "party_id": party_id, "group_id": party["group_id"], "position": position,
            "subject": bytes(party["subject"]), "measure": one.key, "days": one.days if one.key in TIMED else 0,
            "amount": one.amount.strip(), "state": state, "starts": starts, "ends": ends, "settled": "", "note": "",
        }  # fmt: skip
        made.append(tx.insert("sanction", values))
    return tuple(made)


# Carrying out


def carry(store: Store, sanction: int | Sequence[int], day: date, by: str) -> Change[int]:
    """Notes that a measure was carried out on a day: in WeChat, by telling the member, or by the unit; can be undone.

    Several together are one change; the value is the (first) measure. UserError for none, for a day before the
    decision or to come, and when it stands otherwise.
    """
    wanted = [sanction] if isinstance(sanction, int) else list(sanction)
    with store.read() as db:
        rows = [_existing(db, one) for one in wanted]
    if not rows:
        raise UserError(_("没有选处罚措施"), remedy=_("请选已经执行的措施"))
    if day > clock.today():
        raise UserError(_("执行的日子还没有到"), where=clock.shown_day(day), remedy=_("请改成今天或以前"))
    if any(row["starts"] and day.isoformat() < row["starts"] for row in rows):
        raise UserError(_("执行的日子早于决定的日子"), where=clock.shown_day(day), remedy=_("请改成决定之后的日子"))

    def work(tx: Tx) -> int:
        moment = min(_moment_of(day), clock.stamp(clock.moment(tx.at)))
        for one in wanted:
            now = _existing(tx, one)
            carried(tx, now, moment, by)
            for task in sanction_tasks.of(tx, now):
                if task["state"] == "open":
                    task_acts.said(tx, task, by, moment)
        return wanted[0]

    return store.change(_("{} 已执行").format(joined(_("、"), dict.fromkeys(map(words, rows)))), work)


def carried(tx: Tx, row: Row, moment: str, by: str) -> None:
    """The measure was carried out at a moment (stamp), inside a change; UserError when it stands otherwise."""
    _move(tx, row, "carried", {"settled": moment})
    said = on_paper(ADVISED["carried"] if row["measure"] in RECOMMENDED else STATES["carried"])
    _act(tx, row, "carried", f"{on_paper(words(row))}：{said}", by, clock.day_of(moment))


def delivered(tx: Tx, party_id: int, day: date) -> None:
    """The notice reached a party: what is carried out by telling them is carried out."""
    moment = min(_moment_of(day), clock.stamp(clock.moment(tx.at)))
    for row in stored.of_party(tx, party_id):
        if row["state"] == "decided" and row["measure"] in TOLD:
            _move(tx, row, "carried", {"settled": moment})


def task_said(tx: Tx, task: Row, moment: str, by: str) -> None:
    """A task was carried out, by the owner's word or by a list: so is its measure, once its other tasks are.

    What was handed on to the unit waits for the unit's answer.
    """
    row = _of_task(tx, task)
    if row is None or row["state"] != "decided" or task["kind"] == "unit":
        return
    others = (other for other in sanction_tasks.of(tx, row) if other["id"] != task["id"] and other["state"] == "open")
    if all(other["carried"] for other in others):
        carried(tx, row, moment, by)


def came_undone(tx: Tx, task: Row, why: str) -> None:
    """A list or chat, or the owner, says that a task was not carried out after all: its measure waits for it again."""
    row = _of_task(tx, task)
    if row is not None and row["state"] == "carried":
        _move(tx, row, "decided", {"settled": ""})
        _act(tx, row, "note", f"{on_paper(words(row))}：{why}", "", None)


def _of_task(tx: Tx, task: Row) -> Row | None:
    """The measure that a task carries out; None for tasks of anything else and those that undo a measure."""
    if task["source"] != "sanction" or task["source_id"] is None:
        return None
    row = stored.one(tx, task["source_id"])
    return row if row is not None and sanction_tasks.KINDS.get(row["measure"]) == task["kind"] else None


# Ending and lifting


def lift(tx: Tx, sanction: int, reason: str, by: str, *, day: date | None = None, early: bool = False) -> None:
    """Takes a measure out of force by an act of its own and undoes it: a mute, a removal, what the unit was told.

    What was withdrawn or published stays so. ``early``: it was right and only ends before its time, so it still counts
    on the ladder. UserError without a reason and for what is not in force.
    """
    said = reason.strip()
    if not said:
        raise UserError(_("没有写解除原因"), remedy=_("请写一句原因"))
    row = _existing(tx, sanction)
    done = sanction_tasks.undoing(tx, row)
    _move(tx, row, "lifted", {"settled": clock.stamp(clock.moment(tx.at)), "note": said})
    _act(tx, row, "lifted", f"{on_paper(words(row))}：{said}", by, day, {"early": True} if early else {})
    sanction_tasks.drop_open(tx, row, on_paper(_("处罚已解除")), by)
    if done:
        _undo(tx, row, clock.day_of(clock.moment(tx.at)), done, by)


def _undo(tx: Tx, row: Row, day: date, task: tuple[str, str], by: str) -> None:
    """Opens the task that undoes a measure, unless another one of the same kind holds the member all the same."""
    others = sanction_tasks.holding(tx, row)
    if not others and not sanction_tasks.not_undone(tx, row):
        sanction_tasks.open_for(tx, row, day, *task)
    for other in others:
        if other["state"] == "decided" and sanction_tasks.was_done(tx, row):
            _holds(tx, other, by)


def lift_case(
    tx: Tx, case: int, reason: str, by: str, *, party_id: int | None = None, day: date | None = None
) -> tuple[int, ...]:  # fmt: skip
    """:func:`lift` for all that is in force of a case, or of one of its parties; the ids of what was lifted."""
    rows = stored.of_case(tx, case) if party_id is None else stored.of_party(tx, party_id)
    found = [row["id"] for row in rows if row["state"] in _IN_FORCE]
    for sanction in found:
        lift(tx, sanction, reason, by, day=day)
    return tuple(found)


def lift_now(store: Store, sanction: int, reason: str, by: str) -> Change[int]:
    """Ends a measure before its time (:func:`lift`) as a change of its own; the value is the case."""
    with store.read() as db:
        row = _existing(db, sanction)

    def work(tx: Tx) -> int:
        lift(tx, sanction, reason, by, early=True)
        return cast("int", row["case_id"])

    return store.change(_("解除 {}").format(words(row)), work, final=True)


def amend(
    tx: Tx, case: int, party_id: int, measures: Sequence[Measure], reason: str, by: str, day: date
) -> tuple[int, ...]:  # fmt: skip
    """Other measures from a day on, by a new act: what is no longer among them is lifted, what is new is enacted.

    What is for other days stays what it is: what was done stays done, and it ends counted from its first day, at once
    where that day is past. One that has run its days is not begun again unless it is to be longer. The value are the
    measures in force afterwards.
    """
    check_measures(measures)
    wanted = {one.key: one for one in measures}
    rows = stored.of_party(tx, party_id)
    standing = [row for row in rows if row["state"] in _IN_FORCE]
    for row in standing:
        if row["measure"] not in wanted:
            lift(tx, row["id"], reason, by, day=day)
            continue
        one = wanted.pop(row["measure"])
        values: dict[str, Value] = {"amount": one.amount.strip()}
        if row["measure"] in TIMED:
            starts = date.fromisoformat(row["starts"])
            values |= {"days": one.days, "ends": clock.after(starts, one.days).isoformat() if one.days else ""}
        if any(row[name] != value for name, value in values.items()):
            tx.update("sanction", row["id"], values)
            now = _existing(tx, row["id"])
            sanction_tasks.reword(tx, now)
            if now["ends"] and now["ends"] <= clock.today().isoformat():
                _end(tx, now)
    for row in rows:
        again = wanted.get(row["measure"])
        if row["state"] == "ended" and again is not None and 0 < again.days <= row["days"]:
            del wanted[again.key]
    enact(tx, case, party_id, [one for one in measures if one.key in wanted], day, by)
    return tuple(row["id"] for row in stored.of_party(tx, party_id) if row["state"] in _IN_FORCE)


def end_due(store: Store) -> Change[int] | None:
    """Ends the measures whose day has come and opens the tasks that undo them; None when there are none.

    Call it when the records are opened and when a day begins.
    """
    today = clock.today().isoformat()
    with store.read() as db:
        if not stored.over(db, today):
            return None

    def work(tx: Tx) -> int:
        found = stored.over(tx, today)
        for row in found:
            _end(tx, row)
        return len(found)

    return store.change(_("处罚期满"), work, final=True, actor="")


def _end(tx: Tx, row: Row) -> None:
    ends = date.fromisoformat(row["ends"])
    done = sanction_tasks.undoing(tx, row)
    if done is None and row["measure"] == "mute":
        # The owner may have muted somebody and never said so; nobody is to stay muted for that.
        done = ("unmute", on_paper(_("禁言期满，没有登记过禁言；没有禁言就不用办")))
    _move(tx, row, "ended", {"settled": _moment_of(ends)})
    _act(tx, row, "ended", f"{on_paper(words(row))}：{on_paper(STATES['ended'])}", "", ends)
    sanction_tasks.drop_open(tx, row, on_paper(_("{}已期满")).format(on_paper(words(row))), "")
    if done is not None:
        _undo(tx, row, ends, done, "")


def _move(tx: Tx, row: Row, state: SanctionState, values: Mapping[str, Value]) -> None:
    if state not in PERMITS[cast("SanctionState", row["state"])]:
        now = state_words(row)
        raise UserError(_("{}：{}，不能改为{}").format(words(row), now, STATES[state]), remedy=_("请刷新案件"))
    tx.update("sanction", row["id"], {**values, "state": state})


def _act(
    tx: Tx, row: Row, kind: str, text: str, by: str, day: date | None, more: Mapping[str, bool] | None = None
) -> None:  # fmt: skip
    from wxadmin.services import case_acts

    data = {"sanction": row["id"], "measure": row["measure"], **(more or {})}
    case_acts.add(tx, row["case_id"], kind, party=row["party_id"], text=text, day=day, by=by, data=data)  # type: ignore[arg-type]


def _existing(db: Source, sanction: int) -> Row:
    row = stored.one(db, sanction)
    if row is None:
        raise UserError(_("没有这项处罚措施"), remedy=_("请刷新案件"))
    return row


def _moment_of(day: date) -> str:
    """The stamp of the last second of a day where the owner is: what was done that day was done by then."""
    return clock.stamp(datetime.combine(day, time(23, 59, 59), clock.zone()))
