"""How long 今日 and the counts of the navigation take in a unit of forty groups with everything in it.

python -m tests.bench.today_bench [CASES]

100,000 cases over three years unless told otherwise, an appeal to one in fifty and a task to one in thirty; twelve of
the groups have 60 people each, a member list, 400 messages of the last three days, every fourth from who leads, and
three announcements that were answered in part. Beside each figure stands one plain walk over all cases in the same run.
Measured is what the window does after each of these: nothing written since, a case written, a chat pasted, and the
first look after opening.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from wxadmin.domain.people import Person, Roster
from wxadmin.services import (
    announcement_answers,
    announcement_posting,
    announcements,
    chats,
    clock,
    groups,
    members,
    records,
    roster_import,
    today,
)
from wxadmin.services.announcements import AnnouncementDraft
from wxadmin.services.groups import GroupDraft
from wxadmin.services.records import Store
from wxadmin.store.journal import Tx

ROUNDS, SPAN, PART = 9, 3 * 365, 2_000
OPENED = 5
GROUPS, LIVELY, PEOPLE, SAID, TOLD = 40, 12, 60, 400, 3
GOAL = 150.0
ASKED = (
    "请各部门今天18:00前把值班表报送办公室", "请大家明天中午前填写通讯录，收到请回复", "请全体明天9点前完成自查并反馈",
    "会议室投影已经修好", "辛苦各位", "今天食堂供应绿豆汤",
)  # fmt: skip


def filled(folder: Path, cases: int) -> Store:
    """A record file with that many cases, most of them settled; one act and one measure each."""
    store = records.open_at(folder, create=True, key_file=True)
    made = [
        groups.create(store, GroupDraft(f"工作群{i}", naming_rule="部门-姓名", owner="员工0")).value
        for i in range(GROUPS)
    ]
    rng = random.Random(7)
    for group in made[:LIVELY]:
        _people(store, group)

    def work(tx: Tx, first: int) -> None:
        for i in range(first, min(first + PART, cases)):
            day = clock.now() - timedelta(days=SPAN * (cases - i) / cases, hours=rng.randrange(20))
            state = rng.choices(("issued", "decided", "draft", "void"), (94, 2, 2, 2))[0]
            _case(tx, rng.choice(made), i, clock.stamp(day), state, rng)

    for first in range(0, cases, PART):
        store.change("立案", lambda tx, first=first: work(tx, first), final=True)
    for group in made[:LIVELY]:
        _talk(store, group, rng)
        _announce(store, group, rng)
    return store


def _people(store: Store, group: int) -> None:
    """Everybody on the roster and in the list; one in twelve left the unit and is there still."""
    rows = tuple(
        Person(f"员工{i}", (("甲公司", f"部门{i % 5}"),), number=f"{group}-{i}") for i in range(PEOPLE)
    )  # fmt: skip
    roster_import.import_roster(store, roster_import.preview_roster(store, Roster(rows, "名册"), group=group))
    listed = "\n".join(f"部门{i % 5}-员工{i}" if i % 9 else f"随便{i}" for i in range(PEOPLE))
    members.import_snapshot(store, members.preview(store, group, "部门0-员工0\n" + listed.partition("\n")[2]))


def said(group: int, rng: random.Random, amount: int = SAID) -> str:
    """A paste of the last three days; every fourth message is the owner's."""
    start = clock.local(clock.now()) - timedelta(days=2, hours=20)
    lines = []
    for i in range(amount):
        at = start + timedelta(minutes=i * 68 * 60 // amount)
        who = 0 if i % 4 == 0 else rng.randrange(1, PEOPLE)
        words = rng.choice(ASKED) if who == 0 else "收到"
        lines.append(f"部门{who % 5}-员工{who}\n{at:%Y年%m月%d日 %H:%M}\n{words} {group}-{i}")
    return "\n\n".join(lines) + "\n"


def _talk(store: Store, group: int, rng: random.Random) -> None:
    chats.import_chat(store, chats.preview(store, group, said(group, rng)))


def _announce(store: Store, group: int, rng: random.Random) -> None:
    for i in range(TOLD):
        draft = AnnouncementDraft(group, f"通知{i}", "请回复收到", minutes=rng.choice((30, 3000)), announcer="员工0")
        made = announcements.save(store, draft).value
        announcement_posting.post(store, made)
        answered = "\n".join(f"{n}. 部门{who % 5}-员工{who}" for n, who in enumerate(range(1, PEOPLE, 2), 1))
        announcement_answers.paste_replies(store, made, f"#接龙\n通知{i}\n\n{answered}")


def _case(tx: Tx, group: int, i: int, at: str, state: str, rng: random.Random) -> None:
    decided = "" if state == "draft" else at
    clause = f"《群规》第{rng.randrange(1, 30)}条"
    who = {"person_id": None, "subject": b"", "sender": f"昵称{i % 5000}", "department": ""}
    case = tx.insert(
        "cases",
        {
            **who, "group_id": group, "person_name": "", "person_key": who["sender"], "number": f"违处{i}号",
            "ordinal": i, "state": state, "category": "advert", "occurred": at[:10], "facts": "发广告", "clause": "",
            "measures": '["written"]', "days": 0, "amount": "", "severity": "ordinary", "note": "", "proposal": "",
            "decided": decided, "decided_by": "", "decision_note": "", "review_id": None, "paper_id": None,
            "void_reason": "", "voided": "", "created": at, "search": "",
        },
    )  # fmt: skip
    party = tx.insert(
        "case_party",
        {
            **who, "case_id": case, "group_id": group, "position": 0, "name": "", "name_key": "", "proposal": "",
            "paper_id": 1 if state == "issued" else None, "delivered": "" if rng.random() < 0.1 else at[:10],
        },
    )  # fmt: skip
    tx.insert(
        "infraction",
        {
            "case_id": case, "party_id": party, "group_id": group, "position": 0, "subject": b"", "category": "advert",
            "occurred": at[:10], "facts": "发广告", "clause": "{}", "clause_key": clause, "severity": "ordinary",
            "points": 1,
        },
    )  # fmt: skip
    lasting = i % 30 == 0 and bool(decided)
    sanction = tx.insert(
        "sanction",
        {
            "case_id": case, "party_id": party, "group_id": group, "position": 0, "subject": b"", "measure": "mute",
            "days": 0 if lasting else 3, "amount": "",
            "state": "decided" if lasting else "ended" if decided else "proposed", "starts": decided[:10],
            "ends": "" if lasting else decided[:10], "settled": "" if lasting else decided, "note": "",
        },
    )  # fmt: skip
    if lasting:
        tx.insert(
            "member_task",
            {
                "group_id": group, "kind": "mute", "nickname": who["sender"], "wanted": "", "person_id": None,
                "name": who["sender"], "name_key": "", "reason": "禁言", "due": at[:10], "carried": "",
                "state": rng.choices(("open", "done"), (1, 9))[0], "contradicted": at if i % 60 == 0 else "",
                "closed": "", "closed_by": "", "snapshot_id": None, "source": "sanction", "source_id": sanction,
                "made": at, "subject": b"", "search": "",
            },
        )  # fmt: skip
    if i % 50 == 0 and state == "issued":
        waits = rng.random() < 0.05
        tx.insert(
            "appeal",
            {
                "case_id": case, "party_id": party, "group_id": group, "subject": b"", "name": who["sender"],
                "name_key": "", "number": f"违处{i}号", "received": at[:10], "how": "paper", "bearer": "",
                "reasons": "不服", "since": at[:10], "until": at[:10], "basis": "", "late": 0, "taken": "",
                "due": clock.today().isoformat() if waits else at[:10], "state": "open" if waits else "answered",
                "reviewer": "", "outcome": "" if waits else "maintained", "answered": "" if waits else at[:10],
                "told_id": None, "paper_id": None, "created": at, "search": "",
            },
        )  # fmt: skip


def median_ms(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    taken = []
    for _ in range(ROUNDS):
        before()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e3


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rng = random.Random(8)
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder) / "records", cases)
        with store.read() as db:
            floor = median_ms(lambda: db.value("SELECT sum(length(facts)) FROM cases"))
            one = db.value("SELECT min(id) FROM grp")
            case = db.value("SELECT max(id) FROM cases")
        print(f"{cases:,} cases; one plain walk over them {floor:.1f} ms")
        told = {
            "nothing written": lambda: None,
            "a case written": lambda: store.change("案件", lambda tx: tx.update("cases", case, {"note": rng.random()})),
            "a chat pasted": lambda: chats.import_chat(
                store, chats.preview(store, one, said(rng.randrange(10**6), rng, 4))
            ),
            "a list pasted": lambda: members.import_snapshot(store, members.preview(store, one, "部门0-员工0")),
        }
        for words, group in (("all groups", None), ("one group", one)):
            for what, before in told.items():
                counts = median_ms(lambda group=group: today.counts(store, group), before)
                page = median_ms(lambda group=group: today.overview(store, group), before)
                print(
                    f"{words}, {what}: the page {page:.1f} ms ({page / floor:.1f} of the walk; goal {GOAL:.0f} ms),"
                    f" the navigation {counts:.1f} ms"
                )
        store.close()
        taken = []
        for _ in range(OPENED):
            store = records.open_at(Path(folder) / "records")
            started = time.perf_counter()
            today.overview(store, None)
            taken.append((time.perf_counter() - started) * 1e3)
            store.close()
        print(f"all groups, just opened: the page {statistics.median(taken):.1f} ms (goal {GOAL:.0f} ms)")


if __name__ == "__main__":
    main()
