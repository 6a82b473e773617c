"""实名问题 and 逾期未回复: what the program finds by itself comes into the queue once, and goes when it is put right.

A name comes in when its owner was reminded and the days the group leaves for it are over, what is a breach by itself
(an indecent nickname, somebody pulled in or gone without asking) at once. Who did not answer an announcement, or late,
comes in when its time is over, for thirty days; so does who owes the result of what was ordered. Such a change is the
program's own: it is recorded, and the owner's last change stays the one that 撤销 takes back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from wxadmin.domain.papers import ClauseCitation
from wxadmin.domain.regulation_places import short
from wxadmin.i18n import _, on_paper
from wxadmin.services import announcement_plans, answers, clock, group_life, solutions
from wxadmin.services.matter_cards import MatterDraft, Party
from wxadmin.services.member_findings import CHECK_WORDS, WORDS, of_row
from wxadmin.services.records import Change, Store
from wxadmin.services.standing import fresh
from wxadmin.store import acknowledgements as stored_marks
from wxadmin.store import groups as stored_groups
from wxadmin.store import matters as stored
from wxadmin.store import member_tasks as stored_tasks
from wxadmin.store import members as stored_members
from wxadmin.store import reviews as stored_reviews
from wxadmin.store.engine import Row
from wxadmin.store.journal import Tx
from wxadmin.store.lists import Source

T = TypeVar("T")
_AT_ONCE = ("indecent", "not_invited", "left_unasked")
"""Findings that are a breach by themselves, whoever was reminded."""
_LATE_DAYS = 30
_YEAR = 365
_SCORES: Mapping[str, float] = {"name": 0.45, "late": 0.35}


@dataclass(frozen=True, slots=True)
class Derived:
    """What an examination changed: entries that came, that came back, and that were closed as put right."""

    came: int = 0
    back: int = 0
    mended: int = 0


def derive(store: Store, group: int) -> Change[Derived] | None:
    """Brings the queue up to date with names and late answers of a group; None when nothing is new.

    What the owner decided stays decided. An entry closed as put right comes back when the same is found again.
    """
    if not store.writable:
        return None
    fresh(store, group)
    with store.read() as db:
        if stored_groups.one(db, group) is None:
            return None
        wanted = {**_names(db, group), **_late(db, group)}
        known = stored.found(db, group, ("name", "late"))
        window = clock.stamp(clock.now() - timedelta(days=_LATE_DAYS))
    new = [key for key in wanted if key not in known]
    back = [key for key in wanted if key in known and _closed_by_program(known[key])]
    told = [key for key in wanted if key in known and _open(known[key]) and known[key]["body"] != wanted[key].body]
    over = [key for key, row in known.items() if key not in wanted and _open(row) and not _out_of_sight(row, window)]
    if not (new or back or told or over):
        return None

    def work(tx: Tx) -> Derived:
        from wxadmin.services.matters import insert

        now = stored.found(tx, group, ("name", "late"))
        _note_queued(tx, group, [key for key in new if key not in now])
        for key in new:
            if key not in now:
                insert(tx, wanted[key], score=_SCORES[wanted[key].kind], key=key)
        for key in told:
            if key in now:
                tx.update("matter", now[key]["id"], {"body": wanted[key].body})
        for key in back:
            if key in now and _closed_by_program(now[key]):
                come_back(tx, now[key])
        for key in over:
            if key in now and _open(now[key]):
                close(tx, now[key])
        return Derived(len(new), len(back), len(over))

    words = _("程序查到 {} 件实名或逾期问题").format(len(new) + len(back))
    if not new and not back:
        words = _("程序关闭 {} 件已改正的事项").format(len(over)) if over else _("程序更新实名或逾期问题")
    return store.change(words, work, final=True, actor="")


def along(store: Store, group: int, change: Change[T]) -> Change[T]:
    """A change after which the queue is brought up to date; it names the tables of both, and the second's number."""
    more = derive(store, group)
    if more is None:
        return change
    return replace(change, tables=change.tables | more.tables, then=(*change.then, more.id))


