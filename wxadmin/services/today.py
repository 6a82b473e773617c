"""今日: what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from wxadmin.i18n import _
from wxadmin.services import (
    applications,
    clock,
    departures,
    due_announcements,
    due_cases,
    due_figures,
    due_terms,
    group_life,
    groups,
    matters,
    queue,
    retention,
)
from wxadmin.services.due import TONES, DueItem, PageKey
from wxadmin.services.due_cases import CaseFigures
from wxadmin.services.listing import Tone
from wxadmin.services.records import Store
from wxadmin.services.signing_records import share_of, stage_of
from wxadmin.store import members as stored_members
from wxadmin.store import messages as stored_messages
from wxadmin.store import objections as stored_objections
from wxadmin.store import people as stored_people
from wxadmin.store import reviews as stored_reviews
from wxadmin.store import revisions as stored_revisions
from wxadmin.store import signings as stored_signings
from wxadmin.store.lists import Source


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a small chart."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Today:
    """The page: what is due, first steps still to take (``(words, page)``), messages a day, hits by category, cases.

    ``note`` is what is to be known of the days by which it is due, ``""`` for nothing.
    """

    due: tuple[DueItem, ...]
    first_steps: tuple[tuple[str, PageKey], ...]
    messages: tuple[Bar, ...]
    categories: tuple[Bar, ...]
    cases: CaseFigures
    note: str = ""


_DAYS = 14
_FINDINGS = {
    "impostor": _("群成员疑似冒名"), "double": _("一人有两个账号在群里"), "left_unit": _("已离开单位，还在群里"),
    "no_application": _("没有入群申请就在群里"), "not_invited": _("被人擅自拉进群"),
    "left_unasked": _("没有经同意就退群"), "silent": _("长期不发言"),
}  # fmt: skip
"""Chips of the members' page that are worth a line, with its words."""
_GRAVE = ("impostor", "double", "left_unit", "not_invited")


def overview(store: Store, group: int | None) -> Today:
    """Everything the page shows."""
    offset = clock.local(clock.now()).utcoffset() or timedelta()
    first = clock.today() - timedelta(days=_DAYS - 1)
    since = int(clock.now().timestamp()) - _DAYS * 86400
    with store.read() as db:
        counted = {
            row["day"]: row["n"] for row in stored_messages.per_day(db, group, since, int(offset.total_seconds()))
        }
        categories = [
            Bar(queue.CATEGORY_WORDS.get(row["category"], row["category"]), row["n"])
            for row in stored_reviews.by_category(db, group)
        ]
    days = [first + timedelta(days=i) for i in range(_DAYS)]
    messages = tuple(Bar(f"{day.month}/{day.day}", counted.get(day.isoformat(), 0)) for day in days)
    return Today(
        due(store, group), _first_steps(store, group), messages, tuple(categories[:6]),
        due_cases.figures(store, group), due_terms.note(store, group),
    )  # fmt: skip


def due(store: Store, group: int | None) -> tuple[DueItem, ...]:
    """What waits, most urgent first."""
    figures = due_figures.of(store, group)
    items: list[DueItem] = [*due_announcements.items(store, group, figures), *due_cases.items(store, group)]
    with store.read() as db:
        items += _signings(db, group)
        waiting = stored_reviews.waiting(db, group)
        names = stored_members.counts(db, group)
        found = stored_members.found(db, group)
        review = stored_revisions.count_in_review(db, group)
        objections = stored_objections.count_waiting(db, group)
    if waiting:
        items.append(DueItem("queue", _("待审事项等待处理"), waiting, "queue", ("waiting",), "warn"))
    answers_owed = matters.owed(store, group)
    # What is owed an answer mostly waits in the queue as well.
    if answers_owed["overdue"]:
        words = _("有人提的事已过答复期限")
        items.append(DueItem("owed", words, answers_owed["overdue"], "queue", ("owed",), "danger", rows=0))
    if answers_owed["owed"] > answers_owed["overdue"]:
        rest = answers_owed["owed"] - answers_owed["overdue"]
        items.append(DueItem("answers", _("有人提的事等待答复"), rest, "queue", ("owed",), "warn", rows=0))
    if review:
        items.append(DueItem("review", _("规章草稿等待审核"), review, "regulations", ("review",), "warn"))
    if objections:
        items.append(DueItem("objections", _("对规章的意见等待答复"), objections, "regulations", (), "warn"))
    items += _applications(store, group)
    if names.get("fail"):
        items.append(DueItem("names", _("群昵称不合要求"), names["fail"], "members", ("fail",)))
    if names.get("unknown"):
        items.append(DueItem("unknown", _("群成员无法确认是谁"), names["unknown"], "members", ("unknown",)))
    for key, words in _FINDINGS.items():
        if found.get(key):
            tone: Tone = "warn" if key in _GRAVE else "info"
            items.append(DueItem(key, words, found[key], "members", (key,), tone))
    steps, stepping = group_life.due(store, group)
    if steps:
        items.append(
            DueItem("group_steps", _("建群、解散清单到期"), steps, "groups", ("due",), "warn", rows=stepping)
        )  # fmt: skip
    leavers = figures.leavers(lambda: frozenset(one.person for one in retention.due(store)))
    if leavers and group is not None:
        with store.read() as db:
            leavers &= stored_people.belonging(db, group)
    if leavers:
        items.append(DueItem("retention", _("离开人员的个人信息到期，可以删除"), len(leavers), "people", ("left",)))
    items.sort(key=lambda item: (TONES.index(item.tone), not item.today))
    return tuple(items)


