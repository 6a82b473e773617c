"""How long members take: a pasted list, what is made anew after a change, two lists compared.

python -m tests.bench.members_bench            100,000 people, 40 groups of 500 members (a minute to fill the records)
python -m tests.bench.members_bench FOLDER     the same on records kept in FOLDER, filled there the first time

The floor of a figure is reading the rows it speaks of from the same file and nothing else.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench.lists_bench import person
from wxadmin.domain.people import Roster
from wxadmin.services import clock, groups, members, people, records, roster_import, snapshots, standing
from wxadmin.services.groups import GroupDraft
from wxadmin.services.listing import View
from wxadmin.services.records import Store
from wxadmin.store import members as stored
from wxadmin.store.journal import Tx

PEOPLE, GROUPS, MEMBERS, SAID, ROUNDS = 100_000, 40, 500, 200_000, 5


def filled(folder: Path) -> Store:
    """The records: a roster of everybody, groups with their people, two lists each, and a long talk in the first."""
    there = records.exists(folder)
    store = records.open_at(folder, create=True, key_file=True)
    if there:
        return store
    everybody = groups.create(store, GroupDraft("全员")).value
    roster = Roster(tuple(person(i) for i in range(PEOPLE)))
    roster_import.import_roster(store, roster_import.preview_roster(store, roster, group=everybody))
    known = people.of_group(store, everybody)
    rng = random.Random(3)
    for number in range(GROUPS):
        group = groups.create(store, GroupDraft(f"{number}组", naming_rule="部门-姓名")).value
        theirs = known[number * MEMBERS : (number + 1) * MEMBERS]
        with store.read() as db:
            subjects = {r["id"]: r["subject"] for r in db.all("SELECT id, subject FROM person")}

        store.change("应加", partial(belong, group=group, subjects={i: subjects[i] for i, _who in theirs}))
        names = [f"{who.department}-{who.name}" for _i, who in theirs]
        for _turn in range(2):
            text = "\n".join(names)
            members.import_snapshot(store, members.preview(store, group, text))
            for at in rng.sample(range(MEMBERS), 60):
                names[at] = f"{names[at].split('-')[-1]}{rng.randrange(10)}"
        if number == 0:
            talk(store, group, [f"{who.department}-{who.name}" for _i, who in theirs])
    return store


def belong(tx: Tx, group: int, subjects: dict[int, bytes]) -> None:
    """These people should be in a group."""
    for i, subject in subjects.items():
        tx.insert("belonging", {"person_id": i, "group_id": group, "subject": subject})


def talk(store: Store, group: int, senders: list[str]) -> None:
    """A year of messages."""
    rng = random.Random(4)
    now = int(clock.now().timestamp())
    with store.stage("chat") as stage:
        stage.add(
            "message",
            [
                {
                    "group_id": group, "at": now - (SAID - i) * 150, "local": "2026-09-20T18:00",
                    "sender": (sender := rng.choice(senders[:400])), "sender_key": sender, "subject": b"",
                    "kind": "text", "text": "收到", "quote_sender": "", "quote_text": "", "flagged": 0, "search": "",
                }
                for i in range(SAID)
            ],
        )  # fmt: skip
        store.change("聊天", lambda tx: tx.publish(stage))


def ms(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The median of some runs in milliseconds; ``before`` each of them is not counted."""
    taken = []
    for _round in range(ROUNDS):
        before()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1e3


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as holder:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(holder) / "records"
        started = time.perf_counter()
        store = filled(folder)
        print(f"filled in {time.perf_counter() - started:.0f} s")
        started = time.perf_counter()
        standing.fresh_all(store, None)
        print(f"all groups made ready     {(time.perf_counter() - started) * 1e3:8.0f} ms")
        group = groups.every(store)[0].id if groups.every(store)[0].name != "全员" else groups.every(store)[1].id
        with store.read() as db:
            talked = db.value("SELECT group_id FROM message LIMIT 1")
            newest = stored.snapshots(db, group)

        def read(number: int) -> None:
            with store.read() as db:
                stored.of_group(db, number)
                stored.nicknames(db, newest[0]["list"])
                stored.nicknames(db, newest[1]["list"])

        floor = ms(lambda: read(group))
        rows = members.report(store, talked).rows
        one = iter(rows * 3)

        def decide() -> None:
            row = next(one)
            members.exempt(store, row.id, "测")

        def touch() -> None:
            row = next(one)
            with store.read() as db:
                kept = stored.decision(db, talked, row.nickname, "exempt")
            values = {"group_id": talked, "nickname": row.nickname, "subject": b"", "kind": "exempt", "person_id": None,
                      "reason": str(time.perf_counter()), "until": "", "decided": clock.stamp()}  # fmt: skip

            def work(tx: Tx) -> None:
                if kept is None:
                    tx.insert("member_decision", values)
                else:
                    tx.update("member_decision", kept["id"], values)

            store.change("豁免", work)

        text = "\n".join(row.nickname for row in rows[20:]) + "\n飞鸟\n晴天\n"
        figures = (
            ("two lists of 500 compared", ms(lambda: snapshots.compare(store, newest[1]["id"], newest[0]["id"])), 50),
            ("a decision and its group made anew", ms(decide), 300),
            ("made anew after a decision, all asked", ms(lambda: standing.fresh_all(store, None), touch), 300),
            ("nothing written, all groups asked", ms(lambda: standing.fresh_all(store, None)), 0),
            ("a pasted list of 500, preview", ms(lambda: members.preview(store, talked, text)), 1000),
            ("standing alone made anew", ms(lambda: standing._stand(store, talked)), 300),
            ("list of a group, chips counted", ms(lambda: members.chips(store, talked)), 0),
            ("list of all groups, chips counted", ms(lambda: members.chips(store, None)), 0),
            ("ids of the silent, all groups", ms(lambda: members.index(store, View(None, chips=("silent",)))), 60),
            ("lists of all groups, told", ms(lambda: snapshots.every(store, None)), 0),
        )
        print(f"floor: rows and lists read {floor:7.1f} ms")
        for words, taken, target in figures:
            print(f"{words:40} {taken:8.1f} ms  ×{taken / floor:5.1f}" + (f"  target {target}" if target else ""))
        store.close()


if __name__ == "__main__":
    main()