def _note_queued(tx: Tx, group: int, keys: Collection[str]) -> None:
    """Says of each announcement how many of those who did not answer it in time come into the queue."""
    if not any(key.startswith("late:") for key in keys):
        return
    for row in _over(tx, group, "", clock.stamp(clock.moment(tx.at))):
        count = sum(key.startswith(_beginning(row)) for key in keys)
        if count:
            announcement_plans.act(tx, row["id"], "queued", note=str(count))


def derive_all(store: Store) -> tuple[Change[Derived], ...]:
    """The same for every group; what changed."""
    if not store.writable:
        return ()
    with store.read() as db:
        groups = [row["id"] for row in stored_groups.every(db)]
    made = [derive(store, group) for group in groups]
    return tuple(change for change in made if change is not None)


def _open(row: Row) -> bool:
    return bool(row["state"] == "waiting")


def _closed_by_program(row: Row) -> bool:
    """Closed as put right and not decided by anybody since."""
    return bool(row["mended"]) and bool(row["decided"] == row["mended"])


def _out_of_sight(row: Row, window: str) -> bool:
    """An announcement so long ago that it is looked at no more: what it left undecided stays undecided."""
    return bool(row["kind"] == "late" and row["created"] < window)


def close(tx: Tx, row: Row) -> None:
    """Closes an entry of the program's own as put right, inside a change."""
    _settle(tx, row, "ignored", on_paper(_("程序查到已经改正，自动关闭")))


def come_back(tx: Tx, row: Row) -> None:
    """Has an entry that the program closed wait again, inside a change."""
    _settle(tx, row, "waiting", "")


def _settle(tx: Tx, row: Row, state: str, note: str) -> None:
    at = clock.stamp(clock.moment(tx.at))
    closed = state != "waiting"
    tx.update(
        "review", row["review_id"],
        {"state": state, "note": note, "version": row["version"] + 1, "decided": at if closed else "", "case_id": None},
    )  # fmt: skip
    decision = stored_reviews.decision(tx, row["review_id"])
    if decision is not None:
        tx.delete("review_decision", decision["id"])
    tx.update("matter", row["id"], {"mended": at if closed else ""})


# Names


def _names(db: Source, group: int) -> dict[str, MatterDraft]:
    """Key → what is wrong with a nickname, of those it is time to decide about."""
    profile = group_life.profile(db, group)
    if profile.state == "dissolved":
        return {}
    since = clock.stamp(clock.now() - timedelta(days=_YEAR))
    sent = stored_tasks.reminders(db, group, "name", since)
    found = {}
    for row in stored_members.of_group(db, group):
        if row["presence"] == "heard" or row["status"] == "exempt":
            continue
        findings = dict(of_row(row))
        grave = [code for code in _AT_ONCE if code in findings]
        # A gone member cannot change the nickname any more.
        checked = [code for code in findings if code in CHECK_WORDS and code not in _AT_ONCE]
        failing = checked if row["status"] == "fail" and row["presence"] == "present" else []
        theirs = [one for one in sent if _went_to(one, row)]
        last = max((clock.day_of(one["sent"]) for one in theirs), default=None)
        if failing and (last is None or clock.today() < last + timedelta(days=max(profile.remind_days, 1))):
            failing = []
        codes = sorted((*grave, *failing))
        if not codes:
            continue
        said = "；".join(on_paper(findings[code]) for code in codes)
        reminded = on_paper(_("已提醒 {} 次，最近一次是{}，到期没有改。")).format(len(theirs), clock.shown_day(last))
        body = f"{said}。{reminded}" if failing else f"{said}。"
        words = "、".join(on_paper({**CHECK_WORDS, **WORDS}[code]) for code in codes)
        found[f"name:{row['nickname']}:{','.join(codes)}"] = MatterDraft(
            "name", group, body, on_paper(_("“{}”：{}")).format(row["nickname"], words)[:200],
            about=(Party(row["person_id"], row["person_name"], row["nickname"]),), received=clock.today(),
        )  # fmt: skip
    return found