def _applications(store: Store, group: int | None) -> list[DueItem]:
    """Applications that wait, outside contacts that end, and check-lists of leavers with something overdue."""
    here = applications.waiting(store, group)
    late, rest = here["overdue"], here["waiting"] - here["overdue"]
    found = []
    if late:
        words = _("申请已过办理期限")
        found.append(DueItem("applications_overdue", words, late, "applications", ("overdue",), "danger"))
    if rest:
        found.append(DueItem("applications", _("申请等待审批"), rest, "applications", ("waiting",), "warn"))
    if here["ending"]:
        words = _("对外联系一周内到期或已到期")
        found.append(DueItem("contacts_ending", words, here["ending"], "applications", ("ending",), "warn"))
    for _departure, name, items in departures.overdue(store):
        words = _("{} 的离任清单有交接事项逾期").format(name)
        found.append(DueItem("departure", words, items, "applications", ("departures",), "danger", rows=1))
    return found


def _signings(db: Source, group: int | None) -> list[DueItem]:
    """Open rounds in which somebody has still to sign."""
    rounds = stored_signings.open_ones(db, group)
    counted = stored_signings.counts(db, [row["id"] for row in rounds])
    found = []
    for row in rounds:
        unsigned = share_of(counted[row["id"]]).unsigned
        # Nobody is reminded of what no longer holds.
        if not unsigned or stage_of(db, row) in ("replaced", "repealed"):
            continue
        tone: Tone = "warn" if row["due"] else "info"
        words = _("“{}”还有人没有签收").format(row["title"])
        if row["due"]:
            words += _("，截止 {}").format(clock.shown(row["due"]))
        if row["due"] and row["due"] < clock.today().isoformat():
            tone, words = "danger", _("“{}”已过截止日期，还有人没有签收").format(row["title"])
        chips = ("overdue",) if tone == "danger" else ("open",)
        found.append(DueItem("signing", words, unsigned, "signing", chips, tone, row["id"], rows=1))
    return found


def counts(store: Store, group: int | None) -> dict[str, int]:
    """For the navigation: page → how many of its rows wait, each counted once."""
    items = due(store, group)
    result: dict[str, int] = {}
    for item in items:
        rows = item.count if item.rows is None else item.rows
        if item.page != "members" and rows:
            result[item.page] = result.get(item.page, 0) + rows
    with store.read() as db:
        # Somebody with two things to look at is one.
        troubled = stored_members.troubled(db, group, ("fail", "unknown", *_FINDINGS.keys() - {"silent"}))
    if troubled:
        result["members"] = troubled
    result["today"] = len(items)
    return result


def _first_steps(store: Store, group: int | None) -> tuple[tuple[str, PageKey], ...]:
    """What is still to be set up."""
    known = groups.every(store)
    if not known:
        return ((_("新建一个群"), "settings"),)
    chosen = [one.id for one in known] if group is None else [group]
    today, steps = clock.today().isoformat(), []
    needed: tuple[tuple[Callable[[Source, int], object], str, PageKey], ...] = (
        (stored_people.belonging, _("导入花名册"), "people"),
        (stored_members.last_snapshot, _("粘贴群成员名单"), "members"),
        (lambda db, one: stored_revisions.in_force(db, one, today), _("选用一份规章制度"), "regulations"),
    )
    with store.read() as db:
        # Of all groups together a step is taken when it was for one of them.
        for there, words, page in needed:
            if not any(there(db, one) for one in chosen):
                steps.append((words, page))
    return tuple(steps)
