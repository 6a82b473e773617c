"""What is due of cases: decisions, notices, deliveries, measures that end, tasks in WeChat, appeals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import cast

from wxadmin.i18n import _
from wxadmin.services import appeals, cases, clock, sanctions
from wxadmin.services.due import DueItem, PageKey
from wxadmin.services.listing import View
from wxadmin.services.records import Store
from wxadmin.store import case_figures as stored
from wxadmin.store import member_tasks as stored_tasks

WEEKS = 8
"""Weeks the charts go back."""
_UNDECIDED = 7  # days after which a draft is overdue in the chart
_CLAUSES = 6
_MOST = 3  # measures with a line of their own
_UNDOING = frozenset({"unmute", "invite", "unit"})
"""Kinds of task that undo a measure which ends."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its first day: cases opened and decided in it; of those opened, how many wait and how many too long."""

    label: str
    opened: int
    decided: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """The last weeks, oldest first, and how often each clause was decided on in them (words, count)."""

    weeks: tuple[Week, ...]
    clauses: tuple[tuple[str, int], ...]


def items(store: Store, group: int | None) -> list[DueItem]:
    """The lines, in no order."""
    with store.read() as db:
        waiting = stored.waiting(db, group, clock.stamp())
        tasks = stored_tasks.counts(db, group, clock.stamp())
    found: list[DueItem] = []
    if waiting.get("draft"):
        words = _("案件等待决定")
        found.append(DueItem("cases", words, waiting["draft"], "cases", ("draft",), "warn", verb=_("作出决定")))
    if waiting.get("decided"):
        words = _("通知书等待签发")
        found.append(DueItem("notices", words, waiting["decided"], "cases", ("decided",), "warn", verb=_("签发")))
    if waiting["undelivered"]:
        words, count = _("通知书还没有登记送达"), waiting["undelivered"]
        found.append(DueItem("undelivered", words, count, "cases", ("undelivered",), "info", verb=_("登记送达")))
    found += _measures(store, group)
    found += _appeals(store, group)
    if tasks["overdue"]:
        words = _("微信里要办的事已逾期")
        found.append(DueItem("tasks_overdue", words, tasks["overdue"], "tasks", ("overdue",), "danger"))
    if tasks["open"] > tasks["overdue"]:
        words = _("微信里要办的事还没有办：移出、邀请、改名、禁言等")
        found.append(DueItem("tasks", words, tasks["open"] - tasks["overdue"], "tasks", (), "info"))
    return found


def _measures(store: Store, group: int | None) -> list[DueItem]:
    """Measures whose last day is today or near."""
    due = sanctions.due(store, group)
    found = []
    with store.read() as db:
        for sanction, case, line in due.today[:_MOST]:
            words = _("今天到期：{}").format(line)
            undoing = [one for one in stored_tasks.of_source(db, "sanction", sanction) if one["kind"] in _UNDOING]
            task = next((one for one in undoing if one["state"] == "open"), None)
            if undoing and task is None:
                continue  # it is undone already
            page, record, verb = "cases", case, _("查看")
            if task is not None:
                page, record, verb = "tasks", task["id"], _("去解除") if task["kind"] == "unmute" else _("去办")
            found.append(
                DueItem("ends", words, 1, cast("PageKey", page), (), "warn", record, verb, today=True, rows=0)
            )  # fmt: skip
    rest = len(due.today) - _MOST
    if rest > 0:
        found.append(DueItem("ends", _("还有处罚今天到期"), rest, "cases", ("ending",), "warn", today=True, rows=0))
    if due.undone:
        # They stand among the open ones below.
        words = _("处罚没有落实：名单或聊天显示没有办成")
        found.append(DueItem("undone", words, due.undone, "tasks", ("contradicted",), "danger", rows=0))
    if due.soon:
        words, count = _("三天内有处罚到期的案件"), len(cases.index(store, View(group, chips=("ending",))))
        found.append(DueItem("ends_soon", words, count, "cases", ("ending",), "info", rows=0))
    return found


def _appeals(store: Store, group: int | None) -> list[DueItem]:
    """Appeals owed an answer, and decisions that nobody can appeal against much longer."""
    due = appeals.due(store, group)
    late = [one for one in due.answers if one[2]]
    found = []
    if late:
        words, one = _("申诉已过答复期限"), late[0][0] if len(late) == 1 else None
        found.append(DueItem("appeals_late", words, len(late), "appeals", ("overdue",), "danger", one, _("答复")))
    if len(due.answers) > len(late):
        words = _("申诉三天内要答复")
        found.append(DueItem("appeals", words, len(due.answers) - len(late), "appeals", (), "warn", verb=_("答复")))
    later = appeals.counts(store, group)["open"] - len(due.answers)
    if later > 0:
        found.append(DueItem("appeals_open", _("申诉等待答复"), later, "appeals", (), "info", verb=_("查看")))
    if due.closing:
        words = _("申诉期三天内期满的案件")
        closing = sorted({case for case, _words, _last in due.closing})
        case = closing[0] if len(closing) == 1 else None
        found.append(
            DueItem("closing", words, len(closing), "cases", ("closing",), "info", case, _("查看"), rows=0)
        )  # fmt: skip
    return found


def figures(store: Store, group: int | None) -> CaseFigures:
    """The last weeks, this one the last; weeks begin on Monday where the owner is."""
    today = clock.today()
    first_day = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    first = datetime.combine(first_day, time(), clock.zone())
    late = clock.stamp(clock.now() - timedelta(days=_UNDECIDED))
    start = int(first.timestamp())
    with store.read() as db:
        opened = {row["week"]: row for row in stored.opened(db, group, start, WEEKS, late)}
        decided = {row["week"]: row["decided"] for row in stored.decided(db, group, start, WEEKS)}
        clauses = tuple(
            (row["clause_key"], row["n"]) for row in stored.by_clause(db, group, clock.stamp(first), _CLAUSES)
        )
    weeks = []
    for week in range(WEEKS):
        day, row = first_day + timedelta(days=7 * week), opened.get(week)
        counts = (0, 0, 0) if row is None else (row["opened"], row["open"], row["overdue"])
        weeks.append(Week(f"{day.month}/{day.day}", counts[0], decided.get(week, 0), counts[1], counts[2]))
    return CaseFigures(tuple(weeks), clauses)