def _went_to(sent: Row, member: Row) -> bool:
    if sent["person_id"] is not None and member["person_id"] is not None:
        return bool(sent["person_id"] == member["person_id"])
    return bool(sent["nickname"]) and bool(sent["nickname"] == member["nickname"])


# Answers


def _late(db: Source, group: int) -> dict[str, MatterDraft]:
    """Key → who did not answer an announcement, or answered when its time was over, or owes what it ordered."""
    since, now = (clock.stamp(at) for at in (clock.now() - timedelta(days=_LATE_DAYS), clock.now()))
    found: dict[str, MatterDraft] = {}
    for row in stored.asked_since(db, group, since, now):
        board = answers.board(db, row)
        due = clock.shown_full(row["deadline"])
        silent = on_paper(_("“{}”要求在{}前回复，到时没有回复。")).format(row["title"], due)
        behind = on_paper(_("“{}”要求在{}前回复，过后才回复。")).format(row["title"], due)
        those = [(person, label, silent) for person, label in board.missing]
        those += [(one.person, one.label, behind) for one in board.late]
        title = on_paper(_("{} 没有按时回复“{}”"))
        found.update(_breaches(db, row, those, title, "", row["deadline"]))
    for row in stored_marks.solving(db, group, since, now):
        due = clock.shown_full(row["solution"])
        body = on_paper(_("“{}”要求在{}前报处理结果，到时没有报。")).format(row["title"], due)
        those = [(person, label, body) for person, label in solutions.of(db, row, row["solution"]).owed]
        title = on_paper(_("{} 没有按时报处理结果“{}”"))
        found.update(_breaches(db, row, those, title, "solution:", row["solution"]))
    return found


def _breaches(
    db: Source, row: Row, those: Sequence[tuple[int, str, str]], title: str, what: str, due: str
) -> Iterator[tuple[str, MatterDraft]]:
    """Key and entry of each (person, label, what is wrong) about an announcement."""
    clause = announcement_plans.of(db, row["id"]).clause
    basis = {} if clause is None else {on_paper(_("依据")): f"《{clause.regulation}》{short(clause.at)}"}
    names = {p["person_id"]: json.loads(p["person"])["name"] for p in _audience(db, row["id"])}
    for person, label, body in those:
        nicknames = stored_members.nicknames_of(db, row["group_id"], person)
        who = Party(person, names.get(person, label), nicknames[0] if len(nicknames) == 1 else "")
        yield (
            f"{_beginning(row)}{what}{label}",
            MatterDraft(
                "late", row["group_id"], body, title.format(label, row["title"])[:200], about=(who,), fields=basis,
                received=clock.day_of(due),
            ),
        )  # fmt: skip


def _beginning(row: Row) -> str:
    """How the keys of entries about an announcement begin."""
    # The stamp of the posting is the same in a record file the group was handed over to.
    return f"late:{row['posted']}:{row['title']}:"


def _over(db: Source, group: int, since: str, now: str) -> list[Row]:
    """Announcements whose time to answer or to solve was over between two stamps, each once."""
    rows = (*stored.asked_since(db, group, since, now), *stored_marks.solving(db, group, since, now))
    return list({row["id"]: row for row in rows}.values())


def clause_of(db: Source, review: int) -> ClauseCitation | None:
    """The clause under which an entry came in, of one about an announcement whose plan names one."""
    row = stored_marks.late_entry(db, review)
    for asked in [] if row is None else _over(db, row["group_id"], "", clock.stamp()):
        if row is not None and row["key"].startswith(_beginning(asked)):
            return announcement_plans.of(db, asked["id"]).clause
    return None


def _audience(db: Source, announcement: int) -> list[Row]:
    from wxadmin.store import announcements as stored_announcements

    return stored_announcements.audience(db, announcement)
